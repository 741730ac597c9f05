// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>

#include <cstddef>
#include <utility>
#include <vector>

namespace ember {

/// Events in a ring that grows by doubling and is used again and again: no allocation once it has grown (std::deque
/// allocates for every 64 events that pass). One thread at a time.
class EventQueue
{
public:
    [[nodiscard]] bool isEmpty() const noexcept { return m_size == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    /// The event that `index` others stand before.
    [[nodiscard]] Event &at(std::size_t index) noexcept { return m_ring[(m_first + index) & (m_ring.size() - 1)]; }

    void append(Event &&event)
    {
        if (m_size == m_ring.size()) [[unlikely]] {
            grow();
        }
        at(m_size++) = std::move(event);
    }
    [[nodiscard]] Event takeFront() noexcept
    {
        Event event = std::move(at(0));
        m_first = (m_first + 1) & (m_ring.size() - 1);
        --m_size;
        return event;
    }

private:
    void grow()
    {
        std::vector<Event> larger(m_ring.empty() ? 64 : m_ring.size() * 2);
        for (std::size_t i = 0; i < m_size; ++i) {
            larger[i] = std::move(at(i));
        }
        m_ring = std::move(larger);
        m_first = 0;
    }

    std::vector<Event> m_ring; // empty or a power of two
    std::size_t m_first = 0;
    std::size_t m_size = 0;
};

} // namespace ember
