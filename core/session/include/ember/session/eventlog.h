// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/trace.h>
#include <ember/session/clockhistory.h>

#include <QtCore/QtGlobal>

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace ember {

/// A row of the log, counted from the start of the session; never reused, so it stays right when older rows leave.
using LogRow = quint64;

/// One event as the log keeps it.
struct LogEntry
{
    Event event;
    quint64 durationNs = 0; ///< of the whole emission
    std::span<const HandlerRun> runs; ///< in the order run; borrowed from the segment
    std::shared_ptr<const std::vector<HandlerFailure>> failures; ///< null when none failed
};

class LogSegment;

/// What the log held at one moment. Cheap to copy, never changes, keeps its rows alive; any thread.
class LogSnapshot
{
public:
    LogSnapshot() = default;

    [[nodiscard]] LogRow begin() const noexcept { return m_begin; } ///< the oldest row still kept
    [[nodiscard]] LogRow end() const noexcept { return m_end; } ///< one past the newest
    [[nodiscard]] quint64 size() const noexcept { return m_end - m_begin; }
    /// What the log may keep, bytes: why rows before begin() have left.
    [[nodiscard]] qint64 budget() const noexcept { return m_budget; }
    [[nodiscard]] bool contains(LogRow row) const noexcept { return row >= m_begin && row < m_end; }
    /// The entry of a contained row; O(log segments).
    [[nodiscard]] LogEntry entry(LogRow row) const;
    /// The row of the event with this sequence, or end(). O(log n).
    [[nodiscard]] LogRow rowOfSequence(quint64 sequence) const;

private:
    friend class EventLog;
    std::shared_ptr<const std::vector<std::shared_ptr<const LogSegment>>> m_segments;
    LogRow m_begin = 0;
    LogRow m_end = 0;
    qint64 m_budget = 0;
};

/// The session's events with their traces: append-only, read by snapshot, a window within a budget of bytes. Older
/// segments leave when the budget is full; how many rows left is always known.
///
/// What has left and is still read (a snapshot that somebody keeps) stays in memory beyond the budget until it is let
/// go: heldBytes(). It is freed by the writer, never by the reader that lets go last, because freeing takes long.
class EventLog
{
public:
    static constexpr qint64 kDefaultBudget = 512'000'000; ///< bytes

    explicit EventLog(qint64 budget = kDefaultBudget);
    ~EventLog();

    /// Appends a batch; one writer, the emitter's thread. Returns by how much the system's clock was set since the last
    /// one, 0 if it was not.
    std::chrono::microseconds append(const TraceBatch &batch);
    /// Frees a part of what has left and nobody reads any more, as append() does; for a writer that has nothing to
    /// append. False once nothing is held any more.
    bool releaseLeft();

    /// Any thread.
    [[nodiscard]] LogSnapshot snapshot() const;
    [[nodiscard]] quint64 size() const noexcept; ///< rows ever appended
    [[nodiscard]] quint64 evicted() const noexcept; ///< rows that left to keep the budget
    [[nodiscard]] qint64 bytes() const noexcept; ///< kept now, about
    [[nodiscard]] qint64 heldBytes() const noexcept; ///< left the log and not freed yet, about
    [[nodiscard]] qint64 budget() const noexcept;
    void setBudget(qint64 bytes);
    /// For the age of its events.
    [[nodiscard]] const ClockHistory &clock() const noexcept { return m_clock; }

private:
    void openSegment(std::size_t runs);
    void publish();
    [[nodiscard]] bool isFull(const LogSegment &segment, std::size_t runsNeeded) const;
    std::size_t evict();
    void release(std::size_t most);

    mutable std::mutex m_mutex; // guards the published list
    std::shared_ptr<const std::vector<std::shared_ptr<const LogSegment>>> m_published;
    std::vector<std::shared_ptr<LogSegment>> m_segments; // writer only
    std::vector<std::shared_ptr<LogSegment>> m_left; // writer only: evicted, and somebody may still read them
    std::atomic<quint64> m_size = 0;
    std::atomic<quint64> m_evicted = 0;
    std::atomic<qint64> m_bytes = 0;
    std::atomic<qint64> m_held = 0;
    std::atomic<qint64> m_budget;
    ClockHistory m_clock;
};

} // namespace ember
