// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dropcounts.h"

#include <ember/device/message.h>

#include <list>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <variant>

namespace ember {

/// What a transport said about its connection.
struct LinkNotice
{
    enum class Kind : quint8
    {
        Opened,
        Failed,
        Dropped
    };
    Kind kind = Kind::Opened;
    QString reason = {}; ///< Failed, Dropped
    bool permanent = false; ///< Failed: trying again cannot help
    EventTime at = {};
    quint64 attempt = 0; ///< which attempt to connect it is about
};

using QueueEntry = std::variant<Message, LinkNotice>;

/// Messages and notices in the order they came, bounded in messages and in bytes (design.md §5: fair between topics).
///
/// When a message exceeds a bound, the loudest topic loses its oldest message until the bound holds again: the topic
/// with most messages for the bound of messages, the one with most bytes for the bound of bytes; of equally loud ones
/// the one that has been in the queue without a gap for longest. A message that alone exceeds the bound of bytes is
/// dropped itself and displaces nothing. Notices are never dropped and count for no bound. Every operation takes
/// O(log n), averaged over those between two floods; but release() with a notice, once a connection, looks for its
/// place. Any one thread at a time: the owner locks.
class MessageQueue
{
public:
    MessageQueue(std::size_t maxMessages, std::size_t maxBytes);

    /// Bytes that a message counts for: payload, topic and what keeping it takes.
    [[nodiscard]] static std::size_t cost(const Message &message) noexcept;
    /// Whether push() would drop nothing.
    [[nodiscard]] bool hasRoomFor(const Message &message) const noexcept;
    /// Whether the message alone exceeds the bound of bytes.
    [[nodiscard]] bool isTooBig(const Message &message) const noexcept { return cost(message) > m_maxBytes; }
    /// Half empty in both bounds: worth waking somebody who waits for room.
    [[nodiscard]] bool hasMuchRoom() const noexcept
    {
        return m_messages <= m_maxMessages / 2 && m_bytes <= m_maxBytes / 2;
    }

    void push(Message message);
    void push(LinkNotice notice);

    /// Keeps back everything pushed from now on until release(): a broker may send the first messages before it
    /// confirms the subscription, and the notice that the connection stands belongs before them.
    void hold();
    /// Ends a hold and puts `notice` before what was kept back; without a hold it goes to the end.
    void release(LinkNotice notice);
    void release() noexcept { m_heldFrom.reset(); }

    /// Whether pop() has something to give.
    [[nodiscard]] bool hasNext() const noexcept;
    /// Whether that is a message.
    [[nodiscard]] bool hasMessageNext() const noexcept
    {
        return hasNext() && std::holds_alternative<Message>(m_entries.front().content);
    }
    /// The oldest entry that is not kept back.
    [[nodiscard]] std::optional<QueueEntry> pop();

    [[nodiscard]] std::size_t messageCount() const noexcept { return m_messages; }
    [[nodiscard]] std::size_t byteCount() const noexcept { return m_bytes; }
    /// The messages this queue dropped; the owner may add what it drops itself.
    [[nodiscard]] DropCounts &drops() noexcept { return m_drops; }
    [[nodiscard]] const DropCounts &drops() const noexcept { return m_drops; }

private:
    struct Entry;
    using Entries = std::list<Entry>;
    struct Entry
    {
        quint64 place = 0;
        QueueEntry content = {};
        Entries::iterator nextOfTopic = {}; // of a message with a later one of its topic behind it
    };
    struct Topic
    {
        Entries::iterator oldest = {};
        Entries::iterator newest = {};
        std::size_t messages = 0;
        std::size_t bytes = 0;
        quint64 since = 0; // place of the message that brought it in
    };
    using Topics = std::unordered_map<QString, Topic>;
    struct Loudness
    {
        std::size_t load = 0;
        quint64 since = 0;
        Topics::value_type *topic = nullptr;
        // The loudest first, of equals the one longest here; `since` differs from topic to topic.
        bool operator<(const Loudness &other) const noexcept
        {
            return std::tie(other.load, since) < std::tie(load, other.since);
        }
    };

    // The order by loudness is kept only from the first drop of a flood until the queue has much room again: as long
    // as everything fits nobody asks for it.
    void beginRanking();
    void endRanking();
    void rank(Topics::value_type &topic);
    void unrank(Topics::value_type &topic);
    Entries::iterator append(QueueEntry &&content);
    QueueEntry remove(Entries::iterator entry);
    void dropOldestOf(Topics::value_type &topic);
    // Takes a topic's oldest message out of the accounts.
    void forgetOldestOf(Topics::value_type &topic, const Message &message);

    const std::size_t m_maxMessages;
    const std::size_t m_maxBytes;
    Entries m_entries; // by place, rising
    Entries m_spare; // nodes to use again: at most as many as ever waited at once
    Topics m_topics; // those with messages in the queue
    std::set<Loudness> m_byMessages;
    std::set<Loudness> m_byBytes;
    bool m_isRanking = false;
    std::size_t m_messages = 0;
    std::size_t m_bytes = 0;
    quint64 m_nextPlace = 1;
    std::optional<quint64> m_heldFrom;
    DropCounts m_drops;
};

} // namespace ember
