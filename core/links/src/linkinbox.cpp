// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linkinbox.h"

namespace ember {

namespace {

/// How many messages a source that can wait runs ahead: enough that the threads do not wait for each other at every
/// message, few enough that a message is still in the processor's cache when it is decoded.
constexpr std::size_t kMostAhead = 512;

// So many messages in a row, each soon after the one before, are a stream. Its messages then wait for one another: to
// wake a thread for each costs more than to decode it. It is over when several times in a row only a few came together:
// once may be a processor that others needed.
constexpr int kQuickInARow = 8;
constexpr std::size_t kEnough = kMostAhead / 2; // worth taking before that time is over
constexpr std::size_t kFew = 4;
constexpr int kFewInARow = 3;

// What is taken at once: all that a stream gathers, little enough that a wish does not wait long and that the bounds of
// the queue mean something.
constexpr std::size_t kTogether = kEnough;
constexpr std::size_t kBytesTogether = 1'000'000;

} // namespace

LinkInbox::LinkInbox(std::size_t maxMessages, std::size_t maxBytes)
    : LinkInbox(maxMessages, maxBytes, Streaming())
{
}

LinkInbox::LinkInbox(std::size_t maxMessages, std::size_t maxBytes, Streaming streaming)
    : m_streaming(streaming)
    , m_queue(maxMessages, maxBytes)
{
}

void LinkInbox::opened()
{
    const std::lock_guard lock(m_mutex);
    m_queue.release({.kind = LinkNotice::Kind::Opened, .at = eventTimeNow(), .attempt = m_attempt});
    ++m_notices;
    m_something.notify_one();
}

void LinkInbox::learnt(const TransportNews &news)
{
    const std::lock_guard lock(m_mutex);
    m_news.append(news);
    m_something.notify_one();
}

void LinkInbox::failed(const QString &reason, bool permanent)
{
    notice(LinkNotice::Kind::Failed, reason, permanent);
}

void LinkInbox::dropped(const QString &reason)
{
    notice(LinkNotice::Kind::Dropped, reason, false);
}

void LinkInbox::notice(LinkNotice::Kind kind, const QString &reason, bool permanent)
{
    const std::lock_guard lock(m_mutex);
    m_queue.release(); // what came before it goes before it
    m_queue.push(
        LinkNotice{.kind = kind, .reason = reason, .permanent = permanent, .at = eventTimeNow(), .attempt = m_attempt});
    ++m_notices;
    m_something.notify_one();
}

void LinkInbox::received(Message message)
{
    bool wakes = false;
    {
        const std::lock_guard lock(m_mutex);
        wakes = push(std::move(message));
    }
    if (wakes) { // without the mutex: who wakes up wants it
        m_something.notify_one();
    }
}

bool LinkInbox::receivedWaiting(Message message)
{
    std::unique_lock lock(m_mutex);
    ++m_waitingForRoom;
    m_room.wait(lock, [&] {
        return !m_accepting || m_queue.isTooBig(message)
            || (m_queue.messageCount() < kMostAhead && m_queue.hasRoomFor(message));
    });
    --m_waitingForRoom;
    if (!m_accepting) {
        return false;
    }
    const bool wakes = push(std::move(message));
    lock.unlock();
    if (wakes) {
        m_something.notify_one();
    }
    return true;
}

/// Whether the link's thread is to be woken.
bool LinkInbox::push(Message &&message)
{
    ++m_counts.received;
    // The link's thread sleeps only while the queue has nothing worth taking, which it looks at under this mutex:
    // waking it at the first entry that makes it so is enough.
    const bool wasWorthTaking = isWorthTaking();
    m_queue.push(std::move(message));
    return !wasWorthTaking && isWorthTaking();
}

bool LinkInbox::isWorthTaking() const
{
    return m_isGathering ? m_queue.messageCount() >= kEnough || !m_queue.hasMuchRoom() : m_queue.hasNext();
}

/// Whether there is something that no message may delay.
bool LinkInbox::isWished() const
{
    return m_notices > 0 || m_close || m_reconnect || !m_faults.isEmpty() || !m_commands.isEmpty() || !m_news.isEmpty()
        || m_refusal || m_questions;
}

void LinkInbox::wishClose(const QString &reason)
{
    const std::lock_guard lock(m_mutex);
    if (m_close) {
        return; // on its way already
    }
    m_close = reason;
    m_closeWishedAt = Clock::now();
    m_something.notify_one();
}

void LinkInbox::wishReconnect()
{
    const std::lock_guard lock(m_mutex);
    m_reconnect = true;
    m_something.notify_one();
}

void LinkInbox::wishFault(const SimulatedFault &fault)
{
    const std::lock_guard lock(m_mutex);
    m_faults.append(fault);
    m_something.notify_one();
}

bool LinkInbox::wishCommand(OutgoingCommand command)
{
    const std::lock_guard lock(m_mutex);
    if (m_takesCommands) {
        m_commands.append(std::move(command));
        m_something.notify_one();
    }
    return m_takesCommands;
}

void LinkInbox::wishRefusal(const QString &reason)
{
    const std::lock_guard lock(m_mutex);
    m_refusal = reason;
    m_something.notify_one();
}

void LinkInbox::wishQuestions()
{
    const std::lock_guard lock(m_mutex);
    m_questions = true;
    m_something.notify_one();
}

QList<OutgoingCommand> LinkInbox::endCommands()
{
    const std::lock_guard lock(m_mutex);
    m_takesCommands = false;
    return std::exchange(m_commands, {});
}

LinkInbox::Ledger LinkInbox::ledger() const
{
    const std::lock_guard lock(m_mutex);
    Ledger ledger{.counts = m_counts, .droppedByTopic = m_queue.drops().byTopic()};
    if (m_lastHeard) { // not the message's own time: the clock may have been set since
        ledger.lastMessageAt
            = eventTimeNow() - std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - *m_lastHeard);
    }
    ledger.counts.waiting = m_queue.messageCount() + m_inHand;
    ledger.counts.dropped = m_queue.drops().total();
    return ledger;
}

