// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include "listenerarena.h"
#include "nametable.h"
#include "patterntrie.h"
#include "topic.h"

#include <QtCore/QHash>
#include <QtCore/QList>

#include <deque>
#include <vector>

namespace ember {

/// What a list holds of a listener.
[[nodiscard]] inline ListenerEntry entryOf(ListenerRecord &record) noexcept
{
    const bool needsALook = record.once || record.handler.isAsynchronous()
        || (record.extras && (record.extras->filter || record.extras->batch));
    return {needsALook ? nullptr : record.handler.function(), record.handler.context(ListenerArena::placeOf(record)),
        &record};
}

/// The listeners of an emitter by text, and for each event name one flat list, highest priority first, of those that
/// hear it.
///
/// Adding and ending a listener only takes note; lists are brought up to date when next asked for, and in place only
/// while no emission runs (`depth` is 0): a list in use is left as it is and replaced. Emitter's thread only, but for
/// what CancelMailbox takes.
class ListenerRegistry
{
public:
    explicit ListenerRegistry(const int &depth);
    ~ListenerRegistry();
    ListenerRegistry(const ListenerRegistry &) = delete;
    ListenerRegistry &operator=(const ListenerRegistry &) = delete;

    /// The topic of a text; null if there is none.
    [[nodiscard]] Topic *find(QStringView text) const noexcept { return m_names.find(text); }
    /// The same of a text that was found of late; null for others too.
    [[nodiscard]] Topic *findRecent(QStringView text) const noexcept { return m_names.findRecent(text); }
    [[nodiscard]] Topic *find(Symbol symbol) const noexcept
    {
        const std::size_t id = symbol.id();
        return id < m_bySymbol.size() ? m_bySymbol[id] : nullptr;
    }
    /// The topic of a symbol that is not null, made on first use.
    Topic &topicOf(Symbol symbol);

    Listener add(
        Topic &topic, Handler &&handler, const ListenerOptions &options, const std::source_location &place, bool once);
    /// The record of an active listener of this registry, else null.
    [[nodiscard]] ListenerRecord *recordOf(const Listener &listener) noexcept
    {
        return listener.isActive() && &ListenerArena::mailboxOf(listener.m_record) == &mailbox() ? listener.m_record
                                                                                                 : nullptr;
    }
    /// Ends it; false if it had ended, or is none of this registry's.
    bool remove(const Listener &listener);
    int removeAll(Topic &topic);
    int removeContext(const QObject *context);
    int removeAll();
    /// For an emission that is about to call a `once` listener.
    bool use(ListenerRecord &record);
    /// Takes note of the end of a record that Listener::cancel() ended on this thread. Its handler is destroyed when no
    /// emission runs: at once where that is now and `mayEmpty`.
    void noteEnd(ListenerRecord &record, bool mayEmpty = true);

    [[nodiscard]] int count() noexcept;
    [[nodiscard]] int count(const Topic &topic) noexcept;
    /// Where the listeners of a text were registered.
    [[nodiscard]] std::vector<std::source_location> placesOf(const Topic &topic) const;
    /// Those with listeners, by their oldest one.
    [[nodiscard]] QList<Symbol> patterns();

    /// Whether the list of a name is up to date.
    [[nodiscard]] bool isPrepared(const Topic &topic) const noexcept
    {
        return topic.checkedAt == m_version && topic.checkedCancels == cancels();
    }
    /// Brings the list of a name up to date, if it is not. A list in use stays valid until becomeIdle().
    void prepare(Topic &topic)
    {
        if (!isPrepared(topic)) [[unlikely]] {
            refresh(topic);
        }
    }
    /// What an emission compares with its start to know that no listener has ended meanwhile.
    [[nodiscard]] quint64 cancels() const noexcept { return m_cancels.load(std::memory_order_acquire); }
    [[nodiscard]] const std::atomic<quint64> &cancelCounter() const noexcept { return m_cancels; }

    /// A handler's future is awaited: it is not destroyed before it is unpinned, even if its listener ends.
    void pin(ListenerRecord &record)
    {
        if (record.pins < ListenerRecord::kMaxPins) {
            ++record.pins;
        }
    }
    void unpin(ListenerRecord &record)
    {
        if (record.pins
            < ListenerRecord::kMaxPins) { // else nobody knows any more: pinned as long as the registry lives
            --record.pins;
        }
    }

    void noteUntidy() noexcept { m_untidy = true; }
    /// Whether becomeIdle() has anything to do.
    [[nodiscard]] bool isUntidy() const noexcept { return m_untidy; }
    /// No emission is running: destroys the handlers of ended listeners and frees replaced lists.
    void becomeIdle();

    [[nodiscard]] CancelMailbox &mailbox() noexcept { return m_arena.mailbox(); }

private:
    void refresh(Topic &topic);
    void settle(Topic &topic);
    void merge(Topic &topic);
    void collectCancelled();
    void empty(ListenerRecord &record);
    void purge(Topic &topic);
    void purgeIfWorthwhile(Topic &topic);
    [[nodiscard]] std::vector<Listener> activeOf(const Topic &topic) const;
    int end(const std::vector<Listener> &listeners);

    struct OfContext
    {
        std::vector<Listener> listeners;
        std::size_t pruneAt = 16;
    };

    const int &m_depth;
    ListenerArena m_arena;
    std::atomic<quint64> &m_cancels = m_arena.mailbox().changes;
    quint64 m_version = 1; // grows with every change
    quint64 m_wildcardsVersion = 1; // grows with every new wildcard pattern
    quint64 m_nextOrder = 0;
    int m_active = 0;
    bool m_untidy = false;
    std::deque<Topic> m_topics;
    std::vector<Topic *> m_bySymbol; // indexed by Symbol::id()
    NameTable<Topic> m_names;
    PatternTrie m_trie;
    QHash<const QObject *, OfContext> m_byContext;
    std::vector<ListenerRecord *> m_ended; // handlers to destroy when no emission runs
    std::vector<ListenerRecord *> m_pinned; // ended, but a future is awaited
    std::vector<Topic *> m_dirty; // with ended listeners to forget
    std::vector<std::vector<ListenerEntry>> m_retired;
    struct Ranked
    {
        quint64 key;
        const ListenerEntry *entry;
    };
    std::vector<Ranked> m_ranked; // room for merge()
    std::vector<Topic *> m_sources;
};

} // namespace ember
