// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linkbench.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <atomic>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ember::LinkStatus;
using ember::MessageCounts;
using ember::Posted;

namespace {

/// A link whose receiver says how many it takes of what came together.
class GroupBench : public LinkBench
{
public:
    using Answer = std::function<Posted(std::span<ember::Event>)>;

    std::atomic<bool> held = false; // the link's thread stands in the receiver

    GroupBench()
        : LinkBench({.url = u"mqtt://host?poll=off"_s,
            .post = [this](std::span<ember::Event> events, std::chrono::milliseconds patience) {
                return events.front().name().startsWith(u"connection.") ? recorder.poster()(events, patience)
                                                                        : receive(events);
            }})
    {
    }
    ~GroupBench()
    {
        letGo([](std::span<ember::Event> events) -> Posted { return {Posted::Fate::Accepted, events.size()}; });
        link().close(u"the end"_s);
    }
    void say(int temperature) { LinkBench::say(u"a"_s, temperature); }
    void sayRequest() { LinkBench::say(u"a"_s, QByteArray(R"({"request":{}})")); }
    void hold() { m_holding = true; }
    void letGo(Answer answer)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_answer = std::move(answer);
        }
        m_holding = false;
    }
    /// How many were handed on at a time.
    [[nodiscard]] std::vector<std::size_t> groups() const
    {
        const std::lock_guard lock(m_mutex);
        return m_groups;
    }

private:
    Posted receive(std::span<ember::Event> events)
    {
        while (m_holding) {
            held = true;
            std::this_thread::sleep_for(1ms);
        }
        const std::lock_guard lock(m_mutex);
        m_groups.push_back(events.size());
        return m_answer(events);
    }

    std::atomic<bool> m_holding = false;
    mutable std::mutex m_mutex;
    Answer m_answer;
    std::vector<std::size_t> m_groups;
};

} // namespace

class TestLinkMessages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyMessageIsAccountedForByItsOutcome();
    void aRefusedEventCountsItsMessageAsDropped();
    void aMessageOverTheLimitIsToldWithSizeAndHead();
    void aPermittedMessageFitsIntoTheQueueHoweverSmallThatIs();
    void aFullQueueDropsFromTheLoudestTopic();
    void theLedgerHoldsAtEveryMoment();
    void messagesThatCameTogetherAreHandedOnTogether();
    void whatThereIsNoRoomForIsHandedOnAgain();
    void aSourceThatCanWaitLosesNothing();
    void closingFreesASourceThatWaitsForRoom();
    void aNamedDeviceIsAskedAtOnce();
    void aFoundDeviceIsAskedAtItsFirstMessage();
    void requestsGoOutAgainAfterAnInterruption();
    void aTransportThatTakesNoRequestsGetsNone();
};

void TestLinkMessages::everyMessageIsAccountedForByItsOutcome()
{
    LinkBench bench;
    QVERIFY(bench.connect());
    bench.say(u"a"_s, 20);
    bench.say(u"a"_s, QByteArray(R"({"request":{}})"));
    bench.say(u"a"_s, QByteArray("rubbish"));
    bench.say(u"a"_s, 21);
    QVERIFY(bench.settled());
    const LinkStatus status = bench.link().status();
    QCOMPARE(status.messages.received, quint64(4));
    QCOMPARE(status.messages.decoded, quint64(2));
    QCOMPARE(status.messages.ignored, quint64(1));
    QCOMPARE(status.messages.undecodable, quint64(1));
    QCOMPARE(status.messages.dropped, quint64(0));
    QVERIFY(ledgerHolds(status.messages));
    QVERIFY(status.lastMessageAt);
    QCOMPARE(bench.recorder.names(),
        (QStringList{u"connection.established"_s, u"device.status_received"_s, u"message.undecodable"_s,
            u"device.status_received"_s}));
    const ember::Event event = bench.recorder.last(u"device.status_received"_s);
    QCOMPARE(event.source(), u"room/a"_s);
    QCOMPARE(event.metadata(ember::Symbol::intern(u"connection")).toString(), u"basement"_s);
}

