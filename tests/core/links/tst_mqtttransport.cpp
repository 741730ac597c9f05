// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cannedserver.h"
#include "mosquittobroker.h"
#include "mqttreasons.h"
#include "mqtttransport.h"
#include "recordingsink.h"

#include <QtTest/QtTest>

#include <atomic>
#include <mutex>
#include <thread>

using namespace Qt::StringLiterals;
using ember::ConnectionUrl;
using ember::MqttTransport;

namespace {

ConnectionUrl address(const QString &text)
{
    const auto url = ConnectionUrl::parse(text);
    if (!url) {
        qFatal("%s", qPrintable(url.error()));
    }
    return *url;
}

ConnectionUrl addressOf(const MosquittoBroker &broker, const QString &user = {}, const QString &query = {})
{
    return address(u"mqtt://"_s + user + u"127.0.0.1:"_s + QString::number(broker.port()) + query);
}

/// Where mosquitto's package puts its plugin for access rules; empty if it is not there.
QString securityPlugin()
{
    for (const QString &directory : {u"/usr/lib/x86_64-linux-gnu"_s, u"/usr/lib/aarch64-linux-gnu"_s, u"/usr/lib"_s}) {
        const QString file = directory + u"/mosquitto_dynamic_security.so"_s;
        if (QFile::exists(file)) {
            return file;
        }
    }
    return {};
}

} // namespace

class TestMqttTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void messagesArriveAsTheyWereSent();
    void retainedMessagesAndQualityOfServiceAreTold();
    void severalFiltersAreSubscribed();
    void noSubscriptionAsksForMoreThanEightFilters_data();
    void noSubscriptionAsksForMoreThanEightFilters();
    void requestsArePublished();
    void aHostNameIsLookedUp();
    void aWrongPasswordIsRefusedForGood();
    void aMissingPasswordIsRefusedForGood();
    void theRightPasswordIsTaken();
    void aRefusedTopicIsNamed_data();
    void aRefusedTopicIsNamed();
    void nobodyListening();
    void anUnknownHostIsNamed();
    void aKilledBrokerIsNoticedAndTheNextAttemptFindsItAgain();
    void afterClosingNothingIsHeard();
    void closingAtOnceIsSafe();
    void clientIdsDifferUnlessGiven();
    void largePayloadsArriveWhole();
    void manyConnectionsLiveSideBySide();
    void codesBecomeWords_data();
    void codesBecomeWords();
};

void TestMqttTransport::initTestCase()
{
    QVERIFY2(!MosquittoBroker::program().isEmpty(), "mosquitto is not installed (see tests/packages)");
}

void TestMqttTransport::messagesArriveAsTheyWereSent()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    RecordingSink sink;
    MqttTransport transport(addressOf(broker), sink);
    transport.open({u"a/#"_s});
    QVERIFY(sink.waitForOpened());
    const ember::EventTime before = ember::eventTimeNow();
    QVERIFY(broker.publish(u"a/b"_s, "hello"));
    QVERIFY(broker.publish(u"b/a"_s, "not for us"));
    const QByteArray bytes("\0\xff\n{}", 5);
    QVERIFY(broker.publish(u"a/ä ö"_s, bytes));
    QVERIFY(broker.publish(u"a"_s, {}, {u"-q"_s, u"1"_s}));
    QVERIFY(sink.waitForMessages(3));
    transport.close();
    const auto heard = sink.heard();
    QCOMPARE(heard.messages[0].topic, u"a/b"_s);
    QCOMPARE(heard.messages[0].payload, "hello");
    QVERIFY(heard.messages[0].time >= before && heard.messages[0].time <= ember::eventTimeNow());
    QCOMPARE(heard.messages[1].topic, u"a/ä ö"_s);
    QCOMPARE(heard.messages[1].payload, bytes);
    QCOMPARE(heard.messages[2].payload, QByteArray(""));
    QCOMPARE(heard.messages.size(), std::size_t(3));
    QCOMPARE(heard.calls, 4);
}

