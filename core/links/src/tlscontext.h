// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/connectionurl.h>

#include <memory>

#include <openssl/ssl.h>

namespace ember {

/// The password of a client key: from the address, the first line of its file, or EMBERSCOPE_KEY_PASSWORD; empty: none.
/// The error names the file that cannot be read. Any thread.
[[nodiscard]] Result<Secret> keyPasswordOf(const TlsChoices &choices);

struct SslContextEnd
{
    void operator()(SSL_CTX *context) const noexcept { SSL_CTX_free(context); }
};
using SslContext = std::unique_ptr<SSL_CTX, SslContextEnd>;

/// A client's context with the files of the choices, each looked at by itself so that an error names the one that is
/// missing, cannot be read, is no certificate or key, or does not belong to the other. Reads files. Any thread.
[[nodiscard]] Result<SslContext> makeTlsContext(const TlsChoices &choices, const Secret &keyPassword);

} // namespace ember
