// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/eventlog.h>

#include "logsegment.h"

#include <algorithm>

namespace ember {

using SegmentList = std::vector<std::shared_ptr<const LogSegment>>;

namespace {

constexpr qint64 kLeastSegments = 16; // of a full log: what it keeps does not jump when one leaves
constexpr std::size_t kLeastRows = 64; // of a segment, however small the budget
constexpr std::size_t kMostRows = 512;
constexpr qint64 kSmallRow = 512; // bytes; for rows like that a segment has room for its whole share of the budget
/// Segments freed at one go beyond those that leave at the same time: little enough not to keep the writer long.
constexpr std::size_t kReleasedAtOnce = 16;

/// The segment that holds `row`; the list is ordered and the row must be in it.
const LogSegment &segmentOf(const SegmentList &segments, LogRow row)
{
    const auto after
        = std::ranges::upper_bound(segments, row, {}, [](const auto &segment) { return segment->firstRow; });
    return **std::prev(after);
}

} // namespace

LogEntry LogSnapshot::entry(LogRow row) const
{
    const LogSegment &segment = segmentOf(*m_segments, row);
    const LogSegment::Row &stored = segment.rows[row - segment.firstRow];
    return {.event = stored.event,
        .durationNs = stored.durationNs,
        .runs = std::span(segment.runs.data() + stored.firstRun, stored.runCount),
        .failures = stored.failures};
}

LogRow LogSnapshot::rowOfSequence(quint64 sequence) const
{
    // Rows stand in the order in which emissions ended. That is the order of the numbers but for emissions that
    // waited for an asynchronous handler or were nested, so the neighbourhood is searched where the guess misses.
    LogRow low = m_begin;
    LogRow high = m_end;
    while (low < high) {
        const LogRow middle = low + (high - low) / 2;
        if (entry(middle).event.sequence() < sequence) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < m_end && entry(low).event.sequence() == sequence) {
        return low;
    }
    constexpr LogRow around = 256;
    const LogRow from = low - m_begin > around ? low - around : m_begin;
    const LogRow to = std::min(m_end, low + around);
    for (LogRow row = from; row < to; ++row) {
        if (entry(row).event.sequence() == sequence) {
            return row;
        }
    }
    return m_end;
}

EventLog::EventLog(qint64 budget)
    : m_published(std::make_shared<const SegmentList>())
    , m_budget(budget)
{
}

EventLog::~EventLog() = default;

std::chrono::microseconds EventLog::append(const TraceBatch &batch)
{
    const std::chrono::microseconds jump = m_clock.look(batch.emissions);
    for (const EmissionTrace &trace : batch.emissions) {
        if (m_segments.empty() || isFull(*m_segments.back(), trace.runCount)) {
            openSegment(trace.runCount);
        }
        LogSegment &segment = *m_segments.back();
        const auto runs = batch.runsOf(trace);
        const auto failures = batch.failuresOf(trace);
        LogSegment::Row row{.event = trace.event,
            .durationNs = trace.durationNs,
            .firstRun = quint32(segment.runs.size()),
            .runCount = trace.runCount};
        segment.runs.insert(segment.runs.end(), runs.begin(), runs.end());
        if (!failures.empty()) {
            row.failures = std::make_shared<const std::vector<HandlerFailure>>(failures.begin(), failures.end());
        }
        const qint64 bytes = trace.event.byteSize();
        segment.bytes += bytes;
        m_bytes.fetch_add(bytes, std::memory_order_relaxed);
        segment.rows.push_back(std::move(row));
        segment.committed.store(segment.rows.size(), std::memory_order_release);
        m_size.fetch_add(1, std::memory_order_release);
    }
    release(evict() + kReleasedAtOnce);
    return jump;
}

bool EventLog::isFull(const LogSegment &segment, std::size_t runsNeeded) const
{
    const qint64 share = m_budget.load(std::memory_order_relaxed) / kLeastSegments;
    return !segment.hasRoom(runsNeeded) || (segment.bytes >= share && segment.rows.size() >= kLeastRows);
}

void EventLog::openSegment(std::size_t runs)
{
    const qint64 share = m_budget.load(std::memory_order_relaxed) / kLeastSegments;
    const auto room = std::clamp(std::size_t(share / kSmallRow), kLeastRows, kMostRows);
    auto segment = std::make_shared<LogSegment>(m_size.load(std::memory_order_relaxed), room, runs);
    m_bytes.fetch_add(segment->bytes, std::memory_order_relaxed);
    m_segments.push_back(std::move(segment));
    publish();
}

void EventLog::publish()
{
    auto list = std::make_shared<const SegmentList>(m_segments.begin(), m_segments.end());
    const std::lock_guard lock(m_mutex);
    m_published.swap(list); // the one before goes when the lock is open again
}

/// Lets whole segments go while the budget is exceeded; the newest always stays. How many went.
std::size_t EventLog::evict()
{
    std::size_t leaving = 0;
    qint64 bytes = m_bytes.load(std::memory_order_relaxed);
    while (bytes > m_budget.load(std::memory_order_relaxed) && leaving + 1 < m_segments.size()) {
        bytes -= m_segments[leaving]->bytes;
        ++leaving;
    }
    if (leaving == 0) {
        return 0;
    }
    const auto stay = m_segments.begin() + std::ptrdiff_t(leaving);
    m_held.fetch_add(m_bytes.load(std::memory_order_relaxed) - bytes, std::memory_order_relaxed);
    m_left.insert(m_left.end(), std::make_move_iterator(m_segments.begin()), std::make_move_iterator(stay));
    m_segments.erase(m_segments.begin(), stay);
    m_bytes.store(bytes, std::memory_order_relaxed);
    m_evicted.store(m_segments.front()->firstRow, std::memory_order_relaxed);
    publish();
    return leaving;
}

bool EventLog::releaseLeft()
{
    release(kReleasedAtOnce);
    return !m_left.empty();
}

void EventLog::release(std::size_t most)
{
    std::size_t released = 0;
    std::erase_if(m_left, [&](const std::shared_ptr<LogSegment> &segment) {
        // No published list and no snapshot has it: nobody can come by it again.
        if (released == most || segment.use_count() > 1) {
            return false;
        }
        m_held.fetch_sub(segment->bytes, std::memory_order_relaxed);
        ++released;
        return true;
    });
}

LogSnapshot EventLog::snapshot() const
{
    LogSnapshot snapshot;
    {
        const std::lock_guard lock(m_mutex);
        snapshot.m_segments = m_published;
    }
    snapshot.m_budget = m_budget.load(std::memory_order_relaxed);
    if (!snapshot.m_segments->empty()) {
        const LogSegment &last = *snapshot.m_segments->back();
        snapshot.m_begin = snapshot.m_segments->front()->firstRow;
        snapshot.m_end = last.firstRow + last.committed.load(std::memory_order_acquire);
    }
    return snapshot;
}

quint64 EventLog::size() const noexcept
{
    return m_size.load(std::memory_order_acquire);
}

quint64 EventLog::evicted() const noexcept
{
    return m_evicted.load(std::memory_order_relaxed);
}

qint64 EventLog::bytes() const noexcept
{
    return m_bytes.load(std::memory_order_relaxed);
}

qint64 EventLog::heldBytes() const noexcept
{
    return m_held.load(std::memory_order_relaxed);
}

qint64 EventLog::budget() const noexcept
{
    return m_budget.load(std::memory_order_relaxed);
}

void EventLog::setBudget(qint64 bytes)
{
    m_budget.store(bytes, std::memory_order_relaxed);
}

} // namespace ember