void TestMqttTransport::retainedMessagesAndQualityOfServiceAreTold()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    QVERIFY(broker.publish(u"a/old"_s, "kept", {u"-r"_s, u"-q"_s, u"1"_s}));
    RecordingSink sink;
    MqttTransport transport(addressOf(broker), sink);
    transport.open({u"a/#"_s});
    QVERIFY(sink.waitForMessages(1));
    QVERIFY(sink.waitForOpened());
    QVERIFY(broker.publish(u"a/new"_s, "live", {u"-q"_s, u"0"_s}));
    QVERIFY(broker.publish(u"a/new"_s, "live", {u"-q"_s, u"1"_s}));
    QVERIFY(sink.waitForMessages(3));
    const auto messages = sink.heard().messages;
    QVERIFY(messages[0].retained);
    QCOMPARE(messages[0].qos, 1);
    QVERIFY(!messages[1].retained);
    QCOMPARE(messages[1].qos, 0);
    QCOMPARE(messages[2].qos, 1);
}

void TestMqttTransport::severalFiltersAreSubscribed()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    RecordingSink sink;
    MqttTransport transport(addressOf(broker), sink);
    transport.open({u"a/+"_s, u"b"_s, u"c/#"_s});
    QVERIFY(sink.waitForOpened());
    for (const QString &topic : {u"a/1"_s, u"b"_s, u"x"_s, u"c/1/2"_s}) {
        QVERIFY(broker.publish(topic, topic.toUtf8()));
    }
    QVERIFY(sink.waitForMessages(3));
    const auto messages = sink.heard().messages;
    QCOMPARE((QStringList{messages[0].topic, messages[1].topic, messages[2].topic}),
        (QStringList{u"a/1"_s, u"b"_s, u"c/1/2"_s}));
}

void TestMqttTransport::noSubscriptionAsksForMoreThanEightFilters_data()
{
    QTest::addColumn<QByteArray>("connected");
    QTest::addColumn<QString>("query");
    QTest::newRow("MQTT 3.1.1") << QByteArray("\x20\x02\x00\x00", 4) << u"?mqtt=3.1.1"_s;
    QTest::newRow("MQTT 5") << QByteArray("\x20\x03\x00\x00\x00", 5) << u"?mqtt=5"_s;
}

/// AWS IoT, where the NaviLink cloud's broker is, ends a connection that asks for more at once.
void TestMqttTransport::noSubscriptionAsksForMoreThanEightFilters()
{
    QFETCH(const QByteArray, connected);
    QFETCH(const QString, query);
    const bool is5 = query.endsWith(u'5');
    std::mutex mutex;
    QList<int> asked; // filters of each packet
    CannedServer server([&](const QByteArray &packet) -> QByteArray {
        if (packet.contains("MQTT")) {
            return connected;
        }
        const auto filters = int(packet.count("device/"));
        const std::lock_guard lock(mutex);
        asked.append(filters);
        return QByteArray("\x90") + char(2 + filters + (is5 ? 1 : 0)) + packet.mid(2, 2) + QByteArray(is5 ? 1 : 0, '\0')
            + QByteArray(filters, '\x01');
    });
    QStringList filters;
    for (int i = 0; i < 20; ++i) {
        filters.append(u"device/%1/#"_s.arg(i));
    }
    RecordingSink sink;
    MqttTransport transport(address(u"mqtt://127.0.0.1:%1%2"_s.arg(server.port()).arg(query)), sink);
    transport.open(filters);
    QVERIFY(sink.waitForOpened());
    const std::lock_guard lock(mutex);
    QCOMPARE(asked, (QList<int>{8, 8, 4}));
}

void TestMqttTransport::requestsArePublished()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    RecordingSink sink;
    MqttTransport transport(addressOf(broker), sink);
    QVERIFY(transport.takesRequests());
    QVERIFY(!transport.publish(u"a"_s, "too early", 1));
    transport.open({u"#"_s});
    QVERIFY(sink.waitForOpened());
    QVERIFY(transport.publish(u"cmd/x"_s, "request", 1));
    QVERIFY(sink.waitForMessages(1)); // we hear our own
    QCOMPARE(sink.heard().messages[0].topic, u"cmd/x"_s);
    QCOMPARE(sink.heard().messages[0].payload, "request");
    QCOMPARE(sink.heard().messages[0].qos, 1);
    transport.close();
    QVERIFY(!transport.publish(u"a"_s, "too late", 1));
}

void TestMqttTransport::aHostNameIsLookedUp()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    RecordingSink sink;
    MqttTransport transport(address(u"mqtt://localhost:%1"_s.arg(broker.port())), sink);
    transport.open({u"#"_s});
    QVERIFY(sink.waitForOpened());
}

