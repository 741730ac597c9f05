// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/controls.h"

#include "theme/theme.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtWidgets/QStyleOption>

#include <algorithm>

namespace ember::controls {

namespace {

constexpr int kRadius = 3; // px, of every rounded corner
constexpr int kArrow = 8;
constexpr int kShortestHandle = 24;

QColor roleColor(ColorRole role)
{
    return Theme::instance().color(role);
}

bool isEnabled(QStyle::State state)
{
    return state & QStyle::State_Enabled;
}

// Whether the keyboard is here and has been used: a click needs no mark.
bool showsFocus(QStyle::State state)
{
    return state & QStyle::State_HasFocus && state & QStyle::State_KeyboardFocusChange && isEnabled(state);
}

void drawRounded(QPainter *painter, const QRectF &rect, const QPen &pen, const QBrush &brush)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(pen);
    painter->setBrush(brush);
    painter->drawRoundedRect(rect, kRadius, kRadius);
    painter->restore();
}

// The arrow of a box: an angle of one stroke, as the icons have it.
void drawArrow(QPainter *painter, const QPointF &center, bool down, ColorRole role)
{
    const qreal half = kArrow / 2.0;
    const qreal rise = down ? -half / 2 : half / 2;
    QPainterPath angle(center + QPointF(-half, rise));
    angle.lineTo(center + QPointF(0, -rise));
    angle.lineTo(center + QPointF(half, rise));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(roleColor(role), 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPath(angle);
    painter->restore();
}

QColor groundOf(const QStyleOption *option)
{
    if (isEnabled(option->state) && option->state & (QStyle::State_Sunken | QStyle::State_On)) {
        return roleColor(ColorRole::Hairline);
    }
    if (isEnabled(option->state) && option->state & QStyle::State_MouseOver) {
        return roleColor(ColorRole::Hover);
    }
    return option->palette.color(QPalette::Button);
}

} // namespace

int height(const QFontMetrics &metrics)
{
    return std::max(metric::kRowHeight, metrics.height() + 2 * metric::kGrid + 2);
}

void drawOutline(QPainter *painter, const QRect &rect, QStyle::State state)
{
    if (state & QStyle::State_HasFocus && isEnabled(state)) {
        drawFocusMark(painter, rect);
        return;
    }
    const ColorRole role = isEnabled(state) ? ColorRole::Outline : ColorRole::Hairline;
    drawRounded(painter, QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), roleColor(role), Qt::NoBrush);
}

void drawFocusMark(QPainter *painter, const QRect &rect)
{
    const qreal half = metric::kFocusMark / 2.0;
    drawRounded(painter, QRectF(rect).adjusted(half, half, -half, -half),
        QPen(roleColor(ColorRole::Accent), metric::kFocusMark), Qt::NoBrush);
}

void drawButton(QPainter *painter, const QStyleOption *option)
{
    drawRounded(painter, QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), Qt::NoPen, groundOf(option));
    QStyle::State outline = option->state;
    outline.setFlag(QStyle::State_HasFocus, showsFocus(option->state));
    drawOutline(painter, option->rect, outline);
}

void drawToolButton(QPainter *painter, const QStyleOption *option)
{
    const QRect ground = option->rect.adjusted(1, 1, -1, -1);
    if (isEnabled(option->state)
        && option->state & (QStyle::State_MouseOver | QStyle::State_Sunken | QStyle::State_On)) {
        const bool sunken = option->state & QStyle::State_Sunken;
        drawRounded(painter, ground, Qt::NoPen, roleColor(sunken ? ColorRole::Hairline : ColorRole::Hover));
    }
    if (showsFocus(option->state)) {
        drawFocusMark(painter, ground);
    }
}

void drawCheckBox(QPainter *painter, const QStyleOption *box)
{
    const bool enabled = isEnabled(box->state);
    const QRectF rect = QRectF(box->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    drawRounded(painter, rect, roleColor(enabled ? ColorRole::Outline : ColorRole::Hairline),
        box->palette.brush(QPalette::Base));
    if (!(box->state & QStyle::State_On)) {
        return;
    }
    const qreal step = rect.width() / 8;
    QPainterPath tick(rect.topLeft() + QPointF(2 * step, 4 * step));
    tick.lineTo(rect.topLeft() + QPointF(3.4 * step, 5.6 * step));
    tick.lineTo(rect.topLeft() + QPointF(6 * step, 2.6 * step));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(roleColor(enabled ? ColorRole::Text : ColorRole::DisabledText), 1.75, Qt::SolidLine,
        Qt::RoundCap, Qt::RoundJoin));
    painter->drawPath(tick);
    painter->restore();
}

