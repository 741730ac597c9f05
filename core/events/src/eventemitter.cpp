// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/eventemitter.h>

#include "eventemitter_p.h"
#include "logging.h"

#include <QtCore/QMetaMethod>
#include <QtCore/QRandomGenerator>
#include <QtCore/QThread>
#include <QtCore/QTimerEvent>

namespace ember {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcEvents, "ember.events", QtWarningMsg)
Q_LOGGING_CATEGORY(lcEventsTrace, "ember.events.trace", QtWarningMsg)

namespace {

/// Moves from thread to thread with the emitter, and makes it forget the one it was in. An object of its own, because
/// the emitter's event() would touch every posted wake-up, whose way through Qt ThreadSanitizer cannot follow.
class ThreadWatch final : public QObject
{
public:
    ThreadWatch(CancelMailbox &mailbox, QObject *emitter)
        : QObject(emitter)
        , m_mailbox(mailbox)
    {
    }

protected:
    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::ThreadChange) {
            m_mailbox.thread.store(kNoThread, std::memory_order_relaxed); // the next call tells the new one
        }
        return QObject::event(event);
    }

private:
    CancelMailbox &m_mailbox; // never freed
};

} // namespace

quint64 EventEmitter::Private::newRun()
{
    return QRandomGenerator::system()->generate64() | 1U; // never 0, which means "not emitted"
}

/// The slow part of isOwnThread(): remembers the thread where it is the right one, warns where it is not.
bool EventEmitter::Private::checkThread(const char *function)
{
    if (q->thread() == QThread::currentThread()) {
        registry.mailbox().thread.store(threadNumber(), std::memory_order_relaxed);
        return true;
    }
    qCWarning(lcEvents).noquote() << u"EventEmitter::%1 was called from another thread than the emitter's; nothing was "
                                     u"done. From other threads use post()."_s.arg(QLatin1String(function));
    return false;
}

EventEmitter::EventEmitter(QObject *parent)
    : EventEmitter(EmitterOptions(), parent)
{
}

EventEmitter::EventEmitter(const EmitterOptions &options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, options))
{
    new ThreadWatch(d->registry.mailbox(), this);
    connect(
        this, &EventEmitter::wakeUpRequested, this, [this] { d->drain(); }, Qt::QueuedConnection);
}

EventEmitter::~EventEmitter()
{
    const Private::Hold hold(*d);
    shutdown();
    if (d->stopAsked) {
        d->endRun(); // a handler ends the emitter: there is no later
    }
    // Not left to ~QObject: the emitter itself may be a context, and it says destroyed() when our parts are gone.
    for (const QMetaObject::Connection &connection : std::as_const(d->contexts)) {
        disconnect(connection);
    }
    d->middleware.deactivateAll();
    d->registry.removeAll(); // handlers' destructors may still call us
    d->registry.noteUntidy();
    d->errands->close();
    for (const auto &remote : std::as_const(d->remoteContexts)) {
        remote->end();
    }
    d->frameTimer.stop();
    d->lossesTimer.stop();
    d->retryTimer.stop();
    d->batchTimer.stop();
    d.release()->q = nullptr; // dies with the last hold, or when the outermost emission has ended
}

EventSignal *EventEmitter::signal(QStringView pattern, int priority)
{
    if (!d->isOwnThread("signal()")) {
        return nullptr;
    }
    Private::SignalEntry &entry = d->signalObjects[std::pair(pattern.toString(), priority)];
    if (!entry.object) {
        entry.object = new EventSignal(this);
    }
    if (!entry.listener.isActive()) { // new, or removed by off()
        EventSignal *object = entry.object;
        entry.listener = on(pattern, Handler([object](const Event &event) { Q_EMIT object->fired(event); }),
            {.priority = priority, .name = u"signal %1"_s.arg(pattern), .context = object});
    }
    return entry.object;
}

bool EventEmitter::emitNext(Event event)
{
    if (event.isNull() || !d->isOwnThread("emitNext()")) {
        return false;
    }
    const RunningEmission *running = d->current;
    if (!running) {
        const Emission emission = emitEvent(event);
        return emission.outcome != EmissionOutcome::Dropped || emission.errors.isEmpty(); // a refusal says why
    }
    if (running->event.generation() + 1 >= d->depthToLookFrom) {
        if (running->event.generation() + 1 >= d->maxDepth) {
            Emission refused;
            d->refuseDepth(event, refused);
            return false;
        }
        if (!d->admits(event, nullptr)) {
            d->registry.noteUntidy(); // told when the emission has ended
            return false;
        }
    }
    event.setCause(running->event);
    d->eventsOf(running->children).push_back(std::move(event));
    return true;
}

