// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/emission.h>
#include <ember/events/event.h>
#include <ember/events/listener.h>
#include <ember/events/result.h>
#include <ember/events/trace.h>

#include <QtCore/QList>
#include <QtCore/QString>

namespace ember {

class EventEmitter;

/// Why nobody tries again on its own.
enum class DeadLetterReason : quint8
{
    Permanent, ///< the failure was not temporary, or its listener has no Retry
    Exhausted, ///< the last attempt failed too
    ListenerEnded, ///< the listener ended before it was tried again
    Stopped, ///< the emitter stopped before it was tried again
    TooManyRetries, ///< EmitterOptions::waitingRetries calls waited already
};

/// The reason in words: "the failure is permanent".
[[nodiscard]] QString toText(DeadLetterReason reason);

/// One call of a handler that failed for good.
struct DeadLetter
{
    quint64 number = 0; ///< unique and rising in its emitter, 1 and up
    Event event = {};
    HandlerFailure failure = {}; ///< the last one
    int calls = 1; ///< how often the handler was called with the event and failed
    DeadLetterReason reason = DeadLetterReason::Permanent;
    EventTime time = {}; ///< when it was put aside
    Listener listener = {}; ///< whom a re-drive reaches
};

/// The dead letters of an emitter: a ring of EmitterOptions::deadLetters, in which a new one pushes out the oldest when
/// it is full (EmitterCounts::deadLettersEvicted). A view: holds nothing, and must not outlive its emitter.
///
/// `list`, `count`, `discard`: any thread. `retry`, `retryAll`: the emitter's thread.
class DeadLetters
{
public:
    /// The latest, at most `limit` (below 0: all), newest last. Copies.
    [[nodiscard]] QList<DeadLetter> list(qsizetype limit = -1) const;
    [[nodiscard]] qsizetype count() const;

    /// Takes the letter out and calls its handler with its event again, now and here. Nobody else hears of it: it is no
    /// emission and changes no count, no history and no last value; the event is a copy marked as re-driven
    /// (Event::isRedriven()). When the handler fails again, that is a failure as any other: retried or a new dead
    /// letter. An error, and the letter stays, when there is no such letter, its listener has ended, or its filter
    /// refuses the event by now.
    Result<Emission> retry(quint64 number);
    /// Those that are there now, oldest first; returns how many handlers were called.
    int retryAll();

    /// Forgets it; false if there is none of that number.
    bool discard(quint64 number);
    /// Returns how many there were.
    int discardAll();

private:
    friend class EventEmitter;
    explicit DeadLetters(EventEmitter &emitter) noexcept
        : m_emitter(&emitter)
    {
    }

    EventEmitter *m_emitter;
};

} // namespace ember
