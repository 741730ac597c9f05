// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/roles.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtGui/QIconEngine>

namespace ember {

/// Renders one SVG of resources/icons, its `currentColor` replaced by a role's colour of the theme at the moment of
/// painting: icons need no renewal when the theme changes. GUI thread.
class IconEngine : public QIconEngine
{
public:
    IconEngine(QString name, QByteArray svg, ColorRole role, bool fixedColor);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override;
    [[nodiscard]] QIconEngine *clone() const override { return new IconEngine(*this); }
    [[nodiscard]] QString key() const override;
    [[nodiscard]] QString iconName() override { return m_name; }
    [[nodiscard]] bool isNull() override { return m_svg.isEmpty(); }

private:
    [[nodiscard]] QColor colorFor(QIcon::Mode mode, QIcon::State state) const;

    QString m_name;
    QByteArray m_svg;
    ColorRole m_role;
    bool m_fixedColor; // a state mark: neither dimmed nor accented
};

} // namespace ember