void TestLinkMessages::aRefusedEventCountsItsMessageAsDropped()
{
    LinkBench bench;
    QVERIFY(bench.connect());
    bench.recorder.refuse(u"device."_s);
    bench.say(u"a"_s, 20);
    bench.say(u"a"_s, 21);
    QVERIFY(bench.settled());
    bench.recorder.refuse({});
    bench.say(u"b"_s, 22);
    QVERIFY(bench.recorder.waitFor(u"device.status_received"_s));
    QVERIFY(bench.settled());
    const LinkStatus status = bench.link().status();
    QCOMPARE(status.messages.dropped, quint64(2));
    QCOMPARE(status.messages.decoded, quint64(1));
    QCOMPARE(status.droppedByTopic, (QMap<QString, quint64>{{u"room/a/state"_s, 2}}));
    QVERIFY(ledgerHolds(status.messages));
}

void TestLinkMessages::aMessageOverTheLimitIsToldWithSizeAndHead()
{
    LinkBench bench({.url = u"mqtt://host?maxpayload=100"_s});
    QVERIFY(bench.connect());
    bench.say(u"a"_s, QByteArray(101, 'x'));
    bench.say(u"a"_s, 20);
    QVERIFY(bench.recorder.waitFor(u"device.status_received"_s));
    const QJsonObject data = bench.recorder.last(u"message.undecodable"_s).data();
    QCOMPARE(data[u"topic"_s].toString(), u"room/a/state"_s);
    QCOMPARE(data[u"size"_s].toInt(), 101);
    QVERIFY(data[u"head"_s].toString().startsWith(u"xxx"));
    QVERIFY(data[u"reason"_s].toString().contains(u"100 bytes"));
    QVERIFY(bench.settled());
    QCOMPARE(bench.link().status().messages.undecodable, quint64(1));
}

void TestLinkMessages::aPermittedMessageFitsIntoTheQueueHoweverSmallThatIs()
{
    const auto url = ember::ConnectionUrl::parse(u"mqtt://host?maxpayload=2MiB");
    EventRecorder recorder;
    FakeBroker broker;
    ember::LinkWorker link(ember::LinkSetup{.url = *url,
        .options = {.connection = u"basement"_s, .profiles = {roomProfile()}, .queueBytes = 1000},
        .post = recorder.poster(),
        .transport = [&](ember::TransportSink &sink) { return std::make_unique<FakeTransport>(broker, sink); }});
    link.open();
    QVERIFY(broker.waitForOpens(1));
    broker.sink->opened();
    broker.sink->received({.topic = u"room/a/state"_s, .payload = QByteArray(2 << 20, 'x'), .time = {}});
    QVERIFY(recorder.waitFor(u"message.undecodable"_s));
    QCOMPARE(link.status().messages.dropped, quint64(0));
}

void TestLinkMessages::aFullQueueDropsFromTheLoudestTopic()
{
    LinkBench bench({.queueMessages = 10});
    QVERIFY(bench.connect());
    bench.recorder.block();
    bench.say(u"a"_s, 0);
    QVERIFY(bench.recorder.waitUntilBlocked()); // that one is in the link's hand now
    bench.say(u"quiet"_s, 1);
    for (int i = 0; i < 30; ++i) {
        bench.say(u"loud"_s, i);
    }
    const LinkStatus status = bench.link().status();
    QCOMPARE(status.messages.received, quint64(32));
    QCOMPARE(status.messages.waiting, quint64(11));
    QCOMPARE(status.messages.dropped, quint64(21));
    QCOMPARE(status.droppedByTopic, (QMap<QString, quint64>{{u"room/loud/state"_s, 21}}));
    QVERIFY(ledgerHolds(status.messages));
    bench.recorder.release();
    QVERIFY(bench.recorder.waitFor(u"device.status_received"_s, 11));
    QVERIFY(bench.settled());
    const LinkStatus after = bench.link().status();
    QCOMPARE(after.messages.decoded, quint64(11));
    QVERIFY(ledgerHolds(after.messages));
}

