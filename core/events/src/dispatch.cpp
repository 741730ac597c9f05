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

/// A traced emission's handlers, seen by other threads; see runningHandler().
bool EventEmitter::Private::runWatched(RunningEmission &running)
{
    const HandlerWatch::Seen outer = watch.current();
    const bool ended = runHandlers<true>(running);
    watch.restore(outer);
    return ended;
}

/// Calls a listener of the seldom kinds: filtered, once, asynchronous, batched.
EventEmitter::Private::Ran EventEmitter::Private::runWithALook(RunningEmission &running, const ListenerEntry &entry)
{
    ListenerRecord &record = *entry.record;
    const Event &event = running.event;
    if (!record.isActive()) {
        return Ran::No;
    }
    const bool isBatched = record.extras && record.extras->batch;
    if (isBatched && running.alone && running.alone->batch) {
        record.extras->batch->call(*running.alone->batch); // its filter was asked when they came
        return Ran::Yes;
    }
    if (record.extras && record.extras->filter && (!record.extras->filter(event) || !record.isActive())) {
        return Ran::No; // refused, or removed meanwhile
    }
    if (isBatched) {
        collect(running, record);
        return Ran::No; // it runs when the batch is full
    }
    if (record.handler.isAsynchronous() && !mayAwait(running, record)) {
        return Ran::No;
    }
    if (record.once && !registry.use(record)) {
        return Ran::No;
    }
    if (record.handler.isAsynchronous()) {
        return awaitHandler(running, entry);
    }
    record.handler.function()(entry.context, event);
    return Ran::Yes;
}

} // namespace ember
