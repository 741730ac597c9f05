// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the program does when its broker fails again and again, stands still, or sends more than it can handle.
#include "cliprocess.h"
#include "outputrules.h"

#include <mosquittobroker.h>
#include <topicstream.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace ember::e2e;

namespace {

constexpr int kSoon = 20'000; // ms
const QString kTopic = u"cmd/52/navilink-0c1d2e3f4a5b/e2e/res"_s;

QByteArray status(quint64 number)
{
    return R"({"response":{"macAddress":"0c1d2e3f4a5b","additionalValue":"5322","status":{"dhwTemperature":)"
        + QByteArray::number(100 + number % 20) + "}}}";
}

} // namespace

class TestWatchFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void manyFaultsInMidStreamAreSurvived();
    void itEndsWhileItsBrokerIsFrozen_data();
    void itEndsWhileItsBrokerIsFrozen();
    void itEndsWhileNobodyReadsItsOutput();
    void lossesAreToldAndCountedByTopic();

private:
    [[nodiscard]] QStringList watching(const MosquittoBroker &broker, const QStringList &more = {}) const
    {
        return QStringList{u"watch"_s, u"mqtt://127.0.0.1:%1?poll=off"_s.arg(broker.port()), u"--format"_s, u"jsonl"_s,
                   u"--report"_s, m_report}
        + more;
    }
    void verifyReport()
    {
        const QString complaint = complaintAboutReport(readReport(m_report));
        QVERIFY2(complaint.isEmpty(), qUtf8Printable(complaint));
    }

    QTemporaryDir m_folder;
    QString m_report;
};

void TestWatchFaults::init()
{
    m_report = m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u".json"_s);
}

void TestWatchFaults::manyFaultsInMidStreamAreSurvived()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    TopicStream stream({.port = broker.port(), .topic = kTopic, .payload = status, .perSecond = 50});
    CliProcess cli(watching(broker));
    cli.start();
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.established"_s), 1, kSoon);
    constexpr int kFaults = 24;
    int interruptions = 0;
    for (int fault = 0; fault < kFaults; ++fault) {
        const int heard = cli.count(u"device.status_received"_s);
        QTRY_VERIFY_WITH_TIMEOUT(cli.count(u"device.status_received"_s) >= heard + 10, kSoon);
        if (fault % 4 == 3) {
            // Shorter than any keep-alive: messages come late and nothing is lost.
            broker.freeze();
            const quint64 sent = stream.sent();
            QTRY_VERIFY_WITH_TIMEOUT(stream.sent() > sent + 20, kSoon);
            broker.thaw();
            continue;
        }
        if (fault % 4 == 1) {
            broker.stop();
        } else {
            broker.kill();
        }
        QVERIFY(broker.restart());
        ++interruptions;
        QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.interrupted"_s), interruptions, kSoon);
        QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.resumed"_s), interruptions, kSoon);
    }
    const int heard = cli.count(u"device.status_received"_s);
    QTRY_VERIFY_WITH_TIMEOUT(cli.count(u"device.status_received"_s) >= heard + 10, kSoon);
    cli.signal(SIGINT);
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon);
    QCOMPARE(cli.exitCode(), 0);

    const QString events = complaintAboutEvents(cli.events());
    QVERIFY2(events.isEmpty(), qUtf8Printable(events));
    verifyReport();
    const QJsonObject report = readReport(m_report);
    const QString counts = complaintAboutCounts(report, cli.events());
    QVERIFY2(counts.isEmpty(), qUtf8Printable(counts));
    const QJsonObject connection = report[u"connections"_s][0].toObject();
    QCOMPARE(connection[u"established"_s].toInt(), 1);
    QCOMPARE(connection[u"interrupted"_s].toInt(), interruptions);
    QCOMPARE(connection[u"resumed"_s].toInt(), interruptions);
    QCOMPARE(connection[u"drops"_s].toArray().size(), interruptions);
    QCOMPARE(report[u"messages"_s][u"undecodable"_s].toInt(-1), 0);
    QCOMPARE(report[u"messages"_s][u"dropped"_s].toInt(-1), 0);
    QCOMPARE(cli.errors().count("interrupted"), interruptions);
}

