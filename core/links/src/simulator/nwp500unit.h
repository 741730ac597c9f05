// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator/nwp500household.h"
#include "simulator/nwp500refrigerant.h"
#include "simulator/nwp500tank.h"

#include <QtCore/QFlags>

namespace ember {

/// What changed in a second, as far as it makes a unit speak up (nwp500.md §2, push behaviour).
enum class Nwp500Change
{
    HeatSource = 1,
    OperationMode = 2,
    Component = 4,
    Value = 8
};
Q_DECLARE_FLAGS(Nwp500Changes, Nwp500Change)
Q_DECLARE_OPERATORS_FOR_FLAGS(Nwp500Changes)

/// One water heater: what heats when, and what its sensors see. Knows nothing of messages.
class Nwp500Unit
{
public:
    /// Index 0 begins with a tank that needs heat within minutes.
    Nwp500Unit(quint64 seed, int index);

    /// One simulated second.
    Nwp500Changes tick();

    [[nodiscard]] Nwp500Age age() const { return m_age; }
    [[nodiscard]] const Nwp500Tank &tank() const { return m_tank; }
    [[nodiscard]] const Nwp500Household &household() const { return m_household; }
    /// For commands: what is set shows at once, what runs follows in the next seconds.
    [[nodiscard]] Nwp500Household &household() { return m_household; }
    [[nodiscard]] const Nwp500Refrigerant &refrigerant() const { return m_refrigerant; }
    [[nodiscard]] Nwp500Phase phase() const { return m_phase; }

    /// `currentHeatUse`, what shall heat: bit 0 the heat pump, bit 1 the element.
    [[nodiscard]] int heatUse() const { return m_heatUse; }
    /// What the unit says it runs, in the same bits; follows heatUse() by 2 s.
    [[nodiscard]] int announcedHeat() const { return m_announced; }
    [[nodiscard]] bool isCompressorOn() const;
    [[nodiscard]] bool isFanOn() const;
    [[nodiscard]] bool isValveOn() const { return m_phase != Nwp500Phase::Standby; }
    [[nodiscard]] bool isElementOn() const { return m_elementOn; }
    /// W without the element; never 0 (nwp500.md §5: idle reads 1 W).
    [[nodiscard]] int basePower() const;
    /// W.
    [[nodiscard]] int elementPower() const;
    [[nodiscard]] int fanHours() const { return m_fanSeconds / 3600; }

private:
    struct Visible;
    [[nodiscard]] Visible visible() const;
    void heatTank();
    void decide();
    [[nodiscard]] bool isBelow(int upperDeci, int lowerDeci) const;
    [[nodiscard]] bool isReached(int upperDeci, int lowerDeci) const;
    /// How far the set temperature is above that of the captures, µK.
    [[nodiscard]] int shiftMicro() const;
    [[nodiscard]] int wantedHeat() const;
    [[nodiscard]] int wantedElementOnly() const;
    [[nodiscard]] int wantedWithPump(bool highDemand) const;
    void followHeatUse();
    void tickPhase();
    void enter(Nwp500Phase phase, int seconds);

    Nwp500Age m_age;
    SimulationRandom m_random;
    Nwp500Tank m_tank;
    Nwp500Household m_household;
    Nwp500Refrigerant m_refrigerant;
    Nwp500Phase m_phase = Nwp500Phase::Standby;
    int m_inPhase = 0; // s
    int m_phaseLength = 0; // s; of the phases that end by themselves
    int m_heatUse = 0;
    int m_sinceHeatUse = 60; // s since it changed
    int m_announced = 0;
    bool m_elementOn = false;
    int m_elementSeconds = 0;
    int m_fanSeconds;
};

} // namespace ember
