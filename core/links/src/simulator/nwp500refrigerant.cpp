// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/nwp500refrigerant.h"

#include "simulator/nwp500tank.h"

#include <algorithm>

namespace ember {

namespace {
// m°C. The captures of the older firmware are from September, those of the newer from December.
struct Climate
{
    int suctionIdle, suctionRunning, evaporatorIdle, evaporatorRunning, ambientIdle, ambientRunning;
};
constexpr Climate kSeptember{36'500, 13'500, 30'700, 11'100, 26'200, 25'200};
constexpr Climate kDecember{26'500, 8'700, 24'300, 6'500, 23'600, 15'700};
constexpr int kDischargeIdle = 31'000;
constexpr int kParked = 480;

const Climate &climate(Nwp500Age age)
{
    return age == Nwp500Age::Older ? kSeptember : kDecember;
}

/// One second of a first-order delay of `seconds`.
void follow(int &value, int target, int seconds)
{
    value += (target - value) / seconds;
}
} // namespace

Nwp500Refrigerant::Nwp500Refrigerant(SimulationRandom random, Nwp500Age age)
    : m_random(random)
    , m_age(age)
    , m_discharge(kDischargeIdle + m_random.below(4'000))
    , m_suction(climate(age).suctionIdle - m_random.below(700))
    , m_evaporator(climate(age).evaporatorIdle - m_random.below(700))
    , m_ambient(climate(age).ambientIdle - m_random.below(500))
{
}

void Nwp500Refrigerant::tick(Nwp500Phase phase, int upperMicro)
{
    tickTemperatures(phase, upperMicro);
    tickFan(phase);
    tickValve(phase);
}

int Nwp500Refrigerant::superheat() const
{
    // The unit's own figure lies 2.2 K above suction − evaporator in every capture.
    return std::clamp(suction() - evaporator() + 22, -106, 149);
}

int Nwp500Refrigerant::fullFanRpm() const
{
    return m_age == Nwp500Age::Older ? 550 : 900;
}

int Nwp500Refrigerant::fanPwm() const
{
    if (m_fanTarget == 0) {
        return 0;
    }
    const int full = m_age == Nwp500Age::Older ? 1462 : 1780;
    return full - (m_fanTarget - m_fanRpm) / 3;
}

void Nwp500Refrigerant::tickTemperatures(Nwp500Phase phase, int upperMicro)
{
    const Climate &c = climate(m_age);
    if (phase == Nwp500Phase::Running
        || phase == Nwp500Phase::CompressorStart) { // 65 → 72 °C while the tank warms from 58.8 to 60.6 °C
        const int aboveStart = std::clamp(upperMicro - microFromDeci(588), 0, microFromDeci(18));
        follow(m_discharge, 65'000 + aboveStart / 1000 * 6'900 / 1'800, 150);
        follow(m_suction, c.suctionRunning, 80);
        follow(m_evaporator, c.evaporatorRunning, 60);
        follow(m_ambient, c.ambientRunning, 240);
    } else {
        follow(m_discharge, kDischargeIdle, 1200);
        follow(m_suction, c.suctionIdle, 700);
        // With the valve open after a run, pressures even out and the evaporator warms first: superheat turns negative.
        follow(m_evaporator, c.evaporatorIdle, phase == Nwp500Phase::PostRun ? 120 : 500);
        follow(m_ambient, c.ambientIdle, 600);
    }
}

void Nwp500Refrigerant::tickFan(Nwp500Phase phase)
{
    const bool on = phase != Nwp500Phase::Standby && phase != Nwp500Phase::PostRun;
    m_fanTarget = on ? fullFanRpm() : 0;
    if (on) {
        m_fanRpm = m_fanRpm + 40 < m_fanTarget ? m_fanRpm + 40 : m_fanTarget - m_random.below(10);
    } else {
        m_fanRpm = std::max(0, m_fanRpm - 25);
    }
}

void Nwp500Refrigerant::tickValve(Nwp500Phase phase)
{
    switch (phase) {
    case Nwp500Phase::Standby:
        m_eevStep = kParked;
        break;
    case Nwp500Phase::FanSpinUp:
        m_eevStep = std::max(130, m_eevStep - 14);
        break;
    case Nwp500Phase::CompressorStart:
    case Nwp500Phase::Running: // hunts around the superheat it is set to
        m_eevStep = std::clamp(m_eevStep + m_random.between(-1, 1), 95, 140);
        break;
    case Nwp500Phase::Stopping:
        break;
    case Nwp500Phase::PostRun:
        m_eevStep = std::min(kParked, m_eevStep + 2);
        break;
    }
}

} // namespace ember
