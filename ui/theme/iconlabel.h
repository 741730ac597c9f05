// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QIcon>
#include <QtWidgets/QWidget>

namespace ember {

/// An icon that follows the theme (a QLabel with a pixmap would keep the old colour). GUI thread.
class IconLabel : public QWidget
{
    Q_OBJECT

public:
    IconLabel(QIcon icon, int size, QWidget *parent = nullptr);
    /// An icon of resources/icons, in the text's colour.
    IconLabel(const QString &name, int size, QWidget *parent = nullptr);

    void setIcon(const QIcon &icon);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QIcon m_icon;
};

} // namespace ember
