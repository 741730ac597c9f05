// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mqttreasons.h"

#include <ember/links/connectionurl.h>

#include <QtCore/QDateTime>
#include <QtCore/QStringList>

namespace ember {

/// The certificate that was refused, as far as it was seen.
struct RefusedCertificate
{
    int error = 0; ///< X509_V_ERR_…
    bool isBrokers = true; ///< the broker's own, not one further up its chain
    QString issuer;
    QStringList names; ///< the hosts it is for
    QDateTime from;
    QDateTime until;
};

/// Why we did not accept the broker's certificate. Pure; any thread.
[[nodiscard]] MqttFailure certificateFailure(
    const RefusedCertificate &certificate, const MqttParty &party, const TlsChoices &choices);

/// Why the broker broke the handshake off, or we did, by OpenSSL's reason (SSL_R_…). Pure; any thread.
[[nodiscard]] MqttFailure handshakeFailure(int reason, const MqttParty &party, const TlsChoices &choices);

/// What an answer to the request for a WebSocket means, by its first line and headers; no reason: it is one. Pure.
[[nodiscard]] MqttFailure upgradeFailure(const QByteArray &answer, const MqttParty &party);

} // namespace ember
