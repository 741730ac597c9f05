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
#include <functional>
#include <memory>
#include <mutex>

#include <MQTTAsync.h>

namespace ember {

class PahoOptions;

/// One attempt to reach a broker, and the connection that comes of it: one Paho handle, used once (and a second one if
/// the broker turns out not to know MQTT 5).
///
/// Paho calls back on threads of its own, with its one lock for all connections held; so a callback only hands on, and
/// nothing here calls Paho with its own mutex held. A callback finds its attempt by number in a table: one that comes
/// after end() finds nothing. What takes time (looking up a name, reading certificates, finding out why it failed) runs
/// on a thread of its own, which may outlive the attempt but then says nothing any more.
class MqttAttempt : public std::enable_shared_from_this<MqttAttempt>
{
public:
    struct Callbacks; // Paho's C functions

    /// Starts connecting; the outcome goes to the sink. `url.version` Any: 5 is tried first.
    [[nodiscard]] static std::shared_ptr<MqttAttempt> start(const ConnectionUrl &url, const QString &clientId,
        const QStringList &filters, const MqttTimes &times, TransportSink &sink);
    ~MqttAttempt();

    /// Disconnects. After it returned the sink hears nothing more.
    void end();
    /// Hands a message to Paho; false if the connection does not stand. The thread that calls end().
    [[nodiscard]] bool publish(const QString &topic, const QByteArray &payload, int qos);
    /// The broker said that it does not know MQTT 5: no use to ask again next time. Any thread.
    [[nodiscard]] bool isVersion5Refused() const;
    /// The broker did not accept the signature in the address. Any thread.
    [[nodiscard]] bool isSignatureRefused() const;

private:
    enum class Phase : quint8
    {
        Connecting,
        Subscribing,
        Standing,
        Over
    };

    MqttAttempt(const ConnectionUrl &url, const QString &clientId, const QStringList &filters, const MqttTimes &times,
        TransportSink &sink);

    // On a thread of the attempt's.
    void onOwnThread(std::function<void()> work);
    void begin();
    void findOutWhy(int code, const QByteArray &message);
    void speakOlderVersion(bool isRefused);

    void connectTo(const QList<QByteArray> &uris);
    [[nodiscard]] int createAndConnect();
    [[nodiscard]] MqttVersion spoken() const;
    // On Paho's threads.
    void onConnected();
    void onNotConnected(int code, const char *message);
    void subscribeNext();
    [[nodiscard]] qsizetype asked() const;
    void onSubscribed(QList<int> granted);
    void onLost();
    void onDisconnected(int code, const QString &words);
    void onMessage(Message message);
    // Any thread.
    void fail(const MqttFailure &failure);
    void breakOff(const QString &reason);

    // Brackets around calls of Paho outside the mutex: end() waits for them. False when it is over.
    [[nodiscard]] bool enter();
    void leave();

    const ConnectionUrl m_url;
    const MqttParty m_party;
    const QStringList m_filters;
    const MqttTimes m_times;
    QList<QByteArray> m_filterBytes;
    Secret m_keyPassword; // written by begin(), before anything reads it
    QList<QByteArray> m_uris; // the same
    quintptr m_number = 0; // in the table of attempts

    mutable std::mutex m_mutex;
    std::condition_variable m_idle;
    TransportSink *m_sink; // null after end()
    MQTTAsync m_handle = nullptr;
    Phase m_phase = Phase::Connecting;
    qsizetype m_asked = 0; // filters, in the subscription that is under way
    QList<int> m_granted; // what the broker answered to those before
    MqttVersion m_spoken;
    bool m_isVersion5Refused = false;
    bool m_isSignatureRefused = false;
    int m_busy = 0;
};

} // namespace ember
