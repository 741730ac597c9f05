// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/paddedheader.h"

#include "theme/roles.h"

#include <QtGui/QPainter>
#include <QtWidgets/QStyle>
#include <QtWidgets/QStyleOptionHeaderV2>

namespace ember {

void PaddedHeader::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    if (!rect.isValid()) {
        return;
    }
    QStyleOptionHeaderV2 option;
    initStyleOption(&option);
    option.rect = rect;
    initStyleOptionForIndex(&option, logicalIndex);
    painter->save();
    style()->drawControl(QStyle::CE_HeaderSection, &option, painter, this);
    option.rect = rect.adjusted(metric::kPadding, 0, -metric::kPadding, 0);
    option.text = option.fontMetrics.elidedText(option.text, Qt::ElideRight, option.rect.width());
    style()->drawControl(QStyle::CE_HeaderLabel, &option, painter, this);
    painter->restore();
}

} // namespace ember
