// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/filteredlog.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace ember {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t kChunkRows = 4096;
constexpr LogRow kRowsPerLook = 256; // rows between two looks at the clock and at the orders
constexpr auto kPublishEvery = 30ms;
constexpr auto kAgeRescan = 1s;

} // namespace

/// Passing rows in chunks with fixed room: a published chunk is only ever written behind the published count. A place
/// is counted from the start of the scan; chunks whose rows have all left the log are let go.
struct FilteredRows::Matches
{
    using Chunk = std::vector<LogRow>;
    std::vector<std::shared_ptr<const Chunk>> chunks;
    quint64 first = 0; // place of the first one still there: a multiple of kChunkRows
    quint64 count = 0; // places given, those let go included

    [[nodiscard]] LogRow at(quint64 n) const
    {
        const quint64 place = n - first;
        return chunks[place / kChunkRows]->data()[place % kChunkRows];
    }
    /// The first place still there whose row is not before `row`.
    [[nodiscard]] quint64 lowerBound(LogRow row) const
    {
        quint64 low = first;
        quint64 high = count;
        while (low < high) {
            const quint64 middle = low + (high - low) / 2;
            if (at(middle) < row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
    /// Lets go what lies wholly before `row`.
    void trim(LogRow row)
    {
        std::size_t gone = 0;
        while (gone < chunks.size() && first + kChunkRows <= count && at(first + kChunkRows - 1) < row) {
            first += kChunkRows;
            ++gone;
        }
        chunks.erase(chunks.begin(), chunks.begin() + std::ptrdiff_t(gone));
    }
};

LogRow FilteredRows::row(quint64 n) const
{
    return m_matches ? m_matches->at(m_skip + n) : m_log.begin() + n;
}

quint64 FilteredRows::lowerBound(LogRow row) const
{
    if (m_matches) {
        const quint64 position = m_matches->lowerBound(row);
        return position > m_skip ? position - m_skip : 0;
    }
    return std::clamp(row, m_log.begin(), m_log.end()) - m_log.begin();
}

class FilteredLog::Worker
{
public:
    Worker(std::shared_ptr<const EventLog> log, HandlerLookup handlers)
        : m_log(std::move(log))
        , m_handlers(std::move(handlers))
        , m_thread([this] { work(); })
    {
    }

    ~Worker()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stop = true;
        }
        m_wake.notify_one();
        m_thread.join();
    }

    void setFilter(std::optional<Expression> filter)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_filter = std::move(filter);
            m_published = m_filter ? std::make_shared<const FilteredRows::Matches>() : nullptr;
            m_scannedTo = 0;
            ++m_generation;
        }
        m_wake.notify_one();
    }

    void setPinned(bool pinned)
    {
        // Taken under the lock, as the scan takes its own: no scan can have let go of a row that this still has.
        const std::lock_guard lock(m_mutex);
        m_pinned = pinned ? std::optional(m_log->snapshot()) : std::nullopt;
    }

    FilteredRows rows()
    {
        FilteredRows rows;
        LogRow scannedTo = 0;
        {
            const std::lock_guard lock(m_mutex);
            rows.m_log = m_pinned ? *m_pinned : m_log->snapshot();
            rows.m_matches = m_published;
            rows.m_generation = m_generation;
            scannedTo = m_scannedTo;
            m_wanted = m_filter.has_value();
        }
        m_wake.notify_one();
        if (!rows.m_matches) {
            rows.m_size = rows.m_scanned = rows.m_log.size();
            return rows;
        }
        // The scan may be ahead of the snapshot taken above, or behind what has left the log since.
        rows.m_skip = rows.m_matches->lowerBound(rows.m_log.begin());
        rows.m_size = rows.m_matches->lowerBound(rows.m_log.end()) - rows.m_skip;
        rows.m_scanned = std::clamp(scannedTo, rows.m_log.begin(), rows.m_log.end()) - rows.m_log.begin();
        return rows;
    }

