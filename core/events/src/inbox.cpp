// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "inbox.h"

#include <algorithm>

namespace ember {

namespace {

constexpr std::chrono::hours kLongestWait(24); // the clock's arithmetic overflows at milliseconds::max()

} // namespace

Inbox::Answer Inbox::push(Event event)
{
    const std::lock_guard lock(m_mutex);
    return pushLocked(event);
}

Inbox::Answer Inbox::pushWait(Event event, std::chrono::milliseconds deadline)
{
    std::unique_lock lock(m_mutex);
    waitForRoom(lock, event, deadline);
    return pushLocked(event);
}

Inbox::Answers Inbox::offerWait(std::span<Event> events, std::chrono::milliseconds deadline)
{
    Answers answers;
    {
        std::unique_lock lock(m_mutex);
        for (Event &event : events) {
            if (!event.isNull()) {
                // It waits only before the first: nobody was to be woken yet.
                if (m_policy != InboxPolicy::DropOldest && !m_closed && !hasRoomLocked(event)
                    && (answers.settled > 0 || !waitForRoom(lock, event, deadline))) {
                    break;
                }
                if (m_closed) {
                    m_losses.refused += quint64(std::ranges::count(events, false, &Event::isNull));
                    answers.last = Answer::Refused;
                    break;
                }
                if (pushLocked(event) == Answer::AcceptedWakeUp) {
                    answers.last = Answer::AcceptedWakeUp;
                }
            }
            ++answers.settled;
        }
    }
    for (Event &event : events.first(answers.settled)) {
        event = Event(); // what was thrown out for it: payloads end in user code, for which the lock is not held
    }
    return answers;
}

std::size_t Inbox::room() const
{
    const std::lock_guard lock(m_mutex);
    return m_limit - std::min(m_limit, m_ordinary.size());
}

Event Inbox::Lane::takeFront() noexcept
{
    Event event;
    while (event.isNull() && !events.isEmpty()) {
        event = events.takeFront();
        ++firstTicket;
        holes -= event.isNull() ? 1 : 0;
    }
    return event;
}

bool Inbox::waitForRoom(std::unique_lock<BriefMutex> &lock, const Event &event, std::chrono::milliseconds deadline)
{
    if (m_policy == InboxPolicy::DropOldest) {
        return true; // makes room itself
    }
    ++m_threadsThatWait;
    const bool isThere = m_room.wait_for(lock, std::min<std::chrono::milliseconds>(deadline, kLongestWait),
        [this, &event] { return m_closed || hasRoomLocked(event); });
    --m_threadsThatWait;
    return isThere;
}

bool Inbox::hasRoomLocked(const Event &event)
{
    return laneOf(event.isUrgent()).size() < m_limit
        || (m_policy == InboxPolicy::CoalesceLatest && replacesLocked(event));
}

/// Leaves in `event` what it threw out, so that this dies when the lock is free again: payloads end in user code.
Inbox::Answer Inbox::pushLocked(Event &event)
{
    if (m_closed) {
        ++m_losses.refused;
        return Answer::Refused;
    }
    if (m_policy == InboxPolicy::CoalesceLatest && coalesceLocked(event)) {
        return Answer::Accepted;
    }
    const bool urgent = event.isUrgent();
    Lane &lane = laneOf(urgent);
    Event out;
    if (lane.size() >= m_limit) {
        if (m_policy != InboxPolicy::DropOldest || lane.isEmpty()) {
            ++m_losses.refused;
            return Answer::Refused;
        }
        out = lane.takeFront();
        ++m_losses.droppedOldest;
    }
    if (m_policy == InboxPolicy::CoalesceLatest) {
        const auto [at, isNew] = m_latest.try_emplace({event.nameSymbol(), event.sourceSymbol()});
        if (!isNew) { // an ordinary one waits; this one is urgent and newer
            out = std::move(m_ordinary.events.at(at->second.ticket - m_ordinary.firstTicket));
            ++m_ordinary.holes;
            ++m_losses.coalesced;
        }
        at->second = {lane.firstTicket + lane.events.size(), urgent};
    }
    lane.events.append(std::move(event));
    event = std::move(out);
    ++m_accepted;
    if (urgent) {
        m_urgentWaits.store(true, std::memory_order_relaxed);
    }
    return std::exchange(m_wakeUpUnderWay, true) ? Answer::Accepted : Answer::AcceptedWakeUp;
}

bool Inbox::coalesceLocked(Event &event)
{
    const Place *place = replacesLocked(event);
    if (!place) {
        return false;
    }
    Lane &lane = laneOf(place->urgent);
    std::swap(lane.events.at(place->ticket - lane.firstTicket), event);
    ++m_accepted;
    ++m_losses.coalesced;
    return true;
}

/// An urgent event does not take the place of an ordinary one: it would wait there.
const Inbox::Place *Inbox::replacesLocked(const Event &event) const
{
    const auto waiting = m_latest.find({event.nameSymbol(), event.sourceSymbol()});
    const bool replaces = waiting != m_latest.end() && (waiting->second.urgent || !event.isUrgent());
    return replaces ? &waiting->second : nullptr;
}

void Inbox::forgetKeyLocked(const Event &event)
{
    if (m_policy == InboxPolicy::CoalesceLatest) {
        m_latest.erase({event.nameSymbol(), event.sourceSymbol()}); // one event per key waits
    }
}

bool Inbox::take(EventQueue &into, std::size_t most)
{
    bool isRoomWanted = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_ordinary.isEmpty() && m_urgent.isEmpty()) {
            m_wakeUpUnderWay = false;
            return false;
        }
        const std::size_t count = takeLocked(into, most);
        noteTakenLocked(count);
        isRoomWanted = m_threadsThatWait > 0;
    }
    if (isRoomWanted) {
        m_room.notify_all();
    }
    return true;
}

