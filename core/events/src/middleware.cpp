// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

#include "logging.h"

namespace ember {

using namespace Qt::StringLiterals;

MiddlewareHandle EventEmitter::addMiddleware(Middleware middleware, const std::source_location &place)
{
    if (!d->isOwnThread("addMiddleware()")) {
        return {};
    }
    const QString complaint = !middleware.before && !middleware.after ? u"it has neither `before` nor `after`"_s
        : d->inbox.isClosed()                                         ? u"the emitter has stopped"_s
                                                                      : QString();
    if (!complaint.isEmpty()) {
        qCWarning(lcEvents).noquote() << u"no middleware was added at %1: %2"_s.arg(placeText(place), complaint);
        return {};
    }
    if (middleware.name.isEmpty()) {
        middleware.name = placeText(place);
    }
    auto record = std::make_shared<MiddlewareRecord>();
    record->id = d->handlers.idOfMiddleware(middleware.name, place);
    record->middleware = std::move(middleware);
    d->middleware.add(record);
    d->attention.fetch_or(Private::MiddlewareIsThere, std::memory_order_relaxed);
    return MiddlewareHandle(std::move(record));
}

/// An emission on its way through the middleware to the handlers and back. False: suspended at one of these.
bool EventEmitter::Private::runThroughMiddleware(RunningEmission &running)
{
    MiddlewarePassage passage{.list = middleware.list(), .startTicks = TraceClock::now()};
    if (!passage.list) {
        attention.fetch_and(~quint32(MiddlewareIsThere), std::memory_order_relaxed); // the last one was removed
        return runAdmitted(running);
    }
    bool ended = true;
    if (callBefore(running, passage)) {
        remember(running.event);
        ended = runTraced(running);
    } else {
        running.result.outcome = EmissionOutcome::Dropped;
    }
    Event given = std::exchange(passage.given, {});
    if (ended) {
        callAfter(running, passage);
        endAttended(running);
    } else {
        setAside(running, std::move(passage));
    }
    if (!given.isNull()) {
        running.event = std::move(given); // what handle() borrowed it has to give back
    }
    return ended;
}

/// False if one of them dropped the event.
bool EventEmitter::Private::callBefore(RunningEmission &running, MiddlewarePassage &passage)
{
    while (passage.begun < passage.list->size()) {
        MiddlewareRecord &record = *(*passage.list)[passage.begun++];
        if (!record.middleware.before || !record.active.load(std::memory_order_acquire)) {
            continue;
        }
        const std::optional<Middleware::Verdict> verdict
            = guard(running, record.id, [&] { return record.middleware.before(running.event); });
        if (!verdict) {
            continue; // it threw, and the event goes on unchanged
        }
        if (verdict->m_kind == Middleware::Verdict::Kind::Drop) {
            noteDrop(running, record, verdict->m_reason);
            return false;
        }
        if (verdict->m_kind == Middleware::Verdict::Kind::Replace
            && !replaceEvent(running, passage, verdict->m_event)) {
            noteFailureOf(running, record.id,
                {u"wrong replacement"_s,
                    u"it may replace \"%1\" by an event of the same name only, but gave %2; the event went on unchanged"_s
                        .arg(running.event.name(),
                            verdict->m_event.isNull() ? u"a null event"_s : u"\"%1\""_s.arg(verdict->m_event.name()))});
        } else if (running.traced) {
            tracer.addRun(record.id, Outcome::Succeeded);
        }
    }
    return true;
}

/// Calls user code; what it throws becomes a failure of the handler of that number, and no value.
template <typename Function>
auto EventEmitter::Private::guard(RunningEmission &running, HandlerId id, Function function)
    -> std::optional<decltype(function())>
{
    try {
        return function();
    } catch (...) {
        noteCaught(running, id);
    }
    return std::nullopt;
}

bool EventEmitter::Private::replaceEvent(RunningEmission &running, MiddlewarePassage &passage, const Event &changed)
{
    if (changed.nameSymbol() != running.event.nameSymbol()) {
        return false;
    }
    Event former = std::exchange(running.event, running.event.replacedBy(changed));
    if (passage.given.isNull()) {
        passage.given = std::move(former); // borrowed, perhaps: it is given back as it is
    }
    if (attention.load(std::memory_order_relaxed) & EmittedWanted) {
        const auto at = std::find_if(emittedBatch.rbegin(), emittedBatch.rend(),
            [&](const Event &event) { return event.sequence() == running.event.sequence(); });
        if (at != emittedBatch.rend()) {
            *at = running.event;
        }
    }
    return true;
}

void EventEmitter::Private::noteDrop(RunningEmission &running, const MiddlewareRecord &record, const QString &given)
{
    const QString reason = given.isEmpty() ? u"no reason was given"_s : given;
    losses.note(LossLedger::Dropped, record.middleware.name, reason);
    if (running.traced) {
        const auto info = handlers.info(record.id);
        tracer.addRun(record.id, Outcome::Dropped);
        tracer.addFailure({.handler = record.id,
            .handlerName = info->name,
            .exceptionType = u"dropped"_s,
            .message = reason,
            .file = info->file,
            .line = info->line,
            .eventId = running.event.id()});
    }
}

void EventEmitter::Private::callAfter(RunningEmission &running, MiddlewarePassage &passage)
{
    while (passage.begun > 0) {
        const MiddlewareRecord &record = *(*passage.list)[--passage.begun];
        if (!record.middleware.after || !record.active.load(std::memory_order_acquire)) {
            continue;
        }
        const std::chrono::nanoseconds duration(
            qint64(TraceClock::scale().toNs(TraceClock::now() - passage.startTicks)));
        guard(running, record.id, [&] {
            record.middleware.after(running.event, running.result, duration);
            return true;
        });
    }
}

/// The emission is suspended. One that somebody asked for keeps its result itself; another's is kept here.
void EventEmitter::Private::setAside(RunningEmission &running, MiddlewarePassage &&passage)
{
    const bool keepsItself = asked && &running.result == &asked->result;
    passage.soFar = keepsItself ? Emission() : running.result;
    middleware.setAside(running.event.sequence(), std::move(passage));
}

/// A suspended emission has gone on and ended (or is suspended again).
void EventEmitter::Private::endPassage(RunningEmission &running, bool ended)
{
    MiddlewarePassage passage = middleware.take(running.event.sequence());
    if (!passage.list) {
        return; // it began without middleware
    }
    Emission &result = running.result;
    result.handled += passage.soFar.handled;
    result.failed += passage.soFar.failed;
    result.errors = passage.soFar.errors + result.errors;
    if (ended) {
        callAfter(running, passage);
    } else {
        setAside(running, std::move(passage));
    }
}

} // namespace ember
