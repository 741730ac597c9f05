// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/eventemitter.h>
#include <ember/events/eventpattern.h>

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

quint64 EventEmitter::Private::newRun()
{
    return QRandomGenerator::system()->generate64() | 1U; // never 0, which means "not emitted"
}

bool EventEmitter::Private::isOwnThread(const char *function) const
{
    if (q->thread() == QThread::currentThread()) {
        return true;
    }
    qCWarning(lcEvents).noquote() << u"EventEmitter::%1 was called from another thread than the emitter's; nothing was "
                                     u"done. From other threads use post()."_s.arg(QLatin1String(function));
    return false;
}

EventEmitter::EventEmitter(QObject *parent)
    : EventEmitter(InboxOptions(), parent)
{
}

EventEmitter::EventEmitter(InboxOptions inbox, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, inbox))
{
    connect(
        this, &EventEmitter::wakeUpRequested, this, [this] { d->drain(); }, Qt::QueuedConnection);
}

EventEmitter::~EventEmitter()
{
    shutdown();
    // Not left to ~QObject: the emitter itself may be a context, and it says destroyed() when our parts are gone.
    for (const QMetaObject::Connection &connection : std::as_const(d->contexts)) {
        disconnect(connection);
    }
}

Listener EventEmitter::on(
    QStringView pattern, Handler handler, ListenerOptions options, const std::source_location &place)
{
    return Listener(d->addEntry("on()", pattern, std::move(handler), std::move(options), place));
}

Listener EventEmitter::once(
    QStringView pattern, Handler handler, ListenerOptions options, const std::source_location &place)
{
    return Listener(d->addEntry("once()", pattern, std::move(handler), std::move(options), place, true));
}

ListenerEntryPtr EventEmitter::Private::addEntry(const char *function, QStringView pattern, Handler handler,
    ListenerOptions options, const std::source_location &place, bool once)
{
    const QString file = QString::fromUtf8(place.file_name());
    const QString where = u"%1:%2"_s.arg(file.sliced(file.lastIndexOf(u'/') + 1)).arg(place.line());
    if (!isOwnThread(function)) {
        return {};
    }
    QString complaint = EventPattern::complaint(pattern);
    if (!handler) {
        complaint = u"the handler is empty"_s;
    } else if (options.context && options.context->thread() != q->thread()) {
        complaint = u"its context lives on another thread; post to an emitter of that thread instead"_s;
    } else if (inbox.isClosed()) {
        complaint = u"the emitter has stopped"_s;
    }
    const Symbol symbol = complaint.isEmpty() ? Symbol::intern(pattern) : Symbol();
    if (symbol.isNull()) {
        qCWarning(lcEvents).noquote() << u"no listener was registered at %1 for \"%2\": %3"_s.arg(
            where, pattern, complaint.isEmpty() ? u"the table of names is full"_s : complaint);
        return {};
    }
    auto entry = std::make_shared<ListenerEntry>();
    entry->handler = std::move(handler);
    entry->filter = std::move(options.filter);
    entry->pattern = symbol;
    entry->priority = options.priority;
    entry->once = once;
    entry->context = options.context;
    entry->id = handlers.idOf({.name = options.name.isEmpty() ? where : options.name,
        .pattern = symbol.text(),
        .priority = options.priority,
        .file = file,
        .line = int(place.line())});
    if (const QObject *context = options.context; context && !contexts.contains(context)) {
        contexts.insert(context, connect(context, &QObject::destroyed, q, [this, context] {
            contexts.remove(context);
            registry.removeContext(context);
        }));
    }
    if (depth == 0 && ++addedSinceRelease >= kReleaseInterval) {
        addedSinceRelease = 0; // listeners come and go although nothing is emitted
        registry.releaseRetired();
    }
    registry.add(entry);
    return entry;
}

int EventEmitter::off(const Listener &listener)
{
    return d->isOwnThread("off()") && d->registry.remove(listener.m_entry) ? 1 : 0;
}

int EventEmitter::off(QStringView pattern)
{
    return d->isOwnThread("off()") ? d->registry.removePattern(pattern) : 0;
}

int EventEmitter::off(const QObject *context)
{
    if (!context || !d->isOwnThread("off()")) {
        return 0;
    }
    disconnect(d->contexts.take(context));
    return d->registry.removeContext(context);
}

