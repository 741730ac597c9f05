// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "listenerregistry.h"

#include <algorithm>
#include <utility>

namespace ember {

bool Listener::isActive() const noexcept
{
    return m_record && m_record->isActiveIn(m_generation);
}

void Listener::cancel() const noexcept
{
    if (!m_record || !m_record->end(m_generation)) {
        return;
    }
    CancelMailbox &mailbox = ListenerArena::mailboxOf(m_record);
    ListenerRegistry *registry = mailbox.thread.load(std::memory_order_relaxed) == threadNumberOrZero()
        ? mailbox.registry.load(std::memory_order_relaxed)
        : nullptr;
    if (registry) {
        registry->noteEnd(*m_record);
    } else {
        mailbox.put(m_record, m_generation);
    }
}

ListenerRegistry::ListenerRegistry(const int &depth)
    : m_depth(depth)
{
    mailbox().registry.store(this, std::memory_order_relaxed);
}

ListenerRegistry::~ListenerRegistry()
{
    // The handlers' destructors are user code and may come back: everything is ended before, and looked at again after.
    removeAll();
    becomeIdle();
    for (Topic &topic : m_topics) {
        // A canceller elsewhere may have ended a record and not have said so yet.
        const std::vector<ListenerEntry> own = topic.own;
        const std::vector<ListenerRecord *> added = topic.added;
        const auto end = [this](ListenerRecord *record) {
            if (!record->ended) {
                noteEnd(*record);
            }
        };
        std::ranges::for_each(own, end, &ListenerEntry::record);
        std::ranges::for_each(added, end);
        purge(topic);
    }
    for (ListenerRecord *record : std::exchange(m_pinned, {})) {
        record->pins = 0;
        empty(*record);
    }
}

Topic &ListenerRegistry::topicOf(Symbol symbol)
{
    if (Topic *known = find(symbol)) {
        return *known;
    }
    const std::size_t id = symbol.id();
    if (id >= m_bySymbol.size()) {
        m_bySymbol.resize(std::max<std::size_t>(id + 1, m_bySymbol.size() * 2));
    }
    Topic &topic = m_topics.emplace_back(symbol);
    m_bySymbol[id] = &topic;
    m_names.insert(&topic);
    return topic;
}

Listener ListenerRegistry::add(
    Topic &topic, Handler &&handler, const ListenerOptions &options, const std::source_location &place, bool once)
{
    ListenerRecord &record = m_arena.take();
    record.topic = &topic;
    record.order = m_nextOrder++ & ListenerRecord::kMaxOrder;
    record.pins = 0;
    record.once = once;
    record.listed = true;
    record.ended = false;
    record.emptied = false;
    record.priority = options.priority;
    record.id = ListenerRecord::kNoId;
    record.place = place;
    record.handler = std::move(handler);
    record.handler.settle(ListenerArena::placeOf(record));
    const Listener listener(&record, record.generation());
    if (options.context || options.filter || !options.name.isEmpty() || options.retry.attempts > 0 || options.concurrent
        || options.timeout != ListenerOptions::kDefaultTimeout) [[unlikely]] {
        record.extras = std::make_unique<ListenerExtras>(ListenerExtras{.name = options.name,
            .filter = options.filter,
            .context = options.context,
            .retry = options.retry,
            .retryIf = options.retryIf,
            .timeout = options.timeout,
            .concurrent = options.concurrent});
        if (options.context) {
            OfContext &of = m_byContext[options.context];
            if (of.listeners.size() >= of.pruneAt) {
                std::erase_if(of.listeners, [](const Listener &one) { return !one.isActive(); });
                of.pruneAt = std::max<std::size_t>(16, of.listeners.size() * 2);
            }
            of.listeners.push_back(listener);
        }
    }
    topic.added.push_back(&record);
    ++topic.active;
    ++m_active;
    topic.version = ++m_version;
    if (topic.isWildcard && !topic.isInTrie) {
        topic.isInTrie = true;
        m_trie.insert(topic.text(), &topic);
        ++m_wildcardsVersion;
    }
    return listener;
}

bool ListenerRegistry::remove(const Listener &listener)
{
    if (!listener.m_record || &ListenerArena::mailboxOf(listener.m_record) != &mailbox()
        || !listener.m_record->end(listener.m_generation)) {
        return false;
    }
    noteEnd(*listener.m_record);
    return true;
}

bool ListenerRegistry::use(ListenerRecord &record)
{
    if (!record.end(record.generation())) {
        return false;
    }
    noteEnd(record);
    return true;
}

void ListenerRegistry::noteEnd(ListenerRecord &record, bool mayEmpty)
{
    Topic &topic = *record.topic;
    record.ended = true;
    ++topic.ended;
    --topic.active;
    --m_active;
    topic.version = ++m_version;
    if (m_depth > 0 || !mayEmpty) {
        // Running emissions may have it in their lists. Those that need a look are looked at in any case.
        if (!record.once) {
            m_cancels.fetch_add(1, std::memory_order_relaxed);
        }
        m_ended.push_back(&record);
        if (!std::exchange(topic.isDirty, true)) {
            m_dirty.push_back(&topic);
        }
        m_untidy = true;
        return;
    }
    purgeIfWorthwhile(topic);
    if (record.pins > 0) {
        m_pinned.push_back(&record);
    } else {
        empty(record); // user code, and perhaps our end
    }
}

int ListenerRegistry::end(const std::vector<Listener> &listeners)
{
    // By handles: a handler's destructor is user code, and may end some of these or change the lists.
    return int(std::ranges::count_if(listeners, [this](const Listener &listener) { return remove(listener); }));
}

std::vector<Listener> ListenerRegistry::activeOf(const Topic &topic) const
{
    std::vector<Listener> listeners;
    const auto append = [&listeners](ListenerRecord *record) {
        if (record->isActive()) {
            listeners.push_back(Listener(record, record->generation()));
        }
    };
    for (const ListenerEntry &entry : topic.own) {
        append(entry.record);
    }
    std::ranges::for_each(topic.added, append);
    return listeners;
}

std::vector<std::source_location> ListenerRegistry::placesOf(const Topic &topic) const
{
    std::vector<std::source_location> places;
    for (const Listener &listener : activeOf(topic)) {
        places.push_back(listener.m_record->place);
    }
    return places;
}

int ListenerRegistry::removeAll(Topic &topic)
{
    return end(activeOf(topic));
}

int ListenerRegistry::removeContext(const QObject *context)
{
    return end(m_byContext.take(context).listeners);
}

int ListenerRegistry::removeAll()
{
    std::vector<Listener> all;
    for (const Topic &topic : m_topics) {
        const std::vector<Listener> some = activeOf(topic);
        all.insert(all.end(), some.begin(), some.end());
    }
    return end(all);
}

int ListenerRegistry::count() noexcept
{
    collectCancelled();
    return m_active;
}

int ListenerRegistry::count(const Topic &topic) noexcept
{
    collectCancelled();
    return topic.active;
}

QList<Symbol> ListenerRegistry::patterns()
{
    collectCancelled();
    std::vector<std::pair<quint64, Symbol>> found;
    for (const Topic &topic : m_topics) {
        quint64 oldest = ~quint64(0);
        for (const Listener &listener : activeOf(topic)) {
            oldest = std::min<quint64>(oldest, listener.m_record->order);
        }
        if (oldest != ~quint64(0)) {
            found.emplace_back(oldest, topic.name);
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

/// Takes note of what other threads cancelled.
void ListenerRegistry::collectCancelled()
{
    for (const auto &[record, generation] : mailbox().take()) {
        // A note may have been meant for whoever had the record's chunk before, or its record may have a new life.
        if (&ListenerArena::mailboxOf(record) == &mailbox() && record->generation() == generation && !record->isActive()
            && !record->ended) {
            noteEnd(*record, false); // an emission is about to begin
        }
    }
}

/// Destroys the handler of an ended listener: user code.
void ListenerRegistry::empty(ListenerRecord &record)
{
    const std::unique_ptr<ListenerExtras> extras = std::move(record.extras);
    const Handler handler = std::exchange(record.handler, {});
    record.emptied = true;
    if (!record.listed) {
        m_arena.give(record);
    }
}

/// Forgets the ended listeners of a topic. Only while no emission runs.
void ListenerRegistry::purge(Topic &topic)
{
    if (topic.ended == 0) {
        return;
    }
    const auto forget = [this](ListenerRecord *record) {
        if (!record->ended) {
            return false;
        }
        record->listed = false;
        if (record->emptied) {
            m_arena.give(*record);
        }
        return true;
    };
    constexpr std::ptrdiff_t kAhead = 16; // the records of a long list lie anywhere: ask for them in time
    const ListenerEntry *const end = topic.own.data() + topic.own.size();
    std::erase_if(topic.own, [&](const ListenerEntry &entry) {
        if (end - &entry > kAhead) {
            __builtin_prefetch((&entry)[kAhead].record);
        }
        return forget(entry.record);
    });
    std::erase_if(topic.added, forget);
    topic.ended = 0;
    topic.version = ++m_version;
}

/// So seldom that a listener's end costs the same however many there are.
void ListenerRegistry::purgeIfWorthwhile(Topic &topic)
{
    constexpr std::size_t kFew = 32;
    const std::size_t size = topic.own.size() + topic.added.size();
    if (size <= kFew || topic.ended * std::size_t(2) >= size) {
        purge(topic);
    }
}

void ListenerRegistry::becomeIdle()
{
    m_untidy = false;
    while (!m_ended.empty()) {
        ListenerRecord *record = m_ended.back();
        m_ended.pop_back();
        if (record->pins > 0) {
            m_pinned.push_back(record);
        } else {
            empty(*record);
        }
    }
    if (!m_pinned.empty()) {
        const auto unpinned = std::ranges::partition(m_pinned, [](const auto *record) { return record->pins > 0; });
        const std::vector<ListenerRecord *> released(unpinned.begin(), unpinned.end());
        m_pinned.erase(unpinned.begin(), unpinned.end());
        for (ListenerRecord *record : released) {
            empty(*record);
        }
    }
    while (!m_dirty.empty()) {
        Topic &topic = *m_dirty.back();
        m_dirty.pop_back();
        topic.isDirty = false;
        purgeIfWorthwhile(topic);
    }
    m_retired.clear();
}

} // namespace ember
