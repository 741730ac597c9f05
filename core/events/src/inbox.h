// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/emitteroptions.h>
#include <ember/events/event.h>

#include "briefmutex.h"
#include "eventkey.h"
#include "eventqueue.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <span>
#include <unordered_map>
#include <vector>

namespace ember {

/// Events on their way to the emitter's thread: two bounded lanes, urgent and ordinary, behind one mutex. Any thread,
/// except take() and takeUrgent(). Each lane has the whole limit for itself, so that neither costs the other its room.
///
/// The wake-up flag is the delicate part: it is set under the lock by the push that finds it clear, and cleared under
/// the lock only when the inbox is seen empty. So there is exactly one wake-up under way whenever something waits.
class Inbox
{
public:
    enum class Answer : quint8
    {
        Accepted,
        AcceptedWakeUp,
        Refused
    };

    struct Losses
    {
        quint64 refused = 0;
        quint64 droppedOldest = 0;
        quint64 coalesced = 0;
    };

    /// Everything counted, at one moment.
    struct Figures
    {
        quint64 accepted = 0;
        quint64 waiting = 0; ///< taken and not yet begun ones included
        Losses losses;
    };

    explicit Inbox(const EmitterOptions &options)
        : m_limit(options.limit)
        , m_policy(options.policy)
    {
    }

    /// AcceptedWakeUp asks the caller to wake the emitter's thread.
    Answer push(Event event);
    /// Waits for room up to `deadline`; ends early when the inbox closes.
    Answer pushWait(Event event, std::chrono::milliseconds deadline);
    struct Answers
    {
        std::size_t settled = 0; ///< of the first
        Answer last = Answer::Accepted; ///< AcceptedWakeUp if any was; Refused: closed
    };
    /// As pushWait() for each until there is no room, waiting for room once; null ones are settled. Those taken are
    /// null afterwards. A refusal for want of room is no loss: the caller keeps the event.
    Answers offerWait(std::span<Event> events, std::chrono::milliseconds deadline);
    /// Ordinary events that there is room for now.
    [[nodiscard]] std::size_t room() const;

    /// Moves up to `most` ordinary events to the end of `into`. False, with the wake-up flag cleared, when nothing
    /// waits, urgent ones included. Every event taken counts as waiting until begun() was called for it.
    bool take(EventQueue &into, std::size_t most);
    /// Whether it is worth to call takeUrgent(). Costs one load.
    [[nodiscard]] bool hasUrgent() const noexcept { return m_urgentWaits.load(std::memory_order_relaxed); }
    /// The longest waiting urgent event; null if there is none. `overtakes`: ordinary ones wait.
    [[nodiscard]] Event takeUrgent(bool &overtakes);
    [[nodiscard]] std::size_t limit() const noexcept { return m_limit; }
    void begun() noexcept { m_taken.store(m_taken.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed); }

    /// Asks for a wake-up though nothing waits; false if one is under way.
    bool wakeUp();

    /// From now on every push is refused. Returns false if it was closed before.
    bool close();
    [[nodiscard]] bool isClosed() const noexcept { return m_closed.load(std::memory_order_acquire); }

    [[nodiscard]] Figures figures() const;
    [[nodiscard]] Losses losses() const;

private:
    /// The events of one urgency. Their tickets rise by one.
    struct Lane
    {
        EventQueue events; // null ones are holes, where an event was taken out
        quint64 firstTicket = 0;
        std::size_t holes = 0;

        [[nodiscard]] std::size_t size() const noexcept { return events.size() - holes; }
        [[nodiscard]] bool isEmpty() const noexcept { return size() == 0; }
        [[nodiscard]] Event takeFront() noexcept;
    };
    /// Where the event of a key waits.
    struct Place
    {
        quint64 ticket = 0;
        bool urgent = false;
    };

    [[nodiscard]] Lane &laneOf(bool urgent) noexcept { return urgent ? m_urgent : m_ordinary; }
    [[nodiscard]] bool hasRoomLocked(const Event &event);
    /// Whether there is room in the end, or the inbox is closed.
    bool waitForRoom(std::unique_lock<BriefMutex> &lock, const Event &event, std::chrono::milliseconds deadline);
    Answer pushLocked(Event &event);
    std::size_t takeLocked(EventQueue &into, std::size_t most);
    /// Under the lock, so that nobody sees an event in neither place.
    void noteTakenLocked(std::size_t count) noexcept
    {
        m_taken.store(m_taken.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
    }
    bool coalesceLocked(Event &event);
    void forgetKeyLocked(const Event &event);
    /// Where the event of the same key waits whose place this one may take; null when none does.
    [[nodiscard]] const Place *replacesLocked(const Event &event) const;

    const std::size_t m_limit;
    const InboxPolicy m_policy;
    mutable BriefMutex m_mutex;
    std::condition_variable_any m_room;
    int m_threadsThatWait = 0; // for room
    Lane m_ordinary;
    Lane m_urgent;
    std::unordered_map<EventKey, Place, EventKeyHash> m_latest; // with CoalesceLatest: what waits under a key
    Losses m_losses;
    quint64 m_accepted = 0;
    bool m_wakeUpUnderWay = false;
    std::atomic<bool> m_closed = false; // set under the lock
    alignas(64) std::atomic<bool> m_urgentWaits = false; // set under the lock; looked at between any two events
    alignas(64) std::atomic<quint64> m_taken = 0; // written for every event, by the emitter's thread alone
};

} // namespace ember
