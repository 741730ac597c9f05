// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "lastvalues.h"

#include <algorithm>
#include <utility>

namespace ember {

void LastValues::set(const Event &event)
{
    const EventKey key{event.nameSymbol(), event.sourceSymbol()};
    if (const auto known = m_events.find(key); known != m_events.end()) {
        const Event replaced = std::exchange(known->second, event);
    } else if (m_events.size() < m_limit) {
        m_events.emplace(key, event);
    } else {
        m_refused.fetch_add(1, std::memory_order_relaxed);
    }
}

Event LastValues::find(Symbol name, Symbol source) const
{
    const auto known = m_events.find({name, source});
    return known == m_events.end() ? Event() : known->second;
}

QList<Event> LastValues::find(const EventPattern &pattern) const
{
    QList<Event> found;
    for (const auto &[key, event] : m_events) {
        if (pattern.matches(key.name.text())) {
            found.append(event);
        }
    }
    std::ranges::sort(found, {}, &Event::sequence);
    return found;
}

bool LastValues::remove(Symbol name, Symbol source)
{
    const auto removed = m_events.extract({name, source}); // ends in user code when it is out of the table
    return !removed.empty();
}

int LastValues::remove(const EventPattern &pattern)
{
    QList<Event> removed;
    for (auto at = m_events.begin(); at != m_events.end();) {
        if (pattern.matches(at->first.name.text())) {
            removed.append(std::move(at->second));
            at = m_events.erase(at);
        } else {
            ++at;
        }
    }
    return int(removed.size());
}

} // namespace ember
