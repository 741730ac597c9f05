// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>
#include <ember/events/losscount.h>
#include <ember/events/trace.h>

#include <QtCore/QList>

#include <vector>

namespace ember {

/// How often an event name was emitted.
struct EventCount
{
    Symbol name;
    quint64 count = 0;
    quint64 failures = 0; ///< calls of handlers that failed with such an event
    EventTime lastTime = {}; ///< of the latest one while tracing was on; the epoch if there is none
};

/// Totals of an emitter since it was made (or since resetCounts(), for `emitted` and `handlerFailures`).
struct EmitterCounts
{
    quint64 emitted = 0;
    quint64 posted = 0; ///< accepted by the inbox
    quint64 waiting = 0; ///< accepted and not yet emitted
    quint64 refused = 0; ///< post() said no: inbox full or emitter stopped
    quint64 droppedOldest = 0;
    quint64 coalesced = 0;
    quint64 handlerFailures = 0;
    quint64 refusedNames = 0; ///< emissions refused because kMaxSeenNames names were seen
    quint64 refusedDepth = 0; ///< emissions refused because they were nested or chained too deep
    quint64 refusedLastValues = 0; ///< events not kept as last value because EmitterOptions::lastValues pairs were
    quint64 undeliveredBatched = 0; ///< events a batch handler had not got when it ended
    quint64 retried = 0; ///< calls made again after a temporary failure
    quint64 waitingRetries = 0; ///< failed calls that wait for their next attempt
    quint64 deadLettered = 0; ///< calls that failed for good
    quint64 deadLettersEvicted = 0; ///< dead letters pushed out by later ones
    quint64 dropped = 0; ///< by middleware
    std::vector<LossCount> drops = {}; ///< the same by middleware and reason
    quint64 suspended = 0; ///< emissions that wait for an asynchronous handler now
    quint64 expired = 0; ///< emissions whose event had expired: nobody got it
    std::vector<LossCount> expirations = {}; ///< the same by event name
    quint64 refusedRate = 0; ///< by EmitterLimits::rate
    quint64 refusedPayload = 0; ///< by EmitterLimits::payloadBytes
    std::vector<LossCount> refusals = {}; ///< these two by event name, with the limit as reason
    quint64 crowdedNames = 0; ///< texts that had more listeners than EmitterLimits::listeners
};

/// The figures of an emitter, all of about one moment; see EventEmitter::metrics().
struct EmitterMetrics
{
    EmitterCounts totals;
    std::vector<EventCount> events; ///< by first emission
    QList<HandlerStatistics> handlers; ///< that ran traced
    QList<DurationBucket> durations; ///< of all their runs; those without a run are left out
};

} // namespace ember
