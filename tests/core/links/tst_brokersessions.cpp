// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Sessions at a broker: kept or not, taken over, and what the broker says when it ends one.
#include "cannedserver.h"
#include "eventrecorder.h"
#include "linkworker.h"
#include "mosquittobroker.h"
#include "mqtttransport.h"
#include "recordingsink.h"
#include "testprofile.h"

#include <QtTest/QtTest>

using namespace Qt::StringLiterals;
using ember::ConnectionUrl;
using ember::MqttTransport;

namespace {

ConnectionUrl addressOf(const MosquittoBroker &broker, const QString &query)
{
    const auto url = ConnectionUrl::parse(u"mqtt://127.0.0.1:%1?%2"_s.arg(broker.port()).arg(query));
    if (!url) {
        qFatal("%s", qPrintable(url.error()));
    }
    return *url;
}

} // namespace

class TestBrokerSessions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatCameWhileAwayArrivesInAKeptSession_data();
    void whatCameWhileAwayArrivesInAKeptSession();
    void whatABrokerSaysWhenItEndsTheConnectionIsTold_data();
    void whatABrokerSaysWhenItEndsTheConnectionIsTold();
    void aSecondClientOfTheSameNameIsInferred();
    void aRefusedPasswordIsForGood_data();
    void aRefusedPasswordIsForGood();

private:
    std::unique_ptr<MosquittoBroker> m_broker;
};

void TestBrokerSessions::init()
{
    m_broker = std::make_unique<MosquittoBroker>();
    QVERIFY(m_broker->start());
}

void TestBrokerSessions::whatCameWhileAwayArrivesInAKeptSession_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<bool>("kept");
    QTest::newRow("MQTT 5") << u"mqtt=5&clientid=me&session=persistent"_s << true;
    QTest::newRow("MQTT 3.1.1") << u"mqtt=3.1.1&clientid=me&session=persistent"_s << true;
    QTest::newRow("MQTT 5, clean") << u"mqtt=5&clientid=me"_s << false;
    QTest::newRow("MQTT 3.1.1, clean") << u"mqtt=3.1.1&clientid=me&session=clean"_s << false;
}

void TestBrokerSessions::whatCameWhileAwayArrivesInAKeptSession()
{
    QFETCH(const QString, query);
    QFETCH(const bool, kept);
    RecordingSink sink;
    MqttTransport transport(addressOf(*m_broker, query), sink);
    transport.open({u"a/#"_s});
    QVERIFY(sink.waitForOpened());
    transport.close();
    for (int i = 0; i < 5; ++i) {
        QVERIFY(m_broker->publish(u"a/missed"_s, QByteArray::number(i), {u"-q"_s, u"1"_s}));
    }
    transport.open({u"a/#"_s});
    QVERIFY(sink.waitForOpened(2));
    QVERIFY(m_broker->publish(u"a/now"_s, "here", {u"-q"_s, u"1"_s}));
    QVERIFY(sink.waitUntil([](const RecordingSink::Heard &heard) {
        return !heard.messages.empty() && heard.messages.back().payload == "here";
    }));
    QStringList payloads;
    for (const ember::Message &message : sink.heard().messages) {
        payloads.append(QString::fromUtf8(message.payload));
    }
    const QStringList missed{u"0"_s, u"1"_s, u"2"_s, u"3"_s, u"4"_s};
    QCOMPARE(payloads, (kept ? missed : QStringList()) + QStringList{u"here"_s});
}

void TestBrokerSessions::whatABrokerSaysWhenItEndsTheConnectionIsTold_data()
{
    QTest::addColumn<QByteArray>("packet"); // DISCONNECT, MQTT 5 §3.14
    QTest::addColumn<QString>("said");
    QTest::newRow("session taken over") << QByteArray("\xe0\x02\x8e\x00", 4)
                                        << u"another client has connected with our client id “me”"_s;
    QTest::newRow("without properties") << QByteArray("\xe0\x01\x8b", 3) << u"it is shutting down"_s;
    QTest::newRow("with words of its own")
        << QByteArray("\xe0\x0d\x98\x0b\x1f\x00\x08holidays", 15) << u"ended the connection (“holidays”)"_s;
    QTest::newRow("keep-alive") << QByteArray("\xe0\x01\x8d", 3) << u"it did not hear from us in time"_s;
    QTest::newRow("another code") << QByteArray("\xe0\x01\x9e", 3) << u"reason code 0x9e"_s;
}

