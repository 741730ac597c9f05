// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/session.h>

#include <QtTest/QTest>

/// What tests of commands look at.
namespace ember::test {

using namespace Qt::StringLiterals;

inline constexpr int kPatience = 30'000; // ms, for slow machines

inline ConnectionUrl urlOf(const QString &text)
{
    auto url = ConnectionUrl::parse(text);
    if (!url) {
        qFatal("%s", qUtf8Printable(url.error()));
    }
    return url.value();
}

/// The events of one name in the log, in order.
inline QList<Event> eventsOf(const Session &session, const QString &name)
{
    QList<Event> events;
    const LogSnapshot log = session.log()->snapshot();
    for (LogRow row = log.begin(); row < log.end(); ++row) {
        if (log.entry(row).event.name() == name) {
            events.append(log.entry(row).event);
        }
    }
    return events;
}

/// The first device once it has said what it can do.
inline DeviceState deviceOf(const Session &session)
{
    for (const DeviceState &device : session.devices()) {
        if (device.field(Symbol::intern(u"values.dhwTemperatureMax")).isNumber()) {
            return device;
        }
    }
    return {};
}

inline CommandArguments one(const QString &name, const QJsonValue &value, const QString &unit = {})
{
    return {{name, {.value = value, .unit = unit}}};
}

} // namespace ember::test
