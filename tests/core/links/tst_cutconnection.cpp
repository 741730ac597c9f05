// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A connection that breaks in the middle of a message, at every interesting byte of it.
#include "eventrecorder.h"
#include "linkworker.h"
#include "mosquittobroker.h"
#include "mqtttransport.h"
#include "tcpproxy.h"
#include "testprofile.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QJsonObject>
#include <QtTest/QtTest>

using namespace Qt::StringLiterals;
using ember::LinkState;

namespace {

constexpr int kPatience = 20'000; // ms
const QString kTopic = u"room/a/state"_s;

// CONNACK (4 bytes) and SUBACK for one filter (5 bytes): what comes from the broker before the first message.
constexpr qint64 kGreeting = 9;

QByteArray state(int temperature)
{
    // Longer than 127 bytes, so that the remaining length takes two (MQTT 3.1.1 §2.2.3).
    return R"({"code":"7","state":{"temperature":)" + QByteArray::number(temperature) + R"(},"padding":")"
        + QByteArray(200, 'x') + "\"}";
}

// Bytes of a PUBLISH at QoS 0 (MQTT 3.1.1 §3.3): type, two bytes of remaining length, length and text of the topic.
constexpr qint64 kHeader = 3;
qint64 beforePayload()
{
    return kHeader + 2 + kTopic.size();
}
qint64 wholeMessage()
{
    return beforePayload() + state(20).size();
}

/// A link through a bad line.
struct Line
{
    MosquittoBroker broker;
    std::unique_ptr<TcpProxy> proxy;
    EventRecorder recorder;
    std::unique_ptr<ember::LinkWorker> link;

    [[nodiscard]] bool connect(std::chrono::seconds keepAlive = std::chrono::seconds(30))
    {
        if (!broker.start()) {
            return false;
        }
        proxy = std::make_unique<TcpProxy>(broker.port());
        const auto url = ember::ConnectionUrl::parse(
            u"mqtt://127.0.0.1:%1?poll=off&mqtt=3.1.1"_s.arg(proxy->port())); // the bytes counted are its
        if (!url) {
            qFatal("%s", qPrintable(url.error()));
        }
        link = std::make_unique<ember::LinkWorker>(ember::LinkSetup{.url = *url,
            .options = {.connection = u"lab"_s, .profiles = {roomProfile()}},
            .post = recorder.poster(),
            .transport =
                [url, keepAlive](ember::TransportSink &sink) {
                    return std::make_unique<ember::MqttTransport>(
                        *url, sink, ember::MqttTimes{.keepAlive = keepAlive, .connect = std::chrono::seconds(2)});
                },
            .backoff = ember::Backoff({.initial = std::chrono::milliseconds(20), .settledAfter = {}})});
        link->open();
        return recorder.waitFor(u"connection.established"_s)
            && QTest::qWaitFor([this] { return proxy->passed() == kGreeting; }, kPatience);
    }
    [[nodiscard]] bool say(int temperature) { return broker.publish(kTopic, state(temperature)); }
    /// The temperatures heard.
    [[nodiscard]] QList<int> heard() const
    {
        QList<int> list;
        for (const ember::Event &event : recorder.events()) {
            if (event.name() == "device.status_received"_L1) {
                list.append(event.data()[u"values"_s][u"temperature"_s].toInt());
            }
        }
        return list;
    }
};

} // namespace

class TestCutConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMessageCutInTheMiddleIsNotHeardAndTheNextOneIs_data();
    void aMessageCutInTheMiddleIsNotHeardAndTheNextOneIs();
    void aConnectionCutInTheGreetingIsTriedAgain_data();
    void aConnectionCutInTheGreetingIsTriedAgain();
    void aLineThatFallsSilentInAMessageIsNoticed();
    void manyCutsInARowLeaveNothingBehind();
};

void TestCutConnection::aMessageCutInTheMiddleIsNotHeardAndTheNextOneIs_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<bool>("reset");
    QTest::addColumn<bool>("whole");
    const auto row = [](const char *name, qint64 bytes, bool whole = false) {
        QTest::addRow("%s, closed", name) << bytes << false << whole;
    };
    // What arrived before a reset may be lost with it, so only messages that are not whole are reset.
    const auto resetToo = [&row](const char *name, qint64 bytes) {
        row(name, bytes);
        QTest::addRow("%s, reset", name) << bytes << true << false;
    };
    resetToo("before the message", 0);
    row("after the packet's type", 1);
    resetToo("in the remaining length", 2);
    row("after the fixed header", kHeader);
    row("in the topic's length", kHeader + 1);
    row("in the topic", kHeader + 2 + kTopic.size() / 2);
    row("after the topic", beforePayload());
    row("after the payload's first byte", beforePayload() + 1);
    resetToo("in the payload", (beforePayload() + wholeMessage()) / 2);
    row("before the last byte", wholeMessage() - 1);
    row("after the last byte", wholeMessage(), true);
    row("in the message behind", wholeMessage() + 1, true);
}

