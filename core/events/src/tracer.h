// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/trace.h>

#include "durationhistogram.h"

#include <QtCore/QHash>
#include <QtCore/QList>

#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace ember {

/// Nanoseconds of the steady clock; what runs are timed with.
[[nodiscard]] quint64 traceClockNow() noexcept;

/// Every HandlerInfo of an emitter by number, with its running figures. Any thread; one mutex.
class HandlerTable
{
public:
    HandlerId idOf(const HandlerInfo &info);
    [[nodiscard]] std::shared_ptr<const HandlerInfo> info(HandlerId id) const;
    void fold(std::span<const HandlerRun> runs);
    [[nodiscard]] QList<HandlerStatistics> statistics() const;
    void reset();

private:
    struct Figures
    {
        quint64 calls = 0;
        quint64 failures = 0;
        quint64 totalNs = 0;
        quint64 maxNs = 0;
        DurationHistogram durations;
    };
    struct Row
    {
        std::shared_ptr<const HandlerInfo> info;
        std::unique_ptr<Figures> figures; // made at the first run
    };

    mutable std::mutex m_mutex;
    std::vector<Row> m_rows;
    QHash<QString, HandlerId> m_byIdentity;
};

/// Gathers the runs of one emission and, when it ends, files them in the batch. Emissions nest: each works at the end
/// of one shared stack of runs, so nothing is allocated per emission once the stack has grown. Emitter's thread only.
class Tracer
{
public:
    /// Where an emission's runs and failures begin on the stack.
    struct Mark
    {
        std::size_t runs = 0;
        std::size_t failures = 0;
    };

    [[nodiscard]] Mark mark() const noexcept { return {m_runs.size(), m_failures.size()}; }
    void addRun(const HandlerRun &run) { m_runs.push_back(run); }
    void addFailure(const HandlerFailure &failure) { m_failures.push_back(failure); }

    /// Takes what stands above the mark away, for an emission that is suspended.
    [[nodiscard]] TraceBatch takeSince(Mark mark);
    /// Puts it back on top.
    void putBack(const TraceBatch &part);

    /// The emission has ended: files everything above the mark in the batch. `keepEvent`: somebody wants the traces.
    void finish(Mark mark, const Event &event, quint64 durationNs, bool keepEvent);

    [[nodiscard]] TraceBatch &batch() noexcept { return m_batch; }

private:
    std::vector<HandlerRun> m_runs;
    std::vector<HandlerFailure> m_failures;
    TraceBatch m_batch;
};

} // namespace ember
