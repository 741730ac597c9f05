// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventrecorder.h"

#include <brokerclient.h>
#include <mosquittobroker.h>
#include <simulateddevice.h>

#include <ember/device/profilelibrary.h>
#include <ember/links/link.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace ember::e2e;

namespace {

constexpr int kSoon = 20'000; // ms
constexpr double kRealTime = 1;

ember::ConnectionUrl addressOf(const MosquittoBroker &broker, const QString &query)
{
    const auto url = ember::ConnectionUrl::parse(u"mqtt://127.0.0.1:%1?%2"_s.arg(broker.port()).arg(query));
    if (!url) {
        qFatal("%s", qPrintable(url.error()));
    }
    return *url;
}

ember::LinkOptions optionsWith(std::chrono::milliseconds staleAfter = 10min)
{
    const auto profile = ember::ProfileLibrary::find(u"navien-nwp500"_s);
    if (!profile) {
        qFatal("%s", qPrintable(profile.error()));
    }
    return {.connection = u"lab"_s, .profiles = {*profile}, .staleAfter = staleAfter};
}

QJsonObject envelope(const SentMessage &message)
{
    return QJsonDocument::fromJson(message.payload).object();
}

bool isRequest(const QJsonObject &message)
{
    return message.contains(u"request"_s);
}

int rawOf(const ember::Event &event, const QString &key)
{
    return event.data()[u"raw"_s][key].toInt(-1);
}

/// A command as the vendor's app sends it (nwp500.md §2).
SentMessage command(const QString &device, int code, const QString &mode, const QJsonArray &parameters)
{
    const QString topic = u"cmd/52/navilink-%1/ctrl"_s.arg(device);
    const QJsonObject request{{u"command"_s, code}, {u"deviceType"_s, 52}, {u"macAddress"_s, device},
        {u"additionalValue"_s, u"5322"_s}, {u"mode"_s, mode}, {u"param"_s, parameters}, {u"paramStr"_s, QString()}};
    const QJsonObject message{{u"clientID"_s, u"app"_s}, {u"sessionID"_s, u"1758919352905"_s},
        {u"protocolVersion"_s, 2}, {u"request"_s, request}, {u"requestTopic"_s, topic},
        {u"responseTopic"_s, u"cmd/52/navilink-%1/app/res"_s.arg(device)}};
    return {topic, QJsonDocument(message).toJson(QJsonDocument::Compact)};
}

} // namespace

/// A whole link against a device at a real broker that answers what it is asked.
class TestDeviceLink : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNamedDeviceIsAskedAndAnswers();
    void anAnswerEchoesTheRequest();
    void aDeviceThatSpeaksFirstIsAskedFromThenOn();
    void aNamedDeviceWithoutItsAdditionalValueIsSaidNotToBeAsked();
    void theDevicesAbsenceIsToldAndItsReturnToo();
    void aCommandIsAcknowledgedBeforeItsEffectShows();
};

void TestDeviceLink::aNamedDeviceIsAskedAndAnswers()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    SimulatedDevice device(broker.port(), 7, kRealTime);
    QVERIFY(device.arrive());
    EventRecorder recorder;
    ember::Link link(addressOf(broker, u"poll=1&device=%1:5322"_s.arg(device.id())), optionsWith(), recorder.poster());
    link.open();
    QVERIFY(recorder.waitFor(u"device.feature_received"_s));
    QVERIFY(recorder.waitUntil([](const EventRecorder::Events &events) {
        return std::ranges::count_if(events, [](const auto &e) { return rawOf(e, u"command"_s) == 16777219; }) >= 3;
    }));
    link.close(u"enough"_s);
    QCOMPARE(device.refusals(), QStringList());
    const ember::MessageCounts counts = link.status().messages;
    QVERIFY(device.answers() >= 4);
    QVERIFY(counts.ignored >= 4); // our own requests come back to us
    QVERIFY(counts.decoded >= 4);
    QCOMPARE(counts.undecodable, quint64(0));
    QCOMPARE(counts.received, counts.decoded + counts.ignored + counts.waiting + counts.dropped);
}

