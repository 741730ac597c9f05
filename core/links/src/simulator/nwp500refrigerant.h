// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator/simulationrandom.h"

namespace ember {

/// `currentStatenum` (nwp500.md §5, simulator rules).
enum class Nwp500Phase
{
    Standby = 20,
    FanSpinUp = 30,
    CompressorStart = 40,
    Running = 50,
    Stopping = 60,
    PostRun = 70
};

/// Which firmware a unit has: the older one sends 87 status keys, the newer 102.
enum class Nwp500Age
{
    Older,
    Newer
};

/// Fan, expansion valve and the temperatures around the refrigerant: they follow the phase with a delay.
class Nwp500Refrigerant
{
public:
    Nwp500Refrigerant(SimulationRandom random, Nwp500Age age);

    /// One simulated second in `phase`, with the tank's upper half at `upperMicro` µ°C.
    void tick(Nwp500Phase phase, int upperMicro);

    // °C / 10:
    [[nodiscard]] int discharge() const { return m_discharge / 100; }
    [[nodiscard]] int suction() const { return m_suction / 100; }
    [[nodiscard]] int evaporator() const { return m_evaporator / 100; }
    [[nodiscard]] int ambient() const { return m_ambient / 100; }
    /// K / 10.
    [[nodiscard]] int superheat() const;

    [[nodiscard]] int fanTarget() const { return m_fanTarget; }
    [[nodiscard]] int fanRpm() const { return m_fanRpm; }
    [[nodiscard]] int fullFanRpm() const;
    [[nodiscard]] int fanPwm() const;
    [[nodiscard]] int eevStep() const { return m_eevStep; }

private:
    void tickTemperatures(Nwp500Phase phase, int upperMicro);
    void tickFan(Nwp500Phase phase);
    void tickValve(Nwp500Phase phase);

    SimulationRandom m_random;
    Nwp500Age m_age;
    int m_discharge; // these four in m°C
    int m_suction;
    int m_evaporator;
    int m_ambient;
    int m_fanTarget = 0;
    int m_fanRpm = 0;
    int m_eevStep = 480;
};

} // namespace ember
