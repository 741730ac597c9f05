// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "inbox.h"

#include <algorithm>

namespace ember {

Inbox::Answer Inbox::push(const Event &event)
{
    const std::lock_guard lock(m_mutex);
    return pushLocked(event);
}

Inbox::Answer Inbox::pushWait(const Event &event, std::chrono::milliseconds deadline)
{
    std::unique_lock lock(m_mutex);
    if (m_options.policy == InboxPolicy::Refuse) {
        m_room.wait_for(lock, deadline, [this] { return m_closed || m_events.size() < m_options.limit; });
    }
    return pushLocked(event);
}

Inbox::Answer Inbox::pushLocked(const Event &event)
{
    if (m_closed) {
        ++m_losses.refused;
        return Answer::Refused;
    }
    if (m_options.policy == InboxPolicy::CoalesceLatest && coalesceLocked(event)) {
        return Answer::Accepted;
    }
    if (m_events.size() >= m_options.limit) {
        if (m_options.policy != InboxPolicy::DropOldest || m_events.empty()) {
            ++m_losses.refused;
            return Answer::Refused;
        }
        m_events.pop_front();
        ++m_firstTicket;
        ++m_losses.droppedOldest;
    }
    if (m_options.policy == InboxPolicy::CoalesceLatest) {
        m_latest[{event.nameSymbol(), event.sourceSymbol()}] = m_firstTicket + m_events.size();
    }
    m_events.push_back(event);
    ++m_accepted;
    return std::exchange(m_wakeUpUnderWay, true) ? Answer::Accepted : Answer::AcceptedWakeUp;
}

bool Inbox::coalesceLocked(const Event &event)
{
    const auto waiting = m_latest.find({event.nameSymbol(), event.sourceSymbol()});
    if (waiting == m_latest.end() || waiting->second < m_firstTicket) {
        return false;
    }
    m_events[waiting->second - m_firstTicket] = event;
    ++m_accepted;
    ++m_losses.coalesced;
    return true;
}

bool Inbox::take(std::vector<Event> &into, std::size_t most)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_events.empty()) {
            m_wakeUpUnderWay = false;
            return false;
        }
        const auto count = std::min(most, m_events.size());
        const auto end = m_events.begin() + std::ptrdiff_t(count);
        std::move(m_events.begin(), end, std::back_inserter(into));
        m_events.erase(m_events.begin(), end);
        m_firstTicket += count;
        if (m_events.empty()) {
            m_latest.clear();
        }
    }
    m_room.notify_all();
    return true;
}

bool Inbox::close()
{
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_closed, true)) {
            return false;
        }
    }
    m_room.notify_all();
    return true;
}

bool Inbox::isClosed() const
{
    const std::lock_guard lock(m_mutex);
    return m_closed;
}

std::size_t Inbox::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_events.size();
}

quint64 Inbox::accepted() const
{
    const std::lock_guard lock(m_mutex);
    return m_accepted;
}

Inbox::Losses Inbox::losses() const
{
    const std::lock_guard lock(m_mutex);
    return m_losses;
}

void Inbox::resetLosses()
{
    const std::lock_guard lock(m_mutex);
    m_losses = {};
}

} // namespace ember