int EventEmitter::removeAllListeners()
{
    return d->isOwnThread("removeAllListeners()") ? d->registry.removeAll() : 0;
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

Emission EventEmitter::emitEvent(const Event &event)
{
    if (!d->isOwnThread("emitEvent()")) {
        return {.failed = 1, .errors = {HandlerFailure{.message = u"emitEvent() was called from another thread"_s}}};
    }
    return d->emitTop(event);
}

bool EventEmitter::emitNext(Event event)
{
    if (event.isNull() || !d->isOwnThread("emitNext()")) {
        return false;
    }
    const RunningEmission *running = d->current;
    if (!running) {
        d->emitTop(event);
        return true;
    }
    if (running->event.generation() + 1 >= kMaxDepth) {
        d->refuseDepth(event);
        return false;
    }
    event.setCause(running->event);
    running->children->push_back(std::move(event));
    return true;
}

bool EventEmitter::post(const Event &event)
{
    return !event.isNull() && d->accept(d->inbox.push(event));
}

bool EventEmitter::postWait(const Event &event, std::chrono::milliseconds deadline)
{
    if (event.isNull()) {
        return false;
    }
    const bool mayWait = QThread::currentThread() != thread();
    return d->accept(mayWait ? d->inbox.pushWait(event, deadline) : d->inbox.push(event));
}

bool EventEmitter::offer(const Event &event, std::chrono::milliseconds patience)
{
    if (event.isNull()) {
        return false;
    }
    const bool mayWait = QThread::currentThread() != thread();
    return d->accept(d->inbox.offerWait(event, mayWait ? patience : std::chrono::milliseconds(0)));
}

void EventEmitter::shutdown()
{
    if (!d->isOwnThread("shutdown()") || !d->inbox.close()) {
        return;
    }
    if (d->depth > 0) {
        d->stopAsked = true; // the running handlers end first
    } else {
        d->endRun();
    }
}

bool EventEmitter::isStopped() const noexcept
{
    return d->inbox.isClosed();
}

int EventEmitter::listenerCount(QStringView pattern) const
{
    return d->registry.count(pattern);
}

QList<Symbol> EventEmitter::eventNames() const
{
    return d->registry.patterns();
}

QList<Symbol> EventEmitter::seenNames() const
{
    QList<Symbol> names;
    const std::lock_guard lock(d->channelsMutex);
    names.reserve(qsizetype(d->order.size()));
    for (const Channel *channel : d->order) {
        names.append(channel->name);
    }
    return names;
}

quint64 EventEmitter::eventCount(QStringView name) const
{
    const Symbol symbol = Symbol::find(name);
    const std::lock_guard lock(d->channelsMutex);
    const std::size_t id = symbol.id();
    return id < d->bySymbol.size() && d->bySymbol[id] ? d->bySymbol[id]->count.load(std::memory_order_relaxed) : 0;
}

std::vector<EventCount> EventEmitter::eventCounts() const
{
    std::vector<EventCount> counts;
    const std::lock_guard lock(d->channelsMutex);
    counts.reserve(d->order.size());
    for (const Channel *channel : d->order) {
        counts.push_back({channel->name, channel->count.load(std::memory_order_relaxed)});
    }
    return counts;
}

EmitterCounts EventEmitter::counts() const
{
    const auto [accepted, waiting, losses] = d->inbox.figures();
    return {.emitted = d->emittedCount.load(std::memory_order_relaxed),
        .posted = accepted,
        .waiting = waiting,
        .refused = losses.refused,
        .droppedOldest = losses.droppedOldest,
        .coalesced = losses.coalesced,
        .handlerFailures = d->handlerFailures.load(std::memory_order_relaxed),
        .refusedNames = d->refusedNames.load(std::memory_order_relaxed),
        .refusedDepth = d->refusedDepth.load(std::memory_order_relaxed)};
}

void EventEmitter::resetCounts()
{
    if (!d->isOwnThread("resetCounts()")) {
        return;
    }
    for (Channel &channel : d->channels) {
        channel.count.store(0, std::memory_order_relaxed);
    }
    d->emittedCount.store(0, std::memory_order_relaxed);
    d->handlerFailures.store(0, std::memory_order_relaxed);
    d->handlers.reset();
    d->foldFrom = d->tracer.batch().runs.size();
    d->wasReset = true;
    d->startFrame();
}

quint64 EventEmitter::lastSequence() const noexcept
{
    return d->sequence.load(std::memory_order_acquire);
}

void EventEmitter::setTracing(Tracing tracing)
{
    if (d->isOwnThread("setTracing()")) {
        d->tracing = tracing;
    }
}

std::shared_ptr<const HandlerInfo> EventEmitter::handlerInfo(HandlerId id) const
{
    return d->handlers.info(id);
}

QList<HandlerStatistics> EventEmitter::handlerStatistics() const
{
    return d->handlers.statistics();
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
        d->flush();
    } else if (event->timerId() == d->lossesTimer.timerId()) {
        d->lossesTimer.stop();
        d->tellLosses();
    } else {
        QObject::timerEvent(event);
    }
}

void EventEmitter::connectNotify(const QMetaMethod &signal)
{
    if (signal == QMetaMethod::fromSignal(&EventEmitter::traced)) {
        d->tracedWanted = true;
    } else if (signal == QMetaMethod::fromSignal(&EventEmitter::emitted)) {
        d->emittedWanted = true;
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
    const auto look = [this](std::atomic<bool> &wanted, const QMetaMethod &signal) {
        wanted = false; // before the look: whoever connects after it sets it again
        if (q->isSignalConnected(signal)) {
            wanted = true;
        }
    };
    look(tracedWanted, QMetaMethod::fromSignal(&EventEmitter::traced));
    look(emittedWanted, QMetaMethod::fromSignal(&EventEmitter::emitted));
}

} // namespace ember
