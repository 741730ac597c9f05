// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "handlerloop.h"

namespace ember {

template <bool traced>
bool EventEmitter::Private::runHandlers(RunningEmission &running)
{
    return loopOverHandlers<traced>(running, running.next, running.end, running.cancels);
}

template bool EventEmitter::Private::runHandlers<true>(RunningEmission &);
template bool EventEmitter::Private::runHandlers<false>(RunningEmission &);

/// Calls a listener of the seldom kinds: filtered, once, asynchronous.
EventEmitter::Private::Ran EventEmitter::Private::runWithALook(RunningEmission &running, const ListenerEntry &entry)
{
    ListenerRecord &record = *entry.record;
    const Event &event = running.event;
    if (!record.isActive()) {
        return Ran::No;
    }
    if (record.extras && record.extras->filter && (!record.extras->filter(event) || !record.isActive())) {
        return Ran::No; // refused, or removed meanwhile
    }
    if (record.once && !registry.use(record)) {
        return Ran::No;
    }
    if (record.handler.isAsynchronous()) {
        return awaitHandler(running, entry) ? Ran::Yes : Ran::Suspended;
    }
    record.handler.function()(entry.context, event);
    return Ran::Yes;
}

} // namespace ember
