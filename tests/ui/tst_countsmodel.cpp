// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "counts/countsmodel.h"

#include <QtCore/QLocale>
#include <QtCore/QSortFilterProxyModel>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace ember;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Time = RateWindow::Clock::time_point;

EventCount counted(const QString &name, quint64 count)
{
    return {Symbol::intern(name), count};
}

} // namespace

class TestCountsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void rateIsMeasuredOverTheTimeThatReallyPassed();
    void rateIsUnknownAtFirst();
    void rateFallsToZeroWhenNothingComes();
    void rateStartsOverAfterAReset();

    void namesStandUnderTheirNamespaceWithSums();
    void nameWithoutNamespaceIsListedToo();
    void valuesChangeInPlaceAndOnlyTheirRows();
    void newNamesAreAddedBesideOldOnes();
    void missingNameCountsZero();
    void sortsByNumberNotByText();
};

void TestCountsModel::rateIsMeasuredOverTheTimeThatReallyPassed()
{
    RateWindow window;
    Time now{};
    quint64 total = 0;
    for (int i = 0; i < 40; ++i) { // irregular asking, 100 per second
        const auto step = i % 2 ? 130ms : 270ms;
        now += step;
        total += quint64(step.count() / 10);
        window.add(now, total);
    }
    QVERIFY(window.perSecond());
    QVERIFY2(qAbs(*window.perSecond() - 100.0) < 0.001, qPrintable(QString::number(*window.perSecond())));

    now += 20s; // the clock stood still (hidden window) while events came: 2,000 more in 20 s
    total += 2000;
    window.add(now, total);
    QVERIFY2(qAbs(*window.perSecond() - 100.0) < 0.001, qPrintable(QString::number(*window.perSecond())));
}

void TestCountsModel::rateIsUnknownAtFirst()
{
    RateWindow window;
    QVERIFY(!window.perSecond());
    window.add(Time{}, 500);
    QVERIFY(!window.perSecond());
    window.add(Time{} + 300ms, 530);
    QVERIFY(!window.perSecond());
    window.add(Time{} + 1s, 600);
    QCOMPARE(window.perSecond().value_or(-1), 100.0);
}

void TestCountsModel::rateFallsToZeroWhenNothingComes()
{
    RateWindow window;
    for (int second = 0; second <= 3; ++second) {
        window.add(Time{} + std::chrono::seconds(second), quint64(second) * 10);
    }
    QCOMPARE(window.perSecond().value_or(-1), 10.0);
    for (int second = 4; second <= 12; ++second) {
        window.add(Time{} + std::chrono::seconds(second), 30);
    }
    QCOMPARE(window.perSecond().value_or(-1), 0.0);
}

void TestCountsModel::rateStartsOverAfterAReset()
{
    RateWindow window;
    window.add(Time{}, 1000);
    window.add(Time{} + 2s, 2000);
    window.add(Time{} + 3s, 5);
    QVERIFY(!window.perSecond());
    window.add(Time{} + 5s, 15);
    QCOMPARE(window.perSecond().value_or(-1), 5.0);
}

