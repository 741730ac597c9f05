// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tracebatches.h"

#include <ember/session/eventlog.h>

#include <QtCore/QJsonObject>
#include <QtTest/QTest>

#include <atomic>
#include <memory>
#include <thread>

using namespace ember;

namespace {

/// Counts in `freed` when it goes.
class WatchedPayload final : public Payload
{
public:
    explicit WatchedPayload(std::atomic<int> &freed)
        : m_freed(freed)
    {
    }
    ~WatchedPayload() override { ++m_freed; }
    [[nodiscard]] Value field(Symbol) const noexcept override { return {}; }
    [[nodiscard]] QJsonObject toJson() const override { return {}; }
    [[nodiscard]] qsizetype byteSize() const override { return qsizetype(sizeof(*this)); }

private:
    std::atomic<int> &m_freed;
};

TraceBatch watchedTraces(int count, std::atomic<int> &freed)
{
    TraceBatch batch;
    for (int i = 0; i < count; ++i) {
        batch.emissions.push_back({.event = Event(u"test.watched", std::make_shared<const WatchedPayload>(freed))});
    }
    return batch;
}

} // namespace

class TestEventLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEventsWithTheirRunsInOrder()
    {
        EventLog log;
        log.append(test::numberedTraces(5'000)); // over several segments
        const LogSnapshot snapshot = log.snapshot();
        QCOMPARE(snapshot.begin(), LogRow(0));
        QCOMPARE(snapshot.end(), LogRow(5'000));
        for (LogRow row = 0; row < snapshot.end(); ++row) {
            const LogEntry entry = snapshot.entry(row);
            QCOMPARE(entry.event.field(u"n").toInteger(), qint64(row));
            QCOMPARE(entry.runs.size(), std::size_t(1));
            QVERIFY(!entry.failures);
        }
    }

    void keepsTheFailuresOfAnEvent()
    {
        EventLog log;
        log.append(test::tracesOf([](EventEmitter &emitter) {
            emitter.on(u"a", [](const Event &) { throw std::runtime_error("broken"); });
            emitter.emitEvent(Event(u"a"));
        }));
        const LogEntry entry = log.snapshot().entry(0);
        QVERIFY(entry.failures);
        QCOMPARE(entry.failures->size(), std::size_t(1));
        QCOMPARE(entry.failures->front().message, QStringLiteral("broken"));
        QCOMPARE(entry.runs.front().outcome, Outcome::Failed);
    }

    void anEmissionWithMoreHandlersThanASegmentUsuallyHolds()
    {
        EventLog log;
        log.append(test::tracesOf([](EventEmitter &emitter) {
            for (int i = 0; i < 20'000; ++i) {
                emitter.on(u"a", [](const Event &) {});
            }
            emitter.emitEvent(Event(u"a"));
            emitter.emitEvent(Event(u"a"));
        }));
        QCOMPARE(log.snapshot().entry(0).runs.size(), std::size_t(20'000));
        QCOMPARE(log.snapshot().entry(1).runs.size(), std::size_t(20'000));
    }

    void aSnapshotDoesNotChange()
    {
        EventLog log(1);
        log.append(test::numberedTraces(10));
        const LogSnapshot before = log.snapshot();
        log.append(test::numberedTraces(10'000));
        QCOMPARE(before.end(), LogRow(10));
        QCOMPARE(before.entry(3).event.field(u"n").toInteger(), qint64(3)); // although the row has left the log
        QVERIFY(log.snapshot().begin() > 3);
    }

    void oldRowsLeaveAndAreCountedWhenTheBudgetIsFull()
    {
        EventLog log(1'000'000);
        for (int i = 0; i < 20; ++i) {
            log.append(test::numberedTraces(1'000));
        }
        QCOMPARE(log.size(), quint64(20'000));
        QVERIFY(log.evicted() > 0);
        QVERIFY(log.bytes() <= log.budget());
        const LogSnapshot snapshot = log.snapshot();
        QCOMPARE(snapshot.begin(), LogRow(log.evicted()));
        QCOMPARE(snapshot.end(), LogRow(20'000));
        QCOMPARE(snapshot.size() + log.evicted(), log.size());
    }

    /// Freeing takes long: a window that let go of a paused log would stand still for it.
    void whatLeftIsFreedByTheWriterAndNeverByAReader()
    {
        EventLog log(1);
        std::atomic<int> freed = 0;
        log.append(watchedTraces(3'000, freed));
        const LogRow kept = log.snapshot().begin();
        QVERIFY(kept > 0);
        auto snapshot = std::make_unique<LogSnapshot>(log.snapshot());
        for (int i = 0; i < 3; ++i) {
            log.append(test::numberedTraces(2'000));
        }
        QVERIFY(!log.snapshot().contains(kept));
        QCOMPARE(snapshot->entry(kept).event.name(), QStringLiteral("test.watched")); // left, and still read
        QVERIFY(log.heldBytes() > 0);
        QVERIFY(log.releaseLeft());
        const int before = freed;
        snapshot.reset(); // as a window does when it resumes
        QCOMPARE(freed.load(), before);
        QVERIFY(log.heldBytes() > 0);
        QTRY_VERIFY(!log.releaseLeft());
        QCOMPARE(freed.load(), 3'000);
        QCOMPARE(log.heldBytes(), qint64(0));
    }

    void aSnapshotSaysWhichBudgetMadeRowsLeave()
    {
        EventLog log(1'000'000);
        QCOMPARE(log.snapshot().budget(), qint64(1'000'000));
        log.setBudget(2'000'000);
        QCOMPARE(log.snapshot().budget(), qint64(2'000'000));
    }

    void findsARowByItsSequence()
    {
        EventLog log;
        log.append(test::numberedTraces(3'000));
        const LogSnapshot snapshot = log.snapshot();
        for (const LogRow row : {LogRow(0), LogRow(1'500), LogRow(2'999)}) {
            QCOMPARE(snapshot.rowOfSequence(snapshot.entry(row).event.sequence()), row);
        }
        QCOMPARE(snapshot.rowOfSequence(1'000'000), snapshot.end());
    }

    void findsARowAmongNestedEmissions()
    {
        EventLog log;
        log.append(test::tracesOf([](EventEmitter &emitter) {
            emitter.on(u"outer", [&emitter](const Event &) { emitter.emitEvent(Event(u"inner")); });
            emitter.emitEvent(Event(u"outer")); // ends after its inner one, so it stands behind it
        }));
        const LogSnapshot snapshot = log.snapshot();
        QCOMPARE(snapshot.entry(snapshot.rowOfSequence(1)).event.name(), QStringLiteral("outer"));
        QCOMPARE(snapshot.entry(snapshot.rowOfSequence(2)).event.name(), QStringLiteral("inner"));
    }

    void readersSeeWholeRowsWhileTheWriterAppends()
    {
        EventLog log(2'000'000);
        std::atomic<bool> done = false;
        std::atomic<bool> wrong = false;
        std::thread reader([&] {
            while (!done) {
                const LogSnapshot snapshot = log.snapshot();
                if (snapshot.size() > 0) {
                    const LogEntry last = snapshot.entry(snapshot.end() - 1);
                    const LogEntry first = snapshot.entry(snapshot.begin());
                    if (last.runs.size() != 1 || first.runs.size() != 1 || last.event.isNull()) {
                        wrong = true;
                    }
                }
            }
        });
        const TraceBatch batch = test::numberedTraces(500);
        for (int i = 0; i < 100; ++i) {
            log.append(batch);
        }
        done = true;
        reader.join();
        QVERIFY(!wrong);
        QCOMPARE(log.size(), quint64(50'000));
    }
};

QTEST_GUILESS_MAIN(TestEventLog)
#include "tst_eventlog.moc"
