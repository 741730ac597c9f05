// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/bardelegate.h"

#include "inspector/tracemodel.h"
#include "theme/theme.h"

#include <QtGui/QPainter>

namespace ember {

void BarDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    painter->save();
    paintBackground(painter, option, index);
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