void TestLinkMessages::theLedgerHoldsAtEveryMoment()
{
    LinkBench bench({.queueMessages = 50});
    QVERIFY(bench.connect());
    std::atomic<bool> done = false;
    std::atomic<int> looked = 0;
    std::atomic<bool> held = true;
    std::thread looker([&] {
        while (!done) {
            held = held && ledgerHolds(bench.link().status().messages);
            ++looked;
        }
    });
    std::vector<std::thread> sources;
    for (int source = 0; source < 3; ++source) {
        sources.emplace_back([&bench, source] {
            for (int i = 0; i < 3'000; ++i) {
                if (i % 10 == 0) {
                    bench.say(QString::number(source), QByteArray("rubbish"));
                } else {
                    bench.say(QString::number(source), i);
                }
            }
        });
    }
    for (std::thread &source : sources) {
        source.join();
    }
    QVERIFY(bench.settled());
    done = true;
    looker.join();
    QVERIFY(held);
    QVERIFY(looked > 0);
    const MessageCounts counts = bench.link().status().messages;
    QCOMPARE(counts.received, quint64(9'000));
    QCOMPARE(counts.received, counts.decoded + counts.undecodable + counts.dropped);
    QCOMPARE(quint64(bench.recorder.count(u"device.status_received"_s)), counts.decoded);
}

void TestLinkMessages::messagesThatCameTogetherAreHandedOnTogether()
{
    GroupBench bench;
    QVERIFY(bench.connect());
    bench.hold();
    bench.say(0);
    QTRY_COMPARE(bench.held.load(), true); // that one is in the link's hand now
    for (int i = 1; i <= 20; ++i) {
        bench.say(i);
    }
    bench.letGo([](std::span<ember::Event> events) -> Posted { return {Posted::Fate::Accepted, events.size()}; });
    QTRY_COMPARE(bench.link().status().messages.waiting, quint64(0));
    QCOMPARE(bench.groups(), (std::vector<std::size_t>{1, 20}));
    QVERIFY(ledgerHolds(bench.link().status().messages));
}

void TestLinkMessages::whatThereIsNoRoomForIsHandedOnAgain()
{
    GroupBench bench;
    QVERIFY(bench.connect());
    bench.hold();
    bench.say(0);
    QTRY_COMPARE(bench.held.load(), true);
    for (int i = 1; i <= 20; ++i) {
        if (i % 5 == 0) {
            bench.sayRequest(); // makes no event
        }
        bench.say(i);
    }
    int call = 0;
    bench.letGo([&call](std::span<ember::Event> events) -> Posted {
        switch (call++) {
        case 0:
        case 1:
            return {Posted::Fate::Accepted, std::min<std::size_t>(events.size(), 7)};
        case 2:
            return {Posted::Fate::Full};
        case 3:
            return {Posted::Fate::Refused, 2};
        default:
            return {Posted::Fate::Accepted, events.size()};
        }
    });
    QTRY_COMPARE(bench.link().status().messages.waiting, quint64(0));
    // 1 was held; of the 20 seven, none, two refused, the rest.
    QCOMPARE(bench.groups(), (std::vector<std::size_t>{1, 20, 13, 13, 11}));
    const MessageCounts counts = bench.link().status().messages;
    QCOMPARE(counts.decoded, quint64(19));
    QCOMPARE(counts.ignored, quint64(4));
    QCOMPARE(counts.dropped, quint64(2));
    QVERIFY(ledgerHolds(counts));
}

void TestLinkMessages::aSourceThatCanWaitLosesNothing()
{
    LinkBench bench({.queueMessages = 10});
    QVERIFY(bench.connect());
    std::atomic<int> accepted = 0;
    std::thread source([&] {
        for (int i = 0; i < 2'000; ++i) {
            const bool taken = bench.sink().receivedWaiting({.topic = u"room/a/state"_s,
                .payload = R"({"code":"7","state":{"temperature":)" + QByteArray::number(i) + "}}",
                .time = {}});
            accepted += taken ? 1 : 0;
        }
    });
    source.join();
    QCOMPARE(int(accepted), 2'000);
    QVERIFY(bench.recorder.waitFor(u"device.status_received"_s, 2'000));
    QCOMPARE(bench.link().status().messages.dropped, quint64(0));
    QCOMPARE(bench.recorder.last(u"device.status_received"_s).data()[u"values"_s][u"temperature"_s].toInt(), 1'999);
}

void TestLinkMessages::closingFreesASourceThatWaitsForRoom()
{
    LinkBench bench({.queueMessages = 2});
    QVERIFY(bench.connect());
    bench.recorder.block();
    std::atomic<int> accepted = 0;
    std::thread source([&] {
        while (bench.sink().receivedWaiting(
            {.topic = u"room/a/state"_s, .payload = R"({"state":{"temperature":1}})", .time = {}})) {
            ++accepted;
        }
    });
    QVERIFY(bench.recorder.waitUntilBlocked());
    QTRY_VERIFY(accepted >= 3); // two in the queue, one in hand or two that came together
    std::thread closer([&bench] { bench.link().close(u"enough"_s); });
    bench.recorder.release();
    closer.join();
    source.join();
    const MessageCounts counts = bench.link().status().messages;
    QCOMPARE(counts.received, quint64(accepted));
    QCOMPARE(counts.decoded, counts.received);
    QVERIFY(ledgerHolds(counts));
}

void TestLinkMessages::aNamedDeviceIsAskedAtOnce()
{
    LinkBench bench({.url = u"mqtt://host?device=a:5322"_s});
    QVERIFY(bench.connect());
    QVERIFY(bench.broker.waitForRequests(2));
    QCOMPARE(bench.broker.allRequests()[0].topic, u"room/a/ask"_s);
    QCOMPARE(bench.broker.allRequests()[0].qos, 1);
    const QJsonObject info = QJsonDocument::fromJson(bench.broker.allRequests()[0].payload).object();
    QCOMPARE(info[u"client"_s].toString(), u"fake-client"_s);
    const QJsonObject state = QJsonDocument::fromJson(bench.broker.allRequests()[1].payload).object();
    QCOMPARE(state[u"code"_s].toString(), u"5322"_s);
}

void TestLinkMessages::aFoundDeviceIsAskedAtItsFirstMessage()
{
    LinkBench bench({.url = u"mqtt://host?poll=1"_s});
    QVERIFY(bench.connect());
    QVERIFY(bench.broker.allRequests().isEmpty());
    bench.say(u"b"_s, 20);
    QVERIFY(bench.broker.waitForRequests(3)); // the third one is the poll after a second
    QCOMPARE(bench.broker.allRequests()[2].topic, u"room/b/ask"_s);
    QVERIFY(bench.broker.allRequests()[2].payload.contains("state"));
    QVERIFY(bench.broker.allRequests()[2].payload.contains("\"7\"")); // what its first message said
}

void TestLinkMessages::requestsGoOutAgainAfterAnInterruption()
{
    LinkBench bench({.url = u"mqtt://host?device=a:7"_s});
    bench.broker.setAccepts(false);
    QVERIFY(bench.connect());
    QVERIFY(bench.broker.waitForRequests(2));
    bench.sink().dropped(u"the cable"_s);
    QVERIFY(bench.broker.waitForOpens(2));
    QCOMPARE(bench.broker.allRequests().size(), 2); // none while it is down
    bench.broker.setAccepts(true);
    bench.sink().opened();
    QVERIFY(bench.broker.waitForRequests(4));
}

void TestLinkMessages::aTransportThatTakesNoRequestsGetsNone()
{
    LinkBench bench({.url = u"mqtt://host?device=a:7"_s});
    bench.broker.takesRequests = false;
    QVERIFY(bench.connect());
    bench.say(u"b"_s, 20);
    QVERIFY(bench.recorder.waitFor(u"device.status_received"_s));
    bench.link().close(u"enough"_s);
    QVERIFY(bench.broker.allRequests().isEmpty());
}

QTEST_GUILESS_MAIN(TestLinkMessages)
#include "tst_linkmessages.moc"
