// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the terminal program shows of the simulator (design.md §5): one seed always gives the same, and faults come as
// they were ordered.
#include "cliprocess.h"
#include "outputrules.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <algorithm>
#include <csignal>

using namespace Qt::StringLiterals;
using namespace ember::e2e;

namespace {

constexpr int kSoon = 20'000; // ms

/// Events without what differs from run to run.
QList<QByteArray> timeless(const QList<QJsonObject> &events)
{
    QMap<QString, int> places;
    QList<QByteArray> lines;
    for (QJsonObject event : events) {
        const auto place = [&places](const QString &id) {
            if (!places.contains(id)) {
                places.insert(id, int(places.size()));
            }
            return places.value(id);
        };
        // Ids become places, so that who caused whom is compared as well.
        for (const QString &key : {u"id"_s, u"correlationid"_s, u"causationid"_s}) {
            if (event.contains(key)) {
                event[key] = place(event[key].toString());
            }
        }
        event.remove(u"time"_s);
        lines.append(QJsonDocument(event).toJson(QJsonDocument::Compact));
    }
    return lines;
}

QStringList jsonl(const QString &url, const QStringList &more = {})
{
    return QStringList{u"watch"_s, url, u"--format"_s, u"jsonl"_s} + more;
}

} // namespace

class TestCliSimulator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneSeedGivesOneSequence();
    void aSimulatedFaultIsDetected();
    void aSimulatedDropIsResumed();
    void simulatedGarbageIsUndecodable();

private:
    [[nodiscard]] QString reportFile() const
    {
        return m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u".json"_s);
    }

    QTemporaryDir m_folder;
};

void TestCliSimulator::oneSeedGivesOneSequence()
{
    const auto events = [](int seed) {
        const QString url = u"sim:navien-nwp500?seed=%1&speed=600&devices=2"_s.arg(seed);
        return timeless(runToEnd(jsonl(url, {u"--count"_s, u"300"_s})).events);
    };
    const QList<QByteArray> first = events(7);
    QCOMPARE(first.size(), 300);
    const QList<QByteArray> second = events(7);
    QCOMPARE(second.size(), 300);
    for (qsizetype i = 0; i < first.size(); ++i) {
        QCOMPARE(second[i], first[i]);
    }
    QVERIFY(events(8) != first);
}

void TestCliSimulator::aSimulatedFaultIsDetected()
{
    const Ended ended = runToEnd(jsonl(u"sim:?speed=120&fault=E799@30s,clear@90s"_s,
        {u"--filter"_s, u"name matches \"^device\\\\.error_\""_s, u"--count"_s, u"2"_s}));
    QCOMPARE(ended.exitCode, 0);
    QCOMPARE(ended.events.size(), 2);
    QCOMPARE(ended.events[0][u"type"_s].toString(), u"device.error_detected"_s);
    QCOMPARE(ended.events[0][u"data"_s][u"code"_s].toInt(), 799);
    QVERIFY(!ended.events[0][u"data"_s][u"text"_s].toString().isEmpty());
    QVERIFY(!ended.events[0][u"data"_s][u"advice"_s].toString().isEmpty());
    QCOMPARE(ended.events[1][u"type"_s].toString(), u"device.error_cleared"_s);
    QCOMPARE(ended.events[1][u"data"_s][u"code"_s].toInt(), 799);
}

void TestCliSimulator::aSimulatedDropIsResumed()
{
    CliProcess cli(jsonl(u"sim:?speed=120&fault=drop@60s"_s, {u"--report"_s, reportFile()}));
    cli.start();
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.resumed"_s), 1, kSoon);
    const int before = cli.count(u"device.status_received"_s);
    QTRY_VERIFY_WITH_TIMEOUT(cli.count(u"device.status_received"_s) > before, kSoon);
    cli.signal(SIGTERM);
    const Ended ended = waitForEnd(cli);
    QCOMPARE(ended.exitCode, 0);
    QCOMPARE(cli.count(u"connection.interrupted"_s), 1);
    const QJsonObject connection = readReport(reportFile())[u"connections"_s][0].toObject();
    QCOMPARE(connection[u"interrupted"_s].toInt(), 1);
    QCOMPARE(connection[u"resumed"_s].toInt(), 1);
    QCOMPARE(connection[u"drops"_s].toArray().size(), 1);
    const QString ledger = complaintAboutReport(readReport(reportFile()));
    QVERIFY2(ledger.isEmpty(), qUtf8Printable(ledger));
}

void TestCliSimulator::simulatedGarbageIsUndecodable()
{
    // Six ways of being broken; one of them is a single value that makes no sense in a status that does.
    QStringList faults;
    for (int second = 20; second < 26; ++second) {
        faults.append(u"garbage@%1s"_s.arg(second));
    }
    CliProcess cli(jsonl(u"sim:?speed=120&fault=%1"_s.arg(faults.join(u',')), {u"--report"_s, reportFile()}));
    cli.start();
    const auto senseless = [&cli] {
        return std::count_if(cli.events().begin(), cli.events().end(),
            [](const QJsonObject &event) { return event[u"data"_s][u"invalid"_s][u"dhwTemperature"_s].isString(); });
    };
    QTRY_VERIFY_WITH_TIMEOUT(cli.count(u"message.undecodable"_s) == 5 && senseless() == 1, kSoon);
    cli.signal(SIGTERM);
    const Ended ended = waitForEnd(cli);
    QCOMPARE(ended.exitCode, 0);
    for (const QJsonObject &event : ended.events) {
        if (event[u"type"_s] == u"message.undecodable"_s) {
            QVERIFY(!event[u"data"_s][u"reason"_s].toString().isEmpty());
            QVERIFY(event[u"data"_s][u"topic"_s].toString().startsWith("cmd/52/"_L1));
        }
    }
    const QJsonObject report = readReport(reportFile());
    QCOMPARE(report[u"messages"_s][u"undecodable"_s].toInt(), 5);
    const QString ledger = complaintAboutReport(report);
    QVERIFY2(ledger.isEmpty(), qUtf8Printable(ledger));
}

QTEST_GUILESS_MAIN(TestCliSimulator)
#include "tst_cli_simulator.moc"
