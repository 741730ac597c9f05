// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/retry.h>

#include "eventemitter_p.h"
#include "thrown.h"

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QThread>

#include <algorithm>
#include <cmath>

namespace ember {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

std::chrono::milliseconds Retry::waitBefore(int attempt) const
{
    const double wait = double(first.count()) * std::pow(factor, attempt - 1);
    return wait < double(max.count()) ? std::chrono::milliseconds(qint64(wait)) : max; // infinite is not less
}

QString Retry::complaint() const
{
    if (attempts < 0) {
        return u".retry.attempts is below 0"_s;
    }
    if (first < 0ms || max < first) {
        return u".retry waits from .first to .max: neither may be below 0, and .max not below .first"_s;
    }
    if (!(factor >= 1)) {
        return u".retry.factor must be at least 1"_s;
    }
    return {};
}

bool isTemporary(const std::exception &error, const RetryCondition &retryIf)
{
    if (dynamic_cast<const TemporaryError *>(&error)) {
        return true;
    }
    try {
        return retryIf && retryIf(error);
    } catch (...) {
        return false; // the condition cannot say: what failed is told as it is
    }
}

/// Where a failure goes on: the handler waits for another attempt, or its event becomes a dead letter.
void EventEmitter::Private::afterFailure(
    RunningEmission &running, ListenerRecord &record, std::shared_ptr<const FailureNote> failure, bool mayRetry)
{
    const AloneCall call = running.alone ? *running.alone : AloneCall();
    const int calls = call.attempt + 1;
    const Retry *retry = record.extras && record.extras->retry.attempts > 0 ? &record.extras->retry : nullptr;
    const Listener listener(&record, record.generation());
    DeadLetterReason reason = DeadLetterReason::Permanent;
    if (retry && mayRetry) {
        if (calls > retry->attempts) {
            reason = DeadLetterReason::Exhausted;
        } else if (!record.isActive()) {
            reason = DeadLetterReason::ListenerEnded;
        } else if (inbox.isClosed()) {
            reason = DeadLetterReason::Stopped;
        } else if (retries.isFull()) {
            reason = DeadLetterReason::TooManyRetries;
        } else {
            retries.add({.event = running.event,
                            .listener = listener,
                            .failure = std::move(failure),
                            .attempt = calls,
                            .batch = call.batch ? *call.batch : std::vector<Event>()},
                RetryQueue::Clock::now() + retry->waitBefore(calls));
            armRetryTimer();
            return;
        }
    }
    putAside(
        {.event = running.event, .failure = std::move(failure), .calls = calls, .reason = reason, .listener = listener},
        call.batch, running.children);
}

void EventEmitter::Private::armRetryTimer()
{
    const auto due = retries.nextDue();
    if (!due || !q || !QThread::currentThread()->eventDispatcher()) {
        retryTimer.stop();
        return;
    }
    constexpr std::chrono::milliseconds kLongest = 24h; // then it looks again
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*due - RetryQueue::Clock::now());
    retryTimer.start(int(std::clamp<std::chrono::milliseconds>(wait, 0ms, kLongest).count()), Qt::PreciseTimer, q);
}

/// The retry timer fired: attempts all that are due by now.
void EventEmitter::Private::runRetries()
{
    const Hold hold(*this);
    const auto now = RetryQueue::Clock::now();
    while (auto due = retries.take(now)) { // one by one: a handler may end the emitter, and what waits is then told
        ChildList children;
        if (ListenerRecord *record = registry.recordOf(due->listener)) {
            const AloneCall call{.attempt = due->attempt, .batch = due->batch.empty() ? nullptr : &due->batch};
            Emission result;
            if (callAlone(due->event, *record, children, result, &call)) {
                retried.fetch_add(1, std::memory_order_relaxed);
            } else { // a handler runs an event loop deep inside others: when it has returned
                retries.add(std::move(*due), now + 1s);
            }
        } else {
            giveUp(std::move(*due), DeadLetterReason::ListenerEnded, children);
        }
        endAlone(children);
    }
    armRetryTimer();
    stopIfDone();
}

/// The emitter stops: nothing waits any longer.
void EventEmitter::Private::endRetries()
{
    const Hold hold(*this);
    while (auto waiting = retries.take(RetryQueue::Clock::time_point::max())) {
        ChildList children;
        giveUp(std::move(*waiting), DeadLetterReason::Stopped, children);
        endAlone(children);
    }
    armRetryTimer();
}

void EventEmitter::Private::giveUp(WaitingRetry &&waiting, DeadLetterReason reason, ChildList &children)
{
    putAside({.event = std::move(waiting.event),
                 .failure = std::move(waiting.failure),
                 .calls = waiting.attempt,
                 .reason = reason,
                 .listener = waiting.listener},
        waiting.batch.empty() ? nullptr : &waiting.batch, children);
}

} // namespace ember
