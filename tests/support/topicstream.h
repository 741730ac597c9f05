// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <atomic>
#include <functional>
#include <thread>

/// What a stream publishes.
struct TopicStreamOptions
{
    quint16 port = 0; ///< of the broker at 127.0.0.1
    QString topic;
    std::function<QByteArray(quint64 number)> payload; ///< of message 0, 1, 2 …; called on the stream's thread
    double perSecond = 10;
    /// How many messages may have been sent by now, for a stream that waits for its listener; asked before each burst
    /// on the stream's thread. Empty: as many as the pace wants.
    std::function<quint64()> upTo = {};
    int qos = 0; ///< 0, or 1: the next message when the broker has confirmed the last one
};

/// A device as a broker sees it: publishes on one topic at a steady pace, and goes on by itself when the broker is gone
/// and comes back. Speaks MQTT 3.1.1 over a plain socket on a thread of its own, so that tens of thousands of messages
/// a second cost little. Publishes until it is destroyed or stopped; sent() from any thread.
class TopicStream
{
public:
    explicit TopicStream(TopicStreamOptions options);
    ~TopicStream();
    TopicStream(const TopicStream &) = delete;
    TopicStream &operator=(const TopicStream &) = delete;

    /// Ends in good order: what was sent arrives.
    void stop();
    /// Messages given to the network, with QoS 1 those the broker confirmed. One that was under way when the broker
    /// went away counts at QoS 0 and is sent again at QoS 1.
    [[nodiscard]] quint64 sent() const noexcept { return m_sent; }

private:
    void work();
    void publishOn(int socket);
    [[nodiscard]] QByteArray packet(quint64 number) const;

    const TopicStreamOptions m_options;
    std::atomic<bool> m_ending = false;
    std::atomic<quint64> m_sent = 0;
    std::thread m_thread;
};
