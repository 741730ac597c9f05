// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/logposition.h"

namespace ember {

void LogPosition::update(const VisibleRows &rows)
{
    if (m_following) {
        place(rows, lastTop(rows));
        return;
    }
    m_top = qMin(rows.lowerBound(m_anchor), lastTop(rows));
    see(rows);
}

void LogPosition::moveTo(const VisibleRows &rows, quint64 top)
{
    const quint64 last = lastTop(rows);
    const quint64 wanted = qMin(top, last);
    const bool reachedEnd = wanted == last && wanted > m_top;
    const bool upwards = wanted < m_top;
    if (upwards && m_following) {
        setFollowing(rows, false);
    }
    place(rows, wanted);
    if (reachedEnd) {
        m_following = true;
    }
}

void LogPosition::reveal(const VisibleRows &rows, quint64 position)
{
    if (position >= m_top && position < m_top + m_page) {
        return;
    }
    const bool upwards = position < m_top;
    if (upwards && m_following) {
        setFollowing(rows, false);
    }
    place(rows, qMin(upwards ? position : position + 1 - qMin(m_page, position + 1), lastTop(rows)));
}

void LogPosition::setFollowing(const VisibleRows &rows, bool on)
{
    m_following = on;
    if (on) {
        place(rows, lastTop(rows));
    } else if (m_top < rows.size()) {
        m_anchor = rows.row(m_top);
        m_seenEnd = rows.row(rows.size() - 1) + 1;
    }
}

quint64 LogPosition::unseen(const VisibleRows &rows) const
{
    return m_following ? 0 : rows.size() - rows.lowerBound(m_seenEnd);
}

void LogPosition::place(const VisibleRows &rows, quint64 top)
{
    m_top = top;
    if (top < rows.size()) {
        m_anchor = rows.row(top);
    }
    see(rows);
}

void LogPosition::see(const VisibleRows &rows)
{
    const quint64 end = qMin(m_top + m_page, rows.size());
    if (end > 0) {
        m_seenEnd = qMax(m_seenEnd, rows.row(end - 1) + 1);
    }
}

} // namespace ember
