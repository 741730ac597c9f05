// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventhistory.h"

#include <algorithm>
#include <utility>

namespace ember {

void EventHistory::add(const Event &event)
{
    if (m_ring.size() < m_size) {
        m_ring.push_back(event);
        return;
    }
    const Event oldest = std::exchange(m_ring[m_next], event);
    m_next = m_next + 1 == m_size ? 0 : m_next + 1;
}

QList<Event> EventHistory::find(const EventPattern &pattern, qsizetype limit) const
{
    QList<Event> found;
    for (std::size_t back = 1; back <= m_ring.size() && found.size() != limit; ++back) {
        const Event &event = m_ring[(m_next + m_ring.size() - back) % m_ring.size()];
        if (pattern.matches(event.name())) {
            found.append(event);
        }
    }
    std::ranges::reverse(found);
    return found;
}

void EventHistory::clear()
{
    m_next = 0;
    const std::vector<Event> gone = std::exchange(m_ring, {});
}

} // namespace ember
