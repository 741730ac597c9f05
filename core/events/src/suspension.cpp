// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

#include "logging.h"

#include <algorithm>
#include <stdexcept>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// Throws what the handler's future ended with; returns if it ended well.
void rethrow(QFuture<void> future)
{
    future.waitForFinished(); // finished already: only throws what is stored
    if (future.isCanceled()) {
        throw std::runtime_error("the handler's future was cancelled before it finished");
    }
}

} // namespace

/// Calls an asynchronous handler. True if it has finished by then; throws if it ended badly; false: suspended.
bool EventEmitter::Private::awaitHandler(RunningEmission &running, const ListenerEntry &entry)
{
    const QFuture<void> future = entry.record->handler.callAsynchronous(entry.context, running.event);
    if (!future.isFinished()) {
        if (q) {
            suspend(running, entry, future);
        } else {
            running.result.pending = 1; // the handler ended the emitter: nobody is left to wait
        }
        return false;
    }
    rethrow(future);
    return true;
}

void EventEmitter::Private::suspend(RunningEmission &running, const ListenerEntry &entry, const QFuture<void> &future)
{
    auto waiting = std::make_unique<SuspendedEmission>();
    waiting->event = running.event;
    waiting->topic = running.topic;
    waiting->awaited = entry.record;
    registry.pin(*entry.record);
    for (const ListenerEntry *next = &entry + 1; next != running.end; ++next) {
        if (next->record->isActive()) {
            waiting->rest.emplace_back(*next, next->record->generation());
        }
    }
    waiting->traced = running.traced;
    if (running.traced) {
        waiting->part = tracer.suspend(running.mark, markAround(running.outer));
    }
    if (std::vector<Event> *children = running.children.events) {
        const auto own = children->begin() + std::ptrdiff_t(running.childrenBegin);
        waiting->children.assign(std::make_move_iterator(own), std::make_move_iterator(children->end()));
        children->erase(own, children->end());
    }
    running.result.pending = int(waiting->rest.size()) + 1;

    // QFutureWatcher, not QFuture::then(): a continuation would replace the one the user may have attached.
    SuspendedEmission *key = waiting.get();
    QObject::connect(&waiting->watcher, &QFutureWatcher<void>::finished, q, [this, key] { resume(key); });
    suspended.push_back(std::move(waiting));
    key->watcher.setFuture(future);
}

void EventEmitter::Private::resume(SuspendedEmission *key)
{
    const auto at = std::ranges::find_if(suspended, [key](const auto &one) { return one.get() == key; });
    if (at == suspended.end()) {
        return;
    }
    const std::unique_ptr<SuspendedEmission> waiting = std::move(*at);
    suspended.erase(at);
    goOn(*waiting);
}

/// Runs the handlers behind the awaited one.
void EventEmitter::Private::goOn(SuspendedEmission &waiting)
{
    std::vector<ListenerEntry> rest;
    for (const auto &[entry, generation] : waiting.rest) {
        if (entry.record->isActiveIn(generation)) { // a record may have a new life by now
            rest.push_back(entry);
        }
    }
    Emission result;
    ChildList children;
    if (!waiting.children.empty()) {
        eventsOf(children) = std::move(waiting.children);
    }
    RunningEmission running(Event(waiting.event), waiting.topic, result, children, current);
    running.next = rest.data();
    running.end = rest.data() + rest.size();
    running.cancels = 0; // which the counter never is: every listener is looked at before it is called
    running.traced = waiting.traced;
    if (running.traced) {
        running.mark = tracer.resume(std::move(waiting.part), markAround(current));
    }
    current = &running;
    ++depth;
    try {
        rethrow(waiting.watcher.future());
        if (running.traced) {
            tracer.addRun(handlers.idOf(*waiting.awaited), Outcome::Succeeded);
        }
    } catch (const std::exception &error) {
        noteThrown(running, *waiting.awaited, error);
    } catch (...) {
        noteUnknown(running, *waiting.awaited);
    }
    registry.unpin(*waiting.awaited);
    const bool ended = running.traced ? runHandlers<true>(running) : runHandlers<false>(running);
    if (ended) {
        endAttended(running);
    }
    --depth;
    current = running.outer;
    noteBatchGrew();
    if (children.events) {
        emitChildren(children);
    }
    registry.noteUntidy();
    becomeIdle();
}

/// The emitter stops: nobody waits for unfinished futures any more. The awaited handlers are traced as pending, those
/// behind them do not run, and the children that were promised are emitted.
void EventEmitter::Private::abandonSuspended()
{
    const Hold hold(*this);
    while (!suspended.empty()) { // a child may suspend again
        std::unique_ptr<SuspendedEmission> waiting = std::move(suspended.front());
        suspended.erase(suspended.begin());
        if (waiting->watcher.future().isFinished()) {
            goOn(*waiting);
            continue;
        }
        qCWarning(lcEvents).noquote()
            << u"the emitter stopped while \"%1\" was still handling %2 %3; the handlers behind it did not run"_s.arg(
                   handlers.info(handlers.idOf(*waiting->awaited))->name, waiting->event.name(), waiting->event.id());
        Emission result;
        ChildList children;
        if (!waiting->children.empty()) {
            eventsOf(children) = std::move(waiting->children);
        }
        RunningEmission running(Event(waiting->event), waiting->topic, result, children, current);
        running.traced = waiting->traced;
        if (running.traced) {
            running.mark = tracer.resume(std::move(waiting->part), markAround(current));
            tracer.addRun(handlers.idOf(*waiting->awaited), Outcome::Pending);
        }
        registry.unpin(*waiting->awaited);
        endAttended(running);
        noteBatchGrew();
        if (children.events) {
            emitChildren(children);
        }
    }
    registry.noteUntidy();
}

} // namespace ember
