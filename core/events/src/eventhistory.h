// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>
#include <ember/events/eventpattern.h>

#include <QtCore/QList>

#include <cstddef>
#include <vector>

namespace ember {

/// The latest events, in a ring. Emitter's thread only.
class EventHistory
{
public:
    explicit EventHistory(std::size_t size)
        : m_size(size)
    {
    }

    [[nodiscard]] bool isOn() const noexcept { return m_size > 0; }
    /// The oldest makes room; its payload ends in user code, which finds the ring in order.
    void add(const Event &event);
    /// The latest that match, at most `limit` (below 0: all), newest last.
    [[nodiscard]] QList<Event> find(const EventPattern &pattern, qsizetype limit) const;
    void clear();

private:
    std::size_t m_size;
    std::vector<Event> m_ring;
    std::size_t m_next = 0; // in a full ring, the oldest
};

} // namespace ember
