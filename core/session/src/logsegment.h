// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/eventlog.h>

#include <algorithm>

namespace ember {

/// A stretch of the log with a fixed room for rows and runs, so that what a reader holds never moves. The writer fills
/// it from the front and then raises `committed`; readers look only below it. Once its room is used it never changes.
class LogSegment
{
public:
    static constexpr std::size_t kRunsPerRow = 4;

    struct Row
    {
        Event event;
        quint64 durationNs = 0;
        quint32 firstRun = 0;
        quint32 runCount = 0;
        std::shared_ptr<const std::vector<HandlerFailure>> failures = {};
    };

    /// `room`: for how many rows; `runs`: what its first row needs, should that be more than the usual room.
    LogSegment(LogRow first, std::size_t room, std::size_t runsNeeded)
        : firstRow(first)
    {
        rows.reserve(room);
        runs.reserve(std::max(room * kRunsPerRow, runsNeeded));
        bytes = qint64(rows.capacity() * sizeof(Row) + runs.capacity() * sizeof(HandlerRun));
    }

    [[nodiscard]] bool hasRoom(std::size_t runsNeeded) const
    {
        return rows.size() < rows.capacity() && runs.size() + runsNeeded <= runs.capacity();
    }

    const LogRow firstRow;
    std::vector<Row> rows;
    std::vector<HandlerRun> runs;
    std::atomic<std::size_t> committed = 0;
    qint64 bytes = 0; ///< with its whole room
};

} // namespace ember
