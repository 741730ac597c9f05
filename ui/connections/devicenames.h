// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/devicestate.h>

#include <QtCore/QString>

namespace ember {

/// What stands in a source behind the profile: "aabbccddeeff" of "navien-nwp500/aabbccddeeff".
[[nodiscard]] QString deviceId(const QString &source);
/// The id, and before it what its owner calls the device, if that is known: "Basement (aabbccddeeff)".
[[nodiscard]] QString deviceName(const QString &source, const QString &ownersName);
/// The same behind what kind of device it is.
[[nodiscard]] QString deviceTitle(const DeviceState &device, const QString &ownersName);

} // namespace ember