void TestMqttTransport::aWrongPasswordIsRefusedForGood()
{
    MosquittoBroker broker;
    const QString passwords = broker.addUser(u"anna"_s, u"right"_s);
    QVERIFY(broker.start({u"allow_anonymous false"_s, passwords}));
    RecordingSink sink;
    MqttTransport transport(addressOf(broker, u"anna:s3cr3t@"_s), sink);
    transport.open({u"#"_s});
    QVERIFY(sink.waitForFailure());
    const auto heard = sink.heard();
    QVERIFY2(heard.failures[0].contains(u"refused the user name “anna”"), qPrintable(heard.failures[0]));
    QVERIFY(!heard.failures[0].contains(u"s3cr3t"));
    QVERIFY(heard.permanent);
}

void TestMqttTransport::aMissingPasswordIsRefusedForGood()
{
    MosquittoBroker broker;
    const QString passwords = broker.addUser(u"anna"_s, u"right"_s);
    QVERIFY(broker.start({u"allow_anonymous false"_s, passwords}));
    RecordingSink sink;
    MqttTransport transport(addressOf(broker), sink);
    transport.open({u"#"_s});
    QVERIFY(sink.waitForFailure());
    QVERIFY2(sink.heard().failures[0].contains(u"mqtt://USER:PASSWORD@"), qPrintable(sink.heard().failures[0]));
    QVERIFY(sink.heard().permanent);
}

void TestMqttTransport::theRightPasswordIsTaken()
{
    MosquittoBroker broker;
    const QString passwords = broker.addUser(u"anna"_s, u"p@ss/w:rd"_s);
    QVERIFY(broker.start({u"allow_anonymous false"_s, passwords}));
    RecordingSink sink;
    MqttTransport transport(addressOf(broker, u"anna:p%40ss%2Fw:rd@"_s), sink);
    transport.open({u"#"_s});
    QVERIFY(sink.waitForOpened());
}

void TestMqttTransport::aRefusedTopicIsNamed_data()
{
    QTest::addColumn<QStringList>("filters");
    QTest::newRow("alone") << QStringList{u"secret/#"_s};
    QTest::newRow("among others") << QStringList{u"open/#"_s, u"secret/#"_s, u"open2"_s};
    QTest::newRow("behind others") << QStringList{
        u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"5"_s, u"6"_s, u"7"_s, u"8"_s, u"9"_s, u"secret/#"_s};
    QTest::newRow("before others") << QStringList{
        u"secret/#"_s, u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"5"_s, u"6"_s, u"7"_s, u"8"_s, u"9"_s};
}

void TestMqttTransport::aRefusedTopicIsNamed()
{
    QFETCH(QStringList, filters);
    QVERIFY2(!securityPlugin().isEmpty(), "mosquitto's package has no mosquitto_dynamic_security.so");
    MosquittoBroker broker;
    // Mosquitto's own access list lets everybody subscribe and keeps messages back; this plugin of it refuses.
    const QString rules = broker.writeFile(u"rules.json"_s, R"({
        "defaultACLAccess": { "publishClientSend": true, "publishClientReceive": true,
                              "subscribe": true, "unsubscribe": true },
        "roles": [ { "rolename": "outsider", "acls": [
            { "acltype": "subscribePattern", "topic": "secret/#", "priority": 1, "allow": false } ] } ],
        "groups": [ { "groupname": "everybody", "roles": [ { "rolename": "outsider" } ] } ],
        "anonymousGroup": "everybody" })");
    QVERIFY(broker.start({u"plugin "_s + securityPlugin(), u"plugin_opt_config_file "_s + rules}));
    RecordingSink sink;
    MqttTransport transport(addressOf(broker), sink);
    transport.open(filters);
    QVERIFY(sink.waitForFailure());
    const auto heard = sink.heard();
    QVERIFY2(heard.failures[0].contains(u"refused the subscription to “secret/#”"), qPrintable(heard.failures[0]));
    QVERIFY(heard.permanent);
    QCOMPARE(heard.opened, 0);
}

void TestMqttTransport::nobodyListening()
{
    const quint16 port = MosquittoBroker::freePort();
    RecordingSink sink;
    MqttTransport transport(address(u"mqtt://127.0.0.1:%1"_s.arg(port)), sink);
    transport.open({u"#"_s});
    QVERIFY(sink.waitForFailure());
    const auto heard = sink.heard();
    QVERIFY2(heard.failures[0].contains(u"is a broker running there?"), qPrintable(heard.failures[0]));
    QVERIFY(heard.failures[0].contains(u"127.0.0.1:%1"_s.arg(port)));
    QVERIFY(!heard.permanent);
    QCOMPARE(heard.opened, 0);
}

