// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventrecorder.h"
#include "recordingsink.h"
#include "simulatortransport.h"

#include <ember/device/profilelibrary.h>
#include <ember/links/link.h>
#include <ember/links/simulation.h>

#include <QtTest/QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ember::ConnectionUrl;
using ember::SimulatedStep;

namespace {

ConnectionUrl address(const QString &text)
{
    const auto url = ConnectionUrl::parse(text);
    if (!url) {
        qFatal("%s", qPrintable(url.error()));
    }
    return *url;
}

/// The first messages of the pure simulation, drops left out.
std::vector<SimulatedStep> simulated(const ConnectionUrl &url, std::size_t count)
{
    ember::Simulation simulation(*ember::simulationOptions(url.profile, url.simulation));
    std::vector<SimulatedStep> steps;
    while (steps.size() < count) {
        SimulatedStep step = simulation.next();
        if (step.kind == SimulatedStep::Kind::Message) {
            steps.push_back(std::move(step));
        }
    }
    return steps;
}

bool same(const std::vector<SimulatedStep> &expected, const std::vector<ember::Message> &heard)
{
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (expected[i].topic != heard[i].topic || expected[i].payload != heard[i].payload) {
            qWarning("message %zu differs", i);
            return false;
        }
    }
    return true;
}

} // namespace

class TestSimulatorTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBytesAreThoseOfTheSimulation();
    void stepsComeWhenTheyAreDue();
    void aDropEndsTheConnectionAndTheNextOneGoesOn();
    void aRefusedStepComesFirstTheNextTime();
    void closingDoesNotWaitForTheNextStep();
    void afterClosingNothingIsHeard();
    void itTakesNoRequests();
    void whatIsPublishedIsAnsweredAndChangesNothingElse();
    void aLinkDecodesWhatTheSimulatorSays();
    void aLinkResumesAfterASimulatedDrop();
    void aFaultProvokedThroughTheLinkHappensNow();
    void onlyAnOpenSimulatorCanBeProvoked();
    void silenceCountsInTheDevicesTime_data();
    void silenceCountsInTheDevicesTime();
};

