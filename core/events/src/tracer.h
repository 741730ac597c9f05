// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/trace.h>

#include "handlertable.h"
#include "traceclock.h"

#include <algorithm>
#include <span>
#include <vector>

namespace ember {

/// Where one emission's trace stands while it runs.
struct TraceMark
{
    std::size_t firstRun;
    std::size_t firstFailure;
    std::size_t stashed; // runs that wait on the stash while a nested emission runs
    quint64 startTicks;
};

/// A trace taken out because its emission is suspended.
struct TracePart
{
    struct Run
    {
        quint64 endTicks = 0;
        HandlerId handler = 0;
        Outcome outcome = Outcome::Succeeded;
        bool isGap = false; // nobody ran until then
    };
    std::vector<Run> runs;
    std::vector<HandlerFailure> failures;
    quint64 startTicks = 0;
};

/// Gathers handler runs as they end: 16 bytes and one clock read each. What they become for people, nanoseconds and
/// statistics, is worked out when a batch is taken. Emitter's thread only.
///
/// Runs of one emission stand side by side. When emissions nest, those of the outer one step aside meanwhile, so only
/// nesting pays for it.
class Tracer
{
public:
    using Run = TracePart::Run;

    Tracer();

    /// A traced emission begins, inside `outer` (null: at the top, or inside an untraced one).
    [[nodiscard]] TraceMark begin(TraceMark *outer)
    {
        if (outer) {
            stepAside(outer);
        }
        m_latest = TraceClock::now();
        return {m_runs.size(), m_failures.size(), 0, m_latest};
    }
    void addRun(HandlerId handler, Outcome outcome) { addRun(handler, outcome, TraceClock::now()); }
    void addRun(HandlerId handler, Outcome outcome, quint64 endTicks)
    {
        if (m_runs.size() == m_runs.capacity()) [[unlikely]] {
            m_runs.reserve(m_runs.size() * 2);
        }
        m_latest = endTicks;
        m_runs.push_back({endTicks, handler, outcome});
    }
    /// From the last run's end until then the emission waited for another thread: no handler's time.
    void addGap(quint64 endTicks)
    {
        addRun(0, Outcome::Succeeded, endTicks);
        m_runs.back().isGap = true;
    }
    /// When the last run ended, or the emission began: when the next handler begins.
    [[nodiscard]] quint64 latestTicks() const noexcept { return m_latest; }
    void addFailure(const HandlerFailure &failure) { m_failures.push_back(failure); }

    /// The emission has ended. `keepEvent`: somebody wants the traces, not only the statistics.
    void end(TraceMark &mark, TraceMark *outer, const Event &event, bool keepEvent, EmissionOutcome outcome);
    /// Takes the emission's runs out, for it is suspended.
    [[nodiscard]] TracePart suspend(TraceMark &mark, TraceMark *outer);
    /// It goes on inside `outer`.
    [[nodiscard]] TraceMark resume(TracePart &&part, TraceMark *outer);

    [[nodiscard]] bool isEmpty() const noexcept { return m_emissions.empty(); }
    /// Runs, or emissions, whichever are more.
    [[nodiscard]] std::size_t size() const noexcept { return std::max(m_runs.size(), m_emissions.size()); }

    /// Everything that has ended since the last batch, in nanoseconds; only while no emission runs. The statistics of
    /// `handlers` get all of it, `batch` those whose event was kept.
    void takeBatch(TraceBatch &batch, HandlerTable &handlers);
    /// What was gathered so far does not count for the statistics (resetCounts()).
    void startAnew() noexcept { m_foldFrom = m_endedRuns; }

private:
    struct Emission
    {
        Event event; // null unless the trace is wanted
        quint64 startTicks = 0;
        quint32 runCount = 0;
        quint32 failureCount = 0;
        bool isWanted = false;
        EmissionOutcome outcome = {};
    };

    template <bool isKept>
    static quint64 takeRuns(std::span<const Run> runs, quint64 startTicks, const TraceClock::Scale &scale,
        HandlerTable::Folding *statistics, HandlerRun *&told);
    void stepAside(TraceMark *outer);
    void stepBack(TraceMark *outer);

    std::vector<Run> m_runs; // of emissions that ended, then of the innermost that runs
    std::vector<Run> m_stash; // of those around it
    std::size_t m_endedRuns = 0;
    std::vector<Emission> m_emissions;
    std::vector<HandlerFailure> m_failures; // of emissions that run
    std::vector<HandlerFailure> m_ended; // of those that ended
    std::size_t m_foldFrom = 0;
    std::size_t m_keptRuns = 0; // of emissions whose event is kept
    quint64 m_latest = 0;
};

} // namespace ember
