// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>
#include <ember/events/listener.h>

#include "failurenote.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace ember {

/// A call that failed and waits for its next attempt.
struct WaitingRetry
{
    Event event;
    Listener listener;
    std::shared_ptr<const FailureNote> failure;
    int attempt = 1; // the one it waits for
    std::vector<Event> batch = {}; // of a batch handler: all of it
};

/// Calls that wait for their next attempt, by when it is due; equal ones in the order they failed. Emitter's thread
/// only, but for size().
class RetryQueue
{
public:
    using Clock = std::chrono::steady_clock;

    explicit RetryQueue(std::size_t limit)
        : m_limit(limit)
    {
    }

    [[nodiscard]] bool isFull() const noexcept { return m_waiting.size() >= m_limit; }
    void add(WaitingRetry &&retry, Clock::time_point due)
    {
        m_waiting.emplace(due, std::move(retry));
        m_size.store(m_waiting.size(), std::memory_order_relaxed);
    }
    [[nodiscard]] std::optional<Clock::time_point> nextDue() const
    {
        return m_waiting.empty() ? std::nullopt : std::optional(m_waiting.begin()->first);
    }
    /// The next one that is due by then.
    [[nodiscard]] std::optional<WaitingRetry> take(Clock::time_point by)
    {
        if (m_waiting.empty() || m_waiting.begin()->first > by) {
            return std::nullopt;
        }
        std::optional<WaitingRetry> due(std::move(m_waiting.begin()->second));
        m_waiting.erase(m_waiting.begin());
        m_size.store(m_waiting.size(), std::memory_order_relaxed);
        return due;
    }
    /// Any thread.
    [[nodiscard]] std::size_t size() const noexcept { return m_size.load(std::memory_order_relaxed); }

private:
    const std::size_t m_limit;
    std::multimap<Clock::time_point, WaitingRetry> m_waiting;
    std::atomic<std::size_t> m_size = 0;
};

} // namespace ember
