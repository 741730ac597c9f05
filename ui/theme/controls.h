// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/roles.h"

#include <QtWidgets/QStyle>

class QPainter;
class QStyleOption;
class QStyleOptionComboBox;
class QStyleOptionSlider;
class QStyleOptionSpinBox;
class QStyleOptionTab;

// How the controls of EmberStyle are painted: flat, one outline, and one mark for where the keyboard is. GUI thread.
namespace ember::controls {

/// The height of fields and buttons: on the grid, and with larger type in step with it.
[[nodiscard]] int height(const QFontMetrics &metrics);

/// The outline of a field: quiet, and twice as thick in the accent while it has the keyboard.
void drawOutline(QPainter *painter, const QRect &rect, QStyle::State state);
/// The outline around what has the keyboard, for buttons, boxes and tabs.
void drawFocusMark(QPainter *painter, const QRect &rect);
void drawButton(QPainter *painter, const QStyleOption *option);
/// A tool button shows its ground only under the pointer, while pressed and while checked.
void drawToolButton(QPainter *painter, const QStyleOption *option);
void drawCheckBox(QPainter *painter, const QStyleOption *box);
void drawComboBox(QPainter *painter, const QStyleOptionComboBox *box);
void drawSpinBox(QPainter *painter, const QStyleOptionSpinBox *box, const QRect &up, const QRect &down);
/// A tab is its words; the chosen one is underlined.
void drawTab(QPainter *painter, const QStyleOptionTab *tab);
/// Where a part of a scroll bar is; there are no arrows, so the whole length is its groove.
[[nodiscard]] QRect scrollBarPart(const QStyleOptionSlider *bar, QStyle::SubControl part);
void drawScrollBar(QPainter *painter, const QStyleOptionSlider *bar);

} // namespace ember::controls
