// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/eventemitter.h>

#include "topic.h"
#include "tracer.h"

#include <cstddef>
#include <vector>

namespace ember {

/// Where emitNext() puts the effects of an emission, and of those effects: one list per emitEvent(), made at the first.
struct ChildList
{
    std::vector<Event> *events = nullptr;
};

/// What a call of one listener, apart from an emission, is.
struct AloneCall
{
    int attempt = 0; // after so many failed ones
    const std::vector<Event> *batch = nullptr; // what a batch handler gets, whose last event is the emission's
};

/// How an emission began.
struct EmissionBeginning
{
    quint64 number = 0; // the sequence number
    bool isAttended = false; // more belongs to it than its handlers
    bool isLent = false; // the event could take the number in place
};

/// One emission while its handlers run.
struct RunningEmission
{
    // A constructor, because an aggregate is filled with zeros by `rep stos` first, which costs as much as ten
    // handlers.
    RunningEmission(
        Event &&emitted, Topic *ofEvent, Emission &told, ChildList &effects, RunningEmission *around) noexcept
        : event(std::move(emitted))
        , topic(ofEvent)
        , result(told)
        , children(effects)
        , outer(around)
    {
    }

    Event event; // the caller's, borrowed where it could take the number; else a copy
    Topic *topic;
    Emission &result;
    ChildList &children;
    RunningEmission *outer;
    const ListenerEntry *next; // these three where it is attended; the end also at a listener of the seldom kinds
    const ListenerEntry *end;
    quint64 cancels; // the cancel counter when the list was right
    std::size_t childrenBegin = 0; // where its own effects begin
    bool traced = false;
    const AloneCall *alone = nullptr; // null: an emission, or nothing to say about it
    TraceMark mark; // written when it is traced
};

/// The trace of the nearest traced emission, from `outer` outwards.
[[nodiscard]] inline TraceMark *markAround(RunningEmission *outer) noexcept
{
    while (outer && !outer->traced) {
        outer = outer->outer;
    }
    return outer ? &outer->mark : nullptr;
}

} // namespace ember
