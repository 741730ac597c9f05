// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/emitteroptions.h>
#include <ember/events/event.h>

#include "eventqueue.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace ember {

/// Events on their way to the emitter's thread: a bounded queue behind one mutex. Any thread, except take().
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
    /// As pushWait(), but a refusal for want of room is no loss: the caller keeps the event.
    Answer offerWait(const Event &event, std::chrono::milliseconds deadline);

    /// Moves up to `most` events to the end of `into`. False, with the wake-up flag cleared, when nothing waits. Every
    /// event taken counts as waiting until begun() was called for it.
    bool take(std::vector<Event> &into, std::size_t most);
    void begun() noexcept { m_taken.fetch_sub(1, std::memory_order_relaxed); }

    /// From now on every push is refused. Returns false if it was closed before.
    bool close();
    [[nodiscard]] bool isClosed() const noexcept { return m_closed.load(std::memory_order_acquire); }

    [[nodiscard]] Figures figures() const;
    [[nodiscard]] Losses losses() const;

private:
    struct Key
    {
        Symbol name;
        Symbol source;
        friend bool operator==(Key, Key) = default;
    };
    struct KeyHash
    {
        std::size_t operator()(Key key) const noexcept { return (std::size_t(key.name.id()) << 32U) ^ key.source.id(); }
    };

    [[nodiscard]] std::unique_lock<std::mutex> lockBriefly() const;
    /// Whether there is room in the end, or the inbox is closed.
    bool waitForRoom(std::unique_lock<std::mutex> &lock, const Event &event, std::chrono::milliseconds deadline);
    Answer pushLocked(Event &event);
    bool coalesceLocked(Event &event);
    /// The ticket waiting under the event's key; null when none is.
    [[nodiscard]] const quint64 *waitingLocked(const Event &event) const;

    const std::size_t m_limit;
    const InboxPolicy m_policy;
    mutable std::mutex m_mutex;
    std::condition_variable m_room;
    EventQueue m_events;
    quint64 m_firstTicket = 0; // the ticket of the oldest event; tickets rise by one per event
    std::unordered_map<Key, quint64, KeyHash> m_latest; // with CoalesceLatest: the ticket waiting under a key
    Losses m_losses;
    quint64 m_accepted = 0;
    std::atomic<quint64> m_taken = 0; // grows under the lock, so that nobody sees an event in neither place
    bool m_wakeUpUnderWay = false;
    std::atomic<bool> m_closed = false; // set under the lock
};

} // namespace ember