std::optional<LinkInbox::Clock::time_point> LinkInbox::lastHeard() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastHeard;
}

LinkInbox::Taken LinkInbox::take(std::optional<Clock::time_point> until)
{
    std::unique_lock lock(m_mutex);
    if (m_isStream) {
        gather(lock);
    }
    if (!m_queue.hasNext() && !isWished()) {
        waitForSomething(lock, until);
    }
    Taken taken{.next = {},
        .close = m_close,
        .reconnect = std::exchange(m_reconnect, false),
        .faults = std::exchange(m_faults, {}),
        .commands = {},
        .news = std::exchange(m_news, {}),
        .refusal = {},
        .questions = std::exchange(m_questions, false),
        .dropped = m_queue.drops().total()};
    if (!taken.close) {
        taken.commands = std::exchange(m_commands, {});
        taken.refusal = std::exchange(m_refusal, std::nullopt);
        taken.next = pop();
    }
    return taken;
}

void LinkInbox::waitForSomething(std::unique_lock<std::mutex> &lock, std::optional<Clock::time_point> until)
{
    const auto ready = [this] { return isWorthTaking() || isWished(); };
    const Clock::time_point begun = Clock::now();
    if (until) {
        m_something.wait_until(lock, *until, ready);
    } else {
        m_something.wait(lock, ready);
    }
    m_quickInARow = m_queue.hasNext() && Clock::now() - begun < m_streaming.quick ? m_quickInARow + 1 : 0;
    m_isStream = m_isStream || m_quickInARow >= kQuickInARow;
    if (m_isStream) {
        gather(lock);
    }
}

/// Waits for what a stream brings next.
void LinkInbox::gather(std::unique_lock<std::mutex> &lock)
{
    m_isGathering = true;
    m_something.wait_for(lock, m_streaming.gathering, [this] { return isWorthTaking() || isWished(); });
    m_isGathering = false;
    m_fewInARow = m_queue.messageCount() < kFew ? m_fewInARow + 1 : 0;
    if (m_fewInARow >= kFewInARow) {
        m_isStream = false;
        m_fewInARow = 0;
        m_quickInARow = 0;
    }
}

LinkInbox::Next LinkInbox::takeNow()
{
    const std::lock_guard lock(m_mutex);
    return pop();
}

LinkInbox::Next LinkInbox::pop()
{
    Next next;
    std::size_t bytes = 0;
    while (m_queue.hasMessageNext() && next.messages.size() < kTogether && bytes < kBytesTogether) {
        bytes += MessageQueue::cost(next.messages.emplace_back(std::get<Message>(*m_queue.pop())));
    }
    if (next.messages.empty()) {
        if (m_queue.hasNext()) {
            next.notice = std::get<LinkNotice>(*m_queue.pop());
            --m_notices;
        }
        return next;
    }
    m_inHand += next.messages.size();
    // Not for every message: each would cost a change of threads.
    if (m_waitingForRoom > 0 && m_queue.messageCount() <= kMostAhead / 2 && m_queue.hasMuchRoom()) {
        m_room.notify_all();
    }
    return next;
}

void LinkInbox::account(const std::vector<Message> &messages, const std::vector<MessageOutcome> &outcomes)
{
    const std::lock_guard lock(m_mutex);
    m_inHand -= messages.size();
    bool isHeard = false;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        switch (outcomes[i]) {
        case MessageOutcome::Decoded:
            ++m_counts.decoded;
            break;
        case MessageOutcome::Ignored:
            ++m_counts.ignored;
            break;
        case MessageOutcome::Undecodable:
            ++m_counts.undecodable;
            break;
        case MessageOutcome::Refused:
            m_queue.drops().add(messages[i].topic);
            break;
        }
        isHeard = isHeard || outcomes[i] != MessageOutcome::Ignored;
    }
    if (isHeard) {
        m_lastHeard = Clock::now();
    }
}

void LinkInbox::start()
{
    const std::lock_guard lock(m_mutex);
    m_close.reset();
    m_reconnect = false;
    m_faults.clear();
    m_refusal.reset();
    m_takesCommands = true;
}

void LinkInbox::beginAttempt(quint64 attempt)
{
    const std::lock_guard lock(m_mutex);
    m_attempt = attempt;
    m_accepting = true;
    m_news.clear();
    m_queue.hold();
}

void LinkInbox::endAttempt()
{
    const std::lock_guard lock(m_mutex);
    m_accepting = false;
    m_queue.release();
    m_room.notify_all();
}

DropCounts LinkInbox::drops() const
{
    const std::lock_guard lock(m_mutex);
    return m_queue.drops();
}

bool LinkInbox::isGathering() const
{
    const std::lock_guard lock(m_mutex);
    return m_isGathering;
}

bool LinkInbox::isCloseOverdue(std::chrono::milliseconds patience) const
{
    const std::lock_guard lock(m_mutex);
    return m_close && Clock::now() - m_closeWishedAt >= patience;
}

} // namespace ember
