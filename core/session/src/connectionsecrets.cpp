// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/connectionsecrets.h>

namespace ember {

SecretKinds ConnectionSecrets::kinds() const noexcept
{
    SecretKinds kinds;
    kinds.setFlag(SecretKind::Password, !password.isEmpty());
    kinds.setFlag(SecretKind::KeyPassword, !keyPassword.isEmpty());
    return kinds;
}

ConnectionSecrets secretsOf(const ConnectionUrl &url)
{
    return {.password = url.password, .keyPassword = url.tls ? url.tls->keyPassword : Secret()};
}

ConnectionUrl withSecrets(ConnectionUrl url, const ConnectionSecrets &secrets)
{
    if (!secrets.password.isEmpty()) {
        url.password = secrets.password;
    }
    if (url.tls && !secrets.keyPassword.isEmpty()) {
        url.tls->keyPassword = secrets.keyPassword;
    }
    return url;
}

SecretKinds usableSecrets(const ConnectionUrl &url)
{
    SecretKinds kinds;
    kinds.setFlag(SecretKind::Password, !url.user.isEmpty());
    kinds.setFlag(
        SecretKind::KeyPassword, url.tls && !url.tls->certFile.isEmpty() && url.tls->keyPasswordFile.isEmpty());
    return kinds;
}

} // namespace ember
