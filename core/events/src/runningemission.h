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

/// One emission while its handlers run.
struct RunningEmission
{
    Event event; // the caller's, borrowed where it could take the number; else a copy
    Topic *topic = nullptr;
    Emission &result;
    ChildList &children;
    RunningEmission *outer = nullptr;
    const ListenerEntry *next = nullptr;
    const ListenerEntry *end = nullptr;
    quint64 cancels = 0; // the cancel counter when the list was right
    std::size_t childrenBegin = 0; // where its own effects begin
    bool traced = false;
    TraceMark mark = {};
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
