// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>
#include <ember/events/eventpattern.h>

#include "eventkey.h"

#include <QtCore/QList>

#include <atomic>
#include <cstddef>
#include <unordered_map>

namespace ember {

/// The latest event of each name and source, of a bounded number of them. Emitter's thread only, but for refused().
class LastValues
{
public:
    explicit LastValues(std::size_t limit)
        : m_limit(limit)
    {
    }

    [[nodiscard]] bool isOn() const noexcept { return m_limit > 0; }
    /// A new pair beyond the limit is refused. What is replaced ends in user code, which finds the table in order.
    void set(const Event &event);
    [[nodiscard]] Event find(Symbol name, Symbol source) const;
    /// In the order of their numbers.
    [[nodiscard]] QList<Event> find(const EventPattern &pattern) const;
    bool remove(Symbol name, Symbol source);
    int remove(const EventPattern &pattern);
    /// Events not kept for want of room. Any thread.
    [[nodiscard]] quint64 refused() const noexcept { return m_refused.load(std::memory_order_relaxed); }

private:
    const std::size_t m_limit;
    std::unordered_map<EventKey, Event, EventKeyHash> m_events;
    std::atomic<quint64> m_refused = 0;
};

} // namespace ember
