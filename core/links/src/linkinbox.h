// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "messagequeue.h"

#include <ember/links/link.h>
#include <ember/links/transport.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

namespace ember {

/// What became of a message, for the ledger.
enum class MessageOutcome : quint8
{
    Decoded,
    Ignored,
    Undecodable,
    Refused
};

/// The border between a transport's threads and the link's thread: the bounded queue, the ledger and the wishes of
/// other threads, all under one mutex, so that the ledger holds at every moment it is looked at. Pushing holds the
/// mutex for a short time only; nothing foreign is called under it.
class LinkInbox final : public TransportSink
{
public:
    using Clock = std::chrono::steady_clock;

    /// Which messages are a stream, and how long the first of it to come waits for others.
    struct Streaming
    {
        std::chrono::microseconds quick{100}; ///< so soon, several times in a row, the next one comes
        std::chrono::microseconds gathering{2000};
    };

    LinkInbox(std::size_t maxMessages, std::size_t maxBytes);
    LinkInbox(std::size_t maxMessages, std::size_t maxBytes, Streaming streaming);

    // --- For the transport: any thread ---------------------------------------------------------------------------
    void opened() override;
    void learnt(const TransportNews &news) override;
    void failed(const QString &reason, bool permanent) override;
    void dropped(const QString &reason) override;
    void received(Message message) override;
    [[nodiscard]] bool receivedWaiting(Message message) override;

    // --- For the link: any thread --------------------------------------------------------------------------------
    void wishClose(const QString &reason);
    void wishReconnect();
    void wishFault(const SimulatedFault &fault);
    /// False if the link is closed: nobody would take it.
    [[nodiscard]] bool wishCommand(OutgoingCommand command);
    void wishRefusal(const QString &reason);
    void wishQuestions();

    struct Ledger
    {
        MessageCounts counts;
        QMap<QString, quint64> droppedByTopic;
        std::optional<EventTime> lastMessageAt = {}; ///< by the clock as it is set now
    };
    [[nodiscard]] Ledger ledger() const;

    // --- For the link's thread -----------------------------------------------------------------------------------
    /// What waits next: messages that came one after the other, as many as are soon dealt with; or a notice.
    struct Next
    {
        std::vector<Message> messages = {};
        std::optional<LinkNotice> notice = {}; ///< without messages
        [[nodiscard]] bool isEmpty() const noexcept { return messages.empty() && !notice; }
    };
    struct Taken
    {
        Next next;
        std::optional<QString> close; ///< the reason given
        bool reconnect = false; ///< given once
        QList<SimulatedFault> faults = {}; ///< to be provoked; given once
        QList<OutgoingCommand> commands = {}; ///< given once
        QList<TransportNews> news = {}; ///< what was learnt before what is next; given once
        std::optional<QString> refusal = {}; ///< of commands that wait, after those above; given once
        bool questions = false; ///< devices are to be asked what they can do; given once
        quint64 dropped = 0; ///< messages so far
    };
    /// Waits for a message, a notice, a wish or the moment (none: as long as it takes). With a wish to close nothing of
    /// the queue is given. In a stream it waits a little longer, until several have come; a wish or a notice ends that
    /// at once.
    [[nodiscard]] Taken take(std::optional<Clock::time_point> until);
    /// What is next, without waiting and whatever is wished.
    [[nodiscard]] Next takeNow();
    /// The commands that are left; from now on no further ones are taken.
    [[nodiscard]] QList<OutgoingCommand> endCommands();
    /// Books messages that were taken, each with what became of it. A refused one counts as dropped; an ignored one is
    /// not heard from a device (it may be our own request, which a broker gives back to us).
    void account(const std::vector<Message> &messages, const std::vector<MessageOutcome> &outcomes);

    /// When a device was last heard.
    [[nodiscard]] std::optional<Clock::time_point> lastHeard() const;
    /// Messages dropped so far, by topic.
    [[nodiscard]] DropCounts drops() const;
    /// Whether the link's thread waits for others of a stream. Any thread.
    [[nodiscard]] bool isGathering() const;
    /// Whether the wish to close is older than `patience`.
    [[nodiscard]] bool isCloseOverdue(std::chrono::milliseconds patience) const;
    /// Forgets wishes: a new life begins.
    void start();
    /// A new attempt to connect: what comes from now on belongs to it, and messages wait for its opened().
    void beginAttempt(quint64 attempt);
    /// The attempt or connection is ending: nobody waits for room any more, nothing is kept back.
    void endAttempt();

private:
    // With the mutex held.
    [[nodiscard]] Next pop();
    [[nodiscard]] bool push(Message &&message);
    void waitForSomething(std::unique_lock<std::mutex> &lock, std::optional<Clock::time_point> until);
    void gather(std::unique_lock<std::mutex> &lock);
    [[nodiscard]] bool isWorthTaking() const;
    [[nodiscard]] bool isWished() const;
    void notice(LinkNotice::Kind kind, const QString &reason, bool permanent);

    const Streaming m_streaming;
    mutable std::mutex m_mutex;
    std::condition_variable m_something; // for the link's thread: an entry or a wish
    std::condition_variable m_room; // for receivedWaiting()
    MessageQueue m_queue;
    MessageCounts m_counts; // but waiting and what the queue dropped
    quint64 m_inHand = 0; // taken and not yet accounted
    quint64 m_attempt = 0;
    int m_waitingForRoom = 0;
    int m_quickInARow = 0; // waits for the next message, of those before it
    int m_fewInARow = 0; // gatherings that brought only a few
    bool m_isStream = false;
    bool m_isGathering = false; // the link's thread waits for a stream's messages
    int m_notices = 0; // in the queue
    bool m_accepting = false; // an attempt is under way or stands
    std::optional<QString> m_close;
    Clock::time_point m_closeWishedAt{};
    bool m_reconnect = false;
    QList<SimulatedFault> m_faults;
    QList<OutgoingCommand> m_commands;
    QList<TransportNews> m_news; // of the present attempt
    std::optional<QString> m_refusal;
    bool m_questions = false;
    bool m_takesCommands = false; // from start() to endCommands()
    std::optional<Clock::time_point> m_lastHeard; // a message that was not ignored
};

} // namespace ember
