// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What strangers may send or answer, over a real broker to the real program: it says what was wrong, counts everything,
// and reads the next good message as if nothing had been.
#include "brokerclient.h"
#include "cliprocess.h"
#include "outputrules.h"

#include <mosquittobroker.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace ember::e2e;

namespace {

constexpr int kSoon = 20'000; // ms
constexpr int kLong = 280'000; // for what is large, on a busy machine
const QString kMac = u"a0b1c2d3e4f5"_s;
const QString kTopic = u"cmd/52/navilink-a0b1c2d3e4f5/test/res"_s;
const QStringList kPatientBroker{u"max_queued_messages 0"_s, u"max_inflight_messages 0"_s};

/// A status with these members besides; `additionalValue` lets the program's requests be complete.
QByteArray status(const QByteArray &members, const QString &mac = kMac)
{
    return R"({"response":{"deviceType":52,"macAddress":")" + mac.toLatin1()
        + R"(","additionalValue":"4711","status":{)" + members + "}}}";
}

QByteArray temperature(int raw)
{
    return "\"dhwTemperature\":" + QByteArray::number(raw);
}

struct BadMessage
{
    const char *name;
    QByteArray payload;
    QString type; ///< of the event it must give; empty: none, it is ignored
    QString says; ///< undecodable: its reason begins so; else what the event's JSON holds
    QString topic = kTopic;
};