void TestDeviceLink::anAnswerEchoesTheRequest()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    BrokerClient listener(u"listener"_s, broker.port());
    listener.start(u"cmd/52/#"_s);
    QTRY_VERIFY_WITH_TIMEOUT(listener.isReady(), kSoon);
    SimulatedDevice device(broker.port(), 7, 60);
    QVERIFY(device.arrive());
    EventRecorder recorder;
    ember::Link link(
        addressOf(broker, u"device=%1:5322&clientid=asker"_s.arg(device.id())), optionsWith(), recorder.poster());
    link.open();
    QTRY_VERIFY_WITH_TIMEOUT(device.answers() >= 2 && device.pushes() >= 12, kSoon);
    QTRY_VERIFY_WITH_TIMEOUT(listener.heard().size() >= 16, kSoon);
    QMap<QString, QJsonObject> requests; // by topic
    int answers = 0;
    QList<int> pushes;
    for (const SentMessage &heard : listener.heard()) {
        const QJsonObject message = envelope(heard);
        if (isRequest(message)) {
            requests.insert(heard.topic, message);
            continue;
        }
        QCOMPARE(message[u"protocolVersion"_s].toInt(), 2);
        QCOMPARE(message[u"response"_s][u"macAddress"_s].toString(), device.id());
        if (message[u"clientID"_s] != u"asker"_s) { // by itself: to the app it belongs to, counting its sessions
            pushes.append(message[u"sessionID"_s].toString().toInt());
            QCOMPARE(pushes.last(), (pushes.first() + int(pushes.size()) - 1) % 10);
            continue;
        }
        const QJsonObject request = requests.value(message[u"requestTopic"_s].toString());
        QVERIFY(!request.isEmpty());
        QCOMPARE(message[u"sessionID"_s], request[u"sessionID"_s]);
        QCOMPARE(heard.topic, request[u"responseTopic"_s].toString());
        const bool isFeature = message[u"requestTopic"_s].toString().endsWith("/did"_L1);
        QVERIFY(message[u"response"_s][isFeature ? u"feature"_s : u"status"_s].isObject());
        ++answers;
    }
    QVERIFY(answers >= 2);
    QVERIFY(pushes.size() >= 12);
}

void TestDeviceLink::aDeviceThatSpeaksFirstIsAskedFromThenOn()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    EventRecorder recorder;
    ember::Link link(addressOf(broker, u"poll=1"_s), optionsWith(), recorder.poster());
    link.open();
    QVERIFY(recorder.waitFor(u"connection.established"_s));
    SimulatedDevice device(broker.port(), 7, 60);
    QVERIFY(device.arrive());
    QVERIFY(recorder.waitFor(u"device.feature_received"_s));
    const auto events = recorder.events();
    const auto first = std::ranges::find(events, u"device.status_received"_s, &ember::Event::name);
    QVERIFY(first != events.end());
    QVERIFY(rawOf(*first, u"command"_s) != 16777219); // it was not asked before it spoke
    QTRY_VERIFY_WITH_TIMEOUT(device.answers() >= 3, kSoon);
    QCOMPARE(device.refusals(), QStringList());
}

void TestDeviceLink::aNamedDeviceWithoutItsAdditionalValueIsSaidNotToBeAsked()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    SimulatedDevice device(broker.port(), 7, 60);
    EventRecorder recorder;
    ember::Link link(addressOf(broker, u"device="_s + device.id()), optionsWith(), recorder.poster());
    link.open();
    QTRY_VERIFY_WITH_TIMEOUT(!link.status().note.isEmpty(), kSoon);
    QVERIFY2(link.status().note.contains(device.id() + u":VALUE"_s), qPrintable(link.status().note));
    QCOMPARE(link.status().messages.received, quint64(0)); // not even our own request
    QVERIFY(device.arrive());
    QVERIFY(recorder.waitFor(u"device.feature_received"_s)); // it spoke, now it is asked
    QTRY_COMPARE_WITH_TIMEOUT(link.status().note, QString(), kSoon);
}

