// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mqtttimes.h"
#include "navilink/navilinkaccount.h"

#include <ember/links/transport.h>

#include <QtCore/QJsonObject>

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>

namespace ember {

class MqttAttempt;
class RestClient;

/// The NaviLink cloud (nwp500.md §1, §2): asks the account for a session and its devices, then connects to the cloud's
/// broker as to any other by WebSocket, with a query that is signed anew for each attempt, and subscribes to the topics
/// of the account's devices. What concerns the account runs on a thread of the attempt's; after that all is as with
/// MqttTransport.
///
/// Of the account's devices those are watched that one of the link's topic filters covers. Requests of a device's
/// profile can begin at once, because the list tells what they need. Before the first request of a connection each
/// device is told that an app is there, which is optional (nwp500.md §2 "App-connected event").
///
/// A connection that stands is left alone when the keys that opened it expire: the broker looks at them once.
class NaviLinkTransport final : public Transport
{
public:
    NaviLinkTransport(const ConnectionUrl &url, TransportSink &sink, MqttTimes times = {});
    ~NaviLinkTransport() override;

    void open(const QStringList &topicFilters) override;
    void close() override;
    [[nodiscard]] bool publish(const QString &topic, const QByteArray &payload, int qos) override;
    [[nodiscard]] bool takesRequests() const override { return true; }
    /// The one asked for, else `navien-client-` and 8 hexadecimal digits, the same for every attempt. The cloud may
    /// refuse names of another form; this one is known to be let in.
    [[nodiscard]] QString clientId() const override { return m_clientId; }

private:
    // On the attempt's thread.
    void work(const QStringList &topicFilters);
    [[nodiscard]] std::optional<AccountFailure> prepare(RestClient &rest);
    [[nodiscard]] QStringList chooseDevices(const QStringList &topicFilters);
    void connectToBroker(const QStringList &topicFilters);
    [[nodiscard]] AccountStatus status() const;

    void announce(MqttAttempt &attempt);

    const ConnectionUrl m_url;
    TransportSink &m_sink;
    const QString m_clientId;
    const MqttTimes m_times;
    std::atomic<bool> m_over = false;
    std::thread m_thread;

    // Of the attempt's thread while it runs, else of the link's.
    NaviLinkAccount m_account;
    QList<AccountDevice> m_watched;
    quint64 m_unread = 0;

    std::mutex m_mutex; // guards the next two
    std::shared_ptr<MqttAttempt> m_attempt;
    QStringList m_toAnnounce; // topics that are still to be told that an app is there
};

} // namespace ember