void TestBrokerSessions::whatABrokerSaysWhenItEndsTheConnectionIsTold()
{
    QFETCH(const QByteArray, packet);
    QFETCH(const QString, said);
    CannedServer server([&](const QByteArray &bytes) -> QByteArray {
        if (bytes.contains("MQTT")) {
            return QByteArray("\x20\x03\x00\x00\x00", 5);
        }
        return QByteArray("\x90\x04", 2) + bytes.mid(2, 2) + QByteArray("\x00\x01", 2) + packet;
    });
    const auto url = ConnectionUrl::parse(u"mqtt://127.0.0.1:%1?mqtt=5&clientid=me"_s.arg(server.port()));
    QVERIFY(url.isOk());
    RecordingSink sink;
    MqttTransport transport(*url, sink);
    transport.open({u"#"_s});
    QVERIFY(sink.waitUntil([](const RecordingSink::Heard &heard) { return !heard.drops.isEmpty(); }));
    QVERIFY2(sink.heard().drops[0].contains(said), qPrintable(sink.heard().drops[0]));
    QCOMPARE(sink.heard().opened, 1);
    transport.close();
    QCOMPARE(sink.heard().drops.size(), 1);
}

/// MQTT 3.1.1 has no word for it (in MQTT 5 newer brokers say so: the test before): what is inferred is kept apart from
/// what is known.
void TestBrokerSessions::aSecondClientOfTheSameNameIsInferred()
{
    const ConnectionUrl url = addressOf(*m_broker, u"clientid=me&poll=off&topic=a&mqtt=3.1.1"_s);
    EventRecorder events;
    ember::LinkWorker first({.url = url,
        .options = {.connection = u"lab"_s, .profiles = {roomProfile()}},
        .post = events.poster(),
        .transport = [url](ember::TransportSink &sink) { return std::make_unique<MqttTransport>(url, sink); },
        .backoff = ember::Backoff({.initial = std::chrono::milliseconds(10), .cap = std::chrono::milliseconds(10)})});
    first.open();
    QVERIFY(events.waitFor(u"connection.established"_s));
    for (int i = 1; i <= ember::DropPattern::kDrops; ++i) {
        QVERIFY(m_broker->publish(u"b"_s, "x", {u"-i"_s, u"me"_s})); // in and out again, under our name
        QVERIFY(events.waitFor(u"connection.interrupted"_s, i));
        QVERIFY(events.waitFor(u"connection.resumed"_s, i));
    }
    const QJsonObject last = events.last(u"connection.interrupted"_s).data();
    QVERIFY2(last[u"reason"_s].toString().contains(u"is gone"), qPrintable(last[u"reason"_s].toString()));
    QCOMPARE(last[u"inference"_s].toString(),
        u"probably another client with the id “me”: dropped 3 times within 2 s of connecting"_s);
    const ember::LinkStatus status = first.status();
    QCOMPARE(status.drops.last().inference, last[u"inference"_s].toString());
    QVERIFY(status.drops.first().inference.isEmpty());
    QVERIFY(status.inference.isEmpty()); // it stands again
    QCOMPARE(status.sessions.count, quint64(3));
    QVERIFY(status.sessions.shortest > 0 && status.sessions.longest < 30);
    QCOMPARE(status.dropsByReason.size(), 1);
    QCOMPARE(status.dropsByReason.first(), quint64(3));
    QVERIFY(status.stoodSeconds.has_value());
    QVERIFY(status.attempts >= 4);
}

void TestBrokerSessions::aRefusedPasswordIsForGood_data()
{
    QTest::addColumn<QString>("version");
    QTest::newRow("MQTT 5") << u"5"_s;
    QTest::newRow("MQTT 3.1.1") << u"3.1.1"_s;
}

void TestBrokerSessions::aRefusedPasswordIsForGood()
{
    QFETCH(const QString, version);
    MosquittoBroker broker;
    const QString passwords = broker.addUser(u"anna"_s, u"right"_s);
    QVERIFY(broker.start({u"allow_anonymous false"_s, passwords}));
    ConnectionUrl url = addressOf(broker, u"mqtt="_s + version);
    url.user = u"anna"_s;
    url.password = ember::Secret(u"s3cr3t"_s);
    RecordingSink sink;
    MqttTransport transport(url, sink);
    transport.open({u"#"_s});
    QVERIFY(sink.waitForFailure());
    QVERIFY2(sink.heard().failures[0].contains(u"refused the user name “anna”"), qPrintable(sink.heard().failures[0]));
    QVERIFY(sink.heard().permanent);
}

QTEST_GUILESS_MAIN(TestBrokerSessions)
#include "tst_brokersessions.moc"
