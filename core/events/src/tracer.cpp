// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "tracer.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace ember {

namespace {

constexpr std::size_t kRoom = 4'096;

quint32 saturated(quint64 ns) noexcept
{
    return quint32(std::min<quint64>(ns, std::numeric_limits<quint32>::max()));
}

} // namespace

Tracer::Tracer()
{
    m_runs.reserve(64);
}

/// Moves the runs of the emission around a nested one out of its way.
void Tracer::stepAside(TraceMark *outer)
{
    if (outer && outer->firstRun < m_runs.size()) {
        const auto first = m_runs.begin() + std::ptrdiff_t(outer->firstRun);
        outer->stashed += std::size_t(m_runs.end() - first);
        m_stash.insert(m_stash.end(), first, m_runs.end());
        m_runs.erase(first, m_runs.end());
    }
}

/// A nested emission has ended: the outer one's runs stand behind it.
void Tracer::stepBack(TraceMark *outer)
{
    if (!outer) {
        return;
    }
    outer->firstRun = m_runs.size();
    const auto first = m_stash.end() - std::ptrdiff_t(std::exchange(outer->stashed, 0));
    m_runs.insert(m_runs.end(), first, m_stash.end());
    m_stash.erase(first, m_stash.end());
}

void Tracer::end(TraceMark &mark, TraceMark *outer, const Event &event, bool keepEvent, EmissionOutcome outcome)
{
    const std::size_t failures = m_failures.size() - mark.firstFailure;
    m_endedRuns = m_runs.size();
    m_keptRuns += keepEvent ? m_runs.size() - mark.firstRun : 0;
    m_emissions.push_back({.event = keepEvent ? event : Event(),
        .startTicks = mark.startTicks,
        .runCount = quint32(m_runs.size() - mark.firstRun),
        .failureCount = keepEvent ? quint32(failures) : 0,
        .isWanted = keepEvent,
        .outcome = outcome});
    if (failures > 0) [[unlikely]] {
        const auto first = m_failures.begin() + std::ptrdiff_t(mark.firstFailure);
        if (keepEvent) {
            m_ended.insert(m_ended.end(), std::make_move_iterator(first), std::make_move_iterator(m_failures.end()));
        }
        m_failures.erase(first, m_failures.end());
    }
    stepBack(outer);
}

TracePart Tracer::suspend(TraceMark &mark, TraceMark *outer)
{
    const auto run = m_runs.begin() + std::ptrdiff_t(mark.firstRun);
    const auto failure = m_failures.begin() + std::ptrdiff_t(mark.firstFailure);
    TracePart part;
    part.startTicks = mark.startTicks;
    part.runs.assign(run, m_runs.end());
    part.failures.assign(std::make_move_iterator(failure), std::make_move_iterator(m_failures.end()));
    m_runs.erase(run, m_runs.end());
    m_failures.erase(failure, m_failures.end());
    stepBack(outer);
    return part;
}

TraceMark Tracer::resume(TracePart &&part, TraceMark *outer)
{
    stepAside(outer);
    const TraceMark mark{m_runs.size(), m_failures.size(), 0, part.startTicks};
    m_runs.insert(m_runs.end(), part.runs.begin(), part.runs.end());
    m_failures.insert(
        m_failures.end(), std::make_move_iterator(part.failures.begin()), std::make_move_iterator(part.failures.end()));
    return mark;
}

/// Returns when the last one ended, in nanoseconds from the start; to the statistics unless null, and to `told` if
/// kept.
template <bool isKept>
quint64 Tracer::takeRuns(std::span<const Run> runs, quint64 startTicks, const TraceClock::Scale &scale,
    HandlerTable::Folding *statistics, HandlerRun *&told)
{
    quint64 lastNs = 0;
    for (const Run &run : runs) {
        // Counters of two cores may differ by a hair: a run never ends before it began.
        const auto sinceStart = qint64(run.endTicks - startTicks);
        const quint64 endNs = std::max(lastNs, scale.toNs(quint64(std::max<qint64>(sinceStart, 0))));
        if (!run.isGap) [[likely]] {
            const quint32 durationNs = saturated(endNs - lastNs);
            if constexpr (isKept) {
                *told++ = {.handler = run.handler,
                    .startNs = saturated(lastNs),
                    .durationNs = durationNs,
                    .outcome = run.outcome};
            }
            if (statistics) {
                statistics->add(run.handler, durationNs, run.outcome);
            }
        }
        lastNs = endNs;
    }
    return lastNs;
}

void Tracer::takeBatch(TraceBatch &batch, HandlerTable &handlers)
{
    const TraceClock::Scale scale = TraceClock::scale();
    HandlerTable::Folding statistics(handlers);
    const std::size_t foldFrom = std::exchange(m_foldFrom, 0);
    batch.runs.resize(std::exchange(m_keptRuns, 0));
    batch.failures = std::exchange(m_ended, std::move(batch.failures));
    m_ended.clear();
    HandlerRun *told = batch.runs.data();
    std::size_t at = 0;
    quint32 firstFailure = 0;
    for (Emission &emission : m_emissions) {
        const std::span<const Run> runs = std::span(m_runs).subspan(at, emission.runCount);
        HandlerTable::Folding *const counted = at >= foldFrom ? &statistics : nullptr;
        at += emission.runCount;
        if (!emission.isWanted) {
            takeRuns<false>(runs, emission.startTicks, scale, counted, told);
            continue;
        }
        const auto firstRun = quint32(told - batch.runs.data());
        const quint64 durationNs = takeRuns<true>(runs, emission.startTicks, scale, counted, told);
        batch.emissions.push_back({.event = std::move(emission.event),
            .durationNs = durationNs,
            .firstRun = firstRun,
            .runCount = quint32(told - batch.runs.data()) - firstRun,
            .firstFailure = firstFailure,
            .failureCount = emission.failureCount,
            .outcome = emission.outcome});
        firstFailure += emission.failureCount;
    }
    batch.runs.resize(std::size_t(told - batch.runs.data())); // without the gaps
    m_emissions.clear();
    m_runs.clear();
    m_endedRuns = 0;
    constexpr std::size_t kKeep = 4 * kRoom; // one wild batch must not keep its memory
    if (m_runs.capacity() > kKeep) {
        m_runs.shrink_to_fit();
        m_runs.reserve(kRoom);
    }
}

} // namespace ember
