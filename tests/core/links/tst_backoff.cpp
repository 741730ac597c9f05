// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backoff.h"

#include <QtTest/QtTest>

#include <limits>

using ember::Backoff;
using std::chrono::milliseconds;

class TestBackoff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void delaysDoubleUpToTheCap_data();
    void delaysDoubleUpToTheCap();
    void eachDelayDrawsItsOwnJitter();
    void resetStartsOver();
    void onlyASettledConnectionStartsOver();
    void manyDelaysStayAtTheCap();
    void theFairSourceStaysInBounds();
};

// nwp500.md §9: min(1·2^(n−1), 120) s, times 0.5 to 1.5, at most 120 s.
void TestBackoff::delaysDoubleUpToTheCap_data()
{
    QTest::addColumn<double>("random");
    QTest::addColumn<QList<int>>("delays");
    QTest::newRow("in the middle") << 0.5 << QList<int>{1000, 2000, 4000, 8000, 16000, 32000, 64000, 120000, 120000};
    QTest::newRow("shortest") << 0.0 << QList<int>{500, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};
    QTest::newRow("longest") << 1.0 << QList<int>{1500, 3000, 6000, 12000, 24000, 48000, 96000, 120000, 120000};
}

void TestBackoff::delaysDoubleUpToTheCap()
{
    QFETCH(double, random);
    QFETCH(QList<int>, delays);
    Backoff backoff(Backoff::Options(), [random] { return random; });
    for (const int delay : std::as_const(delays)) {
        QCOMPARE(backoff.next(), milliseconds(delay));
    }
}

void TestBackoff::eachDelayDrawsItsOwnJitter()
{
    int draws = 0;
    Backoff backoff(Backoff::Options(), [&draws] { return draws++ % 2 == 0 ? 0.0 : 0.5; });
    QCOMPARE(backoff.next(), milliseconds(500));
    QCOMPARE(backoff.next(), milliseconds(2000));
    QCOMPARE(backoff.next(), milliseconds(2000));
    QCOMPARE(draws, 3);
}

void TestBackoff::resetStartsOver()
{
    Backoff backoff({.initial = milliseconds(10), .factor = 3, .cap = milliseconds(1000)}, [] { return 0.5; });
    QCOMPARE(backoff.next(), milliseconds(10));
    QCOMPARE(backoff.next(), milliseconds(30));
    QCOMPARE(backoff.next(), milliseconds(90));
    backoff.reset();
    QCOMPARE(backoff.next(), milliseconds(10));
}

// Two clients with one id throw each other out as soon as they stand: each time they wait longer.
void TestBackoff::onlyASettledConnectionStartsOver()
{
    Backoff backoff({}, [] { return 0.5; });
    QCOMPARE(backoff.next(), milliseconds(1000));
    backoff.dropped(milliseconds(0));
    QCOMPARE(backoff.next(), milliseconds(2000));
    backoff.dropped(milliseconds(9'999));
    QCOMPARE(backoff.next(), milliseconds(4000));
    backoff.dropped(milliseconds(10'000));
    QCOMPARE(backoff.next(), milliseconds(1000));
}

void TestBackoff::manyDelaysStayAtTheCap()
{
    Backoff backoff(Backoff::Options(), [] { return 0.5; });
    milliseconds last{0};
    for (int i = 0; i < 100'000; ++i) {
        last = backoff.next();
    }
    QCOMPARE(last, milliseconds(120'000));
}

void TestBackoff::theFairSourceStaysInBounds()
{
    milliseconds shortest = milliseconds::max();
    milliseconds longest{0};
    for (int i = 0; i < 2'000; ++i) {
        Backoff backoff;
        const milliseconds delay = backoff.next();
        shortest = std::min(shortest, delay);
        longest = std::max(longest, delay);
    }
    QVERIFY(shortest >= milliseconds(500));
    QVERIFY(longest <= milliseconds(1500));
    QVERIFY(shortest < milliseconds(600) && longest > milliseconds(1400)); // it is spread out
}

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
