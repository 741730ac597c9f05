// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/nwp500tank.h"

namespace ember {

namespace {
// 281 Wh/K for the whole tank (nwp500.md §5), so 140.5 Wh/K for a half: one watt for one second gives 1.977 µK.
constexpr int kNanoKelvinPerJoule = 1977;
constexpr int kLossPerSecond = 139; // µK: 0.5 K/h
constexpr int kLossWatts = 70; // what makes up for it
constexpr int kUpperColdest = microFromDeci(586);
constexpr int kLowerColdest = microFromDeci(538);
constexpr int kUpperShareOfDraw = 24; // one part of so many: at the top a rest of hours costs little more than the loss

int warmed(int watts)
{
    return watts * kNanoKelvinPerJoule / 1000;
}
} // namespace

void Nwp500Tank::loseHeat()
{
    m_upper -= kLossPerSecond;
    m_lower -= kLossPerSecond;
}

void Nwp500Tank::draw(int microKelvin)
{
    if (m_lower > kLowerColdest) {
        m_lower -= microKelvin;
    }
    if (m_upper > kUpperColdest) {
        m_upper -= microKelvin / kUpperShareOfDraw;
    }
}

void Nwp500Tank::heatByPump(int watts, int fullMicro)
{
    // 27 % gives the observed recovery of the upper half, 58.8 → 60.6 °C in 53 minutes.
    heat(watts, 27, fullMicro);
}

void Nwp500Tank::heatByElement(int watts, int fullMicro)
{
    // Rising warm water stirs the tank; with this share a run takes minutes, as those that were seen.
    heat(watts, 40, fullMicro);
}

void Nwp500Tank::heat(int watts, int upperPercent, int fullMicro)
{
    int upper = watts * upperPercent / 100;
    if (m_upper >= fullMicro) {
        upper = kLossWatts;
    } else if (m_lower >= m_upper) {
        upper = watts / 2;
    }
    m_upper += warmed(upper);
    m_lower += warmed(watts - upper);
}

} // namespace ember
