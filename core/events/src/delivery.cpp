// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

#include <ember/events/emitterevents.h>

#include "logging.h"
#include "unseen.h"

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QThread>

#include <limits>

namespace ember {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto kSlice = 4ms; // then the event loop breathes
constexpr std::size_t kChunk = 64;
constexpr std::size_t kSmallChunk = 32;
constexpr std::size_t kBusy = 8; // events in one drain
constexpr auto kGathering = 2us;
constexpr std::size_t kEventsAhead = 8;
constexpr unsigned kQuickEvents = 4;
constexpr auto kQuick = 20us; // for so many
constexpr auto kFrame = 33ms;
constexpr std::size_t kFullBatch = 4096; // handler runs, or events
constexpr auto kLossesInterval = 1s;
constexpr auto kForEver = std::chrono::nanoseconds::max();

/// Says when a time slice is over. To read the clock costs as much as to call several handlers: while events are quick
/// it is read after a few.
class SliceClock
{
public:
    explicit SliceClock(std::chrono::nanoseconds slice)
        : SliceClock(slice, TraceClock::scale())
    {
    }
    [[nodiscard]] bool isOver() noexcept
    {
        if (--m_untilLook > 0) {
            return false;
        }
        const quint64 now = TraceClock::now();
        m_untilLook = now - m_latest < m_quick ? kQuickEvents : 1;
        m_latest = now;
        return now - m_start >= m_slice;
    }
    /// Lets a moment pass without touching what other threads write.
    void letGather() const noexcept
    {
        for (const quint64 start = TraceClock::now(); TraceClock::now() - start < m_gathering;) {
            pauseCore();
        }
    }

private:
    SliceClock(std::chrono::nanoseconds slice, const TraceClock::Scale &scale) noexcept
        : m_slice(slice == kForEver ? std::numeric_limits<quint64>::max() : scale.toTicks(slice))
        , m_quick(scale.toTicks(kQuick))
        , m_gathering(scale.toTicks(kGathering))
    {
    }

    const quint64 m_start = TraceClock::now();
    const quint64 m_slice;
    const quint64 m_quick;
    const quint64 m_gathering;
    quint64 m_latest = m_start;
    unsigned m_untilLook = 1;
};

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
    const bool more = emitChunk(kSlice);
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

/// Emits what waits until nothing does (false) or the slice is over (true).
bool EventEmitter::Private::emitChunk(std::chrono::nanoseconds most)
{
    SliceClock slice(most);
    std::size_t emitted = 0;
    for (;;) {
        Event event = inbox.hasUrgent() ? nextUrgent() : Event();
        if (!event.isNull()) {
            runErrands();
        } else if (!chunk.isEmpty()) {
            event = nextOrdinary();
        } else {
            if (emitted > kBusy && lastTaken < kSmallChunk) {
                // Many come, but fewer than are emitted meanwhile: to hand over each on its own would cost both threads
                // several times as much.
                slice.letGather();
            }
            if (!takeChunk()) {
                return false;
            }
            continue;
        }
        inbox.begun();
        if (askedUnderWay->load(std::memory_order_relaxed) == 0 || !emitAsked(event)) [[likely]] {
            Emission result;
            emitApart(event, result);
        }
        ++emitted;
        if (slice.isOver()) {
            return true;
        }
    }
}

/// Takes the next events out of the inbox; false if nothing waits.
bool EventEmitter::Private::takeChunk()
{
    const bool isThere = inbox.take(chunk, kChunk);
    lastTaken = chunk.size();
    if (isThere) {
        runErrands();
    }
    for (std::size_t i = 0; i < std::min(kEventsAhead, lastTaken); ++i) {
        chunk.at(i).prefetch();
    }
    return isThere;
}

/// The next event of the chunk. Those further on are on their way from the memory of the threads that made them.
Event EventEmitter::Private::nextOrdinary()
{
    if (chunk.size() > kEventsAhead) {
        chunk.at(kEventsAhead).prefetch();
    }
    if (chunk.size() > kEventsAhead / 2) {
        chunk.at(kEventsAhead / 2).prefetchPayload();
    }
    urgentInARow = 0;
    return chunk.takeFront();
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
        if (chunk.isEmpty()) {
            inbox.take(chunk, 1);
        }
        if (!chunk.isEmpty()) {
            return {};
        }
    }
    bool overtakes = false;
    Event event = inbox.takeUrgent(overtakes);
    urgentInARow = overtakes || !chunk.isEmpty() ? urgentInARow + 1 : 0;
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
    tracer.takeBatch(batch, handlers);
    const QList<Event> events = std::exchange(emittedBatch, {});
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
