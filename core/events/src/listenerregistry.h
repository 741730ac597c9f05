// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/eventpattern.h>
#include <ember/events/listener.h>
#include <ember/events/trace.h>

#include <QtCore/QHash>
#include <QtCore/QList>

#include <atomic>
#include <memory>
#include <vector>

namespace ember {

/// One registration. `active` is the only member that other threads touch.
struct ListenerEntry
{
    Handler handler;
    EventFilter filter;
    Symbol pattern;
    const QObject *context = nullptr;
    quint64 order = 0;
    int priority = 0;
    HandlerId id = 0;
    bool once = false;
    std::atomic<bool> active = true;
    std::shared_ptr<std::atomic<bool>> sweepNeeded; // the registry's; set when someone else ends this entry
};

using ListenerEntryPtr = std::shared_ptr<ListenerEntry>;
using ListenerList = std::vector<ListenerEntryPtr>;

/// The listeners of an emitter by pattern, and for each event name one flat list, highest priority first, of those that
/// hear it. Removing only marks an entry; lists are rebuilt when next asked for. Emitter's thread only.
class ListenerRegistry
{
public:
    /// The list of one event name, remembered between emissions.
    struct Resolved
    {
        std::unique_ptr<const ListenerList> list;
        quint64 version = 0; ///< of the registry when the list was made
    };

    /// The entry's pattern must be a good one.
    void add(ListenerEntryPtr entry);
    /// Marks it removed; false if it was already.
    bool remove(const ListenerEntryPtr &entry);
    int removePattern(QStringView pattern);
    int removeContext(const QObject *context);
    int removeAll();

    [[nodiscard]] int count(QStringView pattern) const;
    /// Those with listeners, by their oldest one.
    [[nodiscard]] QList<Symbol> patterns() const;

    /// The listeners of `name`, brought up to date. A list handed out stays valid until releaseRetired().
    const ListenerList &resolve(Symbol name, Resolved &resolved);
    /// Frees replaced lists and ended entries; only when no emission is running.
    void releaseRetired();

private:
    struct Group
    {
        Symbol text;
        EventPattern pattern;
        ListenerList entries = {}; // in the order of registration
        quint64 version = 0; // of the last change
    };

    Group &groupOf(Symbol pattern);
    [[nodiscard]] const Group *findGroup(QStringView pattern) const;
    template <typename Predicate>
    int removeIf(Predicate predicate);
    void sweep();
    [[nodiscard]] std::unique_ptr<const ListenerList> collect(Symbol name) const;

    std::vector<std::unique_ptr<Group>> m_groups; // in the order of registration
    QHash<Symbol, Group *> m_byText;
    std::vector<const Group *> m_wildcards;
    std::vector<std::unique_ptr<const ListenerList>> m_retired;
    std::shared_ptr<std::atomic<bool>> m_sweepNeeded = std::make_shared<std::atomic<bool>>(false);
    quint64 m_nextOrder = 0;
    quint64 m_version = 1;
    quint64 m_wildcardVersion = 1; // of the last change to a wildcard group
    quint64 m_erasedVersion = 1; // of the last removal of a whole group
};

} // namespace ember
