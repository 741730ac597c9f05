// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QtGlobal>

#include <chrono>

#if defined(__x86_64__) || defined(__i386__)
#include <x86intrin.h>
#endif

namespace ember {

/// The cheapest clock that is fit to time handlers: the processor's own counter where it runs evenly and alike on all
/// cores (the kernel says so), else the steady clock. A read costs about 10 ns instead of 23. Any thread.
class TraceClock
{
public:
    /// Now, in ticks; converted only when somebody looks.
    [[nodiscard]] static quint64 now() noexcept
    {
#if defined(__x86_64__) || defined(__i386__)
        if (s_counter) {
            return __rdtsc();
        }
#elif defined(__aarch64__)
        if (s_counter) {
            quint64 ticks;
            asm volatile("mrs %0, cntvct_el0" : "=r"(ticks));
            return ticks;
        }
#endif
        return quint64(std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1));
    }

    /// How ticks become nanoseconds. Measured against the steady clock; grows more exact with the process's age.
    class Scale
    {
    public:
        [[nodiscard]] quint64 toNs(quint64 ticks) const noexcept
        {
            if (((ticks | m_factor) >> 32U) == 0) [[likely]] { // a second: one word is enough, and half as dear
                return (ticks * m_factor) >> kShift;
            }
            return quint64((static_cast<unsigned __int128>(ticks) * m_factor) >> kShift);
        }
        [[nodiscard]] quint64 toTicks(std::chrono::nanoseconds duration) const noexcept
        {
            return quint64((static_cast<unsigned __int128>(duration.count()) << kShift) / m_factor);
        }

    private:
        friend class TraceClock;
        static constexpr int kShift = 32;
        quint64 m_factor = quint64(1) << kShift;
    };
    [[nodiscard]] static Scale scale();

    [[nodiscard]] static bool usesCounter() noexcept
    {
        return s_counter;
    }

private:
    static bool counterIsFit();
    static const bool s_counter;
};

} // namespace ember
