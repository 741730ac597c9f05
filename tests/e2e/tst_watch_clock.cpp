// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Somebody sets the system's clock while the program runs: an hour forward, two back. Times jump, nothing else does.
#include "cliprocess.h"
#include "outputrules.h"

#include <mosquittobroker.h>
#include <topicstream.h>

#include <QtCore/QDateTime>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember::e2e;

namespace {

constexpr int kSoon = 20'000; // ms
constexpr int kHour = 3600;

QByteArray status(quint64 number)
{
    return R"({"response":{"macAddress":"0c1d2e3f4a5b","additionalValue":"5322","status":{"dhwTemperature":)"
        + QByteArray::number(100 + number % 20) + "}}}";
}

/// How far the time of an event is from ours.
double secondsOff(const QJsonObject &event)
{
    const QDateTime time = QDateTime::fromString(event[u"time"_s].toString(), Qt::ISODateWithMs);
    return double(QDateTime::currentDateTimeUtc().msecsTo(time)) / 1000;
}

} // namespace

class TestWatchClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aClockThatIsSetChangesTimesAndNothingElse();
    void aClockThatIsSetWhileConnectingHoldsNothingUp();

private:
    void setClock(int seconds) const
    {
        QFile file(m_clock + u".new"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::number(seconds) + '\n');
        file.close();
        QCOMPARE(std::rename(qPrintable(file.fileName()), qPrintable(m_clock)), 0); // never seen half written
    }
    void giveClock(CliProcess &cli) const
    {
        cli.setVariable(u"LD_PRELOAD"_s, QStringLiteral(EMBER_CLOCK_SHIFT));
        cli.setVariable(u"EMBER_CLOCK_SHIFT"_s, m_clock);
    }

    QTemporaryDir m_folder;
    const QString m_clock = m_folder.filePath(u"clock"_s);
    const QString m_report = m_folder.filePath(u"report.json"_s);
};

void TestWatchClock::aClockThatIsSetChangesTimesAndNothingElse()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    setClock(0);
    TopicStream stream({.port = broker.port(),
        .topic = u"cmd/52/navilink-0c1d2e3f4a5b/e2e/res"_s,
        .payload = status,
        .perSecond = 20});
    CliProcess cli({u"watch"_s, u"mqtt://127.0.0.1:%1?poll=off"_s.arg(broker.port()), u"--format"_s, u"jsonl"_s,
        u"--for"_s, u"12s"_s, u"--report"_s, m_report});
    giveClock(cli);
    QElapsedTimer running;
    running.start();
    cli.start();
    QTRY_VERIFY_WITH_TIMEOUT(cli.count(u"device.status_received"_s) > 10, kSoon);
    QVERIFY(std::abs(secondsOff(cli.events().constLast())) < 60);

    for (const int set : {kHour, -kHour}) { // two hours back the second time
        setClock(set);
        QTRY_VERIFY_WITH_TIMEOUT(std::abs(secondsOff(cli.events().constLast()) - set) < 60, kSoon);
        const int heard = cli.count(u"device.status_received"_s);
        QTRY_VERIFY_WITH_TIMEOUT(cli.count(u"device.status_received"_s) > heard + 20, kSoon);
    }
    QCOMPARE(cli.count(u"connection.interrupted"_s), 0);
    broker.kill();
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.interrupted"_s), 1, kSoon);
    setClock(0);
    QVERIFY(broker.restart());
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.resumed"_s), 1, kSoon);
    const int heard = cli.count(u"device.status_received"_s);
    QTRY_VERIFY_WITH_TIMEOUT(cli.count(u"device.status_received"_s) > heard + 10, kSoon);
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon);
    QVERIFY2(running.elapsed() >= 11'900 && running.elapsed() < 17'000, qPrintable(QString::number(running.elapsed())));
    QCOMPARE(cli.exitCode(), 0);

    // The sequence rises through everything, causes stand before effects.
    const QString events = complaintAboutEvents(cli.events());
    QVERIFY2(events.isEmpty(), qUtf8Printable(events));
    QList<int> jumps;
    for (const QJsonObject &event : cli.events()) {
        if (event[u"type"_s] == u"emberscope.clock_changed"_s) {
            jumps.append(qRound(event[u"data"_s][u"seconds"_s].toDouble()));
        }
    }
    QCOMPARE(jumps, (QList<int>{kHour, -2 * kHour, kHour}));
    QCOMPARE(cli.count(u"connection.stale"_s), 0);
    const QJsonObject report = readReport(m_report);
    const QString ledger = complaintAboutReport(report);
    QVERIFY2(ledger.isEmpty(), qUtf8Printable(ledger));
    QCOMPARE(report[u"messages"_s][u"dropped"_s].toInt(-1), 0);
    const double elapsed = report[u"elapsedSeconds"_s].toDouble();
    QVERIFY2(elapsed > 11 && elapsed < 17, qPrintable(QString::number(elapsed)));
    const QJsonObject drop = report[u"connections"_s][0][u"drops"_s][0].toObject();
    QVERIFY(drop[u"durationSeconds"_s].toDouble() > 0 && drop[u"durationSeconds"_s].toDouble() < 10);
    QVERIFY(drop[u"nextTrySeconds"_s].toDouble() > 0 && drop[u"nextTrySeconds"_s].toDouble() <= 1.5);
}

void TestWatchClock::aClockThatIsSetWhileConnectingHoldsNothingUp()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    setClock(0);
    broker.freeze();
    CliProcess cli({u"watch"_s, u"mqtt://127.0.0.1:%1?poll=off"_s.arg(broker.port()), u"--format"_s, u"jsonl"_s,
        u"--count"_s, u"2"_s});
    giveClock(cli);
    cli.start();
    QTRY_VERIFY_WITH_TIMEOUT(cli.count(u"emberscope.started"_s) == 1, kSoon);
    QTRY_VERIFY_WITH_TIMEOUT(cli.errors().contains("connecting"), kSoon);
    setClock(-kHour);
    QTest::qWait(1'500); // the library's threads are in the middle of a wait by now
    broker.thaw();
    QTRY_VERIFY_WITH_TIMEOUT(cli.count(u"connection.established"_s) == 1, kSoon);
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon);
    QCOMPARE(cli.exitCode(), 0);
}

QTEST_GUILESS_MAIN(TestWatchClock)
#include "tst_watch_clock.moc"
