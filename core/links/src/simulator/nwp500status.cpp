// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/nwp500status.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace ember {

namespace {
constexpr int kChargeBaseDeci = 350;

/// Position of a key; a key that does not exist does not compile.
consteval std::size_t at(std::string_view key)
{
    for (std::size_t i = 0; i < kNwp500StatusFields.size(); ++i) {
        if (kNwp500StatusFields[i].key == key) {
            return i;
        }
    }
    throw "no such status key";
}

/// All of these carry the setpoint in every capture.
constexpr std::array kSetpointFollowers{at("dhwTemperatureSetting"), at("dhwTargetTemperatureSetting"),
    at("hpUpperOffTempSetting"), at("hpLowerOffTempSetting"), at("heUpperOffTempSetting"), at("heLowerOffTempSetting")};

constexpr std::size_t largestText()
{
    constexpr std::size_t kAround = 4 + 11; // two quotes, colon, comma; the longest int
    std::size_t size = 0;
    for (const Nwp500StatusField &field : kNwp500StatusFields) {
        size += field.key.size() + kAround;
    }
    return size;
}
static_assert(largestText() <= Nwp500Status::kMaxSize);

constexpr int onOff(bool on)
{
    return on ? 2 : 1;
}

/// Energy of a temperature difference given in K / 20, in counts of 4 Wh: 70.22 counts a kelvin (nwp500.md §5 rounds
/// to 70.25; this figure meets all four totals that were seen).
constexpr int energyCounts(int twentieths)
{
    return (twentieths * 7'022 + 1'000) / 2'000;
}
static_assert(energyCounts(2 * (605 - 405)) == 1'404 && energyCounts(2 * (605 - 340)) == 1'861);
} // namespace

Nwp500Status::Nwp500Status(quint64 seed, int index, Nwp500Age age)
    : m_age(age)
{
    constexpr int kStream = 20;
    SimulationRandom random = SimulationRandom::derived(seed, index, kStream);
    std::ranges::transform(kNwp500StatusFields, m_values.begin(), &Nwp500StatusField::value);
    m_values[at("antiLegionellaUse")] = random.between(1, 2);
    m_values[at("antiLegionellaPeriod")] = random.below(2) == 0 ? 7 : 14;
}

void Nwp500Status::setError(int code, int subCode)
{
    constexpr int kWaterLeak = 799;
    constexpr int kCondensateOverflow = 990;
    m_errorCode = code;
    m_subErrorCode = subCode;
    m_values[at("wtrOvrSensorUse")] = onOff(code == kWaterLeak);
    m_values[at("conOvrSensorUse")] = onOff(code == kCondensateOverflow);
}

void Nwp500Status::read(const Nwp500Unit &unit, int command, SimulationRandom &random)
{
    m_values[at("command")] = command;
    m_values[at("errorCode")] = m_errorCode;
    m_values[at("subErrorCode")] = m_subErrorCode;
    // Two trembles make the middle the likeliest; 55 to 64 as seen, positive (nwp500.md §14.4).
    m_values[at("wifiRssi")] = 60 + random.between(-2, 2) + random.between(-2, 2);
    readHeating(unit, random);
    readThresholds(unit);
    readTank(unit.tank(), unit.household().setpoint(), random);
    readRefrigerant(unit.refrigerant(), random);
    readHousehold(unit.household());
}

void Nwp500Status::readHeating(const Nwp500Unit &unit, SimulationRandom &random)
{
    constexpr int kOperationModePerBit = 32; // 0x20 heat pump, 0x40 element
    const bool heats = unit.heatUse() != 0;
    m_values[at("operationMode")] = unit.announcedHeat() * kOperationModePerBit;
    m_values[at("operationBusy")] = onOff(heats);
    m_values[at("dhwOperationBusy")] = onOff(heats);
    m_values[at("currentHeatUse")] = unit.heatUse();
    m_values[at("currentStatenum")] = int(unit.phase());
    m_values[at("compUse")] = onOff(unit.isCompressorOn());
    m_values[at("eevUse")] = onOff(unit.isValveOn());
    m_values[at("evaFanUse")] = onOff(unit.isFanOn());
    m_values[at("heatUpperUse")] = onOff(unit.isElementOn());
    m_values[at("cumulatedOpTimeEvaFan")] = unit.fanHours();

    int power = unit.basePower() + unit.elementPower();
    if (unit.isElementOn()) {
        power += random.between(-14, 14);
    } else if (unit.phase() == Nwp500Phase::Running) {
        power += random.between(-2, 2);
    } else if (unit.phase() == Nwp500Phase::Standby && random.below(40) == 0) {
        power += random.between(1, 5);
    }
    m_values[at("currentInstPower")] = power;
}

