// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mqttreasons.h"
#include "mqtttimes.h"

#include <ember/links/connectionurl.h>
#include <ember/links/transport.h>

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QStringList>

#include <condition_variable>
#include <memory>
#include <mutex>

#include <MQTTAsync.h>

namespace ember {

/// One attempt to reach a broker, and the connection that comes of it: one Paho handle, used once.
///
/// Paho calls back on threads of its own, with its one lock for all connections held; so a callback only hands on, and
/// nothing here calls Paho with its own mutex held. A callback finds its attempt by number in a table: one that comes
/// after end() finds nothing.
class MqttAttempt : public std::enable_shared_from_this<MqttAttempt>
{
public:
    struct Callbacks; // Paho's C functions

    /// Starts connecting; the outcome goes to the sink. A name is looked up on a thread of its own, which may outlive
    /// the attempt (a resolver cannot be interrupted) but then says nothing any more.
    [[nodiscard]] static std::shared_ptr<MqttAttempt> start(const MqttParty &party, const Secret &password,
        const QStringList &filters, const MqttTimes &times, TransportSink &sink);
    ~MqttAttempt();

    /// Disconnects. After it returned the sink hears nothing more.
    void end();
    /// Hands a message to Paho; false if the connection does not stand. The thread that calls end().
    [[nodiscard]] bool publish(const QString &topic, const QByteArray &payload, int qos);

private:
    enum class Phase : quint8
    {
        Connecting,
        Subscribing,
        Standing,
        Over
    };

    MqttAttempt(const MqttParty &party, const Secret &password, const QStringList &filters, const MqttTimes &times,
        TransportSink &sink);

    void connectTo(const QList<QByteArray> &uris);
    [[nodiscard]] int createAndConnect(const QList<QByteArray> &uris);
    void onConnected();
    void onSubscribed(const QList<int> &grantedQos);
    void onLost();
    void onMessage(Message message);
    void fail(const MqttFailure &failure);

    // Brackets around calls of Paho outside the mutex: end() waits for them. False when it is over.
    [[nodiscard]] bool enter();
    void leave();

    const MqttParty m_party;
    const Secret m_password;
    const QStringList m_filters;
    const MqttTimes m_times;
    QList<QByteArray> m_filterBytes;
    quintptr m_number = 0; // in the table of attempts

    std::mutex m_mutex;
    std::condition_variable m_idle;
    TransportSink *m_sink; // null after end()
    MQTTAsync m_handle = nullptr;
    Phase m_phase = Phase::Connecting;
    int m_busy = 0;
};

} // namespace ember
