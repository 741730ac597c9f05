// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QColor>

namespace ember {

/// What a colour is for. Panels ask for a role and never name a colour themselves.
enum class ColorRole : quint8
{
    Window, ///< chrome: docks, tool bar, status bar
    Base, ///< where data stands: tables, text
    AlternateBase, ///< every second row
    Text,
    DimText, ///< units, captions, what is unknown
    DisabledText,
    Hairline, ///< 1 px lines between areas; never around text
    Accent, ///< what is live or selected, nothing else
    SelectedRow, ///< background of a selected row
    Hover, ///< background under the pointer
    Good,
    Attention,
    Bad,
    Information,
    Outline, ///< around fields, and the handles of scroll bars
};
inline constexpr int kColorRoles = int(ColorRole::Outline) + 1;

/// A state as people read it: shape first, colour second.
enum class StateMark : quint8
{
    Alive, ///< ● filled
    Connecting, ///< ◐ half filled
    Disconnected, ///< ◌ dotted
    Attention, ///< ▲
    Bad, ///< ■
};

/// Two sizes and two weights in the whole window, and one face of equal widths.
enum class FontRole : quint8
{
    Body, ///< the system's font
    BodyStrong, ///< dock titles, what matters in a row
    Title, ///< large and strong: the start page, figures that are read from afar
    Mono, ///< raw bytes and JSON only
};

/// The colour of a role (look.md), from one table. Any thread.
[[nodiscard]] QColor themeColor(ColorRole role, bool dark);
/// The colour role of a state mark.
[[nodiscard]] ColorRole markRole(StateMark mark);

/// The contrast of two opaque colours after WCAG 2.1: 1 (none) to 21.
[[nodiscard]] double contrastRatio(const QColor &a, const QColor &b);

/// Lengths of the 4 px grid, in device independent pixels.
namespace metric {
inline constexpr int kGrid = 4;
inline constexpr int kPadding = 8; ///< of a panel
inline constexpr int kRowHeight = 24; ///< of a table row; taller where the font asks for it
inline constexpr int kFocusMark = 2; ///< thickness of what shows where the keyboard is
inline constexpr int kIcon = 16;
inline constexpr int kToolIcon = 24;
} // namespace metric

} // namespace ember