void Nwp500Status::readThresholds(const Nwp500Unit &unit)
{
    constexpr int kLowest = 70; // °C × 2, as all of these
    const int setpoint = unit.household().setpoint();
    const bool pump = (unit.heatUse() & 1) != 0;
    const bool both = unit.household().mode() == Nwp500Mode::HighDemand;
    m_values[at("hpUpperOnTempSetting")] = pump ? setpoint : kLowest;
    m_values[at("hpLowerOnTempSetting")] = pump ? setpoint : kLowest;
    m_values[at("heUpperOnTempSetting")] = pump && !both ? kLowest : setpoint;
    m_values[at("hpLowerOnDiffTempSetting")] = pump ? 4 : 0;
    m_values[at("hpUpperOnDiffTempSetting")] = pump && both ? 4 : 0;
    m_values[at("heUpperOnDiffTempSetting")] = pump && both ? 4 : 0;
    m_values[at("hpLowerOffDiffTempSetting")] = pump && both ? 0 : 2;
}

void Nwp500Status::readTank(const Nwp500Tank &tank, int setpoint, SimulationRandom &random)
{
    const int setpointDeci = 5 * setpoint;
    const int reference = m_age == Nwp500Age::Newer ? 405 : 340; // December and September
    m_values[at("totalEnergyCapacity")] = energyCounts(2 * (setpointDeci - reference));
    const int upper = tank.upperDeci();
    const int lower = tank.lowerDeci();
    m_values[at("tankUpperTemperature")] = upper;
    m_values[at("tankLowerTemperature")] = lower;
    m_values[at("dhwTemperature")] = upper / 5;
    m_values[at("dhwChargePer")] = setpointDeci <= kChargeBaseDeci
        ? 100
        : std::clamp(100 * (upper - kChargeBaseDeci) / (setpointDeci - kChargeBaseDeci), 0, 100);
    const int deficit = 2 * setpointDeci - upper - lower; // K / 20 below the setpoint on average
    const int tremble = random.between(-6, 6);
    m_values[at("availableEnergyCapacity")] = deficit <= 0 ? 0 : std::max(0, energyCounts(deficit) + tremble);
}

void Nwp500Status::readRefrigerant(const Nwp500Refrigerant &refrigerant, SimulationRandom &random)
{
    m_values[at("dischargeTemperature")] = refrigerant.discharge() + random.between(-1, 1);
    m_values[at("suctionTemperature")] = refrigerant.suction() + random.between(-1, 1);
    m_values[at("evaporatorTemperature")] = refrigerant.evaporator() + random.between(-1, 1);
    m_values[at("ambientTemperature")] = refrigerant.ambient() + random.between(0, 1);
    m_values[at("currentSuperHeat")] = refrigerant.superheat() + random.between(-8, 8);
    m_values[at("targetFanRpm")] = refrigerant.fanTarget();
    m_values[at("currentFanRpm")] = refrigerant.fanRpm();
    m_values[at("fanPwm")] = refrigerant.fanPwm();
    m_values[at("eevStep")] = refrigerant.eevStep();
}

void Nwp500Status::readHousehold(const Nwp500Household &household)
{
    m_values[at("dhwUse")] = onOff(household.isDrawing());
    m_values[at("dhwUseSustained")] = household.isDrawingLong() ? 1 : 0;
    m_values[at("dhwOperationSetting")] = int(household.mode());
    for (const std::size_t follower : kSetpointFollowers) {
        m_values[follower] = household.setpoint();
    }
    m_values[at("vacationDaySetting")] = household.vacationDays();
    const Nwp500Settings &settings = household.settings();
    m_values[at("freezeProtectionTemperature")] = settings.freezeProtection;
    if (settings.antiLegionella != 0) {
        m_values[at("antiLegionellaUse")] = settings.antiLegionella;
    }
    if (settings.antiLegionellaDays != 0) {
        m_values[at("antiLegionellaPeriod")] = settings.antiLegionellaDays;
    }
    m_values[at("programReservationUse")] = settings.reservations;
    m_values[at("recircOperationMode")] = settings.recirculation;
    m_values[at("touStatus")] = household.touStatus();
    m_values[at("touOverrideStatus")] = household.touOverrideStatus();
}

char *Nwp500Status::write(char *out) const
{
    for (std::size_t i = 0; i < kNwp500StatusFields.size(); ++i) {
        const Nwp500StatusField &field = kNwp500StatusFields[i];
        if (field.newerOnly && m_age == Nwp500Age::Older) {
            continue;
        }
        if (i != 0) {
            *out++ = ',';
        }
        *out++ = '"';
        std::memcpy(out, field.key.data(), field.key.size());
        out += field.key.size();
        *out++ = '"';
        *out++ = ':';
        out = std::to_chars(out, out + 11, m_values[i]).ptr;
    }
    return out;
}

} // namespace ember
