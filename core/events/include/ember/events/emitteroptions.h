// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/emitterlimits.h>
#include <ember/events/trace.h>

#include <QtCore/QtGlobal>

#include <cstddef>
#include <functional>

namespace ember {

/// What a full inbox does with one more event. Every loss is counted by its reason and told by `emitter.overflowed`.
enum class InboxPolicy : quint8
{
    Refuse, ///< post() returns false
    DropOldest, ///< the oldest waiting event makes room
    CoalesceLatest, ///< a waiting event of the same name and source is replaced, at any fill; refuses when still full
};

/// What can be chosen when an emitter is made; the defaults suit a desktop program.
struct EmitterOptions
{
    /// Most events that wait in the inbox, ordinary and urgent ones each, and what becomes of one more of its kind.
    std::size_t limit = 1'000;
    InboxPolicy policy = InboxPolicy::Refuse;
    /// Most asynchronous calls that have not finished. One more is not called: it has failed.
    std::size_t maxPending = 1'000;
    /// Which emissions leave a trace; EventEmitter::setTracing() changes it later.
    Tracing tracing = {};
    /// How many of the latest events the emitter keeps for history() and replays; 0: none. What is kept stays in memory
    /// with its payload, and an event that the caller emits again is copied instead of numbered in place.
    std::size_t history = 100;
    /// For how many pairs of name and source the latest event is kept, see lastValue(); 0: none. The event of one pair
    /// more is not kept and counted (EmitterCounts::refusedLastValues).
    std::size_t lastValues = 0;
    /// How many events whose handling failed for good are kept, see EventEmitter::deadLetters(); 0: none, and none is
    /// told.
    std::size_t deadLetters = 1'000;
    /// How many failed calls may wait for their next attempt (ListenerOptions::retry); one more is a dead letter.
    std::size_t waitingRetries = 1'000;
    /// The time by which events expire (EventInit::expiry): a replay gives the recording's. Called on the emitter's
    /// thread, once for each emission of an event that expires. Empty: the system's clock.
    std::function<EventTime()> clock = {};
    EmitterLimits limits = {};
};

} // namespace ember