void drawComboBox(QPainter *painter, const QStyleOptionComboBox *box)
{
    drawButton(painter, box);
    const bool left = box->direction == Qt::RightToLeft;
    const qreal inset = metric::kPadding + kArrow / 2.0;
    const QRectF rect(box->rect);
    drawArrow(painter, {left ? rect.left() + inset : rect.right() - inset, rect.center().y()}, true,
        isEnabled(box->state) ? ColorRole::DimText : ColorRole::DisabledText);
}

void drawSpinBox(QPainter *painter, const QStyleOptionSpinBox *box, const QRect &up, const QRect &down)
{
    drawRounded(
        painter, QRectF(box->rect).adjusted(0.5, 0.5, -0.5, -0.5), Qt::NoPen, box->palette.brush(QPalette::Base));
    drawOutline(painter, box->rect, box->state);
    if (box->buttonSymbols == QAbstractSpinBox::NoButtons) {
        return;
    }
    const auto role = [box](QAbstractSpinBox::StepEnabledFlag step) {
        return box->stepEnabled.testFlag(step) && isEnabled(box->state) ? ColorRole::DimText : ColorRole::Hairline;
    };
    drawArrow(painter, QRectF(up).center(), false, role(QAbstractSpinBox::StepUpEnabled));
    drawArrow(painter, QRectF(down).center(), true, role(QAbstractSpinBox::StepDownEnabled));
}

void drawTab(QPainter *painter, const QStyleOptionTab *tab)
{
    painter->fillRect(tab->rect, roleColor(ColorRole::Window));
    const bool selected = tab->state & QStyle::State_Selected;
    if (!selected && tab->state & QStyle::State_MouseOver) {
        painter->fillRect(tab->rect, roleColor(ColorRole::Hover));
    }
    const QRect below(tab->rect.left(), tab->rect.bottom(), tab->rect.width(), 1);
    painter->fillRect(below, roleColor(ColorRole::Hairline));
    if (selected) {
        painter->fillRect(below.adjusted(0, 1 - metric::kFocusMark, 0, 0), roleColor(ColorRole::Accent));
    }
    if (showsFocus(tab->state)) {
        drawFocusMark(painter, tab->rect.adjusted(0, 2, 0, -metric::kFocusMark - 2));
    }
}

QRect scrollBarPart(const QStyleOptionSlider *bar, QStyle::SubControl part)
{
    const bool horizontal = bar->orientation == Qt::Horizontal;
    const int length = horizontal ? bar->rect.width() : bar->rect.height();
    const qint64 range = qint64(bar->maximum) - bar->minimum;
    int handle = length;
    if (range > 0) {
        handle = int(qint64(bar->pageStep) * length / (range + bar->pageStep));
        handle = std::clamp(handle, std::min(kShortestHandle, length), length);
    }
    const int start = QStyle::sliderPositionFromValue(
        bar->minimum, bar->maximum, bar->sliderPosition, length - handle, bar->upsideDown);
    const auto stretch = [&](int from, int to) {
        return horizontal ? QRect(bar->rect.left() + from, bar->rect.top(), to - from, bar->rect.height())
                          : QRect(bar->rect.left(), bar->rect.top() + from, bar->rect.width(), to - from);
    };
    switch (part) {
    case QStyle::SC_ScrollBarGroove:
        return bar->rect;
    case QStyle::SC_ScrollBarSlider:
        return stretch(start, start + handle);
    case QStyle::SC_ScrollBarSubPage:
        return stretch(0, start);
    case QStyle::SC_ScrollBarAddPage:
        return stretch(start + handle, length);
    default:
        return {};
    }
}

void drawScrollBar(QPainter *painter, const QStyleOptionSlider *bar)
{
    painter->fillRect(bar->rect, roleColor(ColorRole::Base));
    if (bar->maximum <= bar->minimum) {
        return;
    }
    const bool horizontal = bar->orientation == Qt::Horizontal;
    const bool held = bar->activeSubControls & QStyle::SC_ScrollBarSlider
        && bar->state & (QStyle::State_MouseOver | QStyle::State_Sunken);
    const QRectF handle
        = QRectF(scrollBarPart(bar, QStyle::SC_ScrollBarSlider))
              .adjusted(horizontal ? 2 : 3, horizontal ? 3 : 2, horizontal ? -2 : -3, horizontal ? -3 : -2);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(roleColor(held ? ColorRole::DimText : ColorRole::Outline));
    painter->drawRoundedRect(handle, 3, 3);
    painter->restore();
}

} // namespace ember::controls
