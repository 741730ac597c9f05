// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mqtttimes.h"

#include <ember/links/connectionurl.h>
#include <ember/links/transport.h>

#include <memory>

namespace ember {

class MqttAttempt;

/// A broker over MQTT 5 or 3.1.1, by TCP, TLS, WebSocket or both (Paho C). A new handle for every attempt: back-off and
/// subscribing again are the link's. Reconnecting is not Paho's, because it would neither subscribe again nor say what
/// it does.
class MqttTransport final : public Transport
{
public:
    MqttTransport(const ConnectionUrl &url, TransportSink &sink, MqttTimes times = {});
    ~MqttTransport() override;

    void open(const QStringList &topicFilters) override;
    void close() override;
    [[nodiscard]] bool publish(const QString &topic, const QByteArray &payload, int qos) override;
    [[nodiscard]] bool takesRequests() const override { return true; }
    /// The one asked for, else `emberscope-` and 8 hexadecimal digits, the same for every attempt: a broker lets a
    /// client id connect only once, so it must differ from program to program.
    [[nodiscard]] QString clientId() const override { return m_clientId; }

private:
    ConnectionUrl m_url; // whose version is settled once the broker has refused MQTT 5
    TransportSink &m_sink;
    const QString m_clientId;
    const MqttTimes m_times;
    std::shared_ptr<MqttAttempt> m_attempt;
};

} // namespace ember