QList<BadMessage> badMessages()
{
    const QString undecodable = u"message.undecodable"_s;
    const QString read = u"device.status_received"_s;
    return {
        {"words", "hello", undecodable, u"not JSON"_s},
        {"nothing", "", undecodable, u"the message is empty"_s},
        {"a list", "[1,2]", undecodable, u"the message is a list"_s},
        {"a number", "5", undecodable, u"the message is a number"_s},
        {"cut off", status(temperature(1)).chopped(3), undecodable, u"not JSON"_s},
        {"10,000 deep", "{\"a\":" + QByteArray(10'000, '[') + QByteArray(10'000, ']') + '}', undecodable,
            u"the JSON is nested too deeply"_s},
        {"bare NaN", status("\"dhwTemperature\":NaN"), undecodable, u"not JSON"_s},
        {"invalid UTF-8", status("\"errorCode\":\"\xc3\x28\""), undecodable, u"the message is not valid UTF-8"_s},
        {"NUL bytes", QByteArray("{\"response\":\0{}}", 16), undecodable, u"not JSON"_s},
        {"NUL bytes alone", QByteArray(100, '\0'), undecodable, u"not JSON"_s},
        {"the body is a text", R"({"response":{"status":"ok"}})", undecodable, u"\"status\" is a text"_s},
        {"a device without a name", R"({"response":{"status":{"errorCode":1}}})", undecodable,
            u"neither topic nor body name the device"_s, u"cmd/52/nobody/res"_s},
        {"somebody's request", R"({"request":{"command":16777219}})", {}, {}},
        {"an empty body", status(""), {}, {}},
        {"wrong type", status("\"dhwTemperature\":\"hot\""), read, u"\"dhwTemperature\":\"\\\"hot\\\" is a text"_s},
        {"beyond 64 bits", status("\"errorCode\":99999999999999999999"), read, u"is more than a number can hold"_s},
        {"beyond a double", status("\"dhwTemperature\":1e999"), read, u"1e999 is more than a number can hold"_s},
        {"NaN as text", status("\"dhwTemperature\":\"NaN\""), read, u"\\\"NaN\\\" is a text"_s},
        {"unknown mode", status("\"operationMode\":4711"), read, u"\"operationMode\":4711"_s},
        {"a member twice", status("\"errorCode\":\"x\",\"errorCode\":0"), read, u"\"invalid\":{}"_s},
        {"extra members", status("\"novelty\":{\"deep\":[1]}"), read, u"\"unknown\":{\"novelty\":{\"deep\":[1]}}"_s},
        {"members missing", status("\"errorCode\":0"), read, u"\"missing\":[\""_s},
        {"a NUL in a name", status("\"a\\u0000b\":1"), read, u"\"a\\u0000b\":1"_s},
    };
}

/// A broker, the program watching it, and somebody who publishes.
class Scene
{
public:
    explicit Scene(const QString &parameters = {}, const QStringList &more = {u"--format"_s, u"jsonl"_s},
        const QStringList &config = kPatientBroker)
    {
        if (!broker.start(config)) {
            return;
        }
        cli.emplace(QStringList{u"watch"_s, u"mqtt://127.0.0.1:%1%2"_s.arg(broker.port()).arg(parameters),
                        u"--report"_s, reportFile()}
            + more);
        cli->start();
        client.emplace(u"stranger"_s, broker.port());
        client->start(u"nothing/at/all"_s);
        m_stands
            = QTest::qWaitFor([this] { return client->isReady() && cli->errors().contains("connected: "); }, kSoon);
    }

    [[nodiscard]] bool stands() const { return m_stands; }
    [[nodiscard]] bool publish(const QByteArray &payload, const QString &topic = kTopic)
    {
        return client->publish({topic, payload});
    }
    /// Ends the program; the report, which has passed the rules that every report must.
    QJsonObject end()
    {
        cli->signal(SIGINT);
        if (!QTest::qWaitFor([this] { return cli->hasEnded(); }, kLong) || cli->exitCode() != 0) {
            qWarning("the program did not end well: %s", cli->errors().constData());
            return {};
        }
        const QJsonObject report = readReport(reportFile());
        if (const QString complaint = complaintAboutReport(report); !complaint.isEmpty()) {
            qWarning("%s", qUtf8Printable(complaint));
            return {};
        }
        return report;
    }
    /// The events about messages and devices, without the connection's.
    [[nodiscard]] QList<QJsonObject> events() const
    {
        QList<QJsonObject> list;
        for (const QJsonObject &event : cli->events()) {
            const QString type = event[u"type"_s].toString();
            if (type.startsWith("device."_L1) || type.startsWith("message."_L1)) {
                list.append(event);
            }
        }
        return list;
    }

    MosquittoBroker broker;
    std::optional<CliProcess> cli;
    std::optional<BrokerClient> client;

private:
    [[nodiscard]] QString reportFile() const { return m_folder.filePath(u"report.json"_s); }

    QTemporaryDir m_folder;
    bool m_stands = false;
};

QString compact(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

qint64 messages(const QJsonObject &report, const QString &outcome)
{
    return report[u"messages"_s][outcome].toInteger(-1);
}

} // namespace

class TestWatchBadInput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void afterEachBadMessageTheNextGoodOneIsRead();
    void aLargeMessageIsReadWithinTheLimit_data();
    void aLargeMessageIsReadWithinTheLimit();
    void aMessageOverTheLimitIsToldWithItsSize();
    void whatTheBrokerRefusesDisturbsNobody();
    void manyThousandDevicesAreCountedAndTheFirstStillFollowed();
    void manyThousandTopicsOfNobodyStayWithinBounds();
    void aTopicAsLongAsTheyMayBeIsTold();
    void whatStrangersWriteDoesNothingToATerminal();
    void aRefusedPasswordEndsAtOnceAndIsNeverShown();
    void anUnreachableHostIsToldWithItsReason_data();
    void anUnreachableHostIsToldWithItsReason();
    void aWrongProfileFileIsToldWithItsPlace();
};

