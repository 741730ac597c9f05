// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/filteredlog.h>

#include <utility>

namespace ember {

/// The rows a view shows: those that pass the filter. A value.
class VisibleRows
{
public:
    VisibleRows() = default;
    explicit VisibleRows(FilteredRows rows)
        : m_rows(std::move(rows))
    {
    }

    [[nodiscard]] quint64 size() const noexcept { return m_rows.size(); }
    /// The log row at a position below size().
    [[nodiscard]] LogRow row(quint64 position) const { return m_rows.row(position); }
    /// The position of the first shown row that is not before `row`; size() if there is none.
    [[nodiscard]] quint64 lowerBound(LogRow row) const { return m_rows.lowerBound(row); }
    [[nodiscard]] bool shows(LogRow row) const
    {
        const quint64 position = lowerBound(row);
        return position < m_rows.size() && m_rows.row(position) == row;
    }
    [[nodiscard]] const LogSnapshot &log() const noexcept { return m_rows.log(); }
    [[nodiscard]] const FilteredRows &filtered() const noexcept { return m_rows; }

private:
    FilteredRows m_rows;
};

} // namespace ember
