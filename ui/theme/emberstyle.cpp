// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/emberstyle.h"

#include "theme/theme.h"

#include <QtGui/QPainter>
#include <QtWidgets/QStyleOption>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

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