void TestWatchBadInput::afterEachBadMessageTheNextGoodOneIsRead()
{
    Scene scene(u"?poll=off"_s);
    QVERIFY(scene.stands());
    qint64 ignored = 0;
    int raw = 100;
    for (const BadMessage &bad : badMessages()) {
        const qsizetype before = scene.events().size();
        QVERIFY2(scene.publish(bad.payload, bad.topic), bad.name);
        QVERIFY2(scene.publish(status(temperature(++raw))), bad.name);
        const auto goodCame = [&] {
            const auto events = scene.events();
            return events.size() > before
                && events.constLast()[u"data"_s][u"new"_s].toDouble() == double(raw) / 2; // half degrees
        };
        // The very first good message is only a baseline; from then on each is a change.
        const auto firstCame = [&] { return scene.cli->count(u"device.status_received"_s) == 1; };
        const bool isFirst = raw == 101;
        QVERIFY2(QTest::qWaitFor([&] { return isFirst ? firstCame() : goodCame(); }, kSoon), bad.name);
        const QJsonObject event = scene.events()[before];
        if (bad.type.isEmpty()) {
            ++ignored;
            QVERIFY2(event[u"data"_s][u"raw"_s][u"dhwTemperature"_s].toInt() == raw, bad.name); // nothing before it
            continue;
        }
        QVERIFY2(event[u"type"_s].toString() == bad.type, qPrintable(compact(event)));
        if (bad.type == u"message.undecodable"_s) {
            const QString reason = event[u"data"_s][u"reason"_s].toString();
            QVERIFY2(reason.startsWith(bad.says), qPrintable(QString::fromLatin1(bad.name) + u": " + reason));
            QCOMPARE(event[u"data"_s][u"size"_s].toInteger(), bad.payload.size());
            QCOMPARE(event[u"data"_s][u"topic"_s].toString(), bad.topic);
        } else {
            QVERIFY2(compact(event).contains(bad.says), qPrintable(compact(event)));
        }
    }
    const QJsonObject report = scene.end();
    QCOMPARE(messages(report, u"received"_s), 2 * badMessages().size());
    QCOMPARE(messages(report, u"ignored"_s), ignored);
    QCOMPARE(messages(report, u"dropped"_s), 0);
    const QString complaint = complaintAboutEvents(scene.cli->events());
    QVERIFY2(complaint.isEmpty(), qUtf8Printable(complaint));
    const QString counts = complaintAboutCounts(report, scene.cli->events());
    QVERIFY2(counts.isEmpty(), qUtf8Printable(counts));
}

void TestWatchBadInput::aLargeMessageIsReadWithinTheLimit_data()
{
    QTest::addColumn<QString>("parameters");
    QTest::addColumn<int>("megabytes");
    QTest::addColumn<bool>("manyKeys");
    QTest::newRow("10 MB in one text") << u"?poll=off"_s << 10 << false;
    QTest::newRow("10 MB in many keys") << u"?poll=off"_s << 10 << true;
    QTest::newRow("64 MB in one text, limit raised") << u"?poll=off&maxpayload=100MiB"_s << 64 << false;
    QTest::newRow("64 MB in many keys, limit raised") << u"?poll=off&maxpayload=100MiB"_s << 64 << true;
}

void TestWatchBadInput::aLargeMessageIsReadWithinTheLimit()
{
    QFETCH(const QString, parameters);
    QFETCH(const int, megabytes);
    QFETCH(const bool, manyKeys);
    // What is printed would be as large again.
    const QString filter
        = u"name == \"device.temperature_changed\" or data.unknown > 0 and raw.dhwTemperature == 100"_s;
    Scene scene(parameters, {u"--format"_s, u"table"_s, u"--filter"_s, filter});
    QVERIFY(scene.stands());
    QByteArray members = temperature(100);
    const qsizetype size = qsizetype(megabytes) * 1'000'000;
    qsizetype keys = 1;
    if (manyKeys) {
        members.reserve(size + 100);
        for (keys = 0; members.size() < size; ++keys) {
            // Scattered, so that their order is not the alphabet's.
            members += ",\"k" + QByteArray::number(quint32(keys) * 2654435761U, 16) + "\":1";
        }
    } else {
        members += ",\"filler\":\"" + QByteArray(size, 'x') + '"';
    }
    QVERIFY(scene.publish(status(members)));
    QVERIFY(scene.publish(status(temperature(120))));
    QTRY_COMPARE_WITH_TIMEOUT(scene.cli->lines().size(), 2, kLong);
    QVERIFY2(scene.cli->lines()[1].contains("60.0"), scene.cli->lines()[1].constData()); // and what it was before
    const QJsonObject report = scene.end();
    QCOMPARE(messages(report, u"received"_s), 2);
    QCOMPARE(messages(report, u"decoded"_s), 2);
}