/// All at once where it can, so that nobody else waits for the lock meanwhile.
std::size_t Inbox::takeLocked(EventQueue &into, std::size_t most)
{
    const std::size_t count = std::min(most, m_ordinary.size());
    const std::size_t before = into.size();
    if (before == 0 && count == m_ordinary.events.size()) {
        std::swap(into, m_ordinary.events);
        m_ordinary.firstTicket += count;
    } else {
        for (std::size_t i = 0; i < count; ++i) {
            into.append(m_ordinary.takeFront());
        }
    }
    if (m_policy == InboxPolicy::CoalesceLatest) {
        for (std::size_t i = 0; i < count; ++i) {
            forgetKeyLocked(into.at(before + i));
        }
    }
    return count;
}

Event Inbox::takeUrgent(bool &overtakes)
{
    Event event;
    bool isRoomWanted = false;
    {
        const std::lock_guard lock(m_mutex);
        overtakes = !m_ordinary.isEmpty();
        if (!m_urgent.isEmpty()) {
            event = m_urgent.takeFront();
            forgetKeyLocked(event);
            noteTakenLocked(1);
        }
        m_urgentWaits.store(!m_urgent.isEmpty(), std::memory_order_relaxed);
        isRoomWanted = m_threadsThatWait > 0;
    }
    if (isRoomWanted) {
        m_room.notify_all();
    }
    return event;
}

bool Inbox::wakeUp()
{
    const std::lock_guard lock(m_mutex);
    return !std::exchange(m_wakeUpUnderWay, true);
}

bool Inbox::close()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed.exchange(true)) {
            return false;
        }
    }
    m_room.notify_all();
    return true;
}

Inbox::Figures Inbox::figures() const
{
    const std::lock_guard lock(m_mutex);
    return {.accepted = m_accepted,
        .waiting = m_ordinary.size() + m_urgent.size() + m_taken.load(std::memory_order_relaxed),
        .losses = m_losses};
}

Inbox::Losses Inbox::losses() const
{
    const std::lock_guard lock(m_mutex);
    return m_losses;
}

} // namespace ember
