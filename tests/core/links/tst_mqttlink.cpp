// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventrecorder.h"
#include "mosquittobroker.h"
#include "testprofile.h"

#include <ember/links/link.h>

#include <QtCore/QJsonObject>
#include <QtTest/QtTest>

using namespace Qt::StringLiterals;
using ember::LinkState;

namespace {

ember::ConnectionUrl addressOf(const MosquittoBroker &broker, const QString &query = {})
{
    const QString text = u"mqtt://127.0.0.1:%1%2"_s.arg(broker.port()).arg(query);
    const auto url = ember::ConnectionUrl::parse(text);
    if (!url) {
        qFatal("%s", qPrintable(url.error()));
    }
    return *url;
}

QByteArray state(int temperature)
{
    return R"({"code":"7","state":{"temperature":)" + QByteArray::number(temperature) + "}}";
}

} // namespace

/// A whole link against a real broker.
class TestMqttLink : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRestartedBrokerIsFoundAgainAndSubscribedAgain();
    void retainedMessagesComeAfterEstablished();
    void aDeviceIsAskedThroughTheBroker();
    void aRefusalIsLost();
    void aRuleForClientIdsIsThoughtOf_data();
    void aRuleForClientIdsIsThoughtOf();
    void noBrokerMeansTryingOn();
};

void TestMqttLink::aRestartedBrokerIsFoundAgainAndSubscribedAgain()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    EventRecorder recorder;
    ember::Link link(addressOf(broker), {.connection = u"lab"_s, .profiles = {roomProfile()}}, recorder.poster());
    link.open();
    QVERIFY(recorder.waitFor(u"connection.established"_s));
    QVERIFY(broker.publish(u"room/a/state"_s, state(20)));
    QVERIFY(recorder.waitFor(u"device.status_received"_s));
    broker.kill();
    QVERIFY(recorder.waitFor(u"connection.interrupted"_s));
    QCOMPARE(link.status().state, LinkState::Interrupted);
    const double next = recorder.last(u"connection.interrupted"_s).data()[u"nextTrySeconds"_s].toDouble();
    QVERIFY2(next >= 0.5 && next <= 1.5, qPrintable(QString::number(next)));
    QVERIFY(broker.restart());
    link.reconnect();
    QVERIFY(recorder.waitFor(u"connection.resumed"_s));
    QVERIFY(broker.publish(u"room/a/state"_s, state(21)));
    QVERIFY(recorder.waitFor(u"device.status_received"_s, 2));
    link.close(u"enough"_s);
    QCOMPARE(recorder.names(),
        (QStringList{u"connection.established"_s, u"device.status_received"_s, u"connection.interrupted"_s,
            u"connection.resumed"_s, u"device.status_received"_s, u"connection.closed"_s}));
    const ember::LinkStatus status = link.status();
    QCOMPARE(status.drops.size(), 1);
    QVERIFY(status.drops[0].downSeconds && *status.drops[0].downSeconds > 0);
}

void TestMqttLink::retainedMessagesComeAfterEstablished()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    for (int i = 0; i < 20; ++i) {
        QVERIFY(broker.publish(u"room/%1/state"_s.arg(i), state(i), {u"-r"_s}));
    }
    EventRecorder recorder;
    ember::Link link(addressOf(broker, u"?poll=off&topic=room/+/state&topic=other"_s),
        {.connection = u"lab"_s, .profiles = {roomProfile()}}, recorder.poster());
    link.open();
    QVERIFY(recorder.waitFor(u"device.status_received"_s, 20));
    QCOMPARE(recorder.names().first(), u"connection.established"_s);
    QCOMPARE(link.status().messages.received, quint64(20));
}

void TestMqttLink::aDeviceIsAskedThroughTheBroker()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    EventRecorder recorder;
    ember::Link link(addressOf(broker, u"?topic=room/%23&device=a:5322&clientid=tester"_s),
        {.connection = u"lab"_s, .profiles = {roomProfile()}}, recorder.poster());
    link.open();
    // Our own requests come back to us; they are nobody's to read.
    QTRY_COMPARE_WITH_TIMEOUT(link.status().messages.ignored, quint64(2), 20'000);
    QTRY_VERIFY(broker.log().contains("tester"));
    QCOMPARE(recorder.names(), QStringList{u"connection.established"_s});
}

void TestMqttLink::aRefusalIsLost()
{
    MosquittoBroker broker;
    const QString passwords = broker.addUser(u"anna"_s, u"right"_s);
    QVERIFY(broker.start({u"allow_anonymous false"_s, passwords}));
    EventRecorder recorder;
    ember::Link link(addressOf(broker), {.connection = u"lab"_s, .profiles = {roomProfile()}}, recorder.poster());
    link.open();
    QVERIFY(recorder.waitFor(u"connection.lost"_s));
    QCOMPARE(link.status().state, LinkState::Lost);
    QVERIFY(link.status().reason.contains(u"wants a user name"));
}

/// mosquitto says "not authorised" there too: that it was a password must not be claimed.
void TestMqttLink::aRuleForClientIdsIsThoughtOf_data()
{
    QTest::addColumn<QString>("version");
    QTest::newRow("MQTT 5") << u"5"_s;
    QTest::newRow("MQTT 3.1.1") << u"3.1.1"_s;
}

void TestMqttLink::aRuleForClientIdsIsThoughtOf()
{
    QFETCH(const QString, version);
    MosquittoBroker broker;
    QVERIFY(broker.start({u"clientid_prefixes lab-"_s}));
    EventRecorder recorder;
    const ember::LinkOptions options{.connection = u"lab"_s, .profiles = {roomProfile()}};
    ember::Link refused(addressOf(broker, u"?mqtt=%1&clientid=me"_s.arg(version)), options, recorder.poster());
    refused.open();
    QVERIFY(recorder.waitFor(u"connection.lost"_s));
    const QString reason = refused.status().reason;
    QVERIFY2(reason.contains(u"rule for client ids; ours is “me”"), qPrintable(reason));
    ember::Link welcome(addressOf(broker, u"?mqtt=%1&clientid=lab-1"_s.arg(version)), options, recorder.poster());
    welcome.open();
    QVERIFY(recorder.waitFor(u"connection.established"_s));
}

void TestMqttLink::noBrokerMeansTryingOn()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    broker.kill();
    EventRecorder recorder;
    ember::Link link(addressOf(broker), {.connection = u"lab"_s, .profiles = {roomProfile()}}, recorder.poster());
    link.open();
    QTRY_VERIFY_WITH_TIMEOUT(link.status().attempt >= 2, 20'000);
    QCOMPARE(link.status().state, LinkState::Connecting);
    QVERIFY(link.status().reason.contains(u"is a broker running there?"));
    QCOMPARE(recorder.names(), QStringList());
    QVERIFY(broker.restart());
    link.reconnect();
    QVERIFY(recorder.waitFor(u"connection.established"_s));
    link.close(u"enough"_s);
}

QTEST_GUILESS_MAIN(TestMqttLink)
#include "tst_mqttlink.moc"
