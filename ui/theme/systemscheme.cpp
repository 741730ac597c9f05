// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/systemscheme.h"

#include <QtGui/QGuiApplication>
#include <QtGui/QPalette>

#ifdef EMBER_HAS_DBUS
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusPendingCallWatcher>
#include <QtDBus/QDBusPendingReply>
#endif

namespace ember {

using namespace Qt::StringLiterals;

Theme::SystemScheme::SystemScheme(QObject *parent)
    : QObject(parent)
{
    const QPalette platform = QGuiApplication::palette();
    m_dark = platform.color(QPalette::Window).lightness() < platform.color(QPalette::WindowText).lightness();
    askPortal();
}

void Theme::SystemScheme::setDark(bool dark)
{
    if (m_dark != dark) {
        m_dark = dark;
        Q_EMIT schemeChanged();
    }
}

#ifdef EMBER_HAS_DBUS

namespace {
const QString kAppearance = u"org.freedesktop.appearance"_s;
const QString kColorScheme = u"color-scheme"_s;
constexpr uint kPreferDark = 1; // 0: no preference, 2: light

// The portal wraps its answer in one variant more than it should.
QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>()) {
        value = value.value<QDBusVariant>().variant();
    }
    return value;
}
} // namespace

void Theme::SystemScheme::askPortal()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        return;
    }
    const QString service = u"org.freedesktop.portal.Desktop"_s;
    const QString path = u"/org/freedesktop/portal/desktop"_s;
    const QString interface = u"org.freedesktop.portal.Settings"_s;
    bus.connect(
        service, path, interface, u"SettingChanged"_s, this, SLOT(settingChanged(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(service, path, interface, u"Read"_s);
    question << kAppearance << kColorScheme;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *call) {
        const QDBusPendingReply<QDBusVariant> reply = *call;
        if (reply.isValid()) {
            settingChanged(kAppearance, kColorScheme, reply.value());
        }
        call->deleteLater();
    });
}

void Theme::SystemScheme::settingChanged(const QString &group, const QString &key, const QDBusVariant &value)
{
    if (group == kAppearance && key == kColorScheme) {
        const uint scheme = unwrapped(value.variant()).toUInt();
        if (scheme != 0) {
            setDark(scheme == kPreferDark);
        }
    }
}

#else

void Theme::SystemScheme::askPortal() { }

#endif

} // namespace ember