void TestSimulatorTransport::theBytesAreThoseOfTheSimulation()
{
    const ConnectionUrl url = address(u"sim:?seed=3&devices=2&rate=1000000"_s);
    RecordingSink sink;
    ember::SimulatorTransport transport(url, sink);
    transport.open({});
    QVERIFY(sink.waitForMessages(2'000));
    transport.close();
    QCOMPARE(sink.heard().opened, 1);
    QVERIFY(same(simulated(url, 2'000), sink.heard().messages));
}

void TestSimulatorTransport::stepsComeWhenTheyAreDue()
{
    const ConnectionUrl url = address(u"sim:?rate=200"_s);
    RecordingSink sink;
    ember::SimulatorTransport transport(url, sink);
    const auto start = std::chrono::steady_clock::now();
    transport.open({});
    QVERIFY(sink.waitForMessages(100));
    transport.close();
    const auto expected = simulated(url, 100);
    const auto heard = sink.heard();
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const std::chrono::duration<double> at = heard.arrivals[i] - start;
        QVERIFY2(at.count() >= expected[i].dueSeconds - 0.002, qPrintable(QString::number(i)));
    }
    // Delays do not add up: the last one is as late as a busy machine makes it, not a hundred times that.
    const std::chrono::duration<double> end = heard.arrivals[99] - start;
    QVERIFY2(end.count() < expected[99].dueSeconds + 5, qPrintable(QString::number(end.count())));
}

void TestSimulatorTransport::aDropEndsTheConnectionAndTheNextOneGoesOn()
{
    const ConnectionUrl url = address(u"sim:?rate=2000&speed=60&fault=drop@3s"_s); // after 0.05 s real time
    RecordingSink sink;
    ember::SimulatorTransport transport(url, sink);
    transport.open({});
    QVERIFY(sink.waitUntil([](const RecordingSink::Heard &heard) { return !heard.drops.isEmpty(); }));
    QCOMPARE(sink.heard().drops, QStringList{u"the simulator dropped the connection"_s});
    const std::size_t before = sink.heard().messages.size();
    QVERIFY(before > 0);
    transport.close();
    transport.open({});
    QVERIFY(sink.waitForMessages(before + 300));
    transport.close();
    QCOMPARE(sink.heard().opened, 2);
    QCOMPARE(sink.heard().drops.size(), 1);
    QVERIFY(same(simulated(url, before + 300), sink.heard().messages));
}

void TestSimulatorTransport::aRefusedStepComesFirstTheNextTime()
{
    const ConnectionUrl url = address(u"sim:?rate=100000"_s);
    RecordingSink sink;
    sink.setLimit(50);
    ember::SimulatorTransport transport(url, sink);
    transport.open({});
    QVERIFY(sink.waitUntilRefused());
    transport.close();
    QCOMPARE(sink.heard().messages.size(), std::size_t(50));
    sink.setLimit(200);
    transport.open({});
    QVERIFY(sink.waitForMessages(200));
    transport.close();
    QVERIFY(same(simulated(url, 200), sink.heard().messages));
}

void TestSimulatorTransport::closingDoesNotWaitForTheNextStep()
{
    RecordingSink sink;
    ember::SimulatorTransport transport(address(u"sim:?rate=0.001"_s), sink); // a message every 1,000 s
    transport.open({});
    QVERIFY(sink.waitForOpened());
    const auto start = std::chrono::steady_clock::now();
    transport.close();
    QVERIFY(std::chrono::steady_clock::now() - start < 30s);
}

void TestSimulatorTransport::afterClosingNothingIsHeard()
{
    RecordingSink sink;
    ember::SimulatorTransport transport(address(u"sim:?rate=1000000"_s), sink);
    for (int round = 1; round <= 20; ++round) {
        transport.open({});
        QVERIFY(sink.waitForMessages(std::size_t(round) * 10));
        transport.close();
        const int calls = sink.heard().calls;
        transport.close();
        QCOMPARE(sink.heard().calls, calls);
    }
}

void TestSimulatorTransport::itTakesNoRequests()
{
    RecordingSink sink;
    ember::SimulatorTransport transport(address(u"sim:"_s), sink);
    QVERIFY(!transport.takesRequests());
    QVERIFY(!transport.publish(u"a"_s, "b", 1)); // it is not open
    QVERIFY(!transport.clientId().isEmpty());
}

void TestSimulatorTransport::whatIsPublishedIsAnsweredAndChangesNothingElse()
{
    const ConnectionUrl url = address(u"sim:?speed=60"_s);
    const auto expected = simulated(url, 20);
    const QString id = ember::Simulation(*ember::simulationOptions(url.profile, url.simulation)).deviceIds().first();
    RecordingSink sink;
    ember::SimulatorTransport transport(url, sink);
    transport.open({});
    const QString topic = u"cmd/52/navilink-%1/st"_s.arg(id);
    QVERIFY(transport.publish(topic, "nonsense", 1)); // taken, and nobody answers
    const QByteArray request = R"({"clientID":"me","sessionID":"s7","request":{"command":16777222,"deviceType":52,)"
                               R"("macAddress":")"
        + id.toLatin1() + R"("},"responseTopic":"cmd/52/me/res/rsv/rd"})";
    QVERIFY(transport.publish(topic + u"/rsv/rd"_s, request, 1));
    QVERIFY(sink.waitForMessages(21));
    transport.close();
    QVERIFY(!transport.publish(topic, request, 1));
    std::vector<ember::Message> own;
    QList<QByteArray> answers;
    for (const ember::Message &message : sink.heard().messages) {
        if (message.topic == u"cmd/52/me/res/rsv/rd") {
            answers.append(message.payload);
        } else {
            own.push_back(message);
        }
    }
    QCOMPARE(answers.size(), 1);
    QVERIFY2(answers.first().contains(R"("reservation":"027c061e0378028208000370")"), answers.first().constData());
    QVERIFY(own.size() >= expected.size());
    QVERIFY(same(expected, own)); // reading the reservations leaves the course of things alone
}

void TestSimulatorTransport::aLinkDecodesWhatTheSimulatorSays()
{
    EventRecorder recorder;
    const auto profile = ember::ProfileLibrary::find(u"navien-nwp500"_s);
    QVERIFY(profile.isOk());
    ember::Link link(address(u"sim:?rate=2000&devices=3&fault=garbage@3s"_s),
        {.connection = u"simulator"_s, .profiles = {*profile}}, recorder.poster());
    link.open();
    QVERIFY(recorder.waitFor(u"device.status_received"_s, 500));
    link.close(u"enough"_s);
    const ember::LinkStatus status = link.status();
    QCOMPARE(recorder.names().first(), u"connection.established"_s);
    QCOMPARE(recorder.names().last(), u"connection.closed"_s);
    QCOMPARE(status.messages.undecodable, quint64(1));
    QCOMPARE(status.messages.dropped, quint64(0));
    QCOMPARE(status.messages.waiting, quint64(0));
    QCOMPARE(status.messages.received, status.messages.decoded + status.messages.ignored + 1);
    QCOMPARE(quint64(recorder.count(u"device.status_received"_s)), status.messages.decoded);
}

