// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

namespace ember {

/// The time by which events expire.
EventTime EventEmitter::Private::clockNow()
{
    if (clock) {
        try {
            return clock();
        } catch (...) {
            qCWarning(lcEvents) << "EmitterOptions::clock threw; the system's clock is used from now on";
            clock = nullptr;
        }
    }
    return eventTimeNow();
}

/// The end of an emission whose event has expired: counted and traced, and nobody gets it. False: it has not.
bool EventEmitter::Private::expire(const Event &given, Topic &topic, quint64 number, Emission &result)
{
    if (topic.isOwn || clockNow() < given.expiry()) {
        return false;
    }
    result.outcome = EmissionOutcome::Expired;
    losses.note(LossLedger::Expired, topic.name.text());
    registry.noteUntidy(); // told when no handler is running
    const quint32 wanted = attention.load(std::memory_order_relaxed);
    const Event event = given.numbered(run, number, &topic);
    if (wanted & EmittedWanted) {
        emittedBatch.append(event);
    }
    if (wantsTrace(wanted)) {
        TraceMark mark = tracer.begin(markAround(current));
        tracer.end(mark, markAround(current), event, tracedWanted.load(std::memory_order_relaxed), result.outcome);
    }
    noteBatchGrew();
    return true;
}

} // namespace ember