void TestDeviceLink::theDevicesAbsenceIsToldAndItsReturnToo()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    SimulatedDevice device(broker.port(), 7, kRealTime);
    QVERIFY(device.arrive());
    EventRecorder recorder;
    ember::Link link(
        addressOf(broker, u"poll=1&device=%1:5322"_s.arg(device.id())), optionsWith(4s), recorder.poster());
    link.open();
    QVERIFY(recorder.waitFor(u"device.status_received"_s, 2));
    QCOMPARE(recorder.count(u"connection.stale"_s), 0);

    device.leave();
    // Our own requests still come back to us every second; nobody's silence ends with them.
    QVERIFY(recorder.waitFor(u"connection.stale"_s));
    QVERIFY(link.status().stale);
    const quint64 ignored = link.status().messages.ignored;
    QTRY_VERIFY_WITH_TIMEOUT(link.status().messages.ignored >= ignored + 2, kSoon);
    QVERIFY(link.status().stale);
    const auto heardBefore = link.status().lastMessageAt;
    ember::SimulatedFault leak;
    leak.code = 799;
    device.provoke(leak); // nobody hears of it
    const int before = recorder.count(u"device.status_received"_s);

    QVERIFY(device.arrive());
    QVERIFY(recorder.waitFor(u"device.status_received"_s, before + 2));
    QCOMPARE(rawOf(recorder.last(u"device.status_received"_s), u"errorCode"_s), 799);
    QTRY_VERIFY_WITH_TIMEOUT(!link.status().stale, kSoon);
    QVERIFY(link.status().lastMessageAt > heardBefore);
    QCOMPARE(recorder.count(u"connection.interrupted"_s), 0); // the device is not the connection
}

void TestDeviceLink::aCommandIsAcknowledgedBeforeItsEffectShows()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    SimulatedDevice device(broker.port(), 7, 20);
    QVERIFY(device.arrive());
    EventRecorder recorder;
    ember::Link link(addressOf(broker, u"device=%1:5322"_s.arg(device.id())), optionsWith(), recorder.poster());
    link.open();
    QVERIFY(recorder.waitFor(u"device.status_received"_s));
    BrokerClient app(u"app"_s, broker.port());
    app.start(u"cmd/52/navilink-%1/app/res"_s.arg(device.id()));
    QTRY_VERIFY_WITH_TIMEOUT(app.isReady(), kSoon);
    QVERIFY(app.publish(command(device.id(), 33554437, u"dhw-mode"_s, {2})));
    QVERIFY(recorder.waitUntil([](const EventRecorder::Events &events) {
        return std::ranges::any_of(events, [](const auto &e) { return rawOf(e, u"operationMode"_s) == 64; });
    }));
    int acks = 0;
    int lastMode = -1;
    for (const ember::Event &event : recorder.events()) {
        if (rawOf(event, u"command"_s) == 33554437) {
            ++acks;
            QCOMPARE(rawOf(event, u"dhwOperationSetting"_s), 2); // the new setting
            QCOMPARE(rawOf(event, u"operationMode"_s), lastMode); // the old running state
        }
        lastMode = event.name() == u"device.status_received"_s ? rawOf(event, u"operationMode"_s) : lastMode;
    }
    QCOMPARE(acks, 1);
    QTRY_COMPARE_WITH_TIMEOUT(app.heard().size(), 1, kSoon); // pushes go where they always go
    QCOMPARE(envelope(app.heard().constFirst())[u"sessionID"_s].toString(), u"1758919352905"_s);

    // What it cannot do it does not acknowledge.
    QVERIFY(app.publish(command(device.id(), 33554464, u"dhw-temperature"_s, {200})));
    QTRY_COMPARE_WITH_TIMEOUT(device.refusals().size(), 1, kSoon);
    QVERIFY(app.publish(command(device.id(), 33554464, u"dhw-temperature"_s, {110})));
    QVERIFY(recorder.waitUntil([](const EventRecorder::Events &events) {
        return std::ranges::any_of(events, [](const auto &e) {
            return rawOf(e, u"command"_s) == 33554464 && rawOf(e, u"dhwTemperatureSetting"_s) == 110;
        });
    }));
}

QTEST_GUILESS_MAIN(TestDeviceLink)
#include "tst_devicelink.moc"