void TestSimulatorTransport::aLinkResumesAfterASimulatedDrop()
{
    EventRecorder recorder;
    const auto profile = ember::ProfileLibrary::find(u"navien-nwp500"_s);
    QVERIFY(profile.isOk());
    ember::Link link(address(u"sim:?rate=500&fault=drop@6s"_s), {.connection = u"simulator"_s, .profiles = {*profile}},
        recorder.poster());
    link.open();
    QVERIFY(recorder.waitFor(u"connection.interrupted"_s));
    const int before = recorder.count(u"device.status_received"_s);
    QVERIFY(recorder.waitFor(u"connection.resumed"_s)); // after about a second
    QVERIFY(recorder.waitFor(u"device.status_received"_s, before + 10));
    link.close(u"enough"_s);
    QCOMPARE(link.status().drops.first().reason, u"the simulator dropped the connection"_s);
}

void TestSimulatorTransport::aFaultProvokedThroughTheLinkHappensNow()
{
    EventRecorder recorder;
    const auto profile = ember::ProfileLibrary::find(u"navien-nwp500"_s);
    QVERIFY(profile.isOk());
    ember::Link link(
        address(u"sim:?speed=600"_s), {.connection = u"simulator"_s, .profiles = {*profile}}, recorder.poster());
    link.open();
    QVERIFY(recorder.waitFor(u"device.status_received"_s));
    ember::SimulatedFault fault;
    fault.code = 799;
    QVERIFY(link.provoke(fault));
    QVERIFY(recorder.waitUntil([](const EventRecorder::Events &events) {
        return std::ranges::any_of(
            events, [](const auto &e) { return e.data()[u"raw"_s][u"errorCode"_s].toInt() == 799; });
    }));
    fault.kind = ember::SimulatedFault::Kind::Garbage;
    QVERIFY(link.provoke(fault));
    QVERIFY(recorder.waitFor(u"message.undecodable"_s));
    fault.kind = ember::SimulatedFault::Kind::Drop;
    QVERIFY(link.provoke(fault));
    QVERIFY(recorder.waitFor(u"connection.interrupted"_s));
    fault.kind = ember::SimulatedFault::Kind::Clear; // meanwhile; it happens once the connection stands again
    QVERIFY(link.provoke(fault));
    QVERIFY(recorder.waitFor(u"connection.resumed"_s));
    QVERIFY(recorder.waitUntil([](const EventRecorder::Events &events) {
        return events.back().data()[u"raw"_s][u"errorCode"_s].toInt(-1) == 0;
    }));
    fault.kind = ember::SimulatedFault::Kind::Silence;
    fault.duration = ember::SimulatedFault::kUsualSilence; // a second and a half
    QVERIFY(link.provoke(fault));
    QVERIFY(recorder.waitFor(u"connection.stale"_s)); // after ten minutes of the device, here a second
    const int statuses = recorder.count(u"device.status_received"_s);
    QVERIFY(recorder.waitFor(u"device.status_received"_s, statuses + 1));
    link.close(u"enough"_s);
}

void TestSimulatorTransport::onlyAnOpenSimulatorCanBeProvoked()
{
    EventRecorder recorder;
    const auto profile = ember::ProfileLibrary::find(u"navien-nwp500"_s);
    QVERIFY(profile.isOk());
    ember::Link broker(
        address(u"mqtt://127.0.0.1:1"_s), {.connection = u"b"_s, .profiles = {*profile}}, recorder.poster());
    QVERIFY2(broker.provoke({}).error().contains(u"simulator only"_s), qPrintable(broker.provoke({}).error()));
    ember::Link closed(address(u"sim:"_s), {.connection = u"s"_s, .profiles = {*profile}}, recorder.poster());
    QVERIFY2(closed.provoke({}).error().contains(u"reconnect"_s), qPrintable(closed.provoke({}).error()));
}

void TestSimulatorTransport::silenceCountsInTheDevicesTime_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<std::chrono::milliseconds>("staleAfter");
    QTest::newRow("a broker") << u"mqtt://127.0.0.1:1"_s << std::chrono::milliseconds(600s);
    QTest::newRow("real time") << u"sim:?speed=1"_s << std::chrono::milliseconds(600s);
    QTest::newRow("usual speed") << u"sim:"_s << std::chrono::milliseconds(10s);
    QTest::newRow("slow") << u"sim:?speed=0.5"_s << std::chrono::milliseconds(1200s);
    QTest::newRow("very fast") << u"sim:?speed=10000"_s << std::chrono::milliseconds(1s);
    QTest::newRow("a low rate") << u"sim:?rate=0.1"_s << std::chrono::milliseconds(30s);
}

void TestSimulatorTransport::silenceCountsInTheDevicesTime()
{
    QFETCH(const QString, url);
    QFETCH(const std::chrono::milliseconds, staleAfter);
    EventRecorder recorder;
    const ember::Link link(address(url), {.connection = u"x"_s, .profiles = {}}, recorder.poster());
    QCOMPARE(link.status().staleAfter.count(), staleAfter.count());
}

QTEST_GUILESS_MAIN(TestSimulatorTransport)
#include "tst_simulatortransport.moc"
