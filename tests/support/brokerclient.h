// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sentmessage.h"

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <mutex>
#include <vector>

namespace ember::e2e {

/// A second party at the broker: publishes on one connection, so that the order is kept, and hears what the program
/// asks. Its functions return at once and are for the test's thread; wait with QTRY_… for what they answer.
class BrokerClient
{
public:
    BrokerClient(const QString &clientId, quint16 port);
    ~BrokerClient();
    BrokerClient(const BrokerClient &) = delete;
    BrokerClient &operator=(const BrokerClient &) = delete;

    /// Connects and subscribes to the filters.
    void start(const QStringList &filters);
    void start(const QString &filter) { start(QStringList{filter}); }
    [[nodiscard]] bool isReady() const;
    [[nodiscard]] bool hasFailed() const;

    /// QoS 1. False if it was not taken.
    [[nodiscard]] bool publish(const SentMessage &message);
    /// Everything heard so far, own messages too.
    [[nodiscard]] QList<SentMessage> heard() const;
    /// The same, and forgets them.
    [[nodiscard]] QList<SentMessage> takeHeard();

private:
    struct Callbacks;

    void *m_client = nullptr;
    std::vector<QByteArray> m_filters;
    mutable std::mutex m_mutex; // Paho calls from threads of its own
    QList<SentMessage> m_heard;
    bool m_ready = false;
    bool m_failed = false;
};

} // namespace ember::e2e
