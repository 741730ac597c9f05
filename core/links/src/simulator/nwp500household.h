// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator/simulationrandom.h"

namespace ember {

/// The user's mode, `dhwOperationSetting` (nwp500.md §5).
enum class Nwp500Mode
{
    HeatPump = 1,
    Electric = 2,
    EnergySaver = 3,
    HighDemand = 4,
    Vacation = 5, ///< by command only, as the next
    PowerOff = 6
};

/// What nobody in the house changes, only a command does; as the status says it (nwp500.md §5).
struct Nwp500Settings
{
    int freezeProtection = 12; ///< °C × 2
    int antiLegionella = 0; ///< 1 off, 2 on; 0: as the unit came
    int antiLegionellaDays = 0; ///< 0: as the unit came
    int reservations = 1; ///< 1 off, 2 on
    int recirculation = 1; ///< its mode
};

/// The people around the unit: when they draw hot water, which mode and temperature they set, which tariff holds.
class Nwp500Household
{
public:
    /// `firstDraw` seconds after the start hot water is drawn for the first time, long enough to be noticed.
    Nwp500Household(SimulationRandom random, int firstDraw);

    /// One simulated second.
    void tick();

    [[nodiscard]] bool isDrawing() const { return m_flows; }
    [[nodiscard]] bool isDrawingLong() const;
    /// What the lower half of the tank loses in this second, µK.
    [[nodiscard]] int drawMicroKelvin() const { return m_flows ? m_strength : 0; }
    [[nodiscard]] Nwp500Mode mode() const { return m_mode; }
    /// °C × 2.
    [[nodiscard]] int setpoint() const { return m_setpoint; }
    [[nodiscard]] int vacationDays() const { return m_vacationDays; }
    /// Settings made by command: from then on nobody in the house changes the mode.
    void setMode(Nwp500Mode mode, int vacationDays = 0);
    /// The mode before it was switched off.
    void switchOn();
    void setSetpoint(int halfDegrees) { m_setpoint = halfDegrees; }
    [[nodiscard]] const Nwp500Settings &settings() const { return m_settings; }
    [[nodiscard]] Nwp500Settings &settings() { return m_settings; }
    /// By command: from then on it stays so.
    void setTariffControl(bool on);
    [[nodiscard]] int touStatus() const { return m_touStatus; }
    [[nodiscard]] int touOverrideStatus() const { return m_touOverride; }

private:
    void tickDraw();
    void tickMode();
    void tickTariff();

    SimulationRandom m_random;
    int m_untilDraw; // all in s
    int m_drawLeft = 0;
    int m_drawn = 0;
    int m_untilFlicker = 0;
    int m_untilMode;
    int m_untilTariff = 0;
    int m_strength = 0;
    bool m_firstDraw = true;
    bool m_flows = false;
    Nwp500Mode m_mode = Nwp500Mode::EnergySaver;
    Nwp500Mode m_modeBeforeOff = Nwp500Mode::EnergySaver;
    bool m_commanded = false;
    int m_setpoint = 121; // 60.5 °C, the captures'
    int m_vacationDays = 0;
    Nwp500Settings m_settings;
    bool m_tariffCommanded = false;
    int m_touStatus = 0;
    int m_touOverride = 2;
};

} // namespace ember
