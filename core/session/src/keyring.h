// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/secretstore.h>

/// SecretPlace::Keyring, through QtKeychain. Answers through the event loop; `context` is the store, with whose end the
/// answer is forgotten. In a build without QtKeychain each call answers at once that there is none.
namespace ember::keyring {

[[nodiscard]] bool isBuiltIn() noexcept;
void read(QObject *context, const QString &service, const QString &connection, SecretStore::Found found);
void write(QObject *context, const QString &service, const QString &connection, const ConnectionSecrets &secrets,
    SecretStore::Done done);
void remove(QObject *context, const QString &service, const QString &connection, SecretStore::Done done);

} // namespace ember::keyring
