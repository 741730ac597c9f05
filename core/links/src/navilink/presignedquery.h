// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/connectionurl.h>

#include <QtCore/QByteArray>
#include <QtCore/QDateTime>

#include <chrono>
#include <optional>

namespace ember {

/// Keys of an AWS account, here those that a sign-in at NaviLink hands out for an hour.
struct AwsKeys
{
    QByteArray accessKeyId; ///< stands in the address: an identifier, not for logs all the same
    Secret secretKey;
    Secret sessionToken; ///< of temporary keys; empty: they are none
};

/// What a GET is signed for (AWS Signature Version 4, signing information in the query).
struct SignedRequest
{
    /// The `Host` header as it will really be sent: Paho always writes the port into it.
    QByteArray host;
    QByteArray path = "/"; ///< of letters, digits and "-._~/" only: nothing in it is encoded
    QByteArray region;
    QByteArray service;
    std::optional<std::chrono::seconds> expires = {}; ///< `X-Amz-Expires`; none: the service's own limit
    QByteArray payloadHash = {}; ///< as it is signed; empty: that of no payload
};

/// The query, without its "?", that makes the request a signed one at `at`. The session token is appended after
/// signing and is no part of what is signed, as AWS IoT asks for (unlike most services). Pure; any thread.
[[nodiscard]] QByteArray presignedQuery(const SignedRequest &request, const AwsKeys &keys, const QDateTime &at);

/// The key that signs on one day, in one region, for one service; `date` is YYYYMMDD. Pure; any thread.
[[nodiscard]] QByteArray signingKey(
    const Secret &secretKey, const QByteArray &date, const QByteArray &region, const QByteArray &service);

} // namespace ember
