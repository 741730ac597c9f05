// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/trace.h>

#include <atomic>
#include <optional>

namespace ember {

/// Which handler is running, for other threads to see. Written on the emitter's thread in traced emissions only: two
/// plain stores a handler, beside the clock read that tracing costs.
class HandlerWatch
{
public:
    struct Seen
    {
        HandlerId handler = kNone;
        quint64 sinceTicks = 0;
    };
    static constexpr HandlerId kNone = ~HandlerId(0);

    void begin(HandlerId handler, quint64 ticks) noexcept
    {
        m_since.store(ticks, std::memory_order_relaxed);
        m_handler.store(handler, std::memory_order_release);
    }
    /// Emitter's thread: what stands there, to put it back when a nested emission has ended.
    [[nodiscard]] Seen current() const noexcept
    {
        return {m_handler.load(std::memory_order_relaxed), m_since.load(std::memory_order_relaxed)};
    }
    void restore(const Seen &outer) noexcept { begin(outer.handler, outer.sinceTicks); }

    /// Any thread. For the instant between two handlers the one may be seen with the beginning of the other.
    [[nodiscard]] std::optional<Seen> look() const noexcept
    {
        const HandlerId handler = m_handler.load(std::memory_order_acquire);
        if (handler == kNone) {
            return {};
        }
        return Seen{handler, m_since.load(std::memory_order_relaxed)};
    }

private:
    std::atomic<HandlerId> m_handler = kNone;
    std::atomic<quint64> m_since = 0;
};

} // namespace ember
