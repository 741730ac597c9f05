// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

namespace ember {

using namespace Qt::StringLiterals;

/// Calls the handlers from `running.next` on; false if the emission was suspended at one.
///
/// This loop is what the emitter's speed hangs on: per handler one look at the cancel counter, one test for the seldom
/// kinds and one indirect call. The try block stands outside: entering it costs nothing, and after a throw the loop
/// goes on behind the handler that threw. How many ran follows by subtraction.
template <bool traced>
bool EventEmitter::Private::runHandlers(RunningEmission &running)
{
    const std::atomic<quint64> &cancelCounter = registry.cancelCounter();
    const quint64 cancels = running.cancels;
    const Event &event = running.event;
    const ListenerEntry *const first = running.next;
    const ListenerEntry *const end = running.end;
    const ListenerEntry *entry = first;
    std::ptrdiff_t notHandled = 0;
    bool isSuspended = false;
    while (entry != end) {
#ifndef EMBER_EVENTS_UNGUARDED // tests/bench measures what the try block costs while nobody throws
        try
#endif
        {
            for (; entry != end; ++entry) {
                if (cancelCounter.load(std::memory_order_acquire) != cancels && !entry->record->isActive())
                    [[unlikely]] {
                    ++notHandled;
                    continue;
                }
                if constexpr (traced) {
                    watch.begin(handlers.idOf(*entry->record), tracer.latestTicks());
                }
                if (!entry->call) [[unlikely]] {
                    running.next = entry;
                    const Ran ran = runWithALook(running, *entry);
                    if (ran == Ran::Suspended) {
                        isSuspended = true;
                        break;
                    }
                    if (ran == Ran::No) {
                        ++notHandled;
                        continue;
                    }
                } else {
                    entry->call(entry->context, event);
                }
                if constexpr (traced) {
                    tracer.addRun(handlers.idOf(*entry->record), Outcome::Succeeded);
                }
            }
            break;
        }
#ifndef EMBER_EVENTS_UNGUARDED
        catch (const std::exception &error) {
            noteThrown(running, *entry->record, error);
        } catch (const QString &text) {
            noteFailure(running, *entry->record, u"QString"_s, text);
        } catch (const char *text) {
            noteFailure(running, *entry->record, u"const char *"_s, QString::fromUtf8(text));
        } catch (...) {
            noteUnknown(running, *entry->record);
        }
#endif
        ++notHandled;
        ++entry;
    }
    running.result.handled += int(entry - first - notHandled);
    return !isSuspended;
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
