// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "messagequeue.h"

#include <algorithm>
#include <utility>

namespace ember {

namespace {

// What an entry takes beside its texts: the node of the list with the message itself, its share of the topic.
constexpr std::size_t kEntryCost = sizeof(QueueEntry) + 64;

} // namespace

MessageQueue::MessageQueue(std::size_t maxMessages, std::size_t maxBytes)
    : m_maxMessages(std::max<std::size_t>(maxMessages, 1))
    , m_maxBytes(maxBytes)
{
}

std::size_t MessageQueue::cost(const Message &message) noexcept
{
    return std::size_t(message.payload.size()) + std::size_t(message.topic.size()) * sizeof(QChar)
        + (message.properties ? message.properties->cost() : 0) + kEntryCost;
}

bool MessageQueue::hasRoomFor(const Message &message) const noexcept
{
    return m_messages < m_maxMessages && m_bytes + cost(message) <= m_maxBytes;
}

void MessageQueue::push(Message message)
{
    if (isTooBig(message)) {
        m_drops.add(message.topic);
        return;
    }
    const auto [found, isNew] = m_topics.try_emplace(message.topic);
    Topics::value_type &topic = *found;
    if (isNew) {
        topic.second.since = m_nextPlace;
    } else {
        unrank(topic);
    }
    const std::size_t bytes = cost(message);
    const Entries::iterator entry = append(std::move(message));
    if (topic.second.messages++ == 0) {
        topic.second.oldest = entry;
    } else {
        topic.second.newest->nextOfTopic = entry;
    }
    topic.second.newest = entry;
    topic.second.bytes += bytes;
    rank(topic);
    ++m_messages;
    m_bytes += bytes;

    if (m_messages > m_maxMessages || m_bytes > m_maxBytes) {
        beginRanking();
    }
    while (m_messages > m_maxMessages) {
        dropOldestOf(*m_byMessages.begin()->topic);
    }
    while (m_bytes > m_maxBytes) {
        dropOldestOf(*m_byBytes.begin()->topic);
    }
}

void MessageQueue::push(LinkNotice notice)
{
    append(std::move(notice));
}

MessageQueue::Entries::iterator MessageQueue::append(QueueEntry &&content)
{
    if (m_spare.empty()) {
        m_entries.emplace_back();
    } else {
        m_entries.splice(m_entries.end(), m_spare, m_spare.begin());
    }
    const auto entry = std::prev(m_entries.end());
    entry->place = m_nextPlace++;
    entry->content = std::move(content);
    return entry;
}

QueueEntry MessageQueue::remove(Entries::iterator entry)
{
    QueueEntry content = std::move(entry->content);
    m_spare.splice(m_spare.begin(), m_entries, entry); // the one used last is in the cache
    return content;
}

void MessageQueue::hold()
{
    m_heldFrom = m_nextPlace++; // the place that release() puts its notice in
}

void MessageQueue::release(LinkNotice notice)
{
    if (!m_heldFrom) {
        push(std::move(notice));
        return;
    }
    const auto behind
        = std::ranges::find_if(m_entries, [this](const Entry &entry) { return entry.place > *m_heldFrom; });
    m_entries.insert(behind, Entry{.place = *m_heldFrom, .content = std::move(notice)});
    m_heldFrom.reset();
}

bool MessageQueue::hasNext() const noexcept
{
    return !m_entries.empty() && (!m_heldFrom || m_entries.front().place < *m_heldFrom);
}

std::optional<QueueEntry> MessageQueue::pop()
{
    if (!hasNext()) {
        return std::nullopt;
    }
    if (const auto *message = std::get_if<Message>(&m_entries.front().content)) {
        // The oldest message of all is the oldest of its topic.
        forgetOldestOf(*m_topics.find(message->topic), *message);
        if (hasMuchRoom()) {
            endRanking();
        }
    }
    return remove(m_entries.begin());
}

void MessageQueue::beginRanking()
{
    if (std::exchange(m_isRanking, true)) {
        return;
    }
    for (Topics::value_type &topic : m_topics) {
        rank(topic);
    }
}

void MessageQueue::endRanking()
{
    if (std::exchange(m_isRanking, false)) {
        m_byMessages.clear();
        m_byBytes.clear();
    }
}

void MessageQueue::rank(Topics::value_type &topic)
{
    if (!m_isRanking) {
        return;
    }
    m_byMessages.insert({topic.second.messages, topic.second.since, &topic});
    m_byBytes.insert({topic.second.bytes, topic.second.since, &topic});
}

void MessageQueue::unrank(Topics::value_type &topic)
{
    if (!m_isRanking) {
        return;
    }
    m_byMessages.erase({topic.second.messages, topic.second.since, &topic});
    m_byBytes.erase({topic.second.bytes, topic.second.since, &topic});
}

void MessageQueue::dropOldestOf(Topics::value_type &topic)
{
    const Entries::iterator entry = topic.second.oldest;
    m_drops.add(topic.first);
    forgetOldestOf(topic, std::get<Message>(entry->content));
    remove(entry);
}

void MessageQueue::forgetOldestOf(Topics::value_type &topic, const Message &message)
{
    const std::size_t bytes = cost(message);
    unrank(topic);
    topic.second.oldest = topic.second.oldest->nextOfTopic;
    --topic.second.messages;
    topic.second.bytes -= bytes;
    --m_messages;
    m_bytes -= bytes;
    if (topic.second.messages == 0) {
        m_topics.erase(m_topics.find(topic.first));
    } else {
        rank(topic);
    }
}

} // namespace ember
