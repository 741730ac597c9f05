// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "inbox.h"

#include <algorithm>

namespace ember {

namespace {

constexpr std::chrono::hours kLongestWait(24); // the clock's arithmetic overflows at milliseconds::max()

/// Tells the processor that this thread spins.
void pauseCore() noexcept
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

} // namespace

/// The lock is held for a few instructions, never while anything is called: a short spin is mostly cheaper than to let
/// the kernel put this thread to sleep and wake it again.
std::unique_lock<std::mutex> Inbox::lockBriefly() const
{
    constexpr int kTries = 100;
    std::unique_lock lock(m_mutex, std::try_to_lock);
    for (int i = 0; i < kTries && !lock.owns_lock(); ++i) {
        pauseCore();
        static_cast<void>(lock.try_lock());
    }
    if (!lock.owns_lock()) {
        lock.lock();
    }
    return lock;
}

Inbox::Answer Inbox::push(Event event)
{
    const auto lock = lockBriefly();
    return pushLocked(event);
}

Inbox::Answer Inbox::pushWait(Event event, std::chrono::milliseconds deadline)
{
    std::unique_lock lock(m_mutex);
    waitForRoom(lock, event, deadline);
    return pushLocked(event);
}

Inbox::Answer Inbox::offerWait(const Event &event, std::chrono::milliseconds deadline)
{
    Event kept = event; // before the lock: dies after it
    std::unique_lock lock(m_mutex);
    return waitForRoom(lock, event, deadline) ? pushLocked(kept) : Answer::Refused;
}

bool Inbox::waitForRoom(std::unique_lock<std::mutex> &lock, const Event &event, std::chrono::milliseconds deadline)
{
    if (m_policy == InboxPolicy::DropOldest) {
        return true; // makes room itself
    }
    return m_room.wait_for(lock, std::min<std::chrono::milliseconds>(deadline, kLongestWait), [this, &event] {
        return m_closed || m_events.size() < m_limit
            || (m_policy == InboxPolicy::CoalesceLatest && waitingLocked(event));
    });
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
    Event oldest;
    if (m_events.size() >= m_limit) {
        if (m_policy != InboxPolicy::DropOldest || m_events.isEmpty()) {
            ++m_losses.refused;
            return Answer::Refused;
        }
        oldest = m_events.takeFront();
        ++m_firstTicket;
        ++m_losses.droppedOldest;
    }
    if (m_policy == InboxPolicy::CoalesceLatest) {
        m_latest[{event.nameSymbol(), event.sourceSymbol()}] = m_firstTicket + m_events.size();
    }
    m_events.append(std::move(event));
    event = std::move(oldest);
    ++m_accepted;
    return std::exchange(m_wakeUpUnderWay, true) ? Answer::Accepted : Answer::AcceptedWakeUp;
}

bool Inbox::coalesceLocked(Event &event)
{
    const quint64 *ticket = waitingLocked(event);
    if (!ticket) {
        return false;
    }
    std::swap(m_events.at(*ticket - m_firstTicket), event);
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
        const auto lock = lockBriefly();
        if (m_events.isEmpty()) {
            m_wakeUpUnderWay = false;
            return false;
        }
        const auto count = std::min(most, m_events.size());
        for (std::size_t i = 0; i < count; ++i) {
            into.push_back(m_events.takeFront());
            if (m_policy == InboxPolicy::CoalesceLatest) {
                m_latest.erase({into.back().nameSymbol(), into.back().sourceSymbol()}); // one event per key waits
            }
        }
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
        .waiting = m_events.size() + m_taken.load(std::memory_order_relaxed),
        .losses = m_losses};
}

Inbox::Losses Inbox::losses() const
{
    const std::lock_guard lock(m_mutex);
    return m_losses;
}

} // namespace ember
