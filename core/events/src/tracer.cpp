// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "tracer.h"

#include <algorithm>
#include <chrono>

namespace ember {

using namespace Qt::StringLiterals;

quint64 traceClockNow() noexcept
{
    return quint64(std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1));
}

HandlerId HandlerTable::idOf(const HandlerInfo &info)
{
    const QString identity = u"%1\n%2\n%3\n%4:%5"_s.arg(
        info.name, info.pattern, QString::number(info.priority), info.file, QString::number(info.line));
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_byIdentity.constFind(identity); known != m_byIdentity.constEnd()) {
        return *known;
    }
    const auto id = HandlerId(m_rows.size());
    m_rows.push_back({std::make_shared<const HandlerInfo>(info), nullptr});
    m_byIdentity.insert(identity, id);
    return id;
}

std::shared_ptr<const HandlerInfo> HandlerTable::info(HandlerId id) const
{
    static const auto unknown = std::make_shared<const HandlerInfo>();
    const std::lock_guard lock(m_mutex);
    return id < m_rows.size() ? m_rows[id].info : unknown;
}

void HandlerTable::fold(std::span<const HandlerRun> runs)
{
    const std::lock_guard lock(m_mutex);
    for (const HandlerRun &run : runs) {
        auto &figures = m_rows[run.handler].figures;
        if (!figures) {
            figures = std::make_unique<Figures>();
        }
        ++figures->calls;
        figures->failures += run.outcome == Outcome::Failed;
        figures->totalNs += run.durationNs;
        figures->maxNs = std::max<quint64>(figures->maxNs, run.durationNs);
        figures->durations.add(run.durationNs);
    }
}

QList<HandlerStatistics> HandlerTable::statistics() const
{
    QList<HandlerStatistics> list;
    const std::lock_guard lock(m_mutex);
    for (const Row &row : m_rows) {
        if (row.figures) {
            const Figures &f = *row.figures;
            list.append({.info = *row.info,
                .calls = f.calls,
                .failures = f.failures,
                .totalNs = f.totalNs,
                .p50Ns = std::min(f.durations.quantile(0.5), f.maxNs),
                .p99Ns = std::min(f.durations.quantile(0.99), f.maxNs),
                .maxNs = f.maxNs});
        }
    }
    return list;
}

void HandlerTable::reset()
{
    const std::lock_guard lock(m_mutex);
    for (Row &row : m_rows) {
        row.figures.reset();
    }
}

TraceBatch Tracer::takeSince(Mark mark)
{
    TraceBatch part;
    const auto runs = m_runs.begin() + std::ptrdiff_t(mark.runs);
    const auto failures = m_failures.begin() + std::ptrdiff_t(mark.failures);
    part.runs.assign(runs, m_runs.end());
    part.failures.assign(std::make_move_iterator(failures), std::make_move_iterator(m_failures.end()));
    m_runs.erase(runs, m_runs.end());
    m_failures.erase(failures, m_failures.end());
    return part;
}

void Tracer::putBack(const TraceBatch &part)
{
    m_runs.insert(m_runs.end(), part.runs.begin(), part.runs.end());
    m_failures.insert(m_failures.end(), part.failures.begin(), part.failures.end());
}

void Tracer::finish(Mark mark, const Event &event, quint64 durationNs, bool keepEvent)
{
    const auto runs = m_runs.begin() + std::ptrdiff_t(mark.runs);
    const auto failures = m_failures.begin() + std::ptrdiff_t(mark.failures);
    if (keepEvent) {
        m_batch.emissions.push_back({.event = event,
            .durationNs = durationNs,
            .firstRun = quint32(m_batch.runs.size()),
            .runCount = quint32(m_runs.end() - runs),
            .firstFailure = quint32(m_batch.failures.size()),
            .failureCount = quint32(m_failures.end() - failures)});
        m_batch.failures.insert(
            m_batch.failures.end(), std::make_move_iterator(failures), std::make_move_iterator(m_failures.end()));
    }
    m_batch.runs.insert(m_batch.runs.end(), runs, m_runs.end());
    m_runs.erase(runs, m_runs.end());
    m_failures.erase(failures, m_failures.end());
}

} // namespace ember
