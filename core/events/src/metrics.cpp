// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/eventemitter.h>

#include "eventemitter_p.h"

namespace ember {

int EventEmitter::listenerCount(QStringView pattern) const
{
    if (pattern.isEmpty()) {
        return d->registry.count();
    }
    const Topic *topic = d->registry.find(pattern);
    return topic ? d->registry.count(*topic) : 0;
}

QList<Symbol> EventEmitter::eventNames() const
{
    return d->registry.patterns();
}

QList<Symbol> EventEmitter::seenNames() const
{
    QList<Symbol> names;
    const std::lock_guard lock(d->seenMutex);
    names.reserve(qsizetype(d->seen.size()));
    for (const Topic *topic : d->seen) {
        names.append(topic->name);
    }
    return names;
}

quint64 EventEmitter::eventCount(QStringView name) const
{
    const Symbol symbol = Symbol::find(name);
    const std::lock_guard lock(d->seenMutex);
    const Topic *topic = d->seenByName.value(symbol);
    return topic ? topic->count.load(std::memory_order_relaxed) : 0;
}

std::vector<EventCount> EventEmitter::eventCounts() const
{
    std::vector<EventCount> counts;
    const std::lock_guard lock(d->seenMutex);
    counts.reserve(d->seen.size());
    for (const Topic *topic : d->seen) {
        counts.push_back({.name = topic->name,
            .count = topic->count.load(std::memory_order_relaxed),
            .failures = topic->failures.load(std::memory_order_relaxed),
            .lastTime = topic->lastTime.load(std::memory_order_relaxed)});
    }
    return counts;
}

EmitterCounts EventEmitter::counts() const
{
    const auto [accepted, waiting, losses] = d->inbox.figures();
    const DeadLetterBox::Figures letters = d->deadLetters.figures();
    const quint64 atReset = d->sequenceAtReset.load(std::memory_order_relaxed); // first: it never overtakes the other
    return {.emitted = d->sequence.load(std::memory_order_acquire) - atReset,
        .posted = accepted,
        .waiting = waiting,
        .refused = losses.refused,
        .droppedOldest = losses.droppedOldest,
        .coalesced = losses.coalesced,
        .handlerFailures = d->handlerFailures.load(std::memory_order_relaxed),
        .refusedNames = d->refusedNames.load(std::memory_order_relaxed),
        .refusedDepth = d->refusedDepth.load(std::memory_order_relaxed),
        .refusedLastValues = d->lastValues.refused(),
        .undeliveredBatched = d->batches.undelivered.load(std::memory_order_relaxed),
        .retried = d->retried.load(std::memory_order_relaxed),
        .waitingRetries = d->retries.size(),
        .deadLettered = letters.put,
        .deadLettersEvicted = letters.evicted,
        .dropped = d->losses.total(LossLedger::Dropped),
        .drops = d->losses.list(LossLedger::Dropped),
        .suspended = d->unfinished.count(UnfinishedCall::Kind::Awaited),
        .expired = d->losses.total(LossLedger::Expired),
        .expirations = d->losses.list(LossLedger::Expired),
        .refusedRate = d->losses.total(LossLedger::TooOften),
        .refusedPayload = d->losses.total(LossLedger::TooLarge),
        .refusals = d->refusals(),
        .crowdedNames = d->crowdedNames.load(std::memory_order_relaxed)};
}

void EventEmitter::resetCounts()
{
    if (!d->isOwnThread("resetCounts()")) {
        return;
    }
    for (Topic *topic : d->seen) {
        topic->count.store(0, std::memory_order_relaxed);
        topic->failures.store(0, std::memory_order_relaxed);
        topic->lastTime.store({}, std::memory_order_relaxed);
    }
    d->sequenceAtReset.store(d->sequence.load(std::memory_order_relaxed), std::memory_order_relaxed);
    d->handlerFailures.store(0, std::memory_order_relaxed);
    d->handlers.reset();
    d->tracer.startAnew();
    d->wasReset = true;
    d->startFrame();
}

quint64 EventEmitter::lastSequence() const noexcept
{
    return d->sequence.load(std::memory_order_acquire);
}

std::shared_ptr<const HandlerInfo> EventEmitter::handlerInfo(HandlerId id) const
{
    return d->handlers.info(id);
}

QList<HandlerStatistics> EventEmitter::handlerStatistics() const
{
    return d->handlers.statistics();
}

QList<DurationBucket> EventEmitter::durations(HandlerId id) const
{
    return d->handlers.durations(id);
}

EmitterMetrics EventEmitter::metrics() const
{
    return {.totals = counts(),
        .events = eventCounts(),
        .handlers = d->handlers.statistics(),
        .durations = d->handlers.durations()};
}

} // namespace ember
