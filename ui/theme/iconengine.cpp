// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/iconengine.h"

#include "theme/theme.h"

#include <QtGui/QPaintDevice>
#include <QtGui/QPainter>
#include <QtGui/QPixmapCache>
#include <QtSvg/QSvgRenderer>

namespace ember {

using namespace Qt::StringLiterals;

IconEngine::IconEngine(QString name, QByteArray svg, ColorRole role, bool fixedColor)
    : m_name(std::move(name))
    , m_svg(std::move(svg))
    , m_role(role)
    , m_fixedColor(fixedColor)
{
}

void IconEngine::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state)
{
    const qreal scale = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
    painter->drawPixmap(rect, scaledPixmap(rect.size() * scale, mode, state, scale));
}

QPixmap IconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state)
{
    return scaledPixmap(size, mode, state, 1.0);
}

QPixmap IconEngine::scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale)
{
    if (size.isEmpty()) {
        return {};
    }
    const QByteArray color = colorFor(mode, state).name().toLatin1();
    const QString cacheKey = u"ember-icon/%1/%2/%3x%4@%5"_s.arg(m_name, QString::fromLatin1(color))
                                 .arg(size.width())
                                 .arg(size.height())
                                 .arg(scale);
    QPixmap pixmap;
    if (QPixmapCache::find(cacheKey, &pixmap)) {
        return pixmap;
    }
    QByteArray svg = m_svg;
    svg.replace("currentColor", color);
    QSvgRenderer renderer(svg);
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    pixmap = QPixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(QPointF(), QSizeF(size)));
    painter.end();
    QPixmapCache::insert(cacheKey, pixmap);
    return pixmap;
}

QString IconEngine::key() const
{
    return u"ember"_s;
}

QColor IconEngine::colorFor(QIcon::Mode mode, QIcon::State state) const
{
    const Theme &theme = Theme::instance();
    if (!m_fixedColor && mode == QIcon::Disabled) {
        return theme.color(ColorRole::DisabledText);
    }
    if (!m_fixedColor && state == QIcon::On) {
        return theme.color(ColorRole::Accent);
    }
    return theme.color(m_role);
}

} // namespace ember
