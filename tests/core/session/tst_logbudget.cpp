// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/logbudget.h>

#include <QtTest/QTest>

using namespace ember;

class TestLogBudget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsSizesWithinItsBounds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("bytes"); // -1: refused
        QTest::addColumn<QString>("complaint");
        const QString form = QStringLiteral("is no size");
        const QString bounds = QStringLiteral("must be from 1MB to 1000GB");
        QTest::newRow("megabytes") << QStringLiteral("128MB") << qint64(128'000'000) << QString();
        QTest::newRow("steps of 1,024") << QStringLiteral("128 MiB") << qint64(134'217'728) << QString();
        QTest::newRow("gigabytes") << QStringLiteral("2GB") << qint64(2'000'000'000) << QString();
        QTest::newRow("small letters") << QStringLiteral("64mb") << qint64(64'000'000) << QString();
        QTest::newRow("bytes") << QStringLiteral("5000000") << qint64(5'000'000) << QString();
        QTest::newRow("least") << QStringLiteral("1MB") << kLeastLogBudget << QString();
        QTest::newRow("below the least") << QStringLiteral("999kB") << qint64(-1) << bounds;
        QTest::newRow("most") << QStringLiteral("1000GB") << kMostLogBudget << QString();
        QTest::newRow("above the most") << QStringLiteral("1001GB") << qint64(-1) << bounds;
        QTest::newRow("nothing") << QString() << qint64(-1) << form;
        QTest::newRow("a word") << QStringLiteral("much") << qint64(-1) << form;
        QTest::newRow("negative") << QStringLiteral("-5MB") << qint64(-1) << form;
        QTest::newRow("beyond 64 bits") << QStringLiteral("99999999999999GB") << qint64(-1) << form;
    }
    void readsSizesWithinItsBounds()
    {
        QFETCH(const QString, text);
        QFETCH(const qint64, bytes);
        QFETCH(const QString, complaint);
        const auto budget = parseLogBudget(text);
        QCOMPARE(budget.isOk(), bytes >= 0);
        if (budget) {
            QCOMPARE(*budget, bytes);
        } else {
            QVERIFY2(budget.error().contains(complaint), qPrintable(budget.error()));
            QVERIFY(budget.error().contains(text));
        }
    }
};

QTEST_GUILESS_MAIN(TestLogBudget)
#include "tst_logbudget.moc"
