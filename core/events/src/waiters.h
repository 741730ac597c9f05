// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/listener.h>
#include <ember/events/waiting.h>

#include "deadlines.h"

#include <QtCore/QFutureWatcher>
#include <QtCore/QPromise>

#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace ember {

/// The answer to one waitFor(): given once, and "stopped" where nothing else was said.
class WaitAnswer
{
public:
    WaitAnswer() { m_promise.start(); }
    WaitAnswer(const WaitAnswer &) = delete;
    WaitAnswer &operator=(const WaitAnswer &) = delete;
    ~WaitAnswer() { give(WaitOutcome::Stopped); }

    [[nodiscard]] QFuture<WaitResult> future() const { return m_promise.future(); }
    /// Runs the future's continuations: anybody's code.
    void give(WaitOutcome outcome, const Event &event = {})
    {
        if (!std::exchange(m_isGiven, true)) {
            m_promise.addResult(WaitResult{outcome, event});
            m_promise.finish();
        }
    }

private:
    QPromise<WaitResult> m_promise;
    bool m_isGiven = false;
};

/// Somebody waits for an event: its listener, its deadline, and a look at whether the future was cancelled.
struct Waiter
{
    quint64 number = 0;
    std::shared_ptr<WaitAnswer> answer;
    Listener listener;
    Deadlines::Handle deadline;
    QFutureWatcher<WaitResult> watcher;
};

/// Those who wait. Emitter's thread.
class Waiters
{
public:
    [[nodiscard]] Waiter &add(std::shared_ptr<WaitAnswer> answer)
    {
        auto waiter = std::make_unique<Waiter>();
        waiter->answer = std::move(answer);
        waiter->number = ++m_last;
        return *m_waiters.emplace(m_last, std::move(waiter)).first->second;
    }
    /// Null if it has ended.
    [[nodiscard]] std::unique_ptr<Waiter> take(quint64 number)
    {
        auto node = m_waiters.extract(number);
        return node ? std::move(node.mapped()) : nullptr;
    }
    /// The number of one of them.
    [[nodiscard]] std::optional<quint64> first() const
    {
        return m_waiters.empty() ? std::nullopt : std::optional(m_waiters.begin()->first);
    }

private:
    std::map<quint64, std::unique_ptr<Waiter>> m_waiters;
    quint64 m_last = 0;
};

} // namespace ember
