// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/expression/expression.h>
#include <ember/session/eventlog.h>
#include <ember/session/logscope.h>

#include <memory>
#include <optional>

namespace ember {

/// The rows of the log that pass a filter, at one moment. Cheap to copy, never changes; any thread.
class FilteredRows
{
public:
    FilteredRows() = default;

    /// Rows that passed and are still in the log.
    [[nodiscard]] quint64 size() const noexcept { return m_size; }
    /// The log row of the n-th passing one, n < size(). O(log chunks).
    [[nodiscard]] LogRow row(quint64 n) const;
    /// The position of the first passing row that is not before `row`; size() if there is none. O(log n).
    [[nodiscard]] quint64 lowerBound(LogRow row) const;

    /// The log these rows point into.
    [[nodiscard]] const LogSnapshot &log() const noexcept { return m_log; }
    /// Changes with every setFilter(); rows of different generations are not comparable by position.
    [[nodiscard]] quint64 generation() const noexcept { return m_generation; }
    /// Rows looked at, of log().size(): equal once the filter has caught up.
    [[nodiscard]] quint64 scanned() const noexcept { return m_scanned; }
    [[nodiscard]] bool isComplete() const noexcept { return m_scanned >= m_log.size(); }

private:
    friend class FilteredLog;
    struct Matches;
    std::shared_ptr<const Matches> m_matches; // null: every row passes
    quint64 m_skip = 0; // matches at the front whose rows have left the log
    quint64 m_size = 0;
    quint64 m_scanned = 0;
    quint64 m_generation = 0;
    LogSnapshot m_log;
};

/// Applies a filter to the log on a thread of its own, in slices, and keeps up with what is appended. A filter that
/// reads `age` is applied anew once a second.
/// setFilter(), setPinned() and rows(): any thread, neither blocks on the scan.
class FilteredLog
{
public:
    FilteredLog(std::shared_ptr<const EventLog> log, HandlerLookup handlers);
    ~FilteredLog();
    FilteredLog(const FilteredLog &) = delete;
    FilteredLog &operator=(const FilteredLog &) = delete;

    /// A new filter (parsed for ExpressionRoots::Log); none: every row passes. Starts over.
    void setFilter(std::optional<Expression> filter);
    /// Looks only at what the log holds now, until that is ended: what a pause shows, whatever comes or leaves
    /// meanwhile and however the filter changes.
    void setPinned(bool pinned);
    /// What is known now; asking also lets the scan continue with newly appended rows.
    [[nodiscard]] FilteredRows rows() const;

private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
};

} // namespace ember
