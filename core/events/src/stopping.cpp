// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "stopping.h"

#include "eventemitter_p.h"

namespace ember {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = UnfinishedCall::Kind;

namespace {

constexpr qsizetype kTold = 5; // calls that the summary names

QString summaryOf(const QList<AbandonedCall> &abandoned)
{
    QStringList told;
    for (const AbandonedCall &call : abandoned.first(std::min(abandoned.size(), kTold))) {
        told << u"\"%1\" was still handling %2 %3"_s.arg(call.handlerName, call.event.name(), call.event.id());
    }
    if (abandoned.size() > kTold) {
        told << u"%1 more were busy"_s.arg(abandoned.size() - kTold);
    }
    return u"the emitter stopped while %1; the handlers behind %2 did not run"_s.arg(
        told.join(u", "), abandoned.size() == 1 ? u"it"_s : u"them"_s);
}

} // namespace

ShutdownReport EventEmitter::shutdown()
{
    if (!d->isOwnThread("shutdown()")) {
        return {};
    }
    const Private::Hold hold(*d);
    Private &p = *d; // this object may end meanwhile
    p.inbox.close();
    p.endRunNow();
    return p.stopping.report;
}

QFuture<ShutdownReport> EventEmitter::stop(std::chrono::milliseconds deadline)
{
    d->inbox.close();
    QFuture<ShutdownReport> future = d->stopping.ask();
    if (thread() == QThread::currentThread()) {
        d->stopWithin(deadline);
    } else {
        d->errands->put([p = d.get(), deadline] { p->stopWithin(deadline); });
    }
    return future;
}

void EventEmitter::Private::stopWithin(std::chrono::milliseconds deadline)
{
    if (stopping.hasBegun) {
        return;
    }
    if (deadline <= 0ms) {
        endRunNow();
        return;
    }
    stopping.isAsked = true;
    deadlines->add(deadline, [this] { endRunNow(); }); // of several the first one counts
    stopIfDone();
}

/// The rest of a stop(), if nothing is pending any more. May be this object's end, but for a Hold.
void EventEmitter::Private::stopIfDone()
{
    if (!stopping.isAsked || !q) {
        return;
    }
    if (depth > 0) {
        registry.noteUntidy(); // becomeIdle() looks again
    } else if (!draining && unfinished.count(Kind::Awaited) == 0 && unfinished.count(Kind::Concurrent) == 0
        && retries.size() == 0 && inbox.figures().waiting == 0) {
        endRunNow();
    }
}

/// The second half of shutdown(): now, or when no handler is running.
void EventEmitter::Private::endRunNow()
{
    if (stopping.hasBegun) {
        return;
    }
    if (depth > 0 || draining) {
        stopAsked = true;
    } else {
        endRun();
    }
}

/// When no handler is running and the inbox is closed.
void EventEmitter::Private::endRun()
{
    const Hold hold(*this);
    stopAsked = false;
    if (stopping.hasBegun) {
        return;
    }
    stopping.hasBegun = true;
    stopping.isAsked = false;
    emitAll();
    endBatches();
    endRetries();
    errands->runAll(); // replies that have come
    abandonUnfinished();
    endWaits();
    if (!stopping.report.isComplete()) {
        qCWarning(lcEvents).noquote() << summaryOf(stopping.report.abandoned);
    }
    if (losses.hasNews()) {
        tellLosses(Telling::Now); // there is no later
    }
    flush();
    stopping.finish();
}

/// Nobody waits for unfinished calls any more. The awaited ones are traced as pending, the handlers behind them do not
/// run, and the children that were promised are emitted.
void EventEmitter::Private::abandonUnfinished()
{
    const TraceClock::Scale scale = TraceClock::scale();
    while (std::unique_ptr<UnfinishedCall> call = unfinished.takeFirst()) { // a child may suspend again
        if (q) {
            deadlines->remove(call->deadline);
        }
        if (call->remote) {
            call->remote->isWanted = false;
        }
        if (call->kind != Kind::Late && call->isFinished()) {
            finishCall(*call);
            continue;
        }
        registry.unpin(*call->record);
        if (call->kind == Kind::Late) {
            continue; // told as a failure, long ago
        }
        const HandlerId id = handlers.idOf(*call->record);
        SuspendedEmission &waiting = call->emission;
        stopping.report.abandoned.append({.handler = id,
            .handlerName = handlers.info(id)->name,
            .event = waiting.event,
            .runningFor = std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::nanoseconds(scale.toNs(TraceClock::now() - call->startTicks))),
            .behind = int(waiting.rest.size())});
        const std::shared_ptr<AskedEmission> own = waiting.asked;
        Emission unasked;
        ChildList children;
        if (!waiting.children.empty()) {
            eventsOf(children) = std::move(waiting.children);
        }
        RunningEmission running(Event(waiting.event), waiting.topic, own ? own->result : unasked, children, current);
        running.traced = waiting.traced;
        running.result.outcome = EmissionOutcome::Stopped;
        running.result.pending = int(waiting.rest.size()) + 1;
        if (running.traced) {
            running.mark = tracer.resume(std::move(waiting.part), markAround(current));
            tracer.addRun(id, Outcome::Pending);
        }
        if (call->kind == Kind::Awaited) {
            endPassage(running, true);
            endAttended(running);
        }
        noteBatchGrew();
        if (children.events) {
            emitChildren(children);
        }
        if (own) {
            own->end();
        }
    }
    registry.noteUntidy();
}

std::optional<RunningHandler> EventEmitter::runningHandler() const
{
    const auto seen = d->watch.look();
    if (!seen) {
        return {};
    }
    const auto ticks = qint64(TraceClock::now() - seen->sinceTicks); // counters of two cores may differ by a hair
    return RunningHandler{.handler = seen->handler,
        .runningFor = std::chrono::nanoseconds(TraceClock::scale().toNs(quint64(std::max<qint64>(ticks, 0))))};
}

} // namespace ember
