// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

#include "eventbatch.h"
#include "logging.h"

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QThread>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Listener EventEmitter::onBatch(QStringView pattern, BatchHandler handler, BatchOptions batch,
    const ListenerOptions &options, const std::source_location &place)
{
    if (!d->isOwnThread("onBatch()")) {
        return {};
    }
    if (!handler) {
        return d->refuseListener(pattern, u"the handler is empty"_s, place);
    }
    if (batch.count == 0 || batch.time < 0ms) {
        return d->refuseListener(pattern, u"a batch has at least 1 event, and waits no less than 0 ms"_s, place);
    }
    if (options.context && options.context->thread() != d->q->thread()) {
        return d->refuseListener(
            pattern, u"its context lives on another thread, where batches are not handed over"_s, place);
    }
    auto waiting = std::make_unique<EventBatch>(std::move(handler), batch, d->batches);
    const QString name = options.name.isEmpty() ? placeText(place) : options.name;
    const Replay past = options.replay;
    // What the record holds as its handler is never called: a listener with a batch is looked at before.
    const Listener listener = d->listen("onBatch()", pattern, Handler([](const Event &) {}), options, place, false);
    if (ListenerRecord *record = d->registry.recordOf(listener)) {
        waiting->listener = listener;
        waiting->name = name;
        if (!record->extras) {
            record->extras = std::make_unique<ListenerExtras>();
        }
        record->extras->batch = std::move(waiting);
        d->givePast(listener, past);
    }
    return listener;
}

void EventEmitter::deliverBatches()
{
    if (d->isOwnThread("deliverBatches()")) {
        d->callBatches(EventBatch::Clock::time_point::max());
    }
}

/// An event came for a batch handler; calls it when the batch is full.
void EventEmitter::Private::collect(RunningEmission &running, ListenerRecord &record)
{
    EventBatch &batch = *record.extras->batch;
    ++running.result.handled;
    if (batch.add(running.event)) {
        callBatch(batch, running.children);
    } else {
        armBatchTimer();
    }
}

/// Hands a batch over: a call of its own, traced with its last event.
void EventEmitter::Private::callBatch(EventBatch &batch, ChildList &children)
{
    ListenerRecord *record = registry.recordOf(batch.listener);
    if (!record) {
        return;
    }
    std::vector<Event> events = batch.take();
    const Event last = events.back();
    const AloneCall call{.batch = &events};
    Emission result;
    if (!callAlone(last, *record, children, result, &call)) {
        batch.putBack(std::move(events)); // a handler runs an event loop deep inside others: when it has returned
    }
}

/// Calls every batch handler whose time has come, once: what it causes for itself waits anew.
void EventEmitter::Private::callBatches(EventBatch::Clock::time_point by)
{
    const Hold hold(*this); // a handler may end the emitter
    for (const Listener &listener : batches.due(by)) {
        ListenerRecord *record = registry.recordOf(listener);
        if (record && !record->extras->batch->isEmpty()) {
            ChildList children;
            callBatch(*record->extras->batch, children);
            endAlone(children);
        }
    }
    batches.forgetEnded();
    armBatchTimer();
}

/// The emitter stops: nothing waits for its batch to fill any longer.
void EventEmitter::Private::endBatches()
{
    callBatches(EventBatch::Clock::time_point::max());
    batches.isClosed = true;
    callBatches(EventBatch::Clock::time_point::max()); // what these calls caused
}

void EventEmitter::Private::armBatchTimer()
{
    const auto due = batches.nextDue();
    if (!due || !q || !QThread::currentThread()->eventDispatcher()) {
        batchTimer.stop();
        return;
    }
    if (batchTimer.isActive() && batchTimerDue == *due) {
        return;
    }
    constexpr std::chrono::milliseconds kLongest = 24h; // then it looks again
    batchTimerDue = *due;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*due - EventBatch::Clock::now());
    batchTimer.start(int(std::clamp<std::chrono::milliseconds>(wait, 0ms, kLongest).count()), Qt::PreciseTimer, q);
}

} // namespace ember
