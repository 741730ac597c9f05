// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "listenerregistry.h"

#include <algorithm>
#include <utility>

namespace ember {

Listener::Listener(std::shared_ptr<ListenerEntry> entry) noexcept
    : m_entry(std::move(entry))
{
}

bool Listener::isActive() const noexcept
{
    return m_entry && m_entry->active.load(std::memory_order_acquire);
}

void Listener::cancel() const noexcept
{
    if (m_entry && m_entry->active.exchange(false, std::memory_order_acq_rel)) {
        m_entry->sweepNeeded->store(true, std::memory_order_release);
    }
}

void ListenerRegistry::add(ListenerEntryPtr entry)
{
    entry->order = m_nextOrder++;
    entry->sweepNeeded = m_sweepNeeded;
    Group &group = groupOf(entry->pattern);
    group.entries.push_back(std::move(entry));
    group.version = ++m_version;
    if (group.pattern.isWildcard()) {
        m_wildcardVersion = m_version;
    }
}

bool ListenerRegistry::remove(const ListenerEntryPtr &entry)
{
    if (!entry || entry->sweepNeeded != m_sweepNeeded || !entry->active.exchange(false, std::memory_order_acq_rel)) {
        return false;
    }
    m_sweepNeeded->store(true, std::memory_order_release);
    return true;
}

template <typename Predicate>
int ListenerRegistry::removeIf(Predicate predicate)
{
    int removed = 0;
    for (const auto &group : m_groups) {
        for (const ListenerEntryPtr &entry : group->entries) {
            if (predicate(*entry) && entry->active.exchange(false, std::memory_order_acq_rel)) {
                ++removed;
            }
        }
    }
    if (removed > 0) {
        m_sweepNeeded->store(true, std::memory_order_release);
    }
    return removed;
}

int ListenerRegistry::removePattern(QStringView pattern)
{
    const Symbol text = Symbol::find(pattern);
    return text.isNull() ? 0 : removeIf([text](const ListenerEntry &entry) { return entry.pattern == text; });
}

int ListenerRegistry::removeContext(const QObject *context)
{
    return removeIf([context](const ListenerEntry &entry) { return entry.context == context; });
}

int ListenerRegistry::removeAll()
{
    return removeIf([](const ListenerEntry &) { return true; });
}

int ListenerRegistry::count(QStringView pattern) const
{
    const auto activeOf = [](const Group &group) {
        return int(std::ranges::count_if(group.entries, [](const auto &entry) { return entry->active.load(); }));
    };
    if (!pattern.isEmpty()) {
        const Group *group = findGroup(pattern);
        return group ? activeOf(*group) : 0;
    }
    int count = 0;
    for (const auto &group : m_groups) {
        count += activeOf(*group);
    }
    return count;
}

QList<Symbol> ListenerRegistry::patterns() const
{
    // By the oldest listener that is left, so that the answer does not depend on when ended ones were swept away.
    std::vector<std::pair<quint64, Symbol>> found;
    for (const auto &group : m_groups) {
        const auto first = std::ranges::find_if(group->entries, [](const auto &entry) { return entry->active.load(); });
        if (first != group->entries.end()) {
            found.emplace_back((*first)->order, group->text);
        }
    }
    std::ranges::sort(found, {}, [](const auto &one) { return one.first; });
    QList<Symbol> texts;
    texts.reserve(qsizetype(found.size()));
    for (const auto &[order, text] : found) {
        texts.append(text);
    }
    return texts;
}

const ListenerList &ListenerRegistry::resolve(Symbol name, Resolved &resolved)
{
    if (resolved.list && resolved.version >= m_wildcardVersion) {
        const Group *exact = m_byText.isEmpty() ? nullptr : m_byText.value(name);
        const quint64 changed = exact ? exact->version : m_erasedVersion;
        if (resolved.version >= changed) {
            resolved.version = m_version;
            return *resolved.list;
        }
    }
    if (resolved.list) {
        m_retired.push_back(std::move(resolved.list));
    }
    resolved.list = collect(name);
    resolved.version = m_version;
    return *resolved.list;
}

std::unique_ptr<const ListenerList> ListenerRegistry::collect(Symbol name) const
{
    auto list = std::make_unique<ListenerList>();
    const auto append = [&list](const Group &group) {
        for (const ListenerEntryPtr &entry : group.entries) {
            if (entry->active.load(std::memory_order_relaxed)) {
                list->push_back(entry);
            }
        }
    };
    if (const Group *exact = m_byText.value(name); exact && !exact->pattern.isWildcard()) {
        append(*exact);
    }
    for (const Group *group : m_wildcards) {
        if (group->pattern.matches(name.text())) {
            append(*group);
        }
    }
    std::ranges::sort(*list, [](const ListenerEntryPtr &a, const ListenerEntryPtr &b) {
        return a->priority != b->priority ? a->priority > b->priority : a->order < b->order;
    });
    return list;
}

void ListenerRegistry::releaseRetired()
{
    // Taken away first: the last reference to a handler may go with a list, and its destructor may emit.
    if (!m_retired.empty()) {
        std::exchange(m_retired, {}).clear();
    }
    if (m_sweepNeeded->load(std::memory_order_acquire)) {
        sweep();
    }
}

void ListenerRegistry::sweep()
{
    // An exchange, not a store: whoever asked before it is seen below, whoever asks after it asks again.
    m_sweepNeeded->exchange(false, std::memory_order_acq_rel);
    ++m_version;
    // The handlers are destroyed after the bookkeeping is whole again: their destructors are user code.
    ListenerList ended;
    for (const auto &group : m_groups) {
        const auto firstEnded = std::stable_partition(
            group->entries.begin(), group->entries.end(), [](const auto &entry) { return entry->active.load(); });
        if (firstEnded == group->entries.end()) {
            continue;
        }
        ended.insert(ended.end(), std::make_move_iterator(firstEnded), std::make_move_iterator(group->entries.end()));
        group->entries.erase(firstEnded, group->entries.end());
        group->version = m_version;
        if (group->pattern.isWildcard()) {
            m_wildcardVersion = m_version;
        }
    }
    std::erase_if(m_groups, [this](const std::unique_ptr<Group> &group) {
        if (!group->entries.empty()) {
            return false;
        }
        m_byText.remove(group->text);
        m_erasedVersion = m_version;
        std::erase(m_wildcards, group.get());
        return true;
    });
}

ListenerRegistry::Group &ListenerRegistry::groupOf(Symbol pattern)
{
    if (Group *known = m_byText.value(pattern)) {
        return *known;
    }
    m_groups.push_back(std::make_unique<Group>(Group{.text = pattern, .pattern = EventPattern(pattern.text())}));
    Group &group = *m_groups.back();
    m_byText.insert(pattern, &group);
    if (group.pattern.isWildcard()) {
        m_wildcards.push_back(&group);
    }
    return group;
}

const ListenerRegistry::Group *ListenerRegistry::findGroup(QStringView pattern) const
{
    const Symbol text = Symbol::find(pattern);
    return text.isNull() ? nullptr : m_byText.value(text);
}

} // namespace ember
