// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

#include <QtCore/QThread>

namespace ember {

using namespace std::chrono_literals;

QFuture<WaitResult> EventEmitter::waitFor(
    QStringView pattern, std::chrono::milliseconds timeout, EventFilter filter, const std::source_location &place)
{
    auto answer = std::make_shared<WaitAnswer>();
    QFuture<WaitResult> future = answer->future();
    if (thread() == QThread::currentThread()) {
        d->beginWait(std::move(answer), pattern, timeout, std::move(filter), place);
    } else {
        // Where the box is closed the task dies, and the answer with it: "stopped".
        d->errands->put(
            [p = d.get(), answer = std::move(answer), text = pattern.toString(), timeout, filter = std::move(filter),
                place]() mutable { p->beginWait(std::move(answer), text, timeout, std::move(filter), place); });
    }
    return future;
}

void EventEmitter::Private::beginWait(std::shared_ptr<WaitAnswer> answer, QStringView pattern,
    std::chrono::milliseconds timeout, EventFilter &&filter, const std::source_location &place)
{
    using namespace Qt::StringLiterals;
    if (timeout <= 0ms) {
        answer->give(WaitOutcome::TimedOut);
        return;
    }
    const QFuture<WaitResult> future = answer->future();
    Waiter &waiter = waiters.add(std::move(answer));
    const quint64 number = waiter.number;
    waiter.listener = listen("waitFor()", pattern,
        Handler([this, number](const Event &event) { endWait(number, WaitOutcome::Matched, event); }),
        {.name = u"waitFor"_s, .filter = std::move(filter)}, place, true);
    if (!waiter.listener.isActive()) {
        endWait(number, WaitOutcome::Stopped); // the warning has been given
        return;
    }
    waiter.deadline = deadlines->add(timeout, [this, number] { endWait(number, WaitOutcome::TimedOut); });
    QObject::connect(
        &waiter.watcher, &QFutureWatcherBase::canceled, q, [this, number] { endWait(number, WaitOutcome::Stopped); });
    waiter.watcher.setFuture(future);
}

/// May be this object's end, but for a Hold.
void EventEmitter::Private::endWait(quint64 number, WaitOutcome outcome, const Event &event)
{
    if (const std::unique_ptr<Waiter> waiter = waiters.take(number)) {
        const Hold hold(*this);
        waiter->listener.cancel();
        if (q) {
            deadlines->remove(waiter->deadline);
        }
        waiter->answer->give(outcome, event);
    }
}

/// The emitter stops.
void EventEmitter::Private::endWaits()
{
    while (const std::optional<quint64> number = waiters.first()) {
        endWait(*number, WaitOutcome::Stopped);
    }
}

bool EventEmitter::mayBlock(const char *function) const
{
    if (thread() != QThread::currentThread()) {
        return true;
    }
    qCWarning(lcEvents) << function
                        << "was called on the emitter's own thread, which would wait for itself: it did "
                           "not wait. Observe the future with a QFutureWatcher instead.";
    return false;
}

} // namespace ember
