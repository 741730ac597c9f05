// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ember {

/// The water of a 65-gallon tank as two halves, upper and lower, in µ°C. Whole numbers, so that every machine computes
/// the same course. Each call stands for one simulated second.
class Nwp500Tank
{
public:
    Nwp500Tank(int upperMicro, int lowerMicro)
        : m_upper(upperMicro)
        , m_lower(lowerMicro)
    {
    }

    /// Standby loss (nwp500.md §5: about 0.5 K/h).
    void loseHeat();
    /// Hot water leaves at the top and cold water enters below: the lower half loses `microKelvin`, the upper a little.
    void draw(int microKelvin);
    /// Heat of the heat pump, whose coil lies around the lower half; W of heat, not of electricity. The upper half gets
    /// no hotter than `fullMicro`.
    void heatByPump(int watts, int fullMicro);
    /// Heat of the upper element.
    void heatByElement(int watts, int fullMicro);

    [[nodiscard]] int upperMicro() const { return m_upper; }
    [[nodiscard]] int lowerMicro() const { return m_lower; }
    [[nodiscard]] int upperDeci() const { return m_upper / 100'000; }
    [[nodiscard]] int lowerDeci() const { return m_lower / 100'000; }

private:
    void heat(int watts, int upperPercent, int fullMicro);

    int m_upper;
    int m_lower;
};

/// µ°C from tenths of a degree.
constexpr int microFromDeci(int deci)
{
    return deci * 100'000;
}

} // namespace ember
