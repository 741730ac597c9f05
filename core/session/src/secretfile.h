// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/connectionsecrets.h>

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <optional>

namespace ember {

/// The secrets of one connection as text, which is what a keyring keeps: {"password":…,"keypassword":…}.
[[nodiscard]] QByteArray secretsText(const ConnectionSecrets &secrets);
/// nullopt: that is no such text.
[[nodiscard]] std::optional<ConnectionSecrets> secretsFromText(const QByteArray &text);

/// SecretPlace::File: {"format":1,"connections":{"<id>":{"password":…}}}. Each call reads the file anew and takes turns
/// with other runs of the program by a lock file beside it. Any thread; blocks for as long as the disk takes.
[[nodiscard]] Result<ConnectionSecrets> readSecretFile(const QString &path, const QString &connection);
/// Empty secrets take the connection out of it.
[[nodiscard]] Result<bool> changeSecretFile(
    const QString &path, const QString &connection, const ConnectionSecrets &secrets);

} // namespace ember
