// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/celldelegate.h"

#include "theme/theme.h"

#include <QtGui/QPainter>
#include <QtWidgets/QTreeView>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QColor mixed(const QColor &a, const QColor &b, double share)
{
    const auto mix = [share](int from, int to) { return int(from + (to - from) * share); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

} // namespace

CellDelegate::CellDelegate(Roles roles, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_roles(roles)
{
}

void CellDelegate::paintBackground(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const Theme &theme = Theme::instance();
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(option.rect, theme.color(ColorRole::SelectedRow));
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(option.rect, theme.color(ColorRole::Hover));
    } else if (option.features.testFlag(QStyleOptionViewItem::Alternate)) {
        painter->fillRect(option.rect, theme.color(ColorRole::AlternateBase));
    }
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    if (view && view->hasFocus() && index.column() == 0 && view->currentIndex().siblingAtColumn(0) == index) {
        const int left = qobject_cast<const QTreeView *>(view) ? 0 : option.rect.left(); // not indented with the row
        painter->fillRect(
            left, option.rect.top(), metric::kFocusMark, option.rect.height(), theme.color(ColorRole::Accent));
    }
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    painter->save();
    paintBackground(painter, item, index);
    const double glow = m_roles.glow < 0 ? 0 : index.data(m_roles.glow).toDouble();
    if (glow > 0) {
        painter->fillRect(item.rect, mixed(theme.color(ColorRole::Base), theme.color(ColorRole::SelectedRow), glow));
    }
    QRectF area = QRectF(item.rect).adjusted(metric::kPadding, 0, -metric::kPadding, 0);
    ColorRole role = ColorRole::Text;
    if (m_roles.dim >= 0 && index.data(m_roles.dim).toBool()) {
        role = ColorRole::DimText;
    }
    const QVariant markData = m_roles.mark < 0 ? QVariant() : index.data(m_roles.mark);
    if (markData.isValid()) {
        const auto mark = StateMark(markData.toInt());
        role = markRole(mark);
        const int top = item.rect.top() + (item.rect.height() - metric::kIcon) / 2;
        Theme::markIcon(mark).paint(painter, QRect(int(area.left()), top, metric::kIcon, metric::kIcon));
        area.setLeft(area.left() + metric::kIcon + metric::kGrid);
    }
    const QFontMetricsF metrics(item.font);
    painter->setFont(item.font);
    const qreal baseline = area.top() + (area.height() + metrics.ascent() - metrics.descent()) / 2;
    const QString unit = m_roles.unit < 0 ? QString() : index.data(m_roles.unit).toString();
    const QString unitText = unit.isEmpty() ? QString() : withUnit({}, unit);
    const qreal unitWidth = unitText.isEmpty() ? 0 : metrics.horizontalAdvance(unitText);
    const QString text = metrics.elidedText(item.text, Qt::ElideRight, qMax(0.0, area.width() - unitWidth));
    qreal x = area.left();
    if (item.displayAlignment.testFlag(Qt::AlignRight)) {
        x = area.right() - unitWidth - metrics.horizontalAdvance(text);
    }
    painter->setPen(theme.color(role));
    painter->drawText(QPointF(x, baseline), text);
    if (unitWidth > 0) {
        QFont unitFont = item.font;
        unitFont.setWeight(QFont::Normal);
        painter->setFont(unitFont);
        painter->setPen(theme.color(ColorRole::DimText));
        painter->drawText(QPointF(x + metrics.horizontalAdvance(text), baseline), unitText);
    }
    painter->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QFontMetrics metrics(item.font);
    int width = metrics.horizontalAdvance(item.text) + 2 * metric::kPadding + 2;
    if (m_roles.unit >= 0) {
        const QString unit = index.data(m_roles.unit).toString();
        width += unit.isEmpty() ? 0 : metrics.horizontalAdvance(withUnit({}, unit));
    }
    if (m_roles.mark >= 0 && index.data(m_roles.mark).isValid()) {
        width += metric::kIcon + metric::kGrid;
    }
    return {width, Theme::instance().rowHeight()};
}

} // namespace ember
