// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/listener.h>
#include <ember/events/trace.h>

#include "eventbatch.h"

#include <atomic>
#include <chrono>
#include <limits>
#include <memory>
#include <source_location>

namespace ember {

struct RemoteHandler;
struct Topic;

/// What only few listeners have.
struct ListenerExtras
{
    QString name;
    EventFilter filter;
    const QObject *context = nullptr;
    Retry retry = {};
    RetryCondition retryIf = {};
    std::chrono::milliseconds timeout = ListenerOptions::kDefaultTimeout;
    bool concurrent = false;
    std::unique_ptr<EventBatch> batch = {};
    std::shared_ptr<RemoteHandler> remote = {}; // where the context lives on another thread
};

/// One registration, in one cache line. Other threads touch `state` alone; the rest is the emitter's thread's.
struct alignas(64) ListenerRecord
{
    static constexpr HandlerId kNoId = std::numeric_limits<HandlerId>::max();
    static constexpr quint64 kMaxOrder = (quint64(1) << 44U) - 1;
    static constexpr quint64 kMaxPins = (quint64(1) << 16U) - 1;

    std::atomic<quint64> state = 0; // generation << 1, and 1 while active
    union {
        Topic *topic = nullptr; // what it was registered for
        ListenerRecord *nextFree; // while the record is free
    };
    quint64 order : 44 = 0; // of registration
    quint64 pins : 16 = 0; // emissions that wait for its handler's future
    quint64 once : 1 = 0;
    quint64 listed : 1 = 0; // its topic's lists name it
    quint64 ended : 1 = 0; // the registry has taken note of its end
    quint64 emptied : 1 = 0; // its handler is destroyed
    qint32 priority = 0;
    HandlerId id = kNoId; // given at the first traced run or failure
    std::source_location place;
    Handler handler;
    std::unique_ptr<ListenerExtras> extras;

    [[nodiscard]] bool isActive() const noexcept { return (state.load(std::memory_order_acquire) & 1U) != 0; }
    [[nodiscard]] quint64 generation() const noexcept { return state.load(std::memory_order_relaxed) >> 1U; }
    [[nodiscard]] bool isActiveIn(quint64 generation) const noexcept
    {
        return state.load(std::memory_order_acquire) == (generation << 1U | 1U);
    }
    /// Ends that life of it; true for the one caller who did.
    [[nodiscard]] bool end(quint64 generation) noexcept
    {
        quint64 expected = generation << 1U | 1U;
        return state.compare_exchange_strong(expected, generation << 1U, std::memory_order_acq_rel);
    }
};
static_assert(sizeof(ListenerRecord) == 64);

} // namespace ember