void TestWatchBadInput::aMessageOverTheLimitIsToldWithItsSize()
{
    Scene scene(u"?poll=off"_s);
    QVERIFY(scene.stands());
    const QByteArray huge = status("\"filler\":\"" + QByteArray(64'000'000, 'x') + '"');
    QVERIFY(scene.publish(huge));
    QVERIFY(scene.publish(status(temperature(120))));
    QTRY_COMPARE_WITH_TIMEOUT(scene.events().size(), 2, kLong);
    const QJsonObject data = scene.events()[0][u"data"_s].toObject();
    QCOMPARE(data[u"size"_s].toInteger(), huge.size());
    QCOMPARE(data[u"reason"_s].toString(), u"larger than the limit of 16777216 bytes (maxpayload)"_s);
    QVERIFY(huge.startsWith(data[u"head"_s].toString().toLatin1()));
    QCOMPARE(scene.events()[1][u"type"_s].toString(), u"device.status_received"_s);
    QCOMPARE(messages(scene.end(), u"undecodable"_s), 1);
}

void TestWatchBadInput::whatTheBrokerRefusesDisturbsNobody()
{
    Scene scene(u"?poll=off"_s, {u"--format"_s, u"jsonl"_s}, {u"message_size_limit 1000000"_s});
    QVERIFY(scene.stands());
    QVERIFY(scene.publish(status("\"filler\":\"" + QByteArray(10'000'000, 'x') + '"')));
    // It may send its sender away for that: another one comes.
    QVERIFY(scene.broker.publish(kTopic, status(temperature(120))));
    QTRY_COMPARE_WITH_TIMEOUT(scene.events().size(), 1, kSoon);
    QCOMPARE(scene.events()[0][u"type"_s].toString(), u"device.status_received"_s);
    QCOMPARE(messages(scene.end(), u"received"_s), 1);
}

