// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/batchhandler.h>
#include <ember/events/listener.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace ember {

class EventBatch;

/// The batches of an emitter that have events waiting. Emitter's thread only, but for `undelivered`.
class WaitingBatches
{
public:
    using Clock = std::chrono::steady_clock;

    void add(EventBatch &batch) { m_batches.push_back(&batch); }
    void remove(const EventBatch &batch) { std::erase(m_batches, &batch); }
    [[nodiscard]] std::optional<Clock::time_point> nextDue() const;
    /// The listeners of those due by then, the longest waiting first.
    [[nodiscard]] std::vector<Listener> due(Clock::time_point by) const;
    /// Those whose listener has ended are not due any more: they tell what they have when they die, which is soon.
    void forgetEnded();

    std::atomic<quint64> undelivered = 0; // events whose listener ended before they were handed over
    bool isClosed = false; // nothing waits any more: every event is handed over at once

private:
    std::vector<EventBatch *> m_batches; // few: one per batch handler at most
};

/// What a batch handler is still to get. Emitter's thread only.
class EventBatch
{
public:
    using Clock = WaitingBatches::Clock;

    EventBatch(BatchHandler handler, const BatchOptions &options, WaitingBatches &all);
    /// Says how many were not delivered, if any.
    ~EventBatch();
    EventBatch(const EventBatch &) = delete;
    EventBatch &operator=(const EventBatch &) = delete;

    /// Takes one more; true when the batch is full.
    [[nodiscard]] bool add(const Event &event);
    [[nodiscard]] std::vector<Event> take();
    /// What take() gave could not be handed over: it waits on, as if it had just come.
    void putBack(std::vector<Event> events);
    void call(const std::vector<Event> &events) const { m_handler(events); }

    [[nodiscard]] bool isEmpty() const noexcept { return m_waiting.empty(); }
    [[nodiscard]] Clock::time_point dueAt() const noexcept { return m_due; }

    Listener listener;
    QString name; // for people

private:
    const BatchHandler m_handler;
    const BatchOptions m_options;
    WaitingBatches &m_all;
    std::vector<Event> m_waiting;
    Clock::time_point m_due;
};

} // namespace ember
