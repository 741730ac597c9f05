// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "listenerregistry.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace ember {

namespace {

/// Highest priority first, then registration order.
bool runsBefore(const ListenerRecord &a, const ListenerRecord &b) noexcept
{
    return a.priority != b.priority ? a.priority > b.priority : a.order < b.order;
}

} // namespace

void ListenerRegistry::refresh(Topic &topic)
{
    const quint64 cancels = this->cancels(); // before the mailbox: what comes later is seen later
    collectCancelled();
    if (topic.wildcardsAt != m_wildcardsVersion) {
        topic.wildcardsAt = m_wildcardsVersion;
        m_sources.clear();
        m_trie.match(topic.text(), m_sources);
        topic.wildcards.assign(m_sources.begin(), m_sources.end()); // at once: it would grow six times
        topic.mergedAt = 0;
    }
    m_sources.clear();
    quint64 newest = 0;
    const auto addSource = [&](Topic &source) {
        if (source.active > 0) {
            settle(source);
            m_sources.push_back(&source);
        }
        newest = std::max(newest, source.version); // also of those that have no listeners any more
    };
    if (!topic.isWildcard) {
        addSource(topic);
    }
    for (Topic *wildcard : topic.wildcards) {
        addSource(*wildcard);
    }
    topic.isCareful = false;
    if (m_sources.empty()) {
        topic.begin = topic.end = nullptr;
    } else if (m_sources.size() == 1) {
        const Topic &only = *m_sources.front();
        topic.begin = only.own.data();
        topic.end = topic.begin + only.own.size();
        topic.isCareful = only.ended > 0;
    } else {
        if (topic.mergedAt < newest) {
            merge(topic);
        }
        topic.begin = topic.merged.data();
        topic.end = topic.begin + topic.merged.size();
    }
    topic.checkedAt = m_version;
    topic.checkedCancels = cancels;
}

/// Brings what was added into `own`, and forgets what has ended where nobody may be reading the list.
void ListenerRegistry::settle(Topic &topic)
{
    if (topic.ended > 0 && m_depth == 0) {
        purge(topic);
    }
    if (topic.added.empty()) {
        return;
    }
    std::vector<ListenerRecord *> &added = topic.added;
    if (m_depth > 0 && !topic.own.empty()) {
        std::vector<ListenerEntry> copy = topic.own; // goes on; the list in use stays
        m_retired.push_back(std::exchange(topic.own, std::move(copy)));
        m_untidy = true;
    }
    std::vector<ListenerEntry> &own = topic.own;
    if (added.size() == 1 && (own.empty() || !runsBefore(*added.front(), *own.back().record))) {
        own.push_back(entryOf(*added.front())); // as mostly
        added.clear();
        return;
    }
    const auto before = [](const ListenerRecord *a, const ListenerRecord *b) { return runsBefore(*a, *b); };
    if (added.size() > 1 && !std::ranges::is_sorted(added, before)) {
        std::ranges::stable_sort(added, before);
    }
    const auto known = std::ptrdiff_t(topic.own.size());
    if (added.size() > std::size_t(known) / 2) {
        own.reserve(own.size() + added.size());
    }
    for (ListenerRecord *record : added) {
        own.push_back(entryOf(*record));
    }
    if (known > 0 && runsBefore(*added.front(), *own[std::size_t(known) - 1].record)) {
        std::inplace_merge(own.begin(), own.begin() + known, own.end(),
            [](const ListenerEntry &a, const ListenerEntry &b) { return runsBefore(*a.record, *b.record); });
    }
    added.clear();
    constexpr std::size_t kKeep = 64;
    if (added.capacity() > kKeep) {
        added.shrink_to_fit();
    }
}

/// One list of the listeners of `m_sources`.
void ListenerRegistry::merge(Topic &topic)
{
    topic.mergedAt = m_version;
    if (m_depth > 0 && !topic.merged.empty()) {
        m_retired.push_back(std::exchange(topic.merged, {}));
        m_untidy = true;
    }
    m_ranked.clear();
    constexpr quint64 kLow = 0xffff'ffff;
    const bool orderFits = m_nextOrder <= kLow;
    for (const Topic *source : m_sources) {
        for (const ListenerEntry &entry : source->own) {
            const ListenerRecord &record = *entry.record;
            if (!record.ended) {
                const auto rank = quint32(std::numeric_limits<qint32>::max()) - quint32(record.priority);
                m_ranked.push_back({quint64(rank) << 32U | (record.order & kLow), &entry});
            }
        }
    }
    if (orderFits) {
        std::ranges::sort(m_ranked, {}, &Ranked::key);
    } else {
        std::ranges::sort(
            m_ranked, [](const Ranked &a, const Ranked &b) { return runsBefore(*a.entry->record, *b.entry->record); });
    }
    topic.merged.clear();
    topic.merged.reserve(m_ranked.size());
    for (const Ranked &ranked : m_ranked) {
        topic.merged.push_back(*ranked.entry);
    }
}

} // namespace ember
