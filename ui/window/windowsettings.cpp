// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/windowsettings.h"

#include <ember/session/keptsecrets.h>

#include <QtCore/QMetaEnum>
#include <QtCore/QSettings>

namespace ember {

using namespace Qt::StringLiterals;

namespace {
const QString kGeometry = u"window/geometry"_s;
const QString kDocks = u"window/docks"_s;
const QString kLog = u"window/log"_s;
const QString kInspector = u"window/inspector"_s;
const QString kTheme = u"window/theme"_s;
} // namespace

WindowSettings::Layout WindowSettings::layout() const
{
    if (m_use == Use::Untouched) {
        return {};
    }
    const QSettings settings;
    return {settings.value(kGeometry).toByteArray(), settings.value(kDocks).toByteArray(),
        settings.value(kLog).toByteArray(), settings.value(kInspector).toByteArray()};
}

void WindowSettings::saveLayout(const Layout &layout) const
{
    if (m_use == Use::Untouched) {
        return;
    }
    QSettings settings;
    settings.setValue(kGeometry, layout.geometry);
    settings.setValue(kDocks, layout.docks);
    settings.setValue(kLog, layout.log);
    settings.setValue(kInspector, layout.inspector);
}

QString WindowSettings::connectionsFile() const
{
    return m_use == Use::Untouched ? QString() : savedConnectionsFile();
}

QString WindowSettings::secretsFile() const
{
    return m_use == Use::Untouched ? QString() : ember::secretsFile();
}

Theme::Mode WindowSettings::themeMode() const
{
    if (m_use == Use::Untouched) {
        return Theme::Mode::System;
    }
    const QByteArray name = QSettings().value(kTheme).toByteArray();
    bool known = false;
    const int mode = QMetaEnum::fromType<Theme::Mode>().keyToValue(name.constData(), &known);
    return known ? Theme::Mode(mode) : Theme::Mode::System;
}

void WindowSettings::saveThemeMode(Theme::Mode mode) const
{
    if (m_use == Use::Kept) {
        QSettings().setValue(kTheme, QByteArray(QMetaEnum::fromType<Theme::Mode>().valueToKey(int(mode))));
    }
}

} // namespace ember