void TestWatchFaults::itEndsWhileItsBrokerIsFrozen_data()
{
    QTest::addColumn<bool>("fromTheStart");
    QTest::newRow("connected") << false;
    QTest::newRow("never connected") << true;
}

void TestWatchFaults::itEndsWhileItsBrokerIsFrozen()
{
    QFETCH(const bool, fromTheStart);
    MosquittoBroker broker;
    QVERIFY(broker.start());
    if (fromTheStart) {
        broker.freeze();
    }
    CliProcess cli(watching(broker));
    cli.start();
    if (fromTheStart) {
        QTRY_VERIFY_WITH_TIMEOUT(cli.errors().contains("connecting"), kSoon);
    } else {
        QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.established"_s), 1, kSoon);
        QVERIFY(broker.publish(kTopic, status(1), {u"-q"_s, u"1"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"device.status_received"_s), 1, kSoon);
        broker.freeze();
    }
    QElapsedTimer clock;
    clock.start();
    cli.signal(SIGINT);
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon);
    QVERIFY2(clock.elapsed() < 3'000, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(cli.exitCode(), 0);
    verifyReport();
    QCOMPARE(readReport(m_report)[u"events"_s][u"emberscope.stopped"_s].toInt(), 1);
}

void TestWatchFaults::itEndsWhileNobodyReadsItsOutput()
{
    QProcess reader; // takes the output and never reads it
    reader.setProgram(u"sleep"_s);
    reader.setArguments({u"60"_s});
    CliProcess cli({u"watch"_s, u"sim:navien-nwp500?rate=2000"_s, u"--format"_s, u"jsonl"_s, u"--report"_s, m_report});
    cli.pipeInto(reader);
    cli.start();
    reader.start();
    QVERIFY(reader.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(cli.errors().contains("connected"), kSoon);
    QTest::qWait(1'000); // enough to fill a pipe; more changes nothing
    QElapsedTimer clock;
    clock.start();
    cli.signal(SIGINT);
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon);
    QVERIFY2(clock.elapsed() < 8'000, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(cli.exitCode(), 0);
    QVERIFY2(cli.errors().contains("not everything was printed"), cli.errors().constData());
    verifyReport();
    reader.kill();
    reader.waitForFinished();
}

void TestWatchFaults::lossesAreToldAndCountedByTopic()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    QProcess reader; // of the output, too slow for what comes
    reader.setProgram(u"sh"_s);
    reader.setArguments({u"-c"_s, u"while read -r line; do sleep 0.002; done"_s});
    CliProcess cli(watching(broker));
    cli.pipeInto(reader);
    cli.start();
    reader.start();
    QVERIFY(reader.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(cli.errors().contains("connected"), kSoon);
    TopicStream storm({.port = broker.port(), .topic = kTopic, .payload = status, .perSecond = 10'000});
    QTRY_VERIFY_WITH_TIMEOUT(cli.errors().contains("messages lost"), 60'000);
    storm.stop();
    cli.signal(SIGINT);
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), 90'000); // the reader gets what was accepted, and takes it at its pace
    QCOMPARE(cli.exitCode(), 0);
    QVERIFY2(cli.errors().contains(kTopic.toUtf8()), cli.errors().constData());
    verifyReport();
    const QJsonObject report = readReport(m_report);
    const qint64 dropped = report[u"messages"_s][u"dropped"_s].toInteger();
    QVERIFY(dropped > 0);
    QCOMPARE(report[u"connections"_s][0][u"droppedByTopic"_s][kTopic].toInteger(), dropped);
    reader.kill();
    reader.waitForFinished();
}

QTEST_GUILESS_MAIN(TestWatchFaults)
#include "tst_watch_faults.moc"
