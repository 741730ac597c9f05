// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The whole way: messages on a real broker, the real program beside it, and what it prints and reports compared with
// what independent rules say.
#include "cliprocess.h"
#include "expectation.h"
#include "outputrules.h"
#include "statusgenerator.h"

#include <brokerclient.h>
#include <mosquittobroker.h>

#include <QtCore/QDir>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace ember::e2e;

namespace {

constexpr int kSoon = 15'000; // ms
constexpr int kWholeSequence = 30'000;
const QString kDevicesTopics = u"cmd/52/#"_s;

using Messages = QList<SentMessage>;

/// The messages in the files of EMBER_MESSAGES, in the order of their names.
Messages givenMessages(const QString &folder)
{
    Messages messages;
    const QDir directory(folder);
    for (const QString &name : directory.entryList({u"mqtt-*.json"_s}, QDir::Files, QDir::Name)) {
        QFile file(directory.filePath(name));
        if (!file.open(QIODevice::ReadOnly)) {
            continue;
        }
        const QByteArray payload = file.readAll();
        const QString mac
            = QJsonDocument::fromJson(payload)[u"response"_s][u"macAddress"_s].toString(u"aabbccddeeff"_s);
        messages.append({u"cmd/52/navilink-%1/test/res"_s.arg(mac), payload});
    }
    return messages;
}

/// The requests of a client that is not one of ours, as {topic, request}.
Messages requestsOf(const Messages &heard)
{
    Messages requests;
    for (const SentMessage &message : heard) {
        const QJsonObject body = QJsonDocument::fromJson(message.payload).object();
        if (body.contains(u"request"_s) && body[u"clientID"_s] != u"e2e-app"_s) {
            requests.append(message);
        }
    }
    return requests;
}

bool isOfMessages(const QJsonObject &event)
{
    const QString type = event[u"type"_s].toString();
    return type.startsWith("device."_L1) || type.startsWith("message."_L1) || type.startsWith("field."_L1);
}

QList<QJsonObject> eventsOfMessages(const QList<QJsonObject> &events)
{
    QList<QJsonObject> list;
    std::copy_if(events.begin(), events.end(), std::back_inserter(list), isOfMessages);
    return list;
}

/// What is wrong with the events, the expected ones being known.
QString firstDifference(const QList<ExpectedEvent> &expected, const QList<QJsonObject> &printed)
{
    for (qsizetype i = 0; i < std::min(expected.size(), printed.size()); ++i) {
        const ExpectedEvent &wanted = expected[i];
        if (const QString difference = wanted.difference(printed[i]); !difference.isEmpty()) {
            return u"event %1: %2"_s.arg(i).arg(difference);
        }
        const QString cause = wanted.cause < 0 ? QString() : printed[wanted.cause][u"id"_s].toString();
        if (printed[i][u"causationid"_s].toString() != cause) {
            return u"event %1 (%2) has the wrong cause"_s.arg(i).arg(wanted.type);
        }
        if (printed[i][u"connection"_s].toString().isEmpty()
            || printed[i][u"profile"_s].toString() != "navien-nwp500"_L1) {
            return u"event %1 (%2) does not name its connection and profile"_s.arg(i).arg(wanted.type);
        }
    }
    return expected.size() == printed.size() ? QString()
                                             : u"%1 events instead of %2"_s.arg(printed.size()).arg(expected.size());
}

QJsonObject handlerNamed(const QJsonObject &report, const QString &name)
{
    for (const QJsonValue &handler : report[u"handlers"_s].toArray()) {
        if (handler[u"name"_s] == name) {
            return handler.toObject();
        }
    }
    return {};
}

} // namespace

class TestWatchBroker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void printsExactlyTheExpectedEvents_data();
    void printsExactlyTheExpectedEvents();

private:
    void publishAll(const Messages &messages, Expectation &expectation, BrokerClient &client);
    static void checkRequests(const Messages &requests, const Expectation &expectation);
    static void checkReport(const QJsonObject &report, const Expectation &expectation, int requests);
};

void TestWatchBroker::printsExactlyTheExpectedEvents_data()
{
    QTest::addColumn<Messages>("messages");
    QTest::newRow("two units, 520 statuses") << StatusGenerator(20260105).sequence(520);
    QTest::newRow("two units, other luck") << StatusGenerator(77).sequence(520);
    if (const QString folder = qEnvironmentVariable("EMBER_MESSAGES"); !folder.isEmpty()) {
        QTest::newRow("given messages") << givenMessages(folder);
    }
}