void TestCountsModel::namesStandUnderTheirNamespaceWithSums()
{
    CountsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setCounts({counted(u"device.status_received"_s, 81'000), counted(u"connection.established"_s, 2),
                        counted(u"device.error_detected"_s, 330)},
        Time{});
    QCOMPARE(model.rowCount(), 2);
    const QModelIndex device = model.index(0, CountsModel::NameColumn);
    QCOMPARE(device.data().toString(), u"device"_s);
    QCOMPARE(device.siblingAtColumn(CountsModel::CountColumn).data().toString(), u"81,330"_s);
    QCOMPARE(device.data(CountsModel::EventNameRole).toString(), QString());
    QCOMPARE(model.rowCount(device), 2);
    const QModelIndex error = model.index(1, CountsModel::NameColumn, device);
    QCOMPARE(error.data().toString(), u"error_detected"_s);
    QCOMPARE(error.data(CountsModel::EventNameRole).toString(), u"device.error_detected"_s);
    QCOMPARE(error.data(CountsModel::NamespaceRole).toString(), u"device"_s);
    QCOMPARE(error.siblingAtColumn(CountsModel::CountColumn).data().toString(), u"330"_s);
    QCOMPARE(error.siblingAtColumn(CountsModel::RateColumn).data().toString(), u"–"_s);
    QCOMPARE(error.parent(), device);
}

void TestCountsModel::nameWithoutNamespaceIsListedToo()
{
    CountsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setCounts({counted(u"ping"_s, 4)}, Time{});
    const QModelIndex space = model.index(0, 0);
    QCOMPARE(space.data(CountsModel::NamespaceRole).toString(), QString());
    QVERIFY(!space.data().toString().isEmpty());
    QCOMPARE(model.index(0, 0, space).data().toString(), u"ping"_s);
}

void TestCountsModel::valuesChangeInPlaceAndOnlyTheirRows()
{
    CountsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const EventCount still = counted(u"connection.established"_s, 1);
    for (int second = 0; second < 10; ++second) { // until every rate is settled
        model.setCounts({counted(u"device.status_received"_s, 10), still}, Time{} + std::chrono::seconds(second));
    }
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setCounts({counted(u"device.status_received"_s, 10), still}, Time{} + 10s);
    QCOMPARE(changed.count(), 0);
    model.setCounts({counted(u"device.status_received"_s, 40), still}, Time{} + 11s);
    QCOMPARE(changed.count(), 2); // the name and its namespace
    QCOMPARE(reset.count(), 0);
    const QModelIndex device = model.index(0, CountsModel::RateColumn);
    QVERIFY(device.data(CountsModel::SortRole).toDouble() > 0);
}

void TestCountsModel::newNamesAreAddedBesideOldOnes()
{
    CountsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setCounts({counted(u"device.status_received"_s, 1)}, Time{});
    const QPersistentModelIndex kept = model.index(0, 0, model.index(0, 0));
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.setCounts({counted(u"device.mode_changed"_s, 1), counted(u"device.status_received"_s, 2),
                        counted(u"emitter.overflowed"_s, 1)},
        Time{} + 1s);
    QCOMPARE(inserted.count(), 3); // a name; a namespace and its name
    QCOMPARE(kept.data(CountsModel::EventNameRole).toString(), u"device.status_received"_s);
    QCOMPARE(kept.sibling(kept.row(), CountsModel::CountColumn).data().toString(), u"2"_s);
}

void TestCountsModel::missingNameCountsZero()
{
    CountsModel model;
    model.setCounts({counted(u"a.b"_s, 7), counted(u"a.c"_s, 1)}, Time{});
    model.setCounts({counted(u"a.c"_s, 1)}, Time{} + 1s);
    const QModelIndex space = model.index(0, 0);
    QCOMPARE(model.index(0, CountsModel::CountColumn, space).data().toString(), u"0"_s);
    QCOMPARE(space.siblingAtColumn(CountsModel::CountColumn).data().toString(), u"1"_s);
}

void TestCountsModel::sortsByNumberNotByText()
{
    CountsModel model;
    model.setCounts({counted(u"a.ninety"_s, 90), counted(u"a.thousand"_s, 1000), counted(u"a.two"_s, 2)}, Time{});
    QSortFilterProxyModel sorted;
    sorted.setSourceModel(&model);
    sorted.setSortRole(CountsModel::SortRole);
    sorted.sort(CountsModel::CountColumn, Qt::DescendingOrder);
    const QModelIndex space = sorted.index(0, 0);
    QCOMPARE(sorted.index(0, 0, space).data().toString(), u"thousand"_s);
    QCOMPARE(sorted.index(2, 0, space).data().toString(), u"two"_s);
    sorted.sort(CountsModel::NameColumn, Qt::AscendingOrder);
    QCOMPARE(sorted.index(0, 0, sorted.index(0, 0)).data().toString(), u"ninety"_s);
}

QTEST_MAIN(TestCountsModel)
#include "tst_countsmodel.moc"