void TestWatchBadInput::manyThousandDevicesAreCountedAndTheFirstStillFollowed()
{
    constexpr int kDevices = 65'536;
    constexpr int kAsked = 10'000; // each with two requests, which come back to the program like every message
    constexpr int kAtOnce = 0x1000; // fewer than a connection's queue holds, so that nothing has to be dropped
    const QString changes = u"name == \"device.temperature_changed\""_s;
    const QString milestones = u"name == \"device.status_received\" and source matches \"000$\""_s;
    Scene scene({}, {u"--format"_s, u"table"_s, u"--filter"_s, u"%1 or %2"_s.arg(changes, milestones)});
    QVERIFY(scene.stands());
    for (int i = 0; i < kDevices; ++i) {
        const QString mac = u"%1"_s.arg(i, 12, 16, QLatin1Char('0'));
        QVERIFY(scene.publish(status(temperature(100), mac), u"cmd/52/navilink-%1/res"_s.arg(mac)));
        if (i % kAtOnce == 0) {
            QTRY_COMPARE_WITH_TIMEOUT(scene.cli->lines().size(), 1 + i / kAtOnce, kLong);
        }
    }
    // Pushed out by the others it starts anew; from its second message on it is followed as before.
    const QString first(12, u'0');
    for (const int raw : {100, 120}) {
        QVERIFY(scene.publish(status(temperature(raw), first), u"cmd/52/navilink-%1/res"_s.arg(first)));
    }
    QTRY_COMPARE_WITH_TIMEOUT(scene.cli->lines().size(), kDevices / kAtOnce + 2 + 1, kLong);
    QVERIFY(scene.cli->lines().last().contains("temperature_changed"));
    QVERIFY(scene.cli->lines().last().contains(first.toLatin1()));
    QVERIFY2(scene.cli->errors().contains("more devices than can be followed"), scene.cli->errors().constData());
    const QJsonObject report = scene.end();
    QCOMPARE(messages(report, u"decoded"_s), kDevices + 2);
    QCOMPARE(messages(report, u"undecodable"_s), 0);
    QCOMPARE(messages(report, u"dropped"_s), 0);
    QVERIFY(messages(report, u"ignored"_s) <= 2 * kAsked); // those that it had time for
    QCOMPARE(report[u"devices"_s][u"followed"_s].toInt(), 10'000);
    QCOMPARE(report[u"devices"_s][u"messagesOfFurther"_s].toInt(), kDevices - 10'000);
    QCOMPARE(report[u"devices"_s][u"forgotten"_s].toInt(), kDevices + 1 - 10'000);
}

void TestWatchBadInput::manyThousandTopicsOfNobodyStayWithinBounds()
{
    constexpr int kTopics = 65'536;
    constexpr int kDevices = 5'000;
    Scene scene(u"?poll=off"_s, {u"--filter"_s, u"name == \"device.status_received\""_s});
    QVERIFY(scene.stands());
    for (int i = 0; i < kTopics; ++i) {
        QVERIFY(scene.publish("7", u"hostile/%1/%2"_s.arg(i * 7919).arg(QString(40, QChar(u'a' + i % 26)))));
    }
    QVERIFY(scene.publish(status(temperature(120))));
    QTRY_COMPARE_WITH_TIMEOUT(scene.cli->lines().size(), 1, kLong);
    QTRY_VERIFY_WITH_TIMEOUT(scene.cli->errors().contains("more fields than can be followed"), kSoon);
    const QJsonObject report = scene.end();
    QCOMPARE(messages(report, u"decoded"_s), kTopics + 1);
    QCOMPARE(messages(report, u"ignored"_s), 0);
    QCOMPARE(messages(report, u"dropped"_s), 0);
    // The further devices of the connection are one, and it keeps as many fields as a device does; then the heater.
    QCOMPARE(report[u"devices"_s][u"followed"_s].toInt(), kDevices + 2);
    QCOMPARE(report[u"devices"_s][u"forgotten"_s].toInt(), 0);
    QCOMPARE(report[u"devices"_s][u"messagesOfFurther"_s].toInt(), 0);
    QCOMPARE(report[u"devices"_s][u"valuesNotKept"_s].toInt(), kTopics - kDevices - 2'000);
    QCOMPARE(report[u"devices"_s][u"valuesNotFollowed"_s].toInt(), 0); // their changes are told
}

void TestWatchBadInput::aTopicAsLongAsTheyMayBeIsTold()
{
    Scene scene(u"?poll=off"_s);
    QVERIFY(scene.stands());
    const QString device = u"cmd/52/navilink-"_s;
    const QString longest = device + QString(65'535 - device.size(), u'x'); // MQTT counts in 16 bits
    QVERIFY(scene.publish(R"({"response":{"status":{"errorCode":1}}})", longest));
    QVERIFY(scene.publish("nonsense", longest));
    QVERIFY(scene.publish(status(temperature(120))));
    QTRY_COMPARE_WITH_TIMEOUT(scene.events().size(), 3, kSoon);
    QCOMPARE(scene.events()[0][u"data"_s][u"topic"_s].toString(), longest);
    QCOMPARE(scene.events()[0][u"data"_s][u"reason"_s].toString(), u"the device's name is too long"_s);
    QVERIFY(scene.events()[1][u"data"_s][u"reason"_s].toString().startsWith("not JSON"_L1));
    QCOMPARE(scene.events()[2][u"type"_s].toString(), u"device.status_received"_s);
    QCOMPARE(messages(scene.end(), u"undecodable"_s), 2);
}

void TestWatchBadInput::whatStrangersWriteDoesNothingToATerminal()
{
    Scene scene(u"?poll=off&topic=%23"_s, {u"--format"_s, u"table"_s});
    QVERIFY(scene.stands());
    const qsizetype before = scene.cli->lines().size();
    QVERIFY(scene.publish(status(temperature(1), u"\\u001b[2J\\nfake\\u009b1A"_s), u"cmd/52/x/res"_s));
    QVERIFY(scene.publish("\x1b[2J\x1b]0;title\x07\nfake line\r", u"boiler/cellar/note"_s));
    QVERIFY(scene.publish("on", u"boiler/cellar/burner"_s));
    QTRY_VERIFY_WITH_TIMEOUT(scene.cli->lines().size() >= before + 3, kSoon);
    QVERIFY(!scene.end().isEmpty());
    QByteArray output;
    for (const QByteArray &line : scene.cli->lines()) {
        output += line + '\n';
    }
    for (const QChar c : QString::fromUtf8(output + scene.cli->errors())) {
        QVERIFY2(c == u'\n' || (c.unicode() >= 0x20 && (c.unicode() < 0x7f || c.unicode() > 0x9f)), output.constData());
    }
    QVERIFY2(output.contains("\\x1b[2J\\nfake"), output.constData());
    QVERIFY2(output.contains("\\x1b]0;title\\x07\\nfake line\\r"), output.constData());
}

void TestWatchBadInput::aRefusedPasswordEndsAtOnceAndIsNeverShown()
{
    MosquittoBroker broker;
    const QString users = broker.addUser(u"heater"_s, u"right"_s);
    QVERIFY(broker.start({users, u"allow_anonymous false"_s}));
    QElapsedTimer clock;
    clock.start();
    const Ended ended = runToEnd({u"watch"_s, u"mqtt://heater:S3cret-W0rd@127.0.0.1:%1"_s.arg(broker.port()),
        u"--format"_s, u"jsonl"_s, u"--for"_s, u"60s"_s});
    QCOMPARE(ended.exitCode, 1);
    QVERIFY(clock.elapsed() < kSoon);
    QVERIFY2(ended.errors.contains("given up") && ended.errors.contains("password"), ended.errors.constData());
    QVERIFY(!QByteArray(ended.errors + ended.lines.join('\n')).contains("S3cret"));
    QVERIFY2(ended.lines.join('\n').contains("connection.lost"), "the refusal is an event");
}

void TestWatchBadInput::anUnreachableHostIsToldWithItsReason_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("nobody listens") << u"127.0.0.1:%1"_s.arg(MosquittoBroker::freePort())
                                    << QByteArray("not reachable");
    QTest::newRow("no such host") << u"no-such-host.invalid"_s << QByteArray("no-such-host.invalid");
}

void TestWatchBadInput::anUnreachableHostIsToldWithItsReason()
{
    QFETCH(const QString, host);
    QFETCH(const QByteArray, says);
    const Ended ended = runToEnd({u"watch"_s, u"mqtt://"_s + host, u"--for"_s, u"3s"_s});
    QCOMPARE(ended.exitCode, 1);
    QVERIFY2(ended.errors.contains(says) && ended.errors.contains("trying again"), ended.errors.constData());
}

void TestWatchBadInput::aWrongProfileFileIsToldWithItsPlace()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"mine.json"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\n  \"id\": \"mine\",\n  \"version\": \"\x1b[31mone\"\n}\n");
    file.close();
    const Ended ended = runToEnd({u"watch"_s, u"mqtt://127.0.0.1"_s, u"--profile"_s, path});
    QCOMPARE(ended.exitCode, 1);
    QVERIFY2(ended.errors.startsWith(QByteArray(path.toUtf8() + ": line 3, column ")), ended.errors.constData());
    QVERIFY2(!ended.errors.contains('\x1b'), ended.errors.constData());
}

QTEST_GUILESS_MAIN(TestWatchBadInput)
#include "tst_watch_bad_input.moc"
