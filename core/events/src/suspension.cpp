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
    const QFuture<void> future = entry.handler.callAsynchronous(running.event);
    if (!future.isFinished()) {
        suspend(running, future);
        return false;
    }
    rethrow(future);
    return true;
}

void EventEmitter::Private::suspend(RunningEmission &running, const QFuture<void> &future)
{
    auto waiting = std::make_unique<SuspendedEmission>();
    const auto first = running.listeners->begin() + std::ptrdiff_t(running.next);
    waiting->listeners.assign(first, running.listeners->end());
    waiting->event = running.event;
    waiting->channel = running.channel;
    waiting->traced = running.traced;
    waiting->startNs = running.startNs;
    waiting->handlerStartNs = running.lastNs;
    waiting->part = tracer.takeSince(running.mark);

    const auto stillActive = std::count_if(
        first + 1, running.listeners->end(), [](const ListenerEntryPtr &entry) { return entry->active.load(); });
    waiting->result = running.result;
    const auto ownChildren = running.children->begin() + std::ptrdiff_t(running.childrenBegin);
    waiting->children.assign(std::make_move_iterator(ownChildren), std::make_move_iterator(running.children->end()));
    running.children->erase(ownChildren, running.children->end());
    running.result.pending = int(stillActive) + 1;

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
    const ListenerList listeners = std::move(waiting.listeners);
    std::vector<Event> children = std::move(waiting.children);
    RunningEmission running{.event = waiting.event, .channel = waiting.channel, .listeners = &listeners};
    running.next = 1; // behind the awaited one
    running.result = std::move(waiting.result);
    running.children = &children;
    running.outer = current;
    running.traced = waiting.traced;
    running.startNs = waiting.startNs;
    running.lastNs = waiting.handlerStartNs;
    running.mark = tracer.mark();
    tracer.putBack(waiting.part);

    current = &running;
    ++depth;
    const ListenerEntry &awaited = *listeners.front();
    Outcome outcome = Outcome::Succeeded;
    try {
        rethrow(waiting.watcher.future());
        ++running.result.handled;
    } catch (...) {
        outcome = Outcome::Failed;
        noteFailure(running, awaited, std::current_exception());
    }
    if (running.traced) {
        noteRun(running, awaited, outcome);
    }
    const bool ended = running.traced ? runHandlers<true>(running) : runHandlers<false>(running);
    --depth;
    current = running.outer;
    if (ended) {
        finish(running);
        noteBatchGrew();
        emitChildren(children);
    }
    becomeIdle();
}

/// The emitter stops: nobody waits for unfinished futures any more. The awaited handlers are traced as pending, those
/// behind them do not run, and the children that were promised are emitted.
void EventEmitter::Private::abandonSuspended()
{
    while (!suspended.empty()) { // a child may suspend again
        std::unique_ptr<SuspendedEmission> waiting = std::move(suspended.front());
        suspended.erase(suspended.begin());
        if (waiting->watcher.future().isFinished()) {
            goOn(*waiting);
            continue;
        }
        qCWarning(lcEvents).noquote()
            << u"the emitter stopped while \"%1\" was still handling %2 %3; the handlers behind it did not run"_s.arg(
                   handlers.info(waiting->listeners.front()->id)->name, waiting->event.name(), waiting->event.id());
        RunningEmission running{.event = waiting->event, .channel = waiting->channel};
        running.startNs = waiting->startNs;
        running.lastNs = waiting->handlerStartNs;
        running.traced = waiting->traced;
        running.mark = tracer.mark();
        tracer.putBack(waiting->part);
        if (running.traced) {
            noteRun(running, *waiting->listeners.front(), Outcome::Pending);
        }
        finish(running);
        emitChildren(waiting->children);
    }
}

} // namespace ember
