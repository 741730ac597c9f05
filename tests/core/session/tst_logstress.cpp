// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tracebatches.h"

#include <ember/session/filteredlog.h>

#include <QtTest/QTest>

#include <atomic>
#include <functional>
#include <random>
#include <thread>
#include <vector>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kBatch = 500; // rows; data.n of a row is its number modulo this

Expression filterOf(const QString &text)
{
    auto expression = Expression::parse(text, ExpressionRoots::Log);
    if (!expression) {
        qFatal("%s", qUtf8Printable(expression.error()));
    }
    return expression.value();
}

std::shared_ptr<const HandlerInfo> nobody(HandlerId)
{
    return std::make_shared<const HandlerInfo>();
}

/// Whether the row is the one that was written, whole.
bool isWhole(const LogSnapshot &log, LogRow row)
{
    static const Symbol n = Symbol::intern(u"n");
    const LogEntry entry = log.entry(row);
    return entry.event.name() == "test.event"_L1 && entry.event.field(n).toInteger() == qint64(row % kBatch)
        && entry.runs.size() == 1 && entry.runs.front().outcome == Outcome::Succeeded && !entry.failures;
}

/// Whether they rise, lie in their log and are whole; looks at some of them.
bool areSound(const FilteredRows &rows, std::minstd_rand &random)
{
    if (rows.size() == 0) {
        return true;
    }
    for (int i = 0; i < 20; ++i) {
        const quint64 n = random() % rows.size();
        const LogRow row = rows.row(n);
        if (!rows.log().contains(row) || !isWhole(rows.log(), row) || rows.lowerBound(row) != n
            || (n > 0 && rows.row(n - 1) >= row)) {
            return false;
        }
    }
    return rows.scanned() <= rows.log().size();
}

/// Threads that do something again and again until stop() or the end of this object.
class Repeaters
{
public:
    Repeaters() = default;
    ~Repeaters() { stop(); }
    Repeaters(const Repeaters &) = delete;
    Repeaters &operator=(const Repeaters &) = delete;

    void add(std::function<void()> work)
    {
        m_threads.emplace_back([this, work = std::move(work)] {
            while (!m_stop) {
                work();
            }
        });
    }
    void stop()
    {
        m_stop = true;
        for (std::thread &thread : m_threads) {
            thread.join();
        }
        m_threads.clear();
    }

private:
    std::atomic<bool> m_stop = false;
    std::vector<std::thread> m_threads;
};

} // namespace

/// The log and its filter while they are written; mostly for ThreadSanitizer.
class TestLogStress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySnapshotOfAGrowingLogIsWhole();
    void rowsAreSoundWhileTheFilterAndTheLogChange();
    void filtersEndInMidScan();
};

void TestLogStress::everySnapshotOfAGrowingLogIsWhole()
{
    constexpr LogRow kRows = 100'000;
    EventLog log(1'000'000);
    std::atomic<bool> torn = false;
    Repeaters readers;
    for (unsigned r = 0; r < 3; ++r) {
        readers.add([&log, &torn, r, random = std::minstd_rand(r + 1), kept = LogSnapshot(), i = 0]() mutable {
            const quint64 size = log.size(); // rows counted are rows that can be read
            const LogSnapshot now = log.snapshot();
            for (const LogSnapshot &snapshot : {now, kept}) { // the kept one's rows leave the log in the meantime
                for (int look = 0; look < 20 && snapshot.size() > 0; ++look) {
                    const LogRow row = look == 0 ? snapshot.end() - 1 : snapshot.begin() + random() % snapshot.size();
                    if (!isWhole(snapshot, row)) {
                        torn = true;
                    }
                }
            }
            if (now.end() < size || log.evicted() > log.size()) {
                torn = true;
            }
            if (++i % 50 == 0) {
                kept = now;
                log.setBudget(r == 0 ? 500'000 : 2'000'000);
            }
        });
    }
    Repeaters writer;
    writer.add([&log, batch = test::numberedTraces(kBatch)] { log.append(batch); });
    QTRY_VERIFY_WITH_TIMEOUT(log.size() >= kRows || torn, 60'000);
    writer.stop();
    readers.stop();
    QVERIFY(!torn);
    QVERIFY(log.evicted() > 0);
    QCOMPARE(log.snapshot().end(), log.size());
    QCOMPARE(log.snapshot().begin(), log.evicted());
}

void TestLogStress::rowsAreSoundWhileTheFilterAndTheLogChange()
{
    constexpr int kFilters = 60;
    const auto log = std::make_shared<EventLog>(2'000'000);
    FilteredLog filtered(log, nobody);
    std::atomic<bool> unsound = false;
    Repeaters readers;
    for (unsigned r = 0; r < 2; ++r) {
        readers.add([&filtered, &unsound, random = std::minstd_rand(r + 1)]() mutable {
            if (!areSound(filtered.rows(), random)) {
                unsound = true;
            }
            std::this_thread::yield();
        });
    }
    Repeaters writer;
    writer.add([&log, &filtered, batch = test::numberedTraces(kBatch)] {
        const FilteredRows rows = filtered.rows();
        if (rows.scanned() >= rows.log().size() / 2) { // a filter far behind would see its rows leave before they show
            log->append(batch);
        }
        std::this_thread::yield();
    });
    std::minstd_rand random(9);
    for (int i = 1; i <= kFilters; ++i) {
        const qint64 bound = i * 5;
        if (i % 5 == 0) {
            filtered.setFilter({});
        } else {
            filtered.setFilter(
                filterOf(i % 2 == 0 ? u"data.n < %1"_s.arg(bound) : u"age < 1h and data.n < %1"_s.arg(bound)));
        }
        QTRY_VERIFY_WITH_TIMEOUT(filtered.rows().size() > 0, 60'000);
        const FilteredRows rows = filtered.rows();
        if (i % 5 != 0 && rows.size() > 0) {
            for (const quint64 n : {quint64(0), random() % rows.size(), rows.size() - 1}) {
                QVERIFY(qint64(rows.row(n) % kBatch) < bound); // no row of the filter before
            }
        }
    }
    writer.stop();
    filtered.setFilter(filterOf(u"data.n < 10"_s));
    QTRY_VERIFY_WITH_TIMEOUT(filtered.rows().isComplete(), 60'000);
    readers.stop();
    QVERIFY(!unsound);
    const FilteredRows rows = filtered.rows();
    quint64 expected = 0;
    for (LogRow row = rows.log().begin(); row < rows.log().end(); ++row) {
        expected += row % kBatch < 10;
    }
    QCOMPARE(rows.size(), expected);
}

void TestLogStress::filtersEndInMidScan()
{
    const auto log = std::make_shared<EventLog>(2'000'000);
    Repeaters writer;
    writer.add([&log, batch = test::numberedTraces(kBatch)] { log->append(batch); });
    std::minstd_rand random(3);
    for (int i = 0; i < 60; ++i) {
        FilteredLog filtered(log, nobody);
        filtered.setFilter(filterOf(u"data.n >= %1"_s.arg(i)));
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 2'000)); // any moment of the scan
        QVERIFY(areSound(filtered.rows(), random));
    }
}

QTEST_GUILESS_MAIN(TestLogStress)
#include "tst_logstress.moc"