void TestCutConnection::aMessageCutInTheMiddleIsNotHeardAndTheNextOneIs()
{
    QFETCH(const qint64, bytes);
    QFETCH(const bool, reset);
    QFETCH(const bool, whole);
    Line line;
    QVERIFY(line.connect());
    line.proxy->cutAfter(kGreeting + bytes, reset ? TcpProxy::Cut::Reset : TcpProxy::Cut::Close);
    QVERIFY(line.say(20));
    if (bytes > wholeMessage()) {
        QVERIFY(line.say(20));
    }
    QVERIFY(line.recorder.waitFor(u"connection.interrupted"_s));
    QVERIFY(line.recorder.waitFor(u"connection.resumed"_s));
    QCOMPARE(line.link->status().state, LinkState::Connected);
    QVERIFY(line.say(21));
    QVERIFY(line.recorder.waitFor(u"device.status_received"_s, whole ? 2 : 1));
    line.link->close(u"enough"_s);

    QCOMPARE(line.heard(), whole ? (QList<int>{20, 21}) : QList<int>{21});
    const ember::LinkStatus status = line.link->status();
    QCOMPARE(status.messages.received, quint64(whole ? 2 : 1));
    QCOMPARE(status.messages.decoded, status.messages.received);
    QCOMPARE(status.established, quint64(1));
    QCOMPARE(status.interrupted, quint64(1));
    QCOMPARE(status.resumed, quint64(1));
    const QString reason = line.recorder.last(u"connection.interrupted"_s).data()[u"reason"_s].toString();
    QVERIFY2(reason.contains(u"127.0.0.1:%1"_s.arg(line.proxy->port())), qPrintable(reason));
}

void TestCutConnection::aConnectionCutInTheGreetingIsTriedAgain_data()
{
    QTest::addColumn<qint64>("bytes");
    for (qint64 bytes = 0; bytes < kGreeting; ++bytes) {
        QTest::addRow("after %lld bytes", bytes) << bytes;
    }
}

void TestCutConnection::aConnectionCutInTheGreetingIsTriedAgain()
{
    QFETCH(const qint64, bytes);
    Line line;
    QVERIFY(line.connect());
    line.proxy->cutAfter(kGreeting); // ends the standing one ...
    QVERIFY(line.recorder.waitFor(u"connection.interrupted"_s));
    line.proxy->cutAfter(bytes); // ... and the next one, unless it is through already
    QVERIFY(line.recorder.waitFor(u"connection.resumed"_s));
    QTRY_COMPARE_WITH_TIMEOUT(line.link->status().state, LinkState::Connected, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(line.proxy->connections() >= 3, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(line.link->status().state, LinkState::Connected, kPatience);
    QVERIFY(line.say(21));
    QTRY_COMPARE_WITH_TIMEOUT(line.heard(), QList<int>{21}, kPatience);
    line.link->close(u"enough"_s);
    const ember::LinkStatus status = line.link->status();
    QCOMPARE(status.interrupted, status.resumed);
    QCOMPARE(status.messages.received, quint64(1));
}

void TestCutConnection::aLineThatFallsSilentInAMessageIsNoticed()
{
    Line line;
    QVERIFY(line.connect(std::chrono::seconds(1)));
    line.proxy->stallAfter(kGreeting + beforePayload() + 1);
    QVERIFY(line.say(20));
    QElapsedTimer clock;
    clock.start();
    QVERIFY(line.recorder.waitFor(u"connection.interrupted"_s));
    QVERIFY2(clock.elapsed() < 10'000, "2.5 keep-alives, and what Paho takes to look");
    QCOMPARE(line.heard(), QList<int>());
    line.proxy->flow();
    QVERIFY(line.recorder.waitFor(u"connection.resumed"_s));
    QVERIFY(line.say(21));
    QVERIFY(line.recorder.waitFor(u"device.status_received"_s));
    line.link->close(u"enough"_s);
    QCOMPARE(line.heard(), QList<int>{21});
}

void TestCutConnection::manyCutsInARowLeaveNothingBehind()
{
    Line line;
    QVERIFY(line.connect());
    constexpr int kCuts = 20;
    for (int cut = 0; cut < kCuts; ++cut) {
        QTRY_COMPARE_WITH_TIMEOUT(line.proxy->passed(), kGreeting, kPatience);
        // Somewhere else in the message every time, never behind it.
        line.proxy->cutAfter(kGreeting + 1 + cut * (wholeMessage() - 2) / (kCuts - 1));
        QVERIFY(line.say(50));
        QVERIFY(line.recorder.waitFor(u"connection.interrupted"_s, cut + 1));
        QVERIFY(line.recorder.waitFor(u"connection.resumed"_s, cut + 1));
    }
    QVERIFY(line.say(21));
    QVERIFY(line.recorder.waitFor(u"device.status_received"_s));
    line.link->close(u"enough"_s);
    QCOMPARE(line.heard(), QList<int>{21});
    const ember::LinkStatus status = line.link->status();
    QCOMPARE(status.messages.received, quint64(1));
    QCOMPARE(status.interrupted, quint64(kCuts));
    QCOMPARE(status.resumed, quint64(kCuts));
    QCOMPARE(status.drops.size(), qsizetype(kCuts));
}

QTEST_GUILESS_MAIN(TestCutConnection)
#include "tst_cutconnection.moc"
