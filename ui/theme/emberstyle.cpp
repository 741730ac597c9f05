// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/emberstyle.h"

#include "theme/controls.h"
#include "theme/theme.h"

#include <QtGui/QPainter>
#include <QtWidgets/QAbstractSpinBox>
#include <QtWidgets/QStyleOption>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kScrollBarWidth = 12; // px
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
        // Beside a figure's heading it stands in the padding: such columns are as narrow as their figures.
        const int left = textAtRight ? header->rect.left() + 1 : inside.right() - kSortArrow + 1;
        part.rect = QRect(left, inside.center().y() - kSortArrow / 2 + 1, kSortArrow, kSortArrow);
        style->drawPrimitive(QStyle::PE_IndicatorHeaderArrow, &part, painter, widget);
        inside.setRight(inside.right() - (textAtRight ? 0 : kSortArrow));
    }
    part.rect = inside;
    part.text = part.fontMetrics.elidedText(part.text, Qt::ElideRight, inside.width());
    style->drawControl(QStyle::CE_HeaderLabel, &part, painter, widget);
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
    case CE_TabBarTabShape:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            controls::drawTab(painter, tab);
            return;
        }
        break;
    case CE_TabBarTabLabel:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            QStyleOptionTab label = *tab;
            label.state.setFlag(State_HasFocus, false); // the shape has the mark
            if (!(tab->state & State_Selected)) {
                label.palette.setColor(QPalette::WindowText, roleColor(ColorRole::DimText));
            }
            QProxyStyle::drawControl(element, &label, painter, widget);
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
        controls::drawOutline(painter, option->rect, option->state);
        return;
    case PE_FrameFocusRect:
        controls::drawFocusMark(painter, option->rect);
        return;
    case PE_IndicatorCheckBox:
        controls::drawCheckBox(painter, option);
        return;
    case PE_FrameTabBarBase:
        drawHairlineBelow(painter, option->rect);
        return;
    case PE_PanelScrollAreaCorner:
        painter->fillRect(option->rect, roleColor(ColorRole::Base));
        return;
    case PE_PanelButtonCommand:
        controls::drawButton(painter, option);
        return;
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option); frame && frame->lineWidth > 0) {
            painter->fillRect(option->rect.adjusted(1, 1, -1, -1), option->palette.brush(QPalette::Base));
            controls::drawOutline(painter, option->rect, option->state);
            return;
        }
        break;
    case PE_PanelButtonTool:
        controls::drawToolButton(painter, option);
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void EmberStyle::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    switch (control) {
    case CC_ScrollBar:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option)) {
            controls::drawScrollBar(painter, bar);
            return;
        }
        break;
    case CC_ComboBox:
        if (const auto *box = qstyleoption_cast<const QStyleOptionComboBox *>(option); box && !box->editable) {
            controls::drawComboBox(painter, box);
            return;
        }
        break;
    case CC_SpinBox:
        if (const auto *box = qstyleoption_cast<const QStyleOptionSpinBox *>(option); box && box->frame) {
            controls::drawSpinBox(painter, box, subControlRect(control, box, SC_SpinBoxUp, widget),
                subControlRect(control, box, SC_SpinBoxDown, widget));
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect EmberStyle::subControlRect(
    ComplexControl control, const QStyleOptionComplex *option, SubControl part, const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option)) {
            return visualRect(bar->direction, bar->rect, controls::scrollBarPart(bar, part));
        }
    }
    QRect rect = QProxyStyle::subControlRect(control, option, part, widget);
    if (control == CC_ComboBox && part == SC_ComboBoxEditField) { // the text begins where that of fields does
        rect.setLeft(option->rect.left() + metric::kPadding - 1);
    }
    return rect;
}

QRect EmberStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    QRect rect = QProxyStyle::subElementRect(element, option, widget);
    if (element == SE_LineEditContents) {
        const bool inSpinBox = widget && qobject_cast<const QAbstractSpinBox *>(widget->parentWidget());
        const int own = 2; // what QLineEdit itself keeps free
        const int margin = metric::kPadding - own - (inSpinBox ? 2 : 0);
        rect.setLeft(option->rect.left() + margin);
        rect.setRight(option->rect.right() - margin);
    }
    return rect;
}

QIcon EmberStyle::standardIcon(StandardPixmap icon, const QStyleOption *option, const QWidget *widget) const
{
    return icon == SP_LineEditClearButton ? Theme::icon(u"clear"_s, ColorRole::DimText)
                                          : QProxyStyle::standardIcon(icon, option, widget);
}

QSize EmberStyle::sizeFromContents(
    ContentsType type, const QStyleOption *option, const QSize &contents, const QWidget *widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    if (type == CT_ItemViewItem) {
        size.setHeight(std::max(size.height(), metric::kRowHeight));
    } else if (type == CT_LineEdit || type == CT_ComboBox || type == CT_SpinBox || type == CT_PushButton) {
        size.setHeight(controls::height(option->fontMetrics)); // side by side they stand on one line
        size.rwidth() += type == CT_LineEdit || type == CT_ComboBox ? metric::kPadding : 0;
    } else if (type == CT_HeaderSection) {
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            const int text = header->fontMetrics.horizontalAdvance(header->text);
            size = {text + 2 * metric::kPadding + 1, Theme::instance().rowHeight()};
        }
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
    case PM_TabBarTabHSpace:
        return 2 * metric::kPadding;
    case PM_TabBarTabVSpace:
        return 2 * metric::kGrid;
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseOverlap:
        return 0;
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
