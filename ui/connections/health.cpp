// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/items.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QHash>
#include <QtCore/QLocale>
#include <QtCore/QStringList>

#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

struct HealthWords
{
    Q_DECLARE_TR_FUNCTIONS(ember::Health)
};

void addConnection(Health &health, const LinkStatus &link)
{
    ++health.connections;
    health.connecting += link.state == LinkState::Connecting ? 1 : 0;
    health.interrupted += link.state == LinkState::Interrupted ? 1 : 0;
    health.lost += link.state == LinkState::Lost ? 1 : 0;
}

/// A unit through all the connections it is heard through.
struct Unit
{
    bool isAlive = false;
    bool isStale = false;
    bool isFaulty = false;

    void add(const LinkStatus &link, const DeviceItem &device)
    {
        const bool isConnected = link.state == LinkState::Connected;
        isAlive = isAlive || (isConnected && !device.stale);
        isStale = isStale || (isConnected && device.stale);
        isFaulty = isFaulty || (isConnected && !device.alarm.isEmpty());
    }
    void addTo(Health &health) const
    {
        ++(isAlive ? health.alive : isStale ? health.stale : health.notConnected);
        health.faulty += isFaulty ? 1 : 0;
    }
};

void addTally(Health &health, const ConnectionItem &item)
{
    health.hasFurther = health.hasFurther || item.hasFurther;
    if (item.link.state != LinkState::Connected) {
        health.notConnected += item.unlisted.count();
        return;
    }
    health.alive += item.unlisted.alive;
    health.stale += item.unlisted.stale;
    health.faulty += item.unlisted.faulty;
}

} // namespace

Health healthOf(const std::vector<ConnectionItem> &items)
{
    Health health;
    QHash<QString, Unit> several; // those heard through several connections, by source
    for (const ConnectionItem &item : items) {
        addConnection(health, item.link);
        addTally(health, item);
        for (const DeviceItem &device : item.devices) {
            if (device.elsewhere.isEmpty()) {
                Unit unit;
                unit.add(item.link, device);
                unit.addTo(health);
            } else {
                several[device.source].add(item.link, device);
            }
        }
    }
    for (const Unit &unit : std::as_const(several)) {
        unit.addTo(health);
    }
    return health;
}

QString healthWords(const Health &health)
{
    if (health.connections == 0) {
        return HealthWords::tr("no connection");
    }
    if (health.alive + health.stale + health.notConnected == 0) {
        return HealthWords::tr("no device heard yet");
    }
    const QLocale locale;
    const QString alive = health.alive == 1 ? HealthWords::tr("1 device alive")
                                            : HealthWords::tr("%1 devices alive").arg(locale.toString(health.alive));
    QStringList parts{alive, HealthWords::tr("%1 stale").arg(locale.toString(health.stale))};
    if (health.notConnected > 0) {
        parts << HealthWords::tr("%1 not connected").arg(locale.toString(health.notConnected));
    }
    if (health.faulty > 0) {
        parts << HealthWords::tr("%1 with a fault").arg(locale.toString(health.faulty));
    }
    if (health.hasFurther) {
        parts << HealthWords::tr("further devices only in the log");
    }
    return parts.join(u", "_s);
}

StateMark healthMark(const Health &health)
{
    if (health.faulty > 0 || health.lost > 0) {
        return StateMark::Bad;
    }
    if (health.stale > 0 || health.interrupted > 0) {
        return StateMark::Attention;
    }
    if (health.alive > 0) {
        return StateMark::Alive;
    }
    return health.connecting > 0 ? StateMark::Connecting : StateMark::Disconnected;
}

} // namespace ember
