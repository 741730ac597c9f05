// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

#include <ember/events/emitterevents.h>

#include "logging.h"
#include "unseen.h"

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QThread>

#include <span>

namespace ember {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto kSlice = 4ms; // then the event loop breathes
constexpr std::size_t kChunk = 64;
constexpr auto kFrame = 33ms;
constexpr std::size_t kFullBatch = 4096; // handler runs, or events
constexpr auto kLossesInterval = 1s;
constexpr quint64 kForEver = ~quint64(0);

} // namespace

/// Wakes the emitter's thread. Any thread.
void EventEmitter::Private::wakeUp()
{
    const UnseenByThreadSanitizer unseen;
    Q_EMIT q->wakeUpRequested(QPrivateSignal());
}

/// What a push means for the caller of post(). Any thread.
bool EventEmitter::Private::accept(Inbox::Answer answer)
{
    if (answer == Inbox::Answer::AcceptedWakeUp) {
        wakeUp();
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
    const Hold hold(*this);
    draining = true;
    const bool more = emitChunk(TraceClock::now() + TraceClock::scale().toTicks(kSlice));
    draining = false;
    if (stopAsked) {
        endRun(); // emits the rest
        return;
    }
    tellLosses(Telling::AtMostOnceASecond);
    if (more && q) {
        wakeUp(); // the flag is still set: nobody else wakes us
    }
    stopIfDone();
}

/// Emits all that waits, the inbox being closed.
void EventEmitter::Private::emitAll()
{
    draining = true;
    emitChunk(kForEver);
    draining = false;
}

/// Emits what waits until nothing does (false) or the deadline has passed (true).
bool EventEmitter::Private::emitChunk(quint64 deadlineTicks)
{
    for (;;) {
        Event event = inbox.hasUrgent() ? nextUrgent() : Event();
        if (event.isNull()) {
            if (chunkNext == chunk.size()) {
                chunk.clear();
                chunkNext = 0;
                if (!inbox.take(chunk, kChunk)) {
                    return false;
                }
                runErrands();
                continue;
            }
            event = std::move(chunk[chunkNext++]);
            urgentInARow = 0;
        } else {
            runErrands();
        }
        inbox.begun();
        if (askedUnderWay->load(std::memory_order_relaxed) == 0 || !emitAsked(event)) [[likely]] {
            Emission result;
            emitApart(event, result);
        }
        if (deadlineTicks != kForEver && TraceClock::now() >= deadlineTicks) {
            return true;
        }
    }
}

/// What threads asked for before they posted the events that are next.
void EventEmitter::Private::runErrands()
{
    if (!errands->isEmpty()) {
        errands->runAll();
    }
}

/// The urgent event that overtakes the ordinary ones now; null if none does. When as many as the inbox holds have
/// overtaken, one ordinary event has its turn: all urgent ones that waited with it are gone by then, and a flood that
/// goes on cannot starve it.
Event EventEmitter::Private::nextUrgent()
{
    if (urgentInARow >= inbox.limit()) {
        urgentInARow = 0;
        if (chunkNext == chunk.size()) {
            inbox.take(chunk, 1);
        }
        if (chunkNext != chunk.size()) {
            return {};
        }
    }
    bool overtakes = false;
    Event event = inbox.takeUrgent(overtakes);
    urgentInARow = overtakes || chunkNext != chunk.size() ? urgentInARow + 1 : 0;
    return event;
}

/// `emitter.overflowed` and the others that tell of losses, together and at most once a second.
void EventEmitter::Private::tellLosses(Telling telling)
{
    if (!q) {
        return; // a handler ended the emitter, which has told everything by then
    }
    const Inbox::Losses now = inbox.losses();
    const quint64 refused = now.refused - toldLosses.refused;
    const quint64 oldest = now.droppedOldest - toldLosses.droppedOldest;
    const bool overflowed = (refused > 0 || oldest > 0) && !inbox.isClosed();
    if (!overflowed && !losses.hasNews()) {
        return;
    }
    const auto since = Clock::now() - lossesToldAt;
    if (telling == Telling::AtMostOnceASecond && since < kLossesInterval) {
        if (!lossesTimer.isActive() && QThread::currentThread()->eventDispatcher()) {
            lossesTimer.start(int(std::chrono::ceil<std::chrono::milliseconds>(kLossesInterval - since) / 1ms), q);
        }
        return;
    }
    const Hold hold(*this);
    toldLosses = now;
    lossesToldAt = Clock::now();
    const auto news = losses.takeNews(); // before anything is emitted: handlers may lose more
    const auto tell = [this](const Event &event) {
        Emission result;
        if (q) { // what was told before may have ended the emitter
            emitApart(event, result);
        }
    };
    if (overflowed) {
        tell(inboxOverflowed.event({.refused = qint64(refused), .droppedOldest = qint64(oldest)}, u"emberscope"));
    }
    if (const LossLedger::News &expired = news[LossLedger::Expired]; expired.count > 0) {
        tell(eventsExpired.event({.count = qint64(expired.count), .names = expired.names}, u"emberscope"));
    }
    const LossLedger::News &often = news[LossLedger::TooOften];
    const LossLedger::News &large = news[LossLedger::TooLarge];
    if (often.count > 0 || large.count > 0) {
        const QString names = often.names + (often.count > 0 && large.count > 0 ? u", "_s : QString()) + large.names;
        qCWarning(lcEvents).noquote() << u"%1 events were refused because they came too often, %2 because they were "
                                         u"too large (EmitterLimits): %3"_s.arg(often.count)
                                             .arg(large.count)
                                             .arg(names);
        tell(eventsRefused.event(
            {.tooOften = qint64(often.count), .tooLarge = qint64(large.count), .names = names}, u"emberscope"));
    }
}

void EventEmitter::Private::startFrame()
{
    if (q && !frameTimer.isActive() && QThread::currentThread()->eventDispatcher()) {
        frameTimer.start(int(kFrame / 1ms), q);
        attention.fetch_and(~quint32(FrameNotRunning), std::memory_order_relaxed);
    }
}

void EventEmitter::Private::noteBatchGrew()
{
    if (tracer.size() >= kFullBatch || emittedBatch.size() >= qsizetype(kFullBatch)) {
        batchIsFull = true; // handed out when no handler is running: slots may do anything
        registry.noteUntidy();
    } else if (attention.load(std::memory_order_relaxed) & FrameNotRunning) {
        startFrame();
    }
}

/// Hands the batch out; false if there was none. The batch is taken away first, so that a slot may emit.
bool EventEmitter::Private::flush()
{
    const quint64 now = sequence.load(std::memory_order_relaxed);
    if (!q || (now == toldSequence && !wasReset && tracer.isEmpty())) {
        return false;
    }
    const Hold hold(*this);
    batchIsFull = false;
    toldSequence = now;
    wasReset = false;
    TraceBatch batch = std::exchange(spareBatch, {});
    std::size_t foldFrom = 0;
    tracer.takeBatch(batch, foldFrom);
    const QList<Event> events = std::exchange(emittedBatch, {});
    handlers.fold(std::span(batch.runs).subspan(foldFrom));
    if (tracedWanted && !batch.emissions.empty()) {
        Q_EMIT q->traced(batch);
    }
    if (q && !events.isEmpty()) {
        Q_EMIT q->emitted(events);
    }
    if (q) {
        Q_EMIT q->countsChanged();
    }
    if (!q) {
        return false; // a slot ended the emitter
    }
    lookWhoListens();
    batch.emissions.clear();
    batch.failures.clear(); // the runs are written over
    spareBatch = std::move(batch);
    return true;
}

/// The frame is over. The timer goes on as long as there is something to tell: starting one allocates.
void EventEmitter::Private::endFrame()
{
    const Hold hold(*this);
    if (!flush()) {
        frameTimer.stop();
        attention.fetch_or(FrameNotRunning, std::memory_order_relaxed);
    }
}

} // namespace ember