void TestWatchBroker::printsExactlyTheExpectedEvents()
{
    QFETCH(const Messages, messages);
    QVERIFY2(!messages.isEmpty(), "there are no messages to publish; look at EMBER_MESSAGES");
    MosquittoBroker broker;
    // By default it drops what a slow subscriber has not taken yet.
    QVERIFY(broker.start({u"max_queued_messages 0"_s}));
    const QTemporaryDir folder;
    const QString reportFile = folder.filePath(u"report.json"_s);

    // The profile is recognised; what others say on other topics is another test's (tst_watch_anything).
    CliProcess cli({u"watch"_s, u"mqtt://127.0.0.1:%1?topic=cmd/52/#"_s.arg(broker.port()), u"--format"_s, u"jsonl"_s,
        u"--report"_s, reportFile});
    cli.start();
    BrokerClient client(u"e2e-devices"_s, broker.port());
    client.start(kDevicesTopics);
    QTRY_VERIFY_WITH_TIMEOUT(client.isReady(), kSoon);
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.established"_s), 1, kSoon);

    Expectation expectation;
    publishAll(messages, expectation, client);
    if (QTest::currentTestFailed()) {
        return;
    }
    const auto expectedCount = expectation.events().size();
    const bool allCame = QTest::qWaitFor(
        [&] { return cli.hasEnded() || eventsOfMessages(cli.events()).size() >= expectedCount; }, kWholeSequence);
    if (!allCame) {
        qWarning("not all events came; the comparison says which one is missing");
    }
    cli.signal(SIGINT);
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon);
    QCOMPARE(cli.exitCode(), 0);
    QCOMPARE(cli.unfinishedLine(), QByteArray());

    const QString difference = firstDifference(expectation.events(), eventsOfMessages(cli.events()));
    QVERIFY2(difference.isEmpty(), qUtf8Printable(difference));
    const QString complaint = complaintAboutEvents(cli.events());
    QVERIFY2(complaint.isEmpty(), qUtf8Printable(complaint));
    const Messages requests = requestsOf(client.heard());
    checkRequests(requests, expectation);
    const QJsonObject report = readReport(reportFile);
    checkReport(report, expectation, int(requests.size()));
    const QString counts = complaintAboutCounts(report, cli.events());
    QVERIFY2(counts.isEmpty(), qUtf8Printable(counts));
}

/// Publishes in order. When the program has met a new device it waits for its two requests to come round, so that the
/// figures do not depend on who is faster.
void TestWatchBroker::publishAll(const Messages &messages, Expectation &expectation, BrokerClient &client)
{
    qsizetype known = 0;
    for (const SentMessage &message : messages) {
        expectation.add(message.topic, message.payload);
        QVERIFY(client.publish(message));
        if (expectation.sources().size() > known) {
            known = expectation.sources().size();
            QTRY_COMPARE_WITH_TIMEOUT(requestsOf(client.heard()).size(), 2 * known, kSoon);
        }
    }
}

void TestWatchBroker::checkRequests(const Messages &requests, const Expectation &expectation)
{
    QCOMPARE(requests.size(), 2 * expectation.sources().size()); // and no more of them since
    for (qsizetype i = 0; i < requests.size(); ++i) {
        const QString source = expectation.sources()[i / 2];
        const QString mac = source.section(u'/', 1);
        const bool asksForInfo = requests[i].topic.endsWith("/st/did"_L1);
        QCOMPARE(requests[i].topic, u"cmd/52/navilink-%1/st%2"_s.arg(mac, asksForInfo ? u"/did"_s : QString()));
        const QJsonObject body = QJsonDocument::fromJson(requests[i].payload).object();
        QCOMPARE(body[u"protocolVersion"_s].toInt(), 2);
        QCOMPARE(body[u"requestTopic"_s].toString(), requests[i].topic);
        QCOMPARE(body[u"responseTopic"_s].toString(),
            u"cmd/52/navilink-%1/%2/res"_s.arg(mac, body[u"clientID"_s].toString()));
        const QJsonObject request = body[u"request"_s].toObject();
        QCOMPARE(request[u"command"_s].toInt(), asksForInfo ? 16777217 : 16777219);
        QCOMPARE(request[u"deviceType"_s].toInt(), 52);
        QCOMPARE(request[u"macAddress"_s].toString(), mac);
        QCOMPARE(request[u"additionalValue"_s].toString(), expectation.additional(source));
    }
}

void TestWatchBroker::checkReport(const QJsonObject &report, const Expectation &expectation, int requests)
{
    const QString complaint = complaintAboutReport(report);
    QVERIFY2(complaint.isEmpty(), qUtf8Printable(complaint));
    const QJsonObject messages = report[u"messages"_s].toObject();
    QCOMPARE(messages[u"received"_s].toInt(), expectation.received() + requests);
    QCOMPARE(messages[u"decoded"_s].toInt(), expectation.decoded());
    QCOMPARE(messages[u"ignored"_s].toInt(), expectation.ignored() + requests);
    QCOMPARE(messages[u"undecodable"_s].toInt(), expectation.undecodable());
    QCOMPARE(messages[u"waiting"_s].toInt(), 0);
    QCOMPARE(messages[u"dropped"_s].toInt(), 0);
    const QMap<QString, int> counts = expectation.countsByType();
    for (const auto &[type, count] : counts.asKeyValueRange()) {
        QCOMPARE(std::pair(type, report[u"events"_s][type].toInt()), std::pair(type, count));
    }
    for (const QString &nothing :
        {u"dropped"_s, u"expired"_s, u"coalesced"_s, u"deadLettered"_s, u"handlerFailures"_s}) {
        QCOMPARE(std::pair(nothing, report[nothing].toInt(-1)), std::pair(nothing, 0));
    }
    const QJsonObject detector = handlerNamed(report, u"change detector"_s);
    QCOMPARE(detector[u"priority"_s].toInt(), 1000);
    QCOMPARE(detector[u"calls"_s].toInt(), expectation.decoded());
    QCOMPARE(detector[u"failures"_s].toInt(-1), 0);
    QCOMPARE(report[u"connections"_s].toArray().size(), 1);
    const QJsonObject connection = report[u"connections"_s][0].toObject();
    QCOMPARE(connection[u"established"_s].toInt(), 1);
    QCOMPARE(connection[u"interrupted"_s].toInt(-1), 0);
    QCOMPARE(connection[u"resumed"_s].toInt(-1), 0);
    QCOMPARE(connection[u"identityConflicts"_s].toInt(), expectation.identityConflicts());
}

QTEST_GUILESS_MAIN(TestWatchBroker)
#include "tst_watch_broker.moc"
