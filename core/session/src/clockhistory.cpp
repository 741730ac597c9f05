// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/clockhistory.h>

#include <algorithm>

#include <time.h>

namespace ember {

namespace {

ClockHistory::Microseconds offsetOf(const ClockHistory::Reading &reading)
{
    return reading.wall.time_since_epoch() - reading.sinceBoot;
}

ClockHistory::Microseconds distance(EventTime one, EventTime other)
{
    return std::chrono::abs(one - other);
}

} // namespace

ClockHistory::Reading ClockHistory::read() noexcept
{
    timespec boot{};
    clock_gettime(CLOCK_BOOTTIME, &boot);
    return {eventTimeNow(),
        std::chrono::duration_cast<Microseconds>(
            std::chrono::seconds(boot.tv_sec) + std::chrono::nanoseconds(boot.tv_nsec))};
}

ClockHistory::ClockHistory(Reading begin)
    : m_periods{{.firstSequence = 0, .offset = offsetOf(begin)}}
{
}

ClockHistory::Microseconds ClockHistory::look(std::span<const EmissionTrace> emissions, Reading now)
{
    const std::lock_guard lock(m_mutex);
    const Microseconds offset = offsetOf(now);
    const Microseconds jump = offset - m_periods.back().offset;
    if (emissions.empty() || std::chrono::abs(jump) < kJump) {
        return Microseconds(0);
    }
    // The first one whose time is of the clock as it is now; without one, those to come.
    const EventTime before = now.wall - jump;
    const auto first = std::ranges::find_if(emissions, [&](const EmissionTrace &trace) {
        return distance(trace.event.time(), now.wall) < distance(trace.event.time(), before);
    });
    const quint64 sequence = first == emissions.end() ? emissions.back().event.sequence() + 1 : first->event.sequence();
    if (m_periods.size() >= kMaxJumps) {
        m_periods.erase(m_periods.begin());
    }
    m_periods.push_back({.firstSequence = sequence, .offset = offset});
    return jump;
}

EventTime ClockHistory::nowAsOf(quint64 sequence, Reading now) const
{
    const std::lock_guard lock(m_mutex);
    const auto after = std::ranges::upper_bound(m_periods, sequence, {}, &Period::firstSequence);
    const Period &period = after == m_periods.begin() ? m_periods.front() : *std::prev(after);
    const Microseconds set = offsetOf(now) - period.offset;
    return std::chrono::abs(set) < kJump ? now.wall : now.wall - set;
}

ClockHistory::Microseconds ClockHistory::age(EventTime time, quint64 sequence, Reading now) const
{
    return std::max(nowAsOf(sequence, now) - time, Microseconds(0));
}

} // namespace ember
