// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/durationtext.h>

#include <QtTest/QTest>

using namespace ember;

class TestDurationText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsNumbersWithUnits_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("milliseconds"); // -1: refused
        QTest::newRow("bare number is seconds") << QStringLiteral("10") << qint64(10'000);
        QTest::newRow("milliseconds") << QStringLiteral("500ms") << qint64(500);
        QTest::newRow("seconds") << QStringLiteral("10s") << qint64(10'000);
        QTest::newRow("fraction") << QStringLiteral("1.5m") << qint64(90'000);
        QTest::newRow("hours") << QStringLiteral("2h") << qint64(7'200'000);
        QTest::newRow("spaces around") << QStringLiteral(" 3s ") << qint64(3'000);
        QTest::newRow("empty") << QString() << qint64(-1);
        QTest::newRow("unit alone") << QStringLiteral("s") << qint64(-1);
        QTest::newRow("zero") << QStringLiteral("0s") << qint64(-1);
        QTest::newRow("negative") << QStringLiteral("-1s") << qint64(-1);
        QTest::newRow("unknown unit") << QStringLiteral("3 weeks") << qint64(-1);
        QTest::newRow("not a number") << QStringLiteral("nan") << qint64(-1);
        QTest::newRow("beyond the range") << QStringLiteral("1e300h") << qint64(-1);
    }
    void readsNumbersWithUnits()
    {
        QFETCH(const QString, text);
        QFETCH(const qint64, milliseconds);
        const auto duration = parseDuration(text);
        QCOMPARE(duration.isOk(), milliseconds >= 0);
        if (duration) {
            QCOMPARE(qint64(duration->count()), milliseconds);
        } else {
            QVERIFY(duration.error().contains(QStringLiteral("write a number with a unit")));
        }
    }
};

QTEST_GUILESS_MAIN(TestDurationText)
#include "tst_durationtext.moc"
