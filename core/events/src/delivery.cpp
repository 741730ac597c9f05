// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

#include <ember/events/emitterevents.h>

#include "logging.h"

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QThread>

namespace ember {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto kSlice = 4ms; // then the event loop breathes
constexpr std::size_t kChunk = 64;
constexpr auto kFrame = 33ms;
constexpr std::size_t kFullBatch = 4096; // handler runs, or events
constexpr auto kLossesInterval = 1s;

} // namespace

/// What a push means for the caller of post(). Any thread.
bool EventEmitter::Private::accept(Inbox::Answer answer)
{
    if (answer == Inbox::Answer::AcceptedWakeUp) {
        Q_EMIT q->wakeUpRequested(QPrivateSignal());
    }
    if (answer == Inbox::Answer::Refused && inbox.isClosed() && !warnedStopped.exchange(true)) {
        qCWarning(lcEvents) << "an event was posted to an emitter that has stopped; it was refused";
    }
    return answer != Inbox::Answer::Refused;
}

/// The slot behind the wake-up: one time slice.
void EventEmitter::Private::drain()
{
    if (draining) {
        return; // a handler spins an event loop; the drain that called it goes on afterwards
    }
    draining = true;
    const bool more = emitChunk(Clock::now() + kSlice);
    draining = false;
    if (stopAsked) {
        endRun(); // emits the rest
        return;
    }
    tellLosses();
    if (more) {
        Q_EMIT q->wakeUpRequested(QPrivateSignal()); // the flag is still set: nobody else wakes us
    }
}

/// The second half of shutdown(), when no handler is running: the inbox is closed by now.
void EventEmitter::Private::endRun()
{
    stopAsked = false;
    draining = true;
    emitChunk(Clock::time_point::max());
    draining = false;
    abandonSuspended();
    flush();
}

/// Emits what waits until nothing does (false) or the deadline has passed (true).
bool EventEmitter::Private::emitChunk(Clock::time_point deadline)
{
    for (;;) {
        while (chunkNext < chunk.size()) {
            const Event event = std::move(chunk[chunkNext++]);
            inbox.begun();
            emitTop(event);
            if (deadline != Clock::time_point::max() && Clock::now() >= deadline) {
                return true;
            }
        }
        chunk.clear();
        chunkNext = 0;
        if (!inbox.take(chunk, kChunk)) {
            return false;
        }
    }
}

/// `emitter.overflowed`, at most once a second.
void EventEmitter::Private::tellLosses()
{
    const Inbox::Losses now = inbox.losses();
    const quint64 refused = now.refused - toldLosses.refused;
    const quint64 oldest = now.droppedOldest - toldLosses.droppedOldest;
    if ((refused == 0 && oldest == 0) || inbox.isClosed()) {
        return;
    }
    const auto since = Clock::now() - lossesToldAt;
    if (since < kLossesInterval) {
        if (!lossesTimer.isActive() && QThread::currentThread()->eventDispatcher()) {
            lossesTimer.start(int(std::chrono::ceil<std::chrono::milliseconds>(kLossesInterval - since) / 1ms), q);
        }
        return;
    }
    toldLosses = now;
    lossesToldAt = Clock::now();
    emitTop(inboxOverflowed.event({.refused = qint64(refused), .droppedOldest = qint64(oldest)}, u"emberscope"));
}

void EventEmitter::Private::startFrame()
{
    if (!frameTimer.isActive() && QThread::currentThread()->eventDispatcher()) {
        frameTimer.start(int(kFrame / 1ms), q);
    }
}

void EventEmitter::Private::noteBatchGrew()
{
    if (tracer.batch().runs.size() >= kFullBatch || tracer.batch().emissions.size() >= kFullBatch
        || emittedBatch.size() >= qsizetype(kFullBatch)) {
        if (depth == 0) {
            flush();
        }
    } else {
        startFrame();
    }
}

/// Hands the batch out. The batch is taken away first, so that a slot may emit.
void EventEmitter::Private::flush()
{
    frameTimer.stop();
    const quint64 now = sequence.load(std::memory_order_relaxed);
    if (now == toldSequence && !wasReset && tracer.batch().runs.empty() && tracer.batch().emissions.empty()) {
        return;
    }
    toldSequence = now;
    wasReset = false;
    TraceBatch batch = std::exchange(tracer.batch(), {});
    const QList<Event> events = std::exchange(emittedBatch, {});
    handlers.fold(std::span(batch.runs).subspan(std::exchange(foldFrom, 0)));
    if (tracedWanted && !batch.emissions.empty()) {
        Q_EMIT q->traced(batch);
    }
    if (emittedWanted && !events.isEmpty()) {
        Q_EMIT q->emitted(events);
    }
    Q_EMIT q->countsChanged();
    lookWhoListens();
    if (tracer.batch().runs.empty() && tracer.batch().emissions.empty()) {
        batch.emissions.clear();
        batch.runs.clear();
        batch.failures.clear();
        tracer.batch() = std::move(batch); // its room is used again
    }
}

} // namespace ember
