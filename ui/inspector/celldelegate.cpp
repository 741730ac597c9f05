// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/celldelegate.h"

#include "inspector/tracemodel.h"
#include "log/figures.h"
#include "theme/theme.h"

#include <QtGui/QPainter>

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

void CellDelegate::paintBackground(QPainter *painter, const QStyleOptionViewItem &option)
{
    const Theme &theme = Theme::instance();
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(option.rect, theme.color(ColorRole::SelectedRow));
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(option.rect, theme.color(ColorRole::Hover));
    } else if (option.features.testFlag(QStyleOptionViewItem::Alternate)) {
        painter->fillRect(option.rect, theme.color(ColorRole::AlternateBase));
    }
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    painter->save();
    paintBackground(painter, item);
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
    const QString unitText = unit.isEmpty() ? QString() : QString(kThinSpace + unit);
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
        width += unit.isEmpty() ? 0 : metrics.horizontalAdvance(QString(kThinSpace + unit));
    }
    if (m_roles.mark >= 0 && index.data(m_roles.mark).isValid()) {
        width += metric::kIcon + metric::kGrid;
    }
    return {width, Theme::instance().rowHeight()};
}

void BarDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    painter->save();
    paintBackground(painter, option);
    const QRectF area = QRectF(option.rect).adjusted(metric::kPadding, 0, -metric::kPadding, 0);
    const double start = qBound(0.0, index.data(TraceModel::StartRole).toDouble(), 1.0);
    const double length = qBound(0.0, index.data(TraceModel::LengthRole).toDouble(), 1.0 - start);
    // The shortest run is still a mark of two pixels.
    const qreal width = qMax(2.0, length * area.width());
    const qreal left = qMin(area.left() + start * area.width(), area.right() - 2);
    const auto kind = TraceModel::BarKind(index.data(TraceModel::KindRole).toInt());
    if (kind == TraceModel::BarKind::Emission) {
        const qreal middle = area.center().y();
        painter->fillRect(QRectF(left, middle - 0.5, width, 1), theme.color(ColorRole::DimText));
        painter->fillRect(QRectF(left, middle - 3, 1, 6), theme.color(ColorRole::DimText));
        painter->fillRect(QRectF(left + width - 1, middle - 3, 1, 6), theme.color(ColorRole::DimText));
    } else {
        const bool failed = kind == TraceModel::BarKind::Failed;
        const QColor color = theme.color(failed ? ColorRole::Bad : ColorRole::Information);
        const QRectF bar(left, area.center().y() - 5, width, 10);
        if (kind == TraceModel::BarKind::Waiting) {
            painter->fillRect(bar, QBrush(color, Qt::BDiagPattern));
        } else {
            painter->fillRect(bar, color);
        }
    }
    painter->restore();
}

} // namespace ember
