// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/nwp500household.h"

#include <array>

namespace ember {

namespace {
constexpr int kMinute = 60;
constexpr int kHour = 3600;
constexpr int kLongDraw = 2 * kMinute;
} // namespace

Nwp500Household::Nwp500Household(SimulationRandom random, int firstDraw)
    : m_random(random)
    , m_untilDraw(firstDraw)
    , m_untilMode(m_random.between(2 * kHour, 3 * kHour))
{
}

void Nwp500Household::tick()
{
    tickDraw();
    tickMode();
    tickTariff();
}

void Nwp500Household::setMode(Nwp500Mode mode, int vacationDays)
{
    if (mode == Nwp500Mode::PowerOff && m_mode != Nwp500Mode::PowerOff) {
        m_modeBeforeOff = m_mode;
    }
    m_mode = mode;
    m_vacationDays = vacationDays;
    m_commanded = true;
}

void Nwp500Household::switchOn()
{
    if (m_mode == Nwp500Mode::PowerOff) {
        setMode(m_modeBeforeOff, m_vacationDays);
    }
}

void Nwp500Household::setTariffControl(bool on)
{
    m_touStatus = on ? 1 : 0;
    m_tariffCommanded = true;
}

bool Nwp500Household::isDrawingLong() const
{
    return m_flows && m_drawn >= kLongDraw;
}

void Nwp500Household::tickDraw()
{
    if (m_drawLeft == 0) {
        m_flows = false;
        if (--m_untilDraw > 0) {
            return;
        }
        m_drawLeft = m_firstDraw ? 3 * kMinute : m_random.between(kMinute, 5 * kMinute);
        m_strength = m_firstDraw ? 11'000 : m_random.between(3'000, 13'000); // 0.2 to 0.8 K a minute
        m_firstDraw = false;
        m_untilDraw = m_random.between(12 * kMinute, 50 * kMinute);
        m_drawn = 0;
        m_flows = true;
        m_untilFlicker = m_random.between(15, 60);
        return;
    }
    --m_drawLeft;
    ++m_drawn;
    if (--m_untilFlicker <= 0) { // taps are closed and opened again: dhwUse flickers
        m_flows = !m_flows;
        m_untilFlicker = m_flows ? m_random.between(15, 60) : m_random.between(3, 12);
    }
}

void Nwp500Household::tickMode()
{
    if (m_commanded || --m_untilMode > 0) {
        return;
    }
    if (m_mode == Nwp500Mode::EnergySaver) {
        m_mode = m_random.below(2) == 0 ? Nwp500Mode::HighDemand : Nwp500Mode::Electric;
        m_untilMode = m_random.between(45 * kMinute, 90 * kMinute);
    } else {
        m_mode = Nwp500Mode::EnergySaver;
        m_untilMode = m_random.between(3 * kHour, 6 * kHour);
    }
}

void Nwp500Household::tickTariff()
{
    if (m_tariffCommanded || --m_untilTariff > 0) {
        return;
    }
    constexpr std::array kSeen{0, 1, 3};
    m_touStatus = kSeen.at(std::size_t(m_random.below(int(kSeen.size()))));
    m_touOverride = m_random.between(1, 2);
    m_untilTariff = 2 * kHour;
}

} // namespace ember
