// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/roles.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ember {

namespace {

struct RoleColors
{
    ColorRole role;
    QRgb light;
    QRgb dark;
};

// look.md, in the order of ColorRole.
constexpr std::array<RoleColors, kColorRoles> kColors = {{
    {ColorRole::Window, 0xFFF4F4F2, 0xFF1E1F22},
    {ColorRole::Base, 0xFFFFFFFF, 0xFF17181A},
    {ColorRole::AlternateBase, 0xFFF8F8F6, 0xFF1B1C1F},
    {ColorRole::Text, 0xFF1D1F21, 0xFFE6E6E3},
    {ColorRole::DimText, 0xFF5E6266, 0xFF9DA1A6},
    {ColorRole::DisabledText, 0xFF85898D, 0xFF6F7378},
    {ColorRole::Hairline, 0xFFDDDDD8, 0xFF34363A},
    {ColorRole::Accent, 0xFFB3400E, 0xFFFF8A4C},
    {ColorRole::SelectedRow, 0xFFFBE6DB, 0xFF4A2A1A},
    {ColorRole::Hover, 0xFFEAEAE6, 0xFF2A2C30},
    {ColorRole::Good, 0xFF177032, 0xFF4CC38A},
    {ColorRole::Attention, 0xFF8A5A00, 0xFFF0B54A},
    {ColorRole::Bad, 0xFFB42318, 0xFFFF7A6E},
    {ColorRole::Information, 0xFF0B62A8, 0xFF6CB2F5},
    {ColorRole::Outline, 0xFF8A8D88, 0xFF6A6E74},
}};

constexpr bool inOrder()
{
    for (std::size_t i = 0; i < kColors.size(); ++i) {
        if (kColors[i].role != ColorRole(i)) {
            return false;
        }
    }
    return true;
}
static_assert(inOrder(), "kColors must stand in the order of ColorRole");

double linearised(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double relativeLuminance(const QColor &color)
{
    return 0.2126 * linearised(color.redF()) + 0.7152 * linearised(color.greenF()) + 0.0722 * linearised(color.blueF());
}

} // namespace

QColor themeColor(ColorRole role, bool dark)
{
    const RoleColors &colors = kColors[std::size_t(role)];
    return QColor::fromRgb(dark ? colors.dark : colors.light);
}

ColorRole markRole(StateMark mark)
{
    switch (mark) {
    case StateMark::Alive:
        return ColorRole::Good;
    case StateMark::Connecting:
        return ColorRole::Information;
    case StateMark::Disconnected:
        return ColorRole::DimText;
    case StateMark::Attention:
        return ColorRole::Attention;
    case StateMark::Bad:
        return ColorRole::Bad;
    }
    return ColorRole::DimText;
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double first = relativeLuminance(a);
    const double second = relativeLuminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace ember
