// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/trace.h>

#include <chrono>
#include <mutex>
#include <span>
#include <vector>

namespace ember {

/// How the system's clock was set while the session ran. Events carry the time of that clock, which may jump; with this
/// history the age of an event is what really passed since, never negative, whatever was set in between.
///
/// Compares the clock with one that nobody sets and that goes on while the machine sleeps (CLOCK_BOOTTIME). Changes
/// below a second are the clock being kept right and no jump.
class ClockHistory
{
public:
    using Microseconds = std::chrono::microseconds;
    /// Both clocks at one moment.
    struct Reading
    {
        EventTime wall;
        Microseconds sinceBoot{0};
    };
    static constexpr Microseconds kJump = std::chrono::seconds(1);
    static constexpr std::size_t kMaxJumps = 1'000; ///< then the oldest is forgotten

    [[nodiscard]] static Reading read() noexcept;

    explicit ClockHistory(Reading begin = read());

    /// Looks at the clock when emissions have ended; these are the ones since the last look. Returns by how much it was
    /// set in between, 0 if it was not. One thread.
    Microseconds look(std::span<const EmissionTrace> emissions, Reading now = read());

    /// The present moment on the clock as it stood when the event with this sequence happened. Any thread.
    [[nodiscard]] EventTime nowAsOf(quint64 sequence, Reading now = read()) const;
    /// How long ago an event was: `time` is its own. Never negative. Any thread.
    [[nodiscard]] Microseconds age(EventTime time, quint64 sequence, Reading now = read()) const;

private:
    struct Period
    {
        quint64 firstSequence = 0;
        Microseconds offset{0}; // of the wall clock to the one that nobody sets
    };

    mutable std::mutex m_mutex;
    std::vector<Period> m_periods; // by first sequence, never empty
};

} // namespace ember
