// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

#include <stdexcept>

namespace ember {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Kind = UnfinishedCall::Kind;

namespace {

/// Throws what the handler's future ended with; returns if it ended well.
void rethrow(QFuture<void> future)
{
    future.waitForFinished(); // finished already: only throws what is stored
    if (future.isCanceled()) {
        throw std::runtime_error("the handler's future was cancelled before it finished");
    }
}

QString durationText(std::chrono::milliseconds duration)
{
    return duration % 1s == 0ms ? u"%1 s"_s.arg(duration / 1s) : u"%1 ms"_s.arg(duration / 1ms);
}

} // namespace

/// Whether one more asynchronous call may begin; else its handler has failed, uncalled.
bool EventEmitter::Private::mayAwait(RunningEmission &running, ListenerRecord &record)
{
    if (unfinished.size() < maxPending) [[likely]] {
        return true;
    }
    noteFailure(running, record,
        {u"too many pending"_s,
            u"it was not called: %1 asynchronous calls have not finished, which is the limit (maxPending)"_s.arg(
                maxPending)});
    return false;
}

/// Calls an asynchronous handler, and suspends the emission if it has not finished by then. Throws if it ended badly.
EventEmitter::Private::Ran EventEmitter::Private::awaitHandler(RunningEmission &running, const ListenerEntry &entry)
{
    ListenerRecord &record = *entry.record;
    if (record.extras && record.extras->remote) {
        return callRemotely(running, entry);
    }
    const quint64 startTicks = TraceClock::now();
    const QFuture<void> future = record.handler.callAsynchronous(entry.context, running.event);
    if (future.isFinished()) {
        rethrow(future);
        return Ran::Yes;
    }
    if (!q) {
        running.result.pending = 1; // the handler ended the emitter: nobody is left to wait
        return Ran::Suspended;
    }
    const bool waits = !record.extras || !record.extras->concurrent;
    UnfinishedCall &call = waits ? suspend(running, entry) : letRun(running, entry);
    call.startTicks = startTicks;
    observe(call, future);
    return waits ? Ran::Suspended : Ran::No;
}

/// resume() follows when the future has finished.
void EventEmitter::Private::observe(UnfinishedCall &call, const QFuture<void> &future)
{
    // QFutureWatcher, not QFuture::then(): a continuation would replace the one the user may have attached.
    QObject::connect(
        &call.watcher, &QFutureWatcher<void>::finished, q, [this, number = call.number] { resume(number); });
    call.isObserved = true;
    call.watcher.setFuture(future);
}

/// Notes a call that has begun and not finished.
UnfinishedCall &EventEmitter::Private::addUnfinished(RunningEmission &running, ListenerRecord &record, Kind kind)
{
    UnfinishedCall &call = unfinished.add(kind);
    call.record = &record;
    registry.pin(record);
    call.emission.event = running.event;
    call.emission.topic = running.topic;
    call.emission.alone = running.alone ? *running.alone : AloneCall();
    if (asked && &running.result == &asked->result) {
        call.emission.asked = asked;
        asked->begin();
    }
    const auto timeout = record.extras ? record.extras->timeout : ListenerOptions::kDefaultTimeout;
    call.deadline = deadlines->add(timeout, [this, number = call.number] { expire(number); });
    return call;
}

/// A concurrent handler's call: the emission goes on beside it.
UnfinishedCall &EventEmitter::Private::letRun(RunningEmission &running, const ListenerEntry &entry)
{
    ++running.result.pending;
    if (running.traced) {
        tracer.addRun(handlers.idOf(*entry.record), Outcome::Pending);
    }
    return addUnfinished(running, *entry.record, Kind::Concurrent);
}

/// Takes the emission out of the run, with what it needs to go on behind `entry`.
UnfinishedCall &EventEmitter::Private::suspend(RunningEmission &running, const ListenerEntry &entry)
{
    UnfinishedCall &call = addUnfinished(running, *entry.record, Kind::Awaited);
    SuspendedEmission &waiting = call.emission;
    for (const ListenerEntry *next = &entry + 1; next != running.end; ++next) {
        if (next->record->isActive()) {
            waiting.rest.emplace_back(*next, next->record->generation());
        }
    }
    waiting.traced = running.traced;
    if (running.traced) {
        waiting.part = tracer.suspend(running.mark, markAround(running.outer));
    }
    if (std::vector<Event> *children = running.children.events) {
        const auto own = children->begin() + std::ptrdiff_t(running.childrenBegin);
        waiting.children.assign(std::make_move_iterator(own), std::make_move_iterator(children->end()));
        children->erase(own, children->end());
    }
    running.result.pending += int(waiting.rest.size()) + 1;
    return call;
}

/// A call has finished.
void EventEmitter::Private::resume(quint64 number)
{
    const std::unique_ptr<UnfinishedCall> call = unfinished.take(number);
    if (!call) {
        return;
    }
    if (call->kind == Kind::Late) {
        registry.unpin(*call->record);
        registry.noteUntidy();
        becomeIdle();
        return;
    }
    deadlines->remove(call->deadline);
    finishCall(*call);
}

void EventEmitter::Private::finishCall(UnfinishedCall &call)
{
    goOn(call.emission, call.kind == Kind::Concurrent, [this, &call](RunningEmission &running) {
        ListenerRecord &record = *call.record;
        registry.unpin(record);
        if (call.remote && noteRemoteEnd(running, record, *call.remote)) {
            return;
        }
        try {
            rethrow(call.remote ? call.remote->future : call.watcher.future());
            ++running.result.handled;
            if (running.traced) {
                tracer.addRun(handlers.idOf(record), Outcome::Succeeded);
            }
        } catch (const std::exception &error) {
            noteThrown(running, record, error);
        } catch (...) {
            noteUnknown(running, record);
        }
    });
}

/// A call took too long: a failure, and nobody waits for it any more.
void EventEmitter::Private::expire(quint64 number)
{
    UnfinishedCall *call = unfinished.find(number);
    if (!call || call->kind == Kind::Late) {
        return;
    }
    ListenerRecord &record = *call->record; // stays pinned: the call goes on using its handler
    const bool isConcurrent = call->kind == Kind::Concurrent;
    SuspendedEmission waiting = std::move(call->emission);
    unfinished.letBeLate(*call);
    if (call->remote) {
        call->remote->isWanted = false; // not begun by now: it never does
    }
    goOn(waiting, isConcurrent, [this, &record, isConcurrent](RunningEmission &running) {
        const auto timeout = record.extras ? record.extras->timeout : ListenerOptions::kDefaultTimeout;
        noteFailure(running, record,
            {u"timeout"_s,
                isConcurrent
                    ? u"it has not finished within %1; nobody waits for it any more"_s.arg(durationText(timeout))
                    : u"it has not finished within %1; the handlers behind it ran without waiting longer"_s.arg(
                        durationText(timeout))});
    });
}

/// An awaited call has ended, as `noteEnd` notes: runs the handlers behind it. Or a concurrent one has: nothing is
/// behind it, and its emission has ended long ago.
void EventEmitter::Private::goOn(
    SuspendedEmission &waiting, bool isConcurrent, const std::function<void(RunningEmission &)> &noteEnd)
{
    const Hold hold(*this);
    std::vector<ListenerEntry> rest;
    for (const auto &[entry, generation] : waiting.rest) {
        if (entry.record->isActiveIn(generation)) { // a record may have a new life by now
            rest.push_back(entry);
        }
    }
    const std::shared_ptr<AskedEmission> own = waiting.asked;
    const std::shared_ptr<AskedEmission> outerAsked = std::exchange(asked, own);
    Emission unasked;
    ChildList children;
    if (!waiting.children.empty()) {
        eventsOf(children) = std::move(waiting.children);
    }
    RunningEmission running(Event(waiting.event), waiting.topic, own ? own->result : unasked, children, current);
    running.next = rest.data();
    running.end = rest.data() + rest.size();
    running.cancels = 0; // which the counter never is: every listener is looked at before it is called
    running.traced = waiting.traced;
    running.alone = &waiting.alone;
    running.result.pending = 0;
    if (running.traced) {
        running.mark = tracer.resume(std::move(waiting.part), markAround(current));
    }
    current = &running;
    ++depth;
    noteEnd(running);
    const bool ended = runTraced(running);
    if (!isConcurrent) {
        endPassage(running, ended);
        if (ended) {
            endAttended(running);
        }
    }
    --depth;
    current = running.outer;
    asked = outerAsked;
    noteBatchGrew();
    if (children.events) {
        emitChildren(children);
    }
    registry.noteUntidy();
    becomeIdle();
    if (own) {
        own->end();
    }
    stopIfDone();
}

} // namespace ember