private:
    /// One filter's scan: what the worker's thread alone knows.
    struct Scan
    {
        quint64 generation = 0;
        std::optional<Expression> filter;
        FilteredRows::Matches matches = {};
        std::shared_ptr<FilteredRows::Matches::Chunk> open = {}; // the chunk being filled, also in `matches`
        LogRow next = 0;
        Clock::time_point begunAt;
        bool quiet = false; // an age filter looks again: shown only when complete
    };

    void work()
    {
        Scan scan;
        std::unique_lock lock(m_mutex);
        while (!m_stop) {
            if (scan.generation != m_generation) {
                scan = Scan{.generation = m_generation, .filter = m_filter, .begunAt = Clock::now()};
            } else if (!m_wanted) {
                m_wake.wait(lock);
                continue;
            }
            m_wanted = false;
            if (!scan.filter) {
                continue;
            }
            const LogSnapshot log = m_pinned ? *m_pinned : m_log->snapshot();
            lock.unlock();
            if (scan.filter->usesAge() && Clock::now() - scan.begunAt >= kAgeRescan) {
                scan = Scan{
                    .generation = scan.generation, .filter = scan.filter, .begunAt = Clock::now(), .quiet = true};
            }
            scanNewRows(scan, log);
            lock.lock();
        }
    }

    void scanNewRows(Scan &scan, const LogSnapshot &log)
    {
        const ClockHistory::Reading now = ClockHistory::read();
        const bool usesAge = scan.filter->usesAge();
        scan.next = std::max(scan.next, log.begin());
        scan.matches.trim(log.begin());
        auto publishedAt = Clock::now();
        while (scan.next < log.end()) {
            const LogRow stop = std::min(log.end(), scan.next + kRowsPerLook);
            for (; scan.next < stop; ++scan.next) {
                const LogEntry entry = log.entry(scan.next);
                const EventTime moment = usesAge ? m_log->clock().nowAsOf(entry.event.sequence(), now) : now.wall;
                if (scan.filter->matches(LogScope(entry, moment, m_handlers))) {
                    append(scan);
                }
            }
            if (!scan.quiet && Clock::now() - publishedAt >= kPublishEvery) {
                publishedAt = Clock::now();
                if (!publish(scan)) {
                    return;
                }
            }
        }
        scan.quiet = false;
        publish(scan);
    }

    static void append(Scan &scan)
    {
        if (scan.matches.count % kChunkRows == 0) {
            scan.open = std::make_shared<FilteredRows::Matches::Chunk>(kChunkRows);
            scan.matches.chunks.push_back(scan.open);
        }
        (*scan.open)[scan.matches.count % kChunkRows] = scan.next;
        ++scan.matches.count;
    }

    /// False when the scan is no longer wanted.
    bool publish(const Scan &scan)
    {
        auto matches = std::make_shared<const FilteredRows::Matches>(scan.matches);
        const std::lock_guard lock(m_mutex);
        if (m_stop || scan.generation != m_generation) {
            return false;
        }
        m_published = std::move(matches);
        m_scannedTo = scan.next;
        return true;
    }

    const std::shared_ptr<const EventLog> m_log;
    const HandlerLookup m_handlers;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::optional<Expression> m_filter;
    std::shared_ptr<const FilteredRows::Matches> m_published;
    std::optional<LogSnapshot> m_pinned;
    LogRow m_scannedTo = 0;
    quint64 m_generation = 1;
    bool m_wanted = false;
    bool m_stop = false;
    std::thread m_thread; // last: it uses everything above
};

FilteredLog::FilteredLog(std::shared_ptr<const EventLog> log, HandlerLookup handlers)
    : m_worker(std::make_unique<Worker>(std::move(log), std::move(handlers)))
{
}

FilteredLog::~FilteredLog() = default;

void FilteredLog::setFilter(std::optional<Expression> filter)
{
    m_worker->setFilter(std::move(filter));
}

void FilteredLog::setPinned(bool pinned)
{
    m_worker->setPinned(pinned);
}

FilteredRows FilteredLog::rows() const
{
    return m_worker->rows();
}

} // namespace ember
