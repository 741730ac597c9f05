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

void Tracer::takeBatch(TraceBatch &batch, std::size_t &foldFrom)
{
    const TraceClock::Scale scale = TraceClock::scale();
    foldFrom = std::exchange(m_foldFrom, 0);
    batch.runs.resize(m_runs.size());
    batch.failures = std::exchange(m_ended, std::move(batch.failures));
    m_ended.clear();
    const Run *run = m_runs.data();
    const Run *const firstToFold = run + foldFrom;
    HandlerRun *told = batch.runs.data();
    quint32 firstFailure = 0;
    for (Emission &emission : m_emissions) {
        if (run == firstToFold) {
            foldFrom = std::size_t(told - batch.runs.data());
        }
        const auto firstRun = quint32(told - batch.runs.data());
        quint64 lastNs = 0;
        for (const Run *const end = run + emission.runCount; run != end; ++run) {
            // Counters of two cores may differ by a hair: a run never ends before it began.
            const auto sinceStart = qint64(run->endTicks - emission.startTicks);
            const quint64 endNs = std::max(lastNs, scale.toNs(quint64(std::max<qint64>(sinceStart, 0))));
            if (!run->isGap) [[likely]] {
                *told++ = {.handler = run->handler,
                    .startNs = saturated(lastNs),
                    .durationNs = saturated(endNs - lastNs),
                    .outcome = run->outcome};
            }
            lastNs = endNs;
        }
        if (emission.isWanted) {
            batch.emissions.push_back({.event = std::move(emission.event),
                .durationNs = lastNs,
                .firstRun = firstRun,
                .runCount = quint32(told - batch.runs.data()) - firstRun,
                .firstFailure = firstFailure,
                .failureCount = emission.failureCount,
                .outcome = emission.outcome});
        }
        firstFailure += emission.failureCount;
    }
    batch.runs.resize(std::size_t(told - batch.runs.data())); // without the gaps
    foldFrom = std::min(foldFrom, batch.runs.size());
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
