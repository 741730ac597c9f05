// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/connectionsecrets.h>

#include <QtCore/QString>

#include <chrono>

namespace ember {

/// Where the saved connections of this user are: the window writes the file, the terminal twin reads it. Any thread.
[[nodiscard]] QString savedConnectionsFile();
/// The same for SecretPlace::File.
[[nodiscard]] QString secretsFile();

/// The secrets that are kept for the saved connection with this address; none if there is no such connection, or if it
/// is one whose secrets are asked for each time. An error: they are kept, but could not be had within `patience` (the
/// keyring may first ask the person to unlock it). Runs an event loop meanwhile; main thread, before a session is
/// opened.
[[nodiscard]] Result<ConnectionSecrets> keptSecrets(const ConnectionUrl &url, std::chrono::milliseconds patience);

} // namespace ember
