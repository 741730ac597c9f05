// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "traceclock.h"

#include <QtTest/QTest>

using namespace ember;

class TestTraceClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shortAndLongStretchesAreScaledAlike();
    void ticksComeBack();
};

void TestTraceClock::shortAndLongStretchesAreScaledAlike()
{
    const TraceClock::Scale scale = TraceClock::scale();
    for (unsigned bit = 10; bit < 50; ++bit) {
        const quint64 ticks = (quint64(1) << bit) - 1;
        const quint64 half = scale.toNs(ticks);
        QVERIFY(half > 0);
        const auto difference = qint64(scale.toNs(2 * ticks)) - qint64(2 * half);
        QVERIFY2(difference == 0 || difference == 1, qPrintable(QString::number(bit)));
    }
}

void TestTraceClock::ticksComeBack()
{
    using namespace std::chrono_literals;
    const TraceClock::Scale scale = TraceClock::scale();
    for (const std::chrono::nanoseconds duration : {1000ns, 1'000'000ns, 10'000'000'000ns}) {
        const auto back = qint64(scale.toNs(scale.toTicks(duration)));
        QVERIFY(qAbs(back - duration.count()) <= 50); // a tick, on the slowest counters
    }
}

QTEST_GUILESS_MAIN(TestTraceClock)
#include "tst_traceclock.moc"
