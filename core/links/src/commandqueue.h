// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/message.h>
#include <ember/events/event.h>
#include <ember/links/commandevents.h>
#include <ember/links/outgoingcommand.h>

#include <QtCore/QMap>
#include <QtCore/QString>

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

namespace ember {

/// The commands of one connection on their way out (nwp500.md §10): in order, while it does not stand they wait, and
/// each is sent at most once. One that waited too long, or was sent and lost its connection, is told as expired and
/// never sent again: what a person wanted five minutes ago may be wrong by now. Every step is an event
/// (commandevents.h). Belongs to the link's thread; keeps no time itself.
class CommandQueue
{
public:
    using Clock = std::chrono::steady_clock;

    struct Limits
    {
        std::size_t most = 100; ///< that wait, and that are unanswered; of those that wait the oldest goes
        std::chrono::seconds lifetime{300}; ///< of one that waits
        std::chrono::milliseconds retryAfter{1'000}; ///< when the transport did not take one
    };
    /// What the queue needs from its link. Called from within the queue's functions.
    struct Link
    {
        QString connection; ///< its name
        QString clientId;
        std::function<bool(const PreparedRequest &)> publish;
        std::function<void(const Event &)> tell;
        /// The further texts known of a device.
        std::function<QMap<QString, QString>(const OutgoingCommand &)> variables;
    };

    explicit CommandQueue(Link link)
        : CommandQueue(std::move(link), Limits())
    {
    }
    CommandQueue(Link link, Limits limits);

    /// Takes a command, and sends it at once where the connection stands.
    void add(OutgoingCommand command, Clock::time_point now);
    /// The connection stands: what waits goes out.
    void connected(Clock::time_point now);
    /// It is gone: what was sent will not be answered any more.
    void disconnected();
    /// A message came. It is looked at only while answers are awaited.
    void heard(const Message &message);
    /// What waits is refused, but for questions, which need no permission.
    void refuseWaiting(const QString &reason);
    /// Nothing more will be sent.
    void refuseAll(const QString &reason);

    /// When runDue() is to be called next; none: not until something happens.
    [[nodiscard]] std::optional<Clock::time_point> nextDue() const;
    void runDue(Clock::time_point now);

    [[nodiscard]] const CommandCounts &counts() const noexcept { return m_counts; }

private:
    struct Waiting
    {
        OutgoingCommand command;
        Clock::time_point until;
    };
    struct Sent
    {
        OutgoingCommand command;
        std::vector<AnswerMark> marks; // filled in
        Clock::time_point until;
        std::chrono::seconds patience;
    };

    void flush(Clock::time_point now);
    /// False if the transport did not take it.
    [[nodiscard]] bool send(const OutgoingCommand &command, Clock::time_point now);
    void tell(const EventType<CommandTold> &type, const OutgoingCommand &command, const QString &reason = {});
    [[nodiscard]] QString newSession();
    void countWaiting();

    const Link m_link;
    const Limits m_limits;
    bool m_stands = false;
    qint64 m_lastSession = 0;
    std::deque<Waiting> m_waiting;
    std::vector<Sent> m_sent; // awaiting their answers, in order
    std::optional<Clock::time_point> m_retryAt;
    CommandCounts m_counts;
};

} // namespace ember
