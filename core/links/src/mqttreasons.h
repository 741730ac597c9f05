// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

namespace ember {

struct ConnectionUrl;

/// The other side of an MQTT connection and how it is addressed, for error texts. No secrets.
struct MqttParty
{
    QString scheme = QStringLiteral("mqtt");
    QString host;
    quint16 port = 1883;
    QString path; ///< of a WebSocket
    QString user; ///< empty: none given
    QString clientId;
    bool isSigned = false; ///< let in by a signature, not by a user and password
};

[[nodiscard]] MqttParty partyOf(const ConnectionUrl &url, const QString &clientId);

/// Why an attempt failed, in words that say what to do.
struct MqttFailure
{
    QString reason;
    bool permanent = false; ///< trying again with the same data cannot help
    bool isSignatureRefused = false; ///< a new one may help
};

/// The broker did not let a signed request in; `said` is what it said.
[[nodiscard]] MqttFailure signatureFailure(const MqttParty &party, const QString &said);

/// "host:port", an IPv6 address in brackets.
[[nodiscard]] QString placeOf(const MqttParty &party);

/// What a failed attempt to connect means: `code` is the return code of the CONNACK (MQTT 3.1.1 §3.2.2.3; from 128 on
/// a reason code of MQTT 5 §3.2.2.2) or a negative number of Paho's, `message` Paho's own text for the latter. Pure;
/// any thread.
[[nodiscard]] MqttFailure connectFailure(int code, const char *message, const MqttParty &party);

/// Whether the broker hung up once it had seen our CONNECT, without a word.
[[nodiscard]] bool isHungUp(int code, const char *message) noexcept;
/// Whether a broker said that it does not know this version of MQTT.
[[nodiscard]] bool isVersionRefused(int code) noexcept;

/// Why a broker ended a standing connection, by the reason code of its DISCONNECT (MQTT 5 §3.14.2.1) and its own words,
/// which may be empty. Pure; any thread.
[[nodiscard]] QString disconnectReason(int code, const QString &words, const MqttParty &party);

/// The broker refused these topic filters.
[[nodiscard]] MqttFailure subscribeFailure(const QStringList &filters, const MqttParty &party);

} // namespace ember
