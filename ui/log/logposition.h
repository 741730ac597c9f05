// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/visiblerows.h"

namespace ember {

/// Where a view of the log stands: which position is at its top and whether it follows the newest rows.
///
/// The top is anchored by log row, so that what is being read stays where it is when rows are appended, older ones
/// leave, or the filter changes. Following is switched on by going to the end and off by any upward move.
class LogPosition
{
public:
    /// How many whole rows fit, at least 1.
    void setPage(quint64 rows) { m_page = qMax<quint64>(rows, 1); }
    [[nodiscard]] quint64 page() const noexcept { return m_page; }

    /// Finds the place again in newer rows.
    void update(const VisibleRows &rows);
    /// The person moves the top; below the last possible one it stays there.
    void moveTo(const VisibleRows &rows, quint64 top);
    /// Moves as little as possible so that `position` is shown whole. Never switches following on.
    void reveal(const VisibleRows &rows, quint64 position);
    void setFollowing(const VisibleRows &rows, bool on);

    [[nodiscard]] bool isFollowing() const noexcept { return m_following; }
    [[nodiscard]] quint64 top() const noexcept { return m_top; }
    [[nodiscard]] quint64 lastTop(const VisibleRows &rows) const noexcept
    {
        return rows.size() > m_page ? rows.size() - m_page : 0;
    }
    /// Rows that came while the view did not follow and that were not scrolled to yet.
    [[nodiscard]] quint64 unseen(const VisibleRows &rows) const;

private:
    void place(const VisibleRows &rows, quint64 top);
    void see(const VisibleRows &rows);

    quint64 m_page = 1;
    quint64 m_top = 0;
    LogRow m_anchor = 0; // kept while a filter's scan has not come so far yet
    LogRow m_seenEnd = 0;
    bool m_following = true;
};

} // namespace ember
