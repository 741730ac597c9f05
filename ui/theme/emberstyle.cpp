// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/emberstyle.h"

#include "theme/theme.h"

#include <QtGui/QPainter>
#include <QtWidgets/QStyleOption>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kScrollBarWidth = 12; // px
constexpr int kShortestHandle = 24;
constexpr int kSortArrow = 8;

QColor roleColor(ColorRole role)
{
    return Theme::instance().color(role);
}

void drawHairlineBelow(QPainter *painter, const QRect &rect)
{
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), roleColor(ColorRole::Hairline));
}

void drawMenuBarItem(const QStyle *style, const QStyleOptionMenuItem *item, QPainter *painter)
{
    painter->fillRect(item->rect, roleColor(ColorRole::Window));
    drawHairlineBelow(painter, item->rect);
    const bool open = item->state & (QStyle::State_Selected | QStyle::State_Sunken);
    if (open) {
        painter->fillRect(item->rect.adjusted(0, 2, 0, -3), roleColor(ColorRole::Hover));
    }
    int flags = Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextDontClip | Qt::TextSingleLine;
    if (!style->styleHint(QStyle::SH_UnderlineShortcut, item)) {
        flags |= Qt::TextHideMnemonic;
    }
    style->drawItemText(painter, item->rect, flags, item->palette, item->state & QStyle::State_Enabled, item->text,
        QPalette::WindowText);
}

void drawHeaderSection(const QStyleOptionHeader *header, QPainter *painter)
{
    painter->fillRect(header->rect, roleColor(ColorRole::Window));
    drawHairlineBelow(painter, header->rect);
    const bool lastSection
        = header->position == QStyleOptionHeader::End || header->position == QStyleOptionHeader::OnlyOneSection;
    if (!lastSection && header->orientation == Qt::Horizontal) { // where to take hold for a resize
        painter->fillRect(QRect(header->rect.right(), header->rect.top() + 6, 1, header->rect.height() - 12),
            roleColor(ColorRole::Hairline));
    }
}

// A heading begins and ends where the cells below do; the arrow of sorting stands at the other end.
void drawHeader(const QStyle *style, const QStyleOptionHeader *header, QPainter *painter, const QWidget *widget)
{
    drawHeaderSection(header, painter);
    QStyleOptionHeaderV2 part;
    if (const auto *second = qstyleoption_cast<const QStyleOptionHeaderV2 *>(header)) {
        part = *second;
    } else {
        part.QStyleOptionHeader::operator=(*header);
    }
    QRect inside = header->rect.adjusted(metric::kPadding, 0, -metric::kPadding, 0);
    if (header->sortIndicator != QStyleOptionHeader::None) {
        const bool textAtRight = header->textAlignment.testFlag(Qt::AlignRight);
        const int left = textAtRight ? inside.left() : inside.right() - kSortArrow + 1;
        part.rect = QRect(left, inside.center().y() - kSortArrow / 2 + 1, kSortArrow, kSortArrow);
        style->drawPrimitive(QStyle::PE_IndicatorHeaderArrow, &part, painter, widget);
        inside.adjust(textAtRight ? kSortArrow : 0, 0, textAtRight ? 0 : -kSortArrow, 0);
    }
    part.rect = inside;
    part.text = part.fontMetrics.elidedText(part.text, Qt::ElideRight, inside.width());
    style->drawControl(QStyle::CE_HeaderLabel, &part, painter, widget);
}

void drawOutline(const QStyleOption *option, QPainter *painter)
{
    const bool focused = option->state & QStyle::State_HasFocus && option->state & QStyle::State_Enabled;
    const bool enabled = option->state & QStyle::State_Enabled;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(roleColor(focused ? ColorRole::Accent : enabled ? ColorRole::Outline : ColorRole::Hairline));
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter->restore();
}

// Where the handle of a scroll bar is; there are no arrows, so the whole length is its groove.
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

void drawScrollBar(const QStyleOptionSlider *bar, QPainter *painter)
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

} // namespace

EmberStyle::EmberStyle()
    : QProxyStyle(u"Fusion"_s)
{
}

void EmberStyle::drawControl(
    ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case CE_MenuBarEmptyArea:
    case CE_ToolBar:
        painter->fillRect(option->rect, roleColor(ColorRole::Window));
        drawHairlineBelow(painter, option->rect);
        return;
    case CE_MenuBarItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            drawMenuBarItem(this, item, painter);
            return;
        }
        break;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, roleColor(ColorRole::Window));
        drawHairlineBelow(painter, option->rect);
        return;
    case CE_Header:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            drawHeader(this, header, painter, widget);
            return;
        }
        break;
    case CE_HeaderSection:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            drawHeaderSection(header, painter);
            return;
        }
        break;
    case CE_Splitter:
        painter->fillRect(option->rect, roleColor(ColorRole::Window));
        return;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void EmberStyle::drawPrimitive(
    PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case PE_IndicatorDockWidgetResizeHandle: // the gap between docks is enough
    case PE_FrameStatusBarItem:
    case PE_PanelStatusBar:
        return;
    case PE_FrameDockWidget:
        return;
    case PE_FrameLineEdit:
        drawOutline(option, painter);
        return;
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option); frame && frame->lineWidth > 0) {
            painter->fillRect(option->rect.adjusted(1, 1, -1, -1), option->palette.brush(QPalette::Base));
            drawOutline(option, painter);
            return;
        }
        break;
    case PE_PanelButtonTool:
        if (option->state & (State_MouseOver | State_Sunken | State_On) && option->state & State_Enabled) {
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(roleColor(option->state & State_Sunken ? ColorRole::Hairline : ColorRole::Hover));
            painter->drawRoundedRect(option->rect.adjusted(1, 1, -1, -1), metric::kGrid, metric::kGrid);
            painter->restore();
        }
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void EmberStyle::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option)) {
            drawScrollBar(bar, painter);
            return;
        }
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    if (control == CC_SpinBox) {
        const auto *box = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        if (box && box->frame) {
            drawOutline(option, painter);
        }
    }
}

QRect EmberStyle::subControlRect(
    ComplexControl control, const QStyleOptionComplex *option, SubControl part, const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option)) {
            return visualRect(bar->direction, bar->rect, scrollBarPart(bar, part));
        }
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QSize EmberStyle::sizeFromContents(
    ContentsType type, const QStyleOption *option, const QSize &contents, const QWidget *widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    if (type == CT_ItemViewItem) {
        size.setHeight(std::max(size.height(), metric::kRowHeight));
    }
    return size;
}

int EmberStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ToolBarItemSpacing:
    case PM_ToolBarItemMargin:
        return metric::kGrid;
    case PM_SmallIconSize:
    case PM_ToolBarIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
        return metric::kIcon;
    case PM_ScrollBarExtent:
        return kScrollBarWidth;
    case PM_DockWidgetSeparatorExtent:
        return metric::kGrid;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int EmberStyle::styleHint(
    StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *returned) const
{
    switch (hint) {
    case SH_ItemView_ArrowKeysNavigateIntoChildren:
        return 1;
    case SH_Table_GridLineColor:
        return int(roleColor(ColorRole::Hairline).rgba());
    default:
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

} // namespace ember
