// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tracebatches.h"

#include <ember/session/filteredlog.h>

#include <QtTest/QTest>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

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
    return std::make_shared<const HandlerInfo>(HandlerInfo{.name = u"somebody"_s, .priority = 7});
}

} // namespace

class TestFilteredLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAFilterEveryRowPasses()
    {
        const auto log = std::make_shared<EventLog>();
        const FilteredLog filtered(log, nobody);
        log->append(test::numberedTraces(100));
        const FilteredRows rows = filtered.rows();
        QCOMPARE(rows.size(), quint64(100));
        QVERIFY(rows.isComplete());
        QCOMPARE(rows.row(42), LogRow(42));
        QCOMPARE(rows.lowerBound(42), quint64(42));
        QCOMPARE(rows.lowerBound(1'000), quint64(100));
    }

    void aFilterLeavesExactlyTheMatchingRows()
    {
        const auto log = std::make_shared<EventLog>();
        FilteredLog filtered(log, nobody);
        log->append(test::numberedTraces(20'000));
        filtered.setFilter(filterOf(u"data.n >= 500 and data.n < 10500"_s));
        QTRY_VERIFY(filtered.rows().isComplete());
        const FilteredRows rows = filtered.rows();
        QCOMPARE(rows.size(), quint64(10'000));
        for (quint64 n = 0; n < rows.size(); ++n) {
            QCOMPARE(rows.row(n), LogRow(500 + n));
        }
        QCOMPARE(rows.lowerBound(0), quint64(0));
        QCOMPARE(rows.lowerBound(600), quint64(100));
        QCOMPARE(rows.lowerBound(15'000), quint64(10'000));
    }

    void keepsUpWithAppendedRows()
    {
        const auto log = std::make_shared<EventLog>();
        FilteredLog filtered(log, nobody);
        filtered.setFilter(filterOf(u"data.n < 10"_s));
        for (quint64 i = 1; i <= 5; ++i) {
            log->append(test::numberedTraces(1'000));
            QTRY_COMPARE(filtered.rows().size(), i * 10);
        }
    }

    void aNewFilterStartsOver()
    {
        const auto log = std::make_shared<EventLog>();
        FilteredLog filtered(log, nobody);
        log->append(test::numberedTraces(1'000));
        filtered.setFilter(filterOf(u"data.n < 10"_s));
        QTRY_COMPARE(filtered.rows().size(), quint64(10));
        const quint64 generation = filtered.rows().generation();
        filtered.setFilter(filterOf(u"data.n < 20"_s));
        QVERIFY(filtered.rows().generation() != generation);
        QTRY_COMPARE(filtered.rows().size(), quint64(20));
        filtered.setFilter({});
        QCOMPARE(filtered.rows().size(), quint64(1'000));
    }

    void rowsThatLeftTheLogLeaveTheResult()
    {
        const auto log = std::make_shared<EventLog>(1'000'000);
        FilteredLog filtered(log, nobody);
        filtered.setFilter(filterOf(u"name == \"test.event\""_s));
        for (int i = 0; i < 20; ++i) {
            log->append(test::numberedTraces(1'000));
            QTRY_VERIFY(filtered.rows().isComplete());
        }
        QVERIFY(log->evicted() > 0);
        const FilteredRows rows = filtered.rows();
        QCOMPARE(rows.size(), rows.log().size());
        QCOMPARE(rows.row(0), rows.log().begin());
    }

    void everyRowIsRightWhileTheLogTurnsOverManyTimes()
    {
        const auto log = std::make_shared<EventLog>(1'000'000);
        FilteredLog filtered(log, nobody);
        filtered.setFilter(filterOf(u"data.n < 500"_s)); // the first half of every thousand
        for (int i = 0; i < 60; ++i) {
            log->append(test::numberedTraces(1'000));
            QTRY_VERIFY(filtered.rows().isComplete());
            const FilteredRows rows = filtered.rows();
            for (quint64 n = 0; n < rows.size(); ++n) {
                QVERIFY(rows.row(n) % 1'000 < 500);
                QVERIFY(rows.log().contains(rows.row(n)));
                QCOMPARE(rows.lowerBound(rows.row(n)), n);
            }
            QVERIFY(rows.size() >= rows.log().size() / 2 - 500 && rows.size() <= rows.log().size() / 2 + 500);
        }
        QVERIFY(log->evicted() > 40'000);
    }

    void aPinKeepsItsRowsThroughNewFiltersWhileTheLogTurnsOver()
    {
        const auto log = std::make_shared<EventLog>(1'000'000);
        FilteredLog filtered(log, nobody);
        log->append(test::numberedTraces(2'000));
        filtered.setFilter(filterOf(u"data.n < 1000"_s));
        QTRY_VERIFY(filtered.rows().isComplete());
        filtered.setPinned(true);
        const LogRow begin = filtered.rows().log().begin();
        QCOMPARE(filtered.rows().log().end(), LogRow(2'000));
        for (int i = 0; i < 20; ++i) {
            log->append(test::numberedTraces(1'000));
        }
        QVERIFY(log->evicted() > 2'000); // none of what is pinned is left
        QCOMPARE(filtered.rows().size(), 1'000 - begin);

        filtered.setFilter(filterOf(u"data.n >= 1500"_s));
        QTRY_VERIFY(filtered.rows().isComplete());
        const FilteredRows rows = filtered.rows();
        QCOMPARE(rows.size(), quint64(500));
        QCOMPARE(rows.row(0), LogRow(1'500));
        QCOMPARE(rows.log().entry(rows.row(499)).event.field(u"n").toInteger(), qint64(1'999));

        filtered.setPinned(false);
        QTRY_VERIFY(filtered.rows().isComplete());
        QCOMPARE(filtered.rows().log().begin(), LogRow(log->evicted()));
        QCOMPARE(filtered.rows().size(), quint64(0)); // numbered from 0 to 999 anew
    }

    void aFilterSeesTheTrace_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<quint64>("passing");
        QTest::newRow("failed") << u"handler.failed"_s << quint64(1);
        QTest::newRow("outcome") << u"handler.outcome == \"succeeded\""_s << quint64(2);
        QTest::newRow("name") << u"handler.name == \"somebody\""_s << quint64(3);
        QTest::newRow("priority") << u"handler.priority == 7"_s << quint64(3);
        QTest::newRow("duration") << u"duration >= 0ns"_s << quint64(5);
        QTest::newRow("age") << u"age < 1h"_s << quint64(5);
        QTest::newRow("old age") << u"age > 1h"_s << quint64(0);
    }
    void aFilterSeesTheTrace()
    {
        QFETCH(const QString, filter);
        QFETCH(const quint64, passing);
        const auto log = std::make_shared<EventLog>();
        log->append(test::tracesOf([](EventEmitter &emitter) {
            emitter.on(u"bad", [](const Event &) { throw 1; });
            emitter.on(u"good", [](const Event &) {});
            emitter.emitEvent(Event(u"bad")); // two of the emitter's own follow, which nobody hears
            emitter.emitEvent(Event(u"good"));
            emitter.emitEvent(Event(u"good"));
        }));
        FilteredLog filtered(log, nobody);
        filtered.setFilter(filterOf(filter));
        QTRY_VERIFY(filtered.rows().isComplete());
        QCOMPARE(filtered.rows().size(), passing);
    }
};

QTEST_GUILESS_MAIN(TestFilteredLog)
#include "tst_filteredlog.moc"
