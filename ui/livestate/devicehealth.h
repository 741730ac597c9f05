// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/roles.h"

#include <ember/device/devicestate.h>
#include <ember/session/session.h>

#include <QtCore/QString>

namespace ember {

/// Whether what is shown of a device can be relied on, as mark and words.
struct DeviceHealth
{
    StateMark mark = StateMark::Disconnected;
    QString words; ///< "connected · last message 3 s ago"
    QString tip; ///< more: the reason of a drop
};

/// The health of a device at `now`, from its own messages and the state of its connection.
[[nodiscard]] DeviceHealth deviceHealth(
    const DeviceState &device, const QList<ConnectionStatus> &connections, EventTime now);

} // namespace ember
