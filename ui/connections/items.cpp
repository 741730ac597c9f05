// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/items.h"

#include "connections/devicenames.h"
#include "connections/sameunit.h"

#include <ember/session/session.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include <algorithm>

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

DeviceItem itemOf(
    const DeviceState &device, const LinkStatus &link, const ClockHistory &clock, ClockHistory::Reading now)
{
    DeviceItem item;
    item.source = device.source().text();
    item.name = deviceName(item.source, link.account ? link.account->ownersName(deviceId(item.source)) : QString());
    if (!device.isEmpty()) {
        const auto silent = clock.age(device.lastMessageAt(), device.lastSequence(), now);
        item.lastMessageAt = now.wall - silent;
        item.stale = silent > link.staleAfter;
    }
    item.messages = device.messageCount();
    item.alarm = alarmWords(device);
    return item;
}

// Says of each listed unit that is heard through several connections, through which others.
void tellElsewhere(std::vector<ConnectionItem> &items)
{
    if (items.size() < 2) {
        return;
    }
    QHash<QString, QStringList> heardThrough;
    for (const ConnectionItem &item : items) {
        for (const DeviceItem &device : item.devices) {
            heardThrough[device.source].append(item.name);
        }
    }
    heardThrough.removeIf(
        [](const auto &heard) { return heard.value().size() < 2 || !isOneUnitEverywhere(heard.key()); });
    for (ConnectionItem &item : items) {
        for (DeviceItem &device : item.devices) {
            device.elsewhere = heardThrough.value(device.source);
            device.elsewhere.removeOne(item.name);
        }
    }
}

} // namespace

std::vector<ConnectionItem> connectionItems(const Session &session)
{
    const ClockHistory::Reading now = ClockHistory::read();
    const std::shared_ptr<const EventLog> log = session.log();
    const QList<DeviceState> devices = session.devices();
    const bool hasFurther = session.messagesOfFurtherDevices() > 0;
    std::vector<ConnectionItem> items;
    for (const ConnectionStatus &status : session.connections()) {
        ConnectionItem item{.id = status.id,
            .name = status.name,
            .link = status.link,
            .simulated = status.kind == ConnectionUrl::Kind::Simulator,
            .commandsAllowed = status.commandsAllowed,
            .devices = {},
            .hasFurther = hasFurther};
        for (const DeviceState &device : devices) {
            if (device.connection() != status.name) {
                continue;
            }
            DeviceItem listed = itemOf(device, status.link, log->clock(), now);
            if (item.devices.size() < kMostListed) {
                item.devices.push_back(std::move(listed));
                continue;
            }
            ++(listed.stale ? item.unlisted.stale : item.unlisted.alive);
            item.unlisted.faulty += device.alarms().empty() ? 0 : 1;
        }
        items.push_back(std::move(item));
    }
    tellElsewhere(items);
    return items;
}

} // namespace ember
