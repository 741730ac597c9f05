// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/connectionurl.h>

#include <QtCore/QFlags>

namespace ember {

/// What a secret of a connection is for.
enum class SecretKind : quint8
{
    Password = 1, ///< of the user at the broker, or of the account
    KeyPassword = 2 ///< of the encrypted key of our certificate
};
Q_DECLARE_FLAGS(SecretKinds, SecretKind)

/// The secrets of one connection; empty ones are not there.
struct ConnectionSecrets
{
    Secret password;
    Secret keyPassword;
    [[nodiscard]] SecretKinds kinds() const noexcept;
    [[nodiscard]] bool isEmpty() const noexcept { return !kinds(); }
};

/// The secrets that an address brought with it. Any thread, like the others.
[[nodiscard]] ConnectionSecrets secretsOf(const ConnectionUrl &url);
/// The same connection with these secrets; where one is empty the connection keeps what it has.
[[nodiscard]] ConnectionUrl withSecrets(ConnectionUrl url, const ConnectionSecrets &secrets);
/// The secrets that this connection could use: a password where it names a user, the password of a key where it names a
/// certificate and no file with that password. Whether the other side asks for one is not known here.
[[nodiscard]] SecretKinds usableSecrets(const ConnectionUrl &url);

} // namespace ember

Q_DECLARE_OPERATORS_FOR_FLAGS(ember::SecretKinds) // not in ember, where they would hide Qt's own
