// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QDateTime>

/// What a service of AWS knows about the keys it gave out.
struct KnownAwsKeys
{
    QByteArray accessKeyId;
    QByteArray secretKey;
    QByteArray sessionToken; ///< empty: none belongs to them
};

/// Why a service of AWS would refuse a GET whose query is signed; empty: it would not. Reckoned by OpenSSL from what
/// really arrived, after AWS's description of Signature Version 4 and of AWS IoT: the query's parameters sorted by
/// name, but for the signature and the session token; the `Host` header as it was sent; the token behind the signature.
/// `target` is that of the request line. Pure; any thread.
[[nodiscard]] QByteArray awsRefusal(const QByteArray &target, const QByteArray &host, const KnownAwsKeys &keys,
    const QByteArray &region, const QByteArray &service, const QDateTime &now);

/// The access key id that a signed query names; empty if it names none. Pure; any thread.
[[nodiscard]] QByteArray accessKeyIdOf(const QByteArray &target);
