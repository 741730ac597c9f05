// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

namespace ember {

/// The other side of an MQTT connection and how it is addressed, for error texts. No secrets.
struct MqttParty
{
    QString host;
    quint16 port = 1883;
    QString user; ///< empty: none given
    QString clientId;
};

/// Why an attempt failed, in words that say what to do.
struct MqttFailure
{
    QString reason;
    bool permanent = false; ///< trying again with the same data cannot help
};

/// "host:port", an IPv6 address in brackets.
[[nodiscard]] QString placeOf(const MqttParty &party);

/// What a failed attempt to connect means: `code` is the return code of the CONNACK (MQTT 3.1.1 §3.2.2.3) or a negative
/// number of Paho's, `message` Paho's own text for the latter. Pure; any thread.
[[nodiscard]] MqttFailure connectFailure(int code, const char *message, const MqttParty &party);

/// The broker refused these topic filters.
[[nodiscard]] MqttFailure subscribeFailure(const QStringList &filters, const MqttParty &party);

} // namespace ember