void TestMqttTransport::anUnknownHostIsNamed()
{
    RecordingSink sink;
    // No label may be longer than 63 characters: refused without asking a network.
    const QString host = QString(70, u'x') + u".example"_s;
    MqttTransport transport(address(u"mqtt://"_s + host), sink);
    transport.open({u"#"_s});
    QVERIFY(sink.waitForFailure());
    QVERIFY2(sink.heard().failures[0].contains(host), qPrintable(sink.heard().failures[0]));
    QVERIFY(sink.heard().failures[0].contains(u"cannot be found"));
    QVERIFY(!sink.heard().permanent);
}

void TestMqttTransport::aKilledBrokerIsNoticedAndTheNextAttemptFindsItAgain()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    RecordingSink sink;
    MqttTransport transport(addressOf(broker), sink);
    transport.open({u"#"_s});
    QVERIFY(sink.waitForOpened());
    broker.kill();
    QVERIFY(sink.waitUntil([](const RecordingSink::Heard &heard) { return !heard.drops.isEmpty(); }));
    QVERIFY2(sink.heard().drops[0].contains(u"is gone"), qPrintable(sink.heard().drops[0]));
    QVERIFY(!transport.publish(u"a"_s, "nobody there", 1));
    transport.close();
    QVERIFY(broker.restart());
    transport.open({u"#"_s});
    QVERIFY(sink.waitForOpened(2));
    QVERIFY(broker.publish(u"a"_s, "again"));
    QVERIFY(sink.waitForMessages(1));
    QCOMPARE(sink.heard().drops.size(), 1);
    QCOMPARE(sink.heard().failures.size(), 0);
}

void TestMqttTransport::afterClosingNothingIsHeard()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    RecordingSink talker;
    MqttTransport source(addressOf(broker), talker);
    source.open({u"a"_s});
    QVERIFY(talker.waitForOpened());
    std::atomic<bool> done = false;
    std::thread flood([&] {
        // The next one when the last one has gone round: a stream without a pause that nothing piles up in.
        for (std::size_t sent = 0; !done && source.publish(u"a"_s, "x", 0); ++sent) {
            (void)talker.waitForMessages(sent);
        }
    });
    bool heard = true;
    bool quiet = true;
    for (int round = 0; round < 5 && heard && quiet; ++round) {
        RecordingSink sink;
        MqttTransport transport(addressOf(broker), sink);
        transport.open({u"a"_s});
        heard = sink.waitForMessages(20); // in the middle of the stream
        transport.close();
        const int calls = sink.heard().calls;
        heard = heard && talker.waitForMessages(talker.heard().messages.size() + 50);
        quiet = sink.heard().calls == calls;
    }
    done = true;
    flood.join();
    QVERIFY(heard);
    QVERIFY(quiet);
}

void TestMqttTransport::closingAtOnceIsSafe()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    RecordingSink sink;
    for (int round = 0; round < 30; ++round) {
        const QString host = round % 2 == 0 ? u"127.0.0.1"_s : u"localhost"_s;
        MqttTransport transport(address(u"mqtt://%1:%2"_s.arg(host).arg(broker.port())), sink);
        transport.open({u"#"_s});
        transport.close();
    }
    MqttTransport transport(addressOf(broker), sink);
    const int opened = sink.heard().opened;
    transport.open({u"#"_s});
    QVERIFY(sink.waitForOpened(opened + 1));
}

void TestMqttTransport::clientIdsDifferUnlessGiven()
{
    RecordingSink sink;
    const MqttTransport one(address(u"mqtt://host"_s), sink);
    const MqttTransport two(address(u"mqtt://host"_s), sink);
    const MqttTransport given(address(u"mqtt://host?clientid=mine"_s), sink);
    const QRegularExpression form(u"^emberscope-[0-9a-f]{8}$"_s);
    QVERIFY(form.match(one.clientId()).hasMatch());
    QVERIFY(form.match(two.clientId()).hasMatch());
    QVERIFY(one.clientId() != two.clientId());
    QCOMPARE(given.clientId(), u"mine"_s);
}

