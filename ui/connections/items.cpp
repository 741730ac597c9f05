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

DeviceItem itemOf(const DeviceState &device, std::chrono::milliseconds staleAfter, const ClockHistory &clock,
    ClockHistory::Reading now)
{
    DeviceItem item;
    item.source = device.source().text();
    item.name = item.source.section(u'/', 1);
    if (item.name.isEmpty()) {
        item.name = item.source;
    }
    if (!device.isEmpty()) {
        const auto silent = clock.age(device.lastMessageAt(), device.lastSequence(), now);
        item.lastMessageAt = now.wall - silent;
        item.stale = silent > staleAfter;
    }
    item.messages = device.messageCount();
    item.alarm = alarmWords(device);
    return item;
}

} // namespace

std::vector<ConnectionItem> connectionItems(const Session &session)
{
    const ClockHistory::Reading now = ClockHistory::read();
    const std::shared_ptr<const EventLog> log = session.log();
    const QList<DeviceState> devices = session.devices();
    std::vector<ConnectionItem> items;
    for (const ConnectionStatus &status : session.connections()) {
        ConnectionItem item{status.id, status.name, status.link, {}, status.kind == ConnectionUrl::Kind::Simulator};
        for (const DeviceState &device : devices) {
            if (device.connection() == status.name) {
                item.devices.push_back(itemOf(device, status.link.staleAfter, log->clock(), now));
            }
        }
        items.push_back(std::move(item));
    }
    return items;
}

} // namespace ember
