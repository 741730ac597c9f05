// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/session.h>

namespace ember {

/// The device that a command is for.
struct DeviceTarget
{
    ConnectionId connection = 0; ///< 0: its connection was removed
    QString source; ///< "navien-nwp500/aabbccddeeff"
    ProfilePtr profile;
};

/// The target for a device as the live state knows it.
[[nodiscard]] DeviceTarget targetOf(const Session &session, const DeviceState &device);
/// Its state now; empty if it is gone.
[[nodiscard]] DeviceState stateOf(const Session &session, const DeviceTarget &target);

} // namespace ember