void TestMqttTransport::largePayloadsArriveWhole()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    RecordingSink sink;
    MqttTransport transport(addressOf(broker), sink);
    transport.open({u"#"_s});
    QVERIFY(sink.waitForOpened());
    QByteArray payload(3 << 20, '\0');
    for (qsizetype i = 0; i < payload.size(); ++i) {
        payload[i] = char(i * 7);
    }
    QVERIFY(broker.publish(u"big"_s, payload));
    QVERIFY(sink.waitForMessages(1));
    QVERIFY(sink.heard().messages[0].payload == payload);
}

void TestMqttTransport::manyConnectionsLiveSideBySide()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    std::vector<std::unique_ptr<RecordingSink>> sinks;
    std::vector<std::unique_ptr<MqttTransport>> transports;
    for (int i = 0; i < 8; ++i) {
        sinks.push_back(std::make_unique<RecordingSink>());
        transports.push_back(std::make_unique<MqttTransport>(addressOf(broker), *sinks.back()));
        transports.back()->open({u"room/%1"_s.arg(i)});
    }
    for (const auto &sink : sinks) {
        QVERIFY(sink->waitForOpened());
    }
    for (int i = 0; i < 8; ++i) {
        QVERIFY(transports[std::size_t(i)]->publish(u"room/%1"_s.arg((i + 1) % 8), QByteArray::number(i), 1));
    }
    for (int i = 0; i < 8; ++i) {
        QVERIFY(sinks[std::size_t(i)]->waitForMessages(1));
        QCOMPARE(sinks[std::size_t(i)]->heard().messages[0].payload, QByteArray::number((i + 7) % 8));
    }
}

void TestMqttTransport::codesBecomeWords_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("said");
    QTest::addColumn<bool>("permanent");
    const auto row = [](const char *name, int code, const QByteArray &message, const QString &user, const QString &said,
                         bool permanent) { QTest::newRow(name) << code << message << user << said << permanent; };
    row("version", 1, {}, {}, u"does not speak this version"_s, true);
    row("identifier", 2, {}, {}, u"client id “me”"_s, true);
    row("unavailable", 3, {}, {}, u"not available at the moment"_s, false);
    row("bad password", 4, {}, u"anna"_s, u"“anna” or its password"_s, true);
    row("not authorised", 5, {}, u"anna"_s, u"“anna” or its password"_s, true);
    row("nobody given", 5, {}, {}, u"wants a user name"_s, true);
    row("not authorised, for its name perhaps", 5, {}, {}, u"rule for client ids; ours is “me”"_s, true);
    row("unknown code", 77, {}, {}, u"code 77"_s, false);
    row("refused", -1, "TCP/TLS connect failure", {}, u"is a broker running there?"_s, false);
    row("no text", -1, {}, {}, u"is a broker running there?"_s, false);
    row("timeout", -1, "TCP connect timeout", {}, u"no answer from [::1]:1883"_s, false);
    row("version, said by MQTT 5", 0x84, {}, {}, u"does not speak this version"_s, true);
    row("identifier, said by MQTT 5", 0x85, {}, {}, u"client id “me”"_s, true);
    row("bad password, said by MQTT 5", 0x86, {}, u"anna"_s, u"“anna” or its password"_s, true);
    row("not authorised, said by MQTT 5", 0x87, {}, {}, u"wants a user name"_s, true);
    row("unavailable, said by MQTT 5", 0x88, {}, {}, u"not available at the moment"_s, false);
    row("busy", 0x89, {}, {}, u"is busy"_s, false);
    row("banned", 0x8A, {}, {}, u"has banned us"_s, true);
    row("quota", 0x97, {}, {}, u"too many connections"_s, false);
    row("moved", 0x9D, {}, {}, u"another server"_s, true);
    row("hung up", -1, "socket error", {}, u"is that an MQTT broker?"_s, false);
}

void TestMqttTransport::codesBecomeWords()
{
    QFETCH(int, code);
    QFETCH(QByteArray, message);
    QFETCH(QString, user);
    QFETCH(QString, said);
    const ember::MqttParty party{
        .scheme = u"mqtt"_s, .host = u"::1"_s, .port = 1883, .path = {}, .user = user, .clientId = u"me"_s};
    const ember::MqttFailure failure
        = ember::connectFailure(code, message.isNull() ? nullptr : message.constData(), party);
    QVERIFY2(failure.reason.contains(said), qPrintable(failure.reason));
    QVERIFY(failure.reason.contains(u"[::1]:1883"));
    QTEST(failure.permanent, "permanent");
}

QTEST_GUILESS_MAIN(TestMqttTransport)
#include "tst_mqtttransport.moc"