bool EventEmitter::post(Event event)
{
    return !event.isNull() && d->admitsFromOutside(event) && d->accept(d->inbox.push(std::move(event)));
}

bool EventEmitter::postWait(Event event, std::chrono::milliseconds deadline)
{
    if (event.isNull() || !d->admitsFromOutside(event)) {
        return false;
    }
    const bool mayWait = QThread::currentThread() != thread();
    return d->accept(mayWait ? d->inbox.pushWait(std::move(event), deadline) : d->inbox.push(std::move(event)));
}

bool EventEmitter::offer(const Event &event, std::chrono::milliseconds patience)
{
    Event given = event;
    return !given.isNull() && offer(std::span(&given, 1), patience) == 1;
}

std::size_t EventEmitter::offer(std::span<Event> events, std::chrono::milliseconds patience)
{
    // Limits count what they let in: no more is shown to them than there is likely room for.
    if (!d->inbox.isClosed() && d->admission.isOn()) {
        events = events.first(std::min(events.size(), std::max<std::size_t>(d->inbox.room(), 1)));
        for (Event &event : events) {
            if (!event.isNull() && !d->admitsFromOutside(event)) {
                event = Event(); // settled: to offer it again would not help
            }
        }
    }
    const bool mayWait = QThread::currentThread() != thread();
    const Inbox::Answers answers = d->inbox.offerWait(events, mayWait ? patience : std::chrono::milliseconds(0));
    d->accept(answers.last);
    return answers.settled;
}

bool EventEmitter::isStopped() const noexcept
{
    return d->inbox.isClosed();
}

void EventEmitter::setTracing(Tracing tracing)
{
    if (d->isOwnThread("setTracing()")) {
        d->setTracing(tracing);
    }
}

void EventEmitter::Private::setTracing(Tracing wanted)
{
    tracing = wanted;
    untilSample = wanted.every;
    const bool isOn = wanted.mode == Tracing::Mode::All || (wanted.mode == Tracing::Mode::Sampled && wanted.every > 0);
    if (isOn) {
        attention.fetch_or(TracingIsOn, std::memory_order_relaxed);
    } else {
        attention.fetch_and(~quint32(TracingIsOn), std::memory_order_relaxed);
    }
}

void EventEmitter::flushBatch()
{
    if (d->isOwnThread("flushBatch()") && d->depth == 0) {
        d->flush();
    }
}

void EventEmitter::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == d->frameTimer.timerId()) {
        d->endFrame();
    } else if (event->timerId() == d->lossesTimer.timerId()) {
        d->lossesTimer.stop();
        d->tellLosses(Private::Telling::AtMostOnceASecond);
    } else if (event->timerId() == d->retryTimer.timerId()) {
        d->runRetries();
    } else if (event->timerId() == d->batchTimer.timerId()) {
        d->callBatches(EventBatch::Clock::now());
    } else {
        QObject::timerEvent(event);
    }
}

void EventEmitter::connectNotify(const QMetaMethod &signal)
{
    if (signal == QMetaMethod::fromSignal(&EventEmitter::traced)) {
        d->tracedWanted = true;
    } else if (signal == QMetaMethod::fromSignal(&EventEmitter::emitted)) {
        d->attention.fetch_or(Private::EmittedWanted, std::memory_order_relaxed);
    }
}

void EventEmitter::disconnectNotify(const QMetaMethod &)
{
    d->wantedMayHaveEnded = true; // Qt may hold a lock here, so that asking isSignalConnected() would never return
}

void EventEmitter::Private::lookWhoListens()
{
    if (!wantedMayHaveEnded.exchange(false)) {
        return;
    }
    // Set back before the look: whoever connects after it sets it again.
    tracedWanted.store(false);
    if (q->isSignalConnected(QMetaMethod::fromSignal(&EventEmitter::traced))) {
        tracedWanted.store(true);
    }
    attention.fetch_and(~quint32(EmittedWanted));
    if (q->isSignalConnected(QMetaMethod::fromSignal(&EventEmitter::emitted))) {
        attention.fetch_or(EmittedWanted);
    }
}

} // namespace ember
