// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/items.h"

#include <ember/session/session.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QString alarmWords(const DeviceState &device)
{
    const std::vector<StandingAlarm> &alarms = device.alarms();
    if (alarms.empty()) {
        return {};
    }
    if (alarms.size() == 1) {
        return alarms.front().text;
    }
    return QCoreApplication::translate("ember::ConnectionItems", "%1, and %2 more")
        .arg(alarms.front().text, QLocale().toString(quint64(alarms.size() - 1)));
}

bool isStale(const DeviceState &device, EventTime now)
{
    return !device.isEmpty() && now - device.lastMessageAt() > LinkOptions().staleAfter;
}

DeviceItem itemOf(const DeviceState &device, EventTime now)
{
    DeviceItem item;
    item.source = device.source().text();
    item.name = item.source.section(u'/', 1);
    if (item.name.isEmpty()) {
        item.name = item.source;
    }
    if (!device.isEmpty()) {
        item.lastMessageAt = device.lastMessageAt();
    }
    item.stale = isStale(device, now);
    item.messages = device.messageCount();
    item.alarm = alarmWords(device);
    return item;
}

} // namespace

std::vector<ConnectionItem> connectionItems(const Session &session)
{
    const EventTime now = eventTimeNow();
    const QList<DeviceState> devices = session.devices();
    const bool hasFurther = session.messagesOfFurtherDevices() > 0;
    std::vector<ConnectionItem> items;
    for (const ConnectionStatus &status : session.connections()) {
        ConnectionItem item{.id = status.id, .name = status.name, .link = status.link, .devices = {}};
        item.hasFurther = hasFurther;
        for (const DeviceState &device : devices) {
            if (device.connection() != status.name) {
                continue;
            }
            if (item.devices.size() < kMostListed) {
                item.devices.push_back(itemOf(device, now));
                continue;
            }
            ++(isStale(device, now) ? item.unlisted.stale : item.unlisted.alive);
            item.unlisted.faulty += device.alarms().empty() ? 0 : 1;
        }
        items.push_back(std::move(item));
    }
    return items;
}

} // namespace ember
