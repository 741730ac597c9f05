// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <functional>
#include <map>
#include <vector>

namespace ember::test {

/// What a handler of the model sees of an event.
struct Seen
{
    QString name;
    quint64 sequence = 0;
    quint64 cause = 0;
    quint64 correlation = 0;
    int generation = 0;

    friend bool operator==(const Seen &, const Seen &) = default;
};

/// The emitter's contract (design §3) in the plainest form: everything by value, everything searched from the start.
class NaiveEmitter
{
public:
    /// Returns false if the handler throws.
    using Handler = std::function<bool(int listener, const Seen &)>;
    /// What a filter lets through.
    using Filter = std::function<bool(int listener, const Seen &)>;

    struct Result
    {
        int handled = 0;
        int failed = 0;
    };

    NaiveEmitter(Handler handler, Filter filter)
        : m_handler(std::move(handler))
        , m_filter(std::move(filter))
    {
    }

    void add(int listener, const QString &pattern, int priority, bool once)
    {
        m_listeners.push_back({listener, pattern, priority, once, true});
    }
    void cancel(int listener)
    {
        for (Entry &entry : m_listeners) {
            if (entry.id == listener) {
                entry.active = false;
            }
        }
    }
    int off(const QString &pattern)
    {
        int removed = 0;
        for (Entry &entry : m_listeners) {
            if (entry.active && entry.pattern == pattern) {
                entry.active = false;
                ++removed;
            }
        }
        return removed;
    }

    Result emitEvent(const QString &name)
    {
        if (m_depth >= 32) {
            return {.failed = 1};
        }
        std::vector<Seen> children;
        const Result result = emitOne({.name = name}, children);
        for (std::size_t i = 0; i < children.size(); ++i) {
            emitOne(Seen(children[i]), children);
        }
        return result;
    }
    bool emitNext(const QString &name)
    {
        if (m_running->generation + 1 >= 32) {
            return false;
        }
        m_children->push_back(effect(name, *m_running));
        return true;
    }

    int listenerCount() const
    {
        int count = 0;
        for (const Entry &entry : m_listeners) {
            count += entry.active;
        }
        return count;
    }
    QStringList eventNames() const
    {
        QStringList names;
        for (const Entry &entry : m_listeners) {
            if (entry.active && !names.contains(entry.pattern)) {
                names << entry.pattern;
            }
        }
        return names;
    }
    quint64 eventCount(const QString &name) const
    {
        const auto found = m_counts.find(name);
        return found == m_counts.end() ? 0 : found->second;
    }
    /// Forgets ended listeners; changes nothing that can be seen.
    void sweep()
    {
        std::erase_if(m_listeners, [](const Entry &entry) { return !entry.active; });
    }

private:
    struct Entry
    {
        int id;
        QString pattern;
        int priority;
        bool once;
        bool active;
    };

    static Seen effect(const QString &name, const Seen &cause)
    {
        return {.name = name,
            .cause = cause.sequence,
            .correlation = cause.correlation,
            .generation = cause.generation + 1};
    }

    static bool matches(const QStringList &pattern, const QStringList &name)
    {
        if (pattern.isEmpty()) {
            return name.isEmpty();
        }
        if (pattern.first() == u"**") {
            return matches(pattern.mid(1), name) || (!name.isEmpty() && matches(pattern, name.mid(1)));
        }
        return !name.isEmpty() && (pattern.first() == u"*" || pattern.first() == name.first())
            && matches(pattern.mid(1), name.mid(1));
    }

    Result emitOne(Seen event, std::vector<Seen> &children)
    {
        event.sequence = ++m_sequence;
        event.correlation = event.correlation ? event.correlation : event.sequence;
        ++m_counts[event.name];
        std::vector<Entry> snapshot;
        for (const Entry &entry : m_listeners) {
            if (entry.active && matches(entry.pattern.split(u'.'), event.name.split(u'.'))) {
                snapshot.push_back(entry);
            }
        }
        std::stable_sort(
            snapshot.begin(), snapshot.end(), [](const Entry &a, const Entry &b) { return a.priority > b.priority; });
        auto *outerChildren = std::exchange(m_children, &children);
        const auto *outer = std::exchange(m_running, &event);
        ++m_depth;
        Result result;
        for (const Entry &entry : snapshot) {
            if (!isActive(entry.id) || !m_filter(entry.id, event)) {
                continue;
            }
            if (entry.once) {
                cancel(entry.id);
            }
            if (m_handler(entry.id, event)) {
                ++result.handled;
                continue;
            }
            ++result.failed;
            if (!event.name.startsWith(u"emitter.")) {
                children.push_back(effect(QStringLiteral("emitter.handler_failed"), event));
                children.push_back(effect(QStringLiteral("emitter.dead_lettered"), event));
            }
        }
        --m_depth;
        m_running = outer;
        m_children = outerChildren;
        return result;
    }

    bool isActive(int listener) const
    {
        return std::any_of(m_listeners.begin(), m_listeners.end(),
            [listener](const Entry &entry) { return entry.id == listener && entry.active; });
    }

    Handler m_handler;
    Filter m_filter;
    std::vector<Entry> m_listeners;
    std::map<QString, quint64> m_counts;
    quint64 m_sequence = 0;
    int m_depth = 0;
    const Seen *m_running = nullptr;
    std::vector<Seen> *m_children = nullptr;
};

} // namespace ember::test
