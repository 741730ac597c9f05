// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/nwp500unit.h"

#include <algorithm>

namespace ember {

namespace {
constexpr int kPump = 1;
constexpr int kElement = 2;

// A decision shows first in currentHeatUse, then in operationMode, then in the relays (nwp500.md §2).
constexpr int kAnnounceAfter = 2; // s
constexpr int kSwitchAfter = 4;
constexpr int kSettledAfter = 8;
constexpr int kElementWarmUp = 45; // s of running before the element may help

// The thresholds below are those of the captures' setpoint; another one shifts them all.
constexpr int kSetpointSeen = 121; // °C × 2
constexpr int kMicroPerStep = 500'000; // of a setpoint
constexpr int kAboveSetpoint = 50'000; // µK: no hotter than what was seen (60.6 °C)

constexpr int kPostRunPower = 9; // W
constexpr int kCoefficientTimesTen = 29; // heat from one unit of electricity, × 10

Nwp500Tank firstTank(SimulationRandom &random, int index)
{
    if (index == 0) { // the first draw takes it below the heat pump's threshold; an hour of heating brings it back
        return {microFromDeci(588) + random.between(30'000, 70'000), microFromDeci(568) + random.below(500'000)};
    }
    return {microFromDeci(591) + random.below(1'300'000), microFromDeci(550) + random.below(5'000'000)};
}

enum Stream
{
    UnitStream,
    HouseholdStream,
    RefrigerantStream
};
} // namespace

struct Nwp500Unit::Visible
{
    int heatUse, announced, setting, temperature;
    Nwp500Phase phase;
    bool element, draws;
};

Nwp500Unit::Nwp500Unit(quint64 seed, int index)
    : m_age(index % 2 == 0 ? Nwp500Age::Newer : Nwp500Age::Older)
    , m_random(SimulationRandom::derived(seed, index, UnitStream))
    , m_tank(firstTank(m_random, index))
    , m_household(SimulationRandom::derived(seed, index, HouseholdStream),
          index == 0 ? m_random.between(120, 180) : m_random.between(60, 1200))
    , m_refrigerant(SimulationRandom::derived(seed, index, RefrigerantStream), m_age)
    , m_fanSeconds(m_random.between(186 * 3600, 200 * 3600))
{
}

Nwp500Changes Nwp500Unit::tick()
{
    const Visible before = visible();
    m_household.tick();
    heatTank();
    decide();
    followHeatUse();
    tickPhase();
    m_refrigerant.tick(m_phase, m_tank.upperMicro());
    m_fanSeconds += isFanOn() ? 1 : 0;

    const Visible after = visible();
    Nwp500Changes changes;
    changes.setFlag(Nwp500Change::HeatSource, before.heatUse != after.heatUse);
    changes.setFlag(Nwp500Change::OperationMode, before.announced != after.announced);
    changes.setFlag(Nwp500Change::Component, before.phase != after.phase || before.element != after.element);
    changes.setFlag(Nwp500Change::Value,
        before.draws != after.draws || before.setting != after.setting || before.temperature != after.temperature);
    return changes;
}

bool Nwp500Unit::isCompressorOn() const
{
    return m_phase == Nwp500Phase::CompressorStart || m_phase == Nwp500Phase::Running;
}

bool Nwp500Unit::isFanOn() const
{
    return m_phase != Nwp500Phase::Standby && m_phase != Nwp500Phase::PostRun;
}

int Nwp500Unit::basePower() const
{
    switch (m_phase) {
    case Nwp500Phase::Standby:
        break;
    case Nwp500Phase::FanSpinUp:
        return 1 + 15 * m_refrigerant.fanRpm() / m_refrigerant.fullFanRpm();
    case Nwp500Phase::CompressorStart:
        return 11;
    case Nwp500Phase::Running: // 442 → 479 W from 58.8 to 60.6 °C
        return std::clamp(442 + (m_tank.upperMicro() - microFromDeci(588)) / 1000 * 20 / 1000, 434, 477);
    case Nwp500Phase::Stopping:
        return 14;
    case Nwp500Phase::PostRun:
        return std::max(1, kPostRunPower - m_inPhase * kPostRunPower / m_phaseLength);
    }
    return 1;
}

int Nwp500Unit::elementPower() const
{
    if (!m_elementOn) {
        return 0;
    }
    return m_elementSeconds < 2 ? 2'430 : 4'860; // the meter needs a moment
}

Nwp500Unit::Visible Nwp500Unit::visible() const
{
    return {m_heatUse, m_announced, int(m_household.mode()), m_tank.upperDeci() / 5, m_phase, m_elementOn,
        m_household.isDrawing()};
}

void Nwp500Unit::heatTank()
{
    m_tank.loseHeat();
    m_tank.draw(m_household.drawMicroKelvin());
    const int full = m_household.setpoint() * kMicroPerStep + kAboveSetpoint;
    if (m_phase == Nwp500Phase::Running) {
        m_tank.heatByPump(basePower() * kCoefficientTimesTen / 10, full);
    }
    if (m_elementOn) {
        m_tank.heatByElement(elementPower(), full);
        ++m_elementSeconds;
    }
}

void Nwp500Unit::decide()
{
    ++m_sinceHeatUse;
    if (m_sinceHeatUse < kSettledAfter) {
        return;
    }
    const int wanted = wantedHeat();
    if (wanted != m_heatUse) {
        m_heatUse = wanted;
        m_sinceHeatUse = 0;
    }
}

int Nwp500Unit::shiftMicro() const
{
    return (m_household.setpoint() - kSetpointSeen) * kMicroPerStep;
}

bool Nwp500Unit::isBelow(int upperDeci, int lowerDeci) const
{
    const int shift = shiftMicro();
    return m_tank.upperMicro() <= microFromDeci(upperDeci) + shift
        || m_tank.lowerMicro() <= microFromDeci(lowerDeci) + shift;
}

bool Nwp500Unit::isReached(int upperDeci, int lowerDeci) const
{
    const int shift = shiftMicro();
    return m_tank.upperMicro() >= microFromDeci(upperDeci) + shift
        && m_tank.lowerMicro() >= microFromDeci(lowerDeci) + shift;
}

int Nwp500Unit::wantedHeat() const
{
    switch (m_household.mode()) {
    case Nwp500Mode::Electric:
        return wantedElementOnly();
    case Nwp500Mode::HighDemand:
        return wantedWithPump(true);
    case Nwp500Mode::Vacation:
    case Nwp500Mode::PowerOff: // what is starting may not be stopped
        return m_phase == Nwp500Phase::Running || m_heatUse == kElement ? 0 : m_heatUse;
    case Nwp500Mode::HeatPump:
    case Nwp500Mode::EnergySaver:
        break;
    }
    return wantedWithPump(false);
}

int Nwp500Unit::wantedElementOnly() const
{
    if ((m_heatUse & kPump) != 0) { // it may not be stopped while it starts
        return m_phase == Nwp500Phase::Running ? 0 : m_heatUse;
    }
    if (m_phase != Nwp500Phase::Standby) {
        return 0;
    }
    if (m_heatUse == 0) {
        return isBelow(601, 570) ? kElement : 0;
    }
    return isReached(605, 580) ? 0 : kElement;
}

int Nwp500Unit::wantedWithPump(bool highDemand) const
{
    if ((m_heatUse & kPump) == 0) {
        const bool cold = highDemand ? isBelow(596, 570) : isBelow(588, 545);
        return cold && m_phase == Nwp500Phase::Standby && m_heatUse == 0 ? kPump : 0;
    }
    if (m_phase != Nwp500Phase::Running) {
        return m_heatUse;
    }
    if (isReached(605, 607)) {
        return 0;
    }
    if (!highDemand) {
        return kPump;
    }
    if (m_heatUse == kPump) {
        return m_inPhase >= kElementWarmUp && isBelow(599, 575) ? kPump | kElement : kPump;
    }
    return isReached(604, 585) ? kPump : kPump | kElement;
}

void Nwp500Unit::followHeatUse()
{
    if (m_sinceHeatUse == kAnnounceAfter) {
        m_announced = m_heatUse;
    }
    const bool element = (m_heatUse & kElement) != 0;
    if (element != m_elementOn && m_sinceHeatUse >= kSwitchAfter) {
        m_elementOn = element;
        m_elementSeconds = 0;
    }
}

void Nwp500Unit::tickPhase()
{
    ++m_inPhase;
    const bool pump = (m_heatUse & kPump) != 0;
    switch (m_phase) {
    case Nwp500Phase::Standby:
        if (pump && m_sinceHeatUse >= kSwitchAfter) {
            enter(Nwp500Phase::FanSpinUp, m_random.between(28, 45));
        }
        return;
    case Nwp500Phase::Running:
        if (!pump && m_sinceHeatUse >= kSwitchAfter) {
            enter(Nwp500Phase::Stopping, m_random.between(15, 28));
        }
        return;
    case Nwp500Phase::FanSpinUp:
    case Nwp500Phase::CompressorStart:
    case Nwp500Phase::Stopping:
    case Nwp500Phase::PostRun:
        break;
    }
    if (m_inPhase < m_phaseLength) {
        return;
    }
    if (m_phase == Nwp500Phase::FanSpinUp) {
        enter(Nwp500Phase::CompressorStart, m_random.between(10, 18));
    } else if (m_phase == Nwp500Phase::CompressorStart) {
        enter(Nwp500Phase::Running, 0);
    } else if (m_phase == Nwp500Phase::Stopping) {
        enter(Nwp500Phase::PostRun, m_random.between(255, 285)); // about 4.5 minutes
    } else {
        enter(Nwp500Phase::Standby, 0);
    }
}

void Nwp500Unit::enter(Nwp500Phase phase, int seconds)
{
    m_phase = phase;
    m_inPhase = 0;
    m_phaseLength = seconds;
}

} // namespace ember
