// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"

#include "theme/emberstyle.h"
#include "theme/iconengine.h"
#include "theme/systemscheme.h"

#include <QtCore/QFile>
#include <QtCore/QLoggingCategory>
#include <QtCore/QPointer>
#include <QtGui/QFontDatabase>
#include <QtGui/QFontMetrics>
#include <QtGui/QPalette>
#include <QtWidgets/QApplication>
#include <QtWidgets/QStyle>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <cmath>

// A static library's resources are dropped by the linker unless somebody asks; the macro must stand outside of any
// namespace.
static void initialiseIcons()
{
    Q_INIT_RESOURCE(ember_icons);
}

namespace ember {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcTheme, "ember.ui.theme")

constexpr double kTitleScale = 1.45;

QIcon loadIcon(const QString &name, ColorRole role, bool fixedColor)
{
    initialiseIcons();
    QFile file(u":/icons/%1.svg"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qCWarning(lcTheme).noquote() << "There is no icon named" << name << "in resources/icons.";
        return {};
    }
    return QIcon(new IconEngine(name, file.readAll(), role, fixedColor));
}

QString markName(StateMark mark)
{
    switch (mark) {
    case StateMark::Alive:
        return u"mark-alive"_s;
    case StateMark::Connecting:
        return u"mark-connecting"_s;
    case StateMark::Disconnected:
        return u"mark-disconnected"_s;
    case StateMark::Attention:
        return u"mark-attention"_s;
    case StateMark::Bad:
        return u"mark-bad"_s;
    }
    return u"mark-disconnected"_s;
}

QFont scaled(QFont font, double factor)
{
    if (font.pointSizeF() > 0) {
        font.setPointSizeF(font.pointSizeF() * factor);
    } else {
        font.setPixelSize(int(std::lround(font.pixelSize() * factor)));
    }
    return font;
}

} // namespace

Theme &Theme::instance()
{
    static QPointer<Theme> theme;
    if (!theme) {
        Q_ASSERT_X(qApp, "Theme::instance", "needs a QApplication");
        theme = new Theme(qApp);
    }
    return *theme;
}

Theme::Theme(QObject *parent)
    : QObject(parent)
    , m_system(std::make_unique<SystemScheme>())
    , m_dark(m_system->isDark())
{
    connect(m_system.get(), &SystemScheme::schemeChanged, this, [this] {
        if (m_mode == Mode::System && m_dressed) {
            setMode(Mode::System);
        }
    });
}

Theme::~Theme() = default;

void Theme::setMode(Mode mode)
{
    m_mode = mode;
    apply(mode == Mode::System ? m_system->isDark() : mode == Mode::Dark);
}

void Theme::apply(bool dark)
{
    const bool differs = m_dark != dark;
    m_dark = dark;
    dressApplication();
    if (differs) {
        Q_EMIT changed();
    }
}

void Theme::dressApplication()
{
    if (!m_dressed) { // the style first, the palette second: a style brings a palette of its own
        QApplication::setStyle(new EmberStyle);
        m_dressed = true;
    }
    const QPalette palette = themePalette(m_dark);
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    QToolTip::setFont(font(FontRole::Body));
}

QFont Theme::font(FontRole role) const
{
    QFont font = QApplication::font();
    switch (role) {
    case FontRole::Body:
        break;
    case FontRole::BodyStrong:
        font.setWeight(QFont::DemiBold);
        break;
    case FontRole::Title:
        font = scaled(font, kTitleScale);
        font.setWeight(QFont::DemiBold);
        break;
    case FontRole::Mono: {
        const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        font.setFamilies(fixed.families());
        font.setFixedPitch(true);
        font.setStyleHint(QFont::Monospace);
        break;
    }
    }
    return font;
}

int Theme::rowHeight() const
{
    return std::max(metric::kRowHeight, QFontMetrics(font(FontRole::Body)).height() + 2 * metric::kGrid);
}

QIcon Theme::icon(const QString &name, ColorRole role)
{
    return loadIcon(name, role, false);
}

QIcon Theme::markIcon(StateMark mark)
{
    return loadIcon(markName(mark), markRole(mark), true);
}

bool Theme::motionAllowed()
{
    return QApplication::isEffectEnabled(Qt::UI_General)
        && QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) > 0;
}

QString withUnit(const QString &figure, const QString &unit)
{
    return unit.isEmpty() ? figure : figure + QChar(0x2009) + unit;
}

} // namespace ember
