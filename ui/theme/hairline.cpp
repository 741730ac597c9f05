// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/hairline.h"

#include "theme/theme.h"

#include <QtGui/QPainter>

namespace ember {

Hairline::Hairline(Qt::Orientation orientation, QWidget *parent)
    : QWidget(parent)
{
    if (orientation == Qt::Vertical) {
        setFixedWidth(1);
    } else {
        setFixedHeight(1);
    }
}

void Hairline::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), Theme::instance().color(ColorRole::Hairline));
}

} // namespace ember
