// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include "eventemitter_p.h"

namespace ember {

/// Calls the handlers from `first` on; false if the emission was suspended at one. `cancels` is the cancel counter when
/// the list was right; 0, which the counter never is, looks at every listener before it is called.
///
/// This loop is what the emitter's speed hangs on: per handler one look at the cancel counter, one test for the seldom
/// kinds and one indirect call. The try block stands outside: entering it costs nothing, and after a throw the loop
/// goes on behind the handler that threw. How many ran follows by subtraction.
template <bool traced>
[[gnu::always_inline]] inline bool EventEmitter::Private::loopOverHandlers(
    RunningEmission &running, const ListenerEntry *const first, const ListenerEntry *const end, const quint64 cancels)
{
    const std::atomic<quint64> &cancelCounter = registry.cancelCounter();
    const Event &event = running.event;
    const ListenerEntry *entry = first;
    bool isSuspended = false;
    while (entry != end) {
#ifndef EMBER_EVENTS_UNGUARDED // tests/bench measures what the try block costs while nobody throws
        try
#endif
        {
            for (; entry != end; ++entry) {
                if (cancelCounter.load(std::memory_order_acquire) != cancels) [[unlikely]] {
                    if (!entry->record->isActive()) {
                        --running.result.handled;
                        continue;
                    }
                }
                if constexpr (traced) {
                    watch.begin(handlers.idOf(*entry->record), tracer.latestTicks());
                }
                if (entry->call) [[likely]] {
                    entry->call(entry->context, event);
                } else {
                    running.end = end;
                    const Ran ran = runWithALook(running, *entry);
                    if (ran == Ran::Suspended) {
                        isSuspended = true;
                        break;
                    }
                    if (ran == Ran::No) {
                        --running.result.handled;
                        continue;
                    }
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
            noteThrown(running, *entry->record, text);
        } catch (const char *text) {
            noteThrown(running, *entry->record, text);
        } catch (...) {
            noteUnknown(running, *entry->record);
        }
#endif
        --running.result.handled;
        ++entry;
    }
    running.result.handled += int(entry - first);
    return !isSuspended;
}

} // namespace ember
