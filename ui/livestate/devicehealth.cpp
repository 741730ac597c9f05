// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "livestate/devicehealth.h"

#include "log/figures.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

struct HealthText
{
    Q_DECLARE_TR_FUNCTIONS(ember::DeviceHealth)
};

std::pair<StateMark, QString> linkWords(const LinkStatus &link)
{
    if (link.state == LinkState::Connected) {
        return link.stale ? std::pair(StateMark::Attention, HealthText::tr("connected but silent"))
                          : std::pair(StateMark::Alive, HealthText::tr("connected"));
    }
    switch (link.state) {
    case LinkState::Connecting:
        return {StateMark::Connecting, HealthText::tr("connecting")};
    case LinkState::Interrupted:
        return {StateMark::Connecting, HealthText::tr("interrupted, trying again")};
    case LinkState::Lost:
        return {StateMark::Bad, HealthText::tr("connection lost")};
    default:
        return {StateMark::Disconnected, HealthText::tr("not connected")};
    }
}

} // namespace

DeviceHealth deviceHealth(const DeviceState &device, const QList<ConnectionStatus> &connections, EventTime now)
{
    DeviceHealth health;
    const auto found = std::ranges::find(connections, device.connection(), &ConnectionStatus::name);
    health.words = HealthText::tr("not connected");
    if (found != connections.end()) {
        std::tie(health.mark, health.words) = linkWords(found->link);
        health.tip = found->link.reason;
    }
    if (device.messageCount() > 0) {
        const auto age = qMax(now - device.lastMessageAt(), std::chrono::microseconds(0));
        health.words += u" · "_s + HealthText::tr("last message %1").arg(ageText(age));
    }
    return health;
}

} // namespace ember
