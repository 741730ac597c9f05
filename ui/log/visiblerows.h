// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/filteredlog.h>

#include <optional>
#include <utility>

namespace ember {

/// The rows a view shows: those that pass the filter and, while the view is paused, no later ones. A value.
class VisibleRows
{
public:
    VisibleRows() = default;
    /// `end`: the first log row that is not shown any more; none: everything.
    explicit VisibleRows(FilteredRows rows, std::optional<LogRow> end = {})
        : m_rows(std::move(rows))
        , m_size(end ? m_rows.lowerBound(*end) : m_rows.size())
    {
    }

    [[nodiscard]] quint64 size() const noexcept { return m_size; }
    /// The log row at a position below size().
    [[nodiscard]] LogRow row(quint64 position) const { return m_rows.row(position); }
    /// The position of the first shown row that is not before `row`; size() if there is none.
    [[nodiscard]] quint64 lowerBound(LogRow row) const { return qMin(m_rows.lowerBound(row), m_size); }
    [[nodiscard]] bool shows(LogRow row) const
    {
        const quint64 position = lowerBound(row);
        return position < m_size && m_rows.row(position) == row;
    }
    [[nodiscard]] const LogSnapshot &log() const noexcept { return m_rows.log(); }
    [[nodiscard]] const FilteredRows &filtered() const noexcept { return m_rows; }

private:
    FilteredRows m_rows;
    quint64 m_size = 0;
};

} // namespace ember
