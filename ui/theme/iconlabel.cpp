// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/iconlabel.h"

#include "theme/theme.h"

#include <QtGui/QPainter>

namespace ember {

IconLabel::IconLabel(QIcon icon, int size, QWidget *parent)
    : QWidget(parent)
    , m_icon(std::move(icon))
{
    setFixedSize(size, size);
}

IconLabel::IconLabel(const QString &name, int size, QWidget *parent)
    : IconLabel(Theme::icon(name), size, parent)
{
}

void IconLabel::setIcon(const QIcon &icon)
{
    m_icon = icon;
    update();
}

void IconLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_icon.paint(&painter, rect());
}

} // namespace ember
