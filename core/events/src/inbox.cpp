// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "inbox.h"

#include <algorithm>

namespace ember {

namespace {

constexpr std::chrono::hours kLongestWait(24); // the clock's arithmetic overflows at milliseconds::max()

} // namespace

Inbox::Answer Inbox::push(const Event &event)
{
    const std::lock_guard lock(m_mutex);
    return pushLocked(event);
}

Inbox::Answer Inbox::pushWait(const Event &event, std::chrono::milliseconds deadline)
{
    std::unique_lock lock(m_mutex);
    waitForRoom(lock, event, deadline);
    return pushLocked(event);
}

Inbox::Answer Inbox::offerWait(const Event &event, std::chrono::milliseconds deadline)
{
    std::unique_lock lock(m_mutex);
    return waitForRoom(lock, event, deadline) ? pushLocked(event) : Answer::Refused;
}

bool Inbox::waitForRoom(std::unique_lock<std::mutex> &lock, const Event &event, std::chrono::milliseconds deadline)
{
    if (m_options.policy == InboxPolicy::DropOldest) {
        return true; // makes room itself
    }
    return m_room.wait_for(lock, std::min<std::chrono::milliseconds>(deadline, kLongestWait), [this, &event] {
        return m_closed || m_events.size() < m_options.limit
            || (m_options.policy == InboxPolicy::CoalesceLatest && waitingLocked(event));
    });
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
    const quint64 *ticket = waitingLocked(event);
    if (!ticket) {
        return false;
    }
    m_events[*ticket - m_firstTicket] = event;
    ++m_accepted;
    ++m_losses.coalesced;
    return true;
}

const quint64 *Inbox::waitingLocked(const Event &event) const
{
    const auto waiting = m_latest.find({event.nameSymbol(), event.sourceSymbol()});
    return waiting == m_latest.end() ? nullptr : &waiting->second;
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
        if (m_options.policy == InboxPolicy::CoalesceLatest) {
            std::for_each(m_events.begin(), end, [this](const Event &event) {
                m_latest.erase({event.nameSymbol(), event.sourceSymbol()}); // one event per key waits
            });
        }
        std::move(m_events.begin(), end, std::back_inserter(into));
        m_events.erase(m_events.begin(), end);
        m_firstTicket += count;
        m_taken.fetch_add(count, std::memory_order_relaxed);
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

Inbox::Figures Inbox::figures() const
{
    const std::lock_guard lock(m_mutex);
    return {.accepted = m_accepted,
        .waiting = m_events.size() + m_taken.load(std::memory_order_relaxed),
        .losses = m_losses};
}

Inbox::Losses Inbox::losses() const
{
    const std::lock_guard lock(m_mutex);
    return m_losses;
}

} // namespace ember
