// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "durationhistogram.h"

#include <QtTest/QTest>

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

using ember::DurationHistogram;

class TestDurationHistogram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void emptyOneSaysZero() { QCOMPARE(DurationHistogram().quantile(0.5), quint64(0)); }
    void singleDurationIsExactToASixteenth_data();
    void singleDurationIsExactToASixteenth();
    void quantilesAgreeWithASortedList();
};

void TestDurationHistogram::singleDurationIsExactToASixteenth_data()
{
    QTest::addColumn<quint32>("ns");
    for (const quint32 ns :
        {0U, 1U, 15U, 16U, 17U, 31U, 32U, 1000U, 123'456'789U, std::numeric_limits<quint32>::max()}) {
        QTest::addRow("%u", ns) << ns;
    }
}

void TestDurationHistogram::singleDurationIsExactToASixteenth()
{
    QFETCH(const quint32, ns);
    DurationHistogram histogram;
    histogram.add(ns);
    for (const double q : {0.01, 0.5, 1.0}) {
        QVERIFY(histogram.quantile(q) >= ns);
        QVERIFY(histogram.quantile(q) <= quint64(ns) + ns / 16);
    }
}

void TestDurationHistogram::quantilesAgreeWithASortedList()
{
    std::mt19937 random(7);
    std::lognormal_distribution<double> durations(8, 2);
    DurationHistogram histogram;
    std::vector<quint32> all(10'000);
    for (quint32 &ns : all) {
        ns = quint32(std::min(durations(random), 4e9));
        histogram.add(ns);
    }
    std::ranges::sort(all);
    for (const double q : {0.5, 0.9, 0.99, 1.0}) {
        const quint64 exact = all[std::size_t(q * double(all.size())) - 1];
        QVERIFY(histogram.quantile(q) >= exact);
        QVERIFY(histogram.quantile(q) <= exact + exact / 16 + 1);
    }
}

QTEST_GUILESS_MAIN(TestDurationHistogram)
#include "tst_durationhistogram.moc"
