// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/devicetarget.h"

#include <algorithm>

namespace ember {

DeviceTarget targetOf(const Session &session, const DeviceState &device)
{
    const QList<ConnectionStatus> connections = session.connections();
    const auto at = std::ranges::find(connections, device.connection(), &ConnectionStatus::name);
    return {.connection = at == connections.end() ? 0 : at->id,
        .source = device.source().text(),
        .profile = device.profile()};
}

DeviceState stateOf(const Session &session, const DeviceTarget &target)
{
    const QList<ConnectionStatus> connections = session.connections();
    const auto connection = std::ranges::find(connections, target.connection, &ConnectionStatus::id);
    if (connection == connections.end()) {
        return {};
    }
    const QList<DeviceState> devices = session.devices();
    const auto at = std::ranges::find_if(devices, [&](const DeviceState &device) {
        return device.connection() == connection->name && device.source().text() == target.source;
    });
    return at == devices.end() ? DeviceState() : *at;
}

} // namespace ember
