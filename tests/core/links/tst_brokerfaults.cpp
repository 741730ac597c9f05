// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A broker that dies, stands still or is restarted while messages stream through it.
#include "eventrecorder.h"
#include "linkworker.h"
#include "mosquittobroker.h"
#include "mqtttransport.h"
#include "testprofile.h"
#include "topicstream.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QHash>
#include <QtCore/QJsonObject>
#include <QtTest/QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ember::LinkState;

namespace {

constexpr int kPatience = 30'000; // ms
constexpr int kCloseBound = 3'000; // ms: ending may take so long, whatever the broker does

const ember::MqttTimes kQuick{.keepAlive = 1s, .connect = 2s};

QByteArray state(quint64 temperature)
{
    return R"({"code":"7","state":{"temperature":)" + QByteArray::number(temperature % 90) + "}}";
}

ember::ConnectionUrl addressOf(const MosquittoBroker &broker, const QString &query = u"?poll=off"_s)
{
    const auto url = ember::ConnectionUrl::parse(u"mqtt://127.0.0.1:%1%2"_s.arg(broker.port()).arg(query));
    if (!url) {
        qFatal("%s", qPrintable(url.error()));
    }
    return *url;
}

/// A link with short times.
std::unique_ptr<ember::LinkWorker> linkTo(
    const ember::ConnectionUrl &url, ember::EventPoster post, ember::MqttTimes times = kQuick)
{
    return std::make_unique<ember::LinkWorker>(ember::LinkSetup{.url = url,
        .options = {.connection = u"lab"_s, .profiles = {roomProfile()}},
        .post = std::move(post),
        .transport
        = [url, times](ember::TransportSink &sink) { return std::make_unique<ember::MqttTransport>(url, sink, times); },
        .backoff = ember::Backoff({.initial = 20ms, .cap = 500ms, .settledAfter = 0ms})});
}

/// Counts events by name, and by source for those of devices; remembers the order of the connection's own. Any thread.
class Tally
{
public:
    [[nodiscard]] ember::EventPoster poster()
    {
        return [this](std::span<ember::Event> events, std::chrono::milliseconds) {
            const ember::Event &event = events.front();
            const std::lock_guard lock(m_mutex);
            ++m_counts[event.name()];
            if (event.name().startsWith(u"connection.")) {
                m_life.append(event.name());
            } else {
                ++m_bySource[event.source()];
            }
            return ember::Posted();
        };
    }
    [[nodiscard]] quint64 count(const QString &name) const
    {
        const std::lock_guard lock(m_mutex);
        return m_counts.value(name);
    }
    [[nodiscard]] quint64 from(const QString &device) const
    {
        const std::lock_guard lock(m_mutex);
        return m_bySource.value(u"room/"_s + device);
    }
    [[nodiscard]] QStringList life() const
    {
        const std::lock_guard lock(m_mutex);
        return m_life;
    }

private:
    mutable std::mutex m_mutex;
    QHash<QString, quint64> m_counts;
    QHash<QString, quint64> m_bySource;
    QStringList m_life;
};

} // namespace

class TestBrokerFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void faultsInMidStreamLeaveEverySubscriptionAlive();
    void aShortStandstillIsNoInterruption();
    void aFrozenBrokerIsNoticedByItsSilence();
    void aBrokerFrozenFromTheStartIsToldAndFoundLater();
    void closingDoesNotWaitForAFrozenBroker_data();
    void closingDoesNotWaitForAFrozenBroker();
    void oneFrozenBrokerHoldsUpNoOtherConnection();
};

void TestBrokerFaults::faultsInMidStreamLeaveEverySubscriptionAlive()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    TopicStream first({.port = broker.port(), .topic = u"room/a/state"_s, .payload = state, .perSecond = 200});
    TopicStream second({.port = broker.port(), .topic = u"room/b/state"_s, .payload = state, .perSecond = 100});
    Tally tally;
    const auto link
        = linkTo(addressOf(broker, u"?poll=off&topic=room/a/state&topic=room/b/state&clientid=lab"_s), tally.poster());
    link->open();
    QTRY_COMPARE_WITH_TIMEOUT(tally.count(u"connection.established"_s), quint64(1), kPatience);

    const int faults = qEnvironmentVariable("EMBER_FAULTS", u"50"_s).toInt(); // more by hand
    QVERIFY(faults > 0);
    for (int fault = 0; fault < faults; ++fault) {
        // Both streams run when it happens.
        const quint64 a = tally.from(u"a"_s);
        const quint64 b = tally.from(u"b"_s);
        QTRY_VERIFY_WITH_TIMEOUT(tally.from(u"a"_s) > a + 5 && tally.from(u"b"_s) > b + 2, kPatience);
        const quint64 interrupted = link->status().interrupted;
        if (fault % 10 == 2) {
            broker.freeze();
            QTRY_VERIFY_WITH_TIMEOUT(link->status().interrupted > interrupted, kPatience);
            broker.thaw();
        } else if (fault % 2 == 1) {
            broker.stop();
            QVERIFY(broker.restart());
        } else {
            broker.kill();
            QVERIFY(broker.restart());
        }
        QTRY_VERIFY_WITH_TIMEOUT(link->status().interrupted > interrupted, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(link->status().state, LinkState::Connected, kPatience);
    }
    const quint64 a = tally.from(u"a"_s);
    const quint64 b = tally.from(u"b"_s);
    QTRY_VERIFY_WITH_TIMEOUT(tally.from(u"a"_s) > a + 20 && tally.from(u"b"_s) > b + 10, kPatience);
    QCOMPARE(link->status().state, LinkState::Connected);
    link->close(u"enough"_s);

    const ember::LinkStatus status = link->status();
    QCOMPARE(status.established, quint64(1));
    QVERIFY2(status.interrupted >= quint64(faults), qPrintable(QString::number(status.interrupted)));
    QCOMPARE(status.resumed, status.interrupted);
    QCOMPARE(status.drops.size(), qsizetype(status.interrupted));
    for (const ember::LinkDrop &drop : status.drops) {
        QVERIFY(!drop.reason.isEmpty());
        QVERIFY(drop.downSeconds && *drop.downSeconds > 0);
    }
    // The life as events: established, then interrupted and resumed in turn, closed at the end.
    QStringList life{u"connection.established"_s};
    for (quint64 i = 0; i < status.interrupted; ++i) {
        life << u"connection.interrupted"_s << u"connection.resumed"_s;
    }
    QCOMPARE(tally.life(), life << u"connection.closed"_s);
    const ember::MessageCounts &counts = status.messages;
    QCOMPARE(counts.received, counts.decoded);
    QCOMPARE(counts.decoded, tally.count(u"device.status_received"_s));
    QCOMPARE(counts.undecodable + counts.ignored + counts.waiting + counts.dropped, quint64(0));
    qInfo("%llu interruptions, %llu messages", status.interrupted, counts.received);
}

void TestBrokerFaults::aShortStandstillIsNoInterruption()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    Tally tally;
    const auto link = linkTo(addressOf(broker), tally.poster(), {.keepAlive = 30s, .connect = 15s});
    link->open();
    QTRY_COMPARE_WITH_TIMEOUT(tally.count(u"connection.established"_s), quint64(1), kPatience);
    TopicStream stream({.port = broker.port(), .topic = u"room/a/state"_s, .payload = state, .perSecond = 200});
    for (int standstill = 0; standstill < 3; ++standstill) {
        const quint64 before = tally.from(u"a"_s);
        QTRY_VERIFY_WITH_TIMEOUT(tally.from(u"a"_s) > before + 20, kPatience);
        broker.freeze();
        const quint64 sent = stream.sent();
        QTRY_VERIFY_WITH_TIMEOUT(stream.sent() > sent + 100, kPatience); // into the frozen broker's socket
        QCOMPARE(link->status().state, LinkState::Connected);
        broker.thaw();
    }
    stream.stop();
    QTRY_COMPARE_WITH_TIMEOUT(tally.from(u"a"_s), stream.sent(), kPatience); // not one is missing
    QCOMPARE(link->status().interrupted, quint64(0));
}

void TestBrokerFaults::aFrozenBrokerIsNoticedByItsSilence()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    EventRecorder recorder;
    const auto link = linkTo(addressOf(broker), recorder.poster());
    link->open();
    QVERIFY(recorder.waitFor(u"connection.established"_s));
    broker.freeze();
    QElapsedTimer clock;
    clock.start();
    QVERIFY(recorder.waitFor(u"connection.interrupted"_s));
    QVERIFY2(clock.elapsed() < 10'000, "2.5 keep-alives, and what Paho takes to look");
    const QString reason = link->status().reason;
    QVERIFY2(reason.contains(u"stopped answering"), qPrintable(reason));
    // The kernel still accepts for the frozen broker: the next attempts find nobody who answers.
    QTRY_VERIFY_WITH_TIMEOUT(link->status().reason.contains(u"no answer from"), kPatience);
    QCOMPARE(link->status().state, LinkState::Interrupted);
    broker.thaw();
    QVERIFY(recorder.waitFor(u"connection.resumed"_s));
    QVERIFY(broker.publish(u"room/a/state"_s, state(20)));
    QVERIFY(recorder.waitFor(u"device.status_received"_s));
}

void TestBrokerFaults::aBrokerFrozenFromTheStartIsToldAndFoundLater()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    broker.freeze();
    EventRecorder recorder;
    const auto link = linkTo(addressOf(broker), recorder.poster());
    link->open();
    QTRY_VERIFY_WITH_TIMEOUT(link->status().attempt >= 2, kPatience);
    QCOMPARE(link->status().state, LinkState::Connecting);
    QVERIFY2(link->status().reason.contains(u"no answer from"), qPrintable(link->status().reason));
    QCOMPARE(recorder.names(), QStringList());
    broker.thaw();
    QVERIFY(recorder.waitFor(u"connection.established"_s));
}

void TestBrokerFaults::closingDoesNotWaitForAFrozenBroker_data()
{
    QTest::addColumn<QString>("when");
    QTest::newRow("connected") << u"connected"_s;
    QTest::newRow("connecting") << u"connecting"_s;
    QTest::newRow("after the loss was noticed") << u"lost"_s;
}

void TestBrokerFaults::closingDoesNotWaitForAFrozenBroker()
{
    QFETCH(const QString, when);
    MosquittoBroker broker;
    QVERIFY(broker.start());
    EventRecorder recorder;
    // With requests to a device of the URL's at every attempt.
    const auto link = linkTo(addressOf(broker, u"?device=a:5322"_s), recorder.poster());
    if (when == "connecting"_L1) {
        broker.freeze();
        link->open();
        QTRY_COMPARE_WITH_TIMEOUT(link->status().attempt, 1, kPatience);
    } else {
        link->open();
        QVERIFY(recorder.waitFor(u"connection.established"_s));
        broker.freeze();
    }
    if (when == "lost"_L1) {
        QVERIFY(recorder.waitFor(u"connection.interrupted"_s));
    }
    QElapsedTimer clock;
    clock.start();
    link->close(u"enough"_s);
    const qint64 closing = clock.restart();
    QVERIFY2(closing < kCloseBound, qPrintable(QString::number(closing)));
    QCOMPARE(link->status().state, LinkState::Closed);
    QCOMPARE(recorder.count(u"connection.closed"_s), 1);
    // And it may be opened again.
    broker.thaw();
    link->open();
    QTRY_COMPARE_WITH_TIMEOUT(link->status().state, LinkState::Connected, kPatience);
}

void TestBrokerFaults::oneFrozenBrokerHoldsUpNoOtherConnection()
{
    MosquittoBroker frozen;
    MosquittoBroker healthy;
    QVERIFY(frozen.start());
    QVERIFY(healthy.start());
    Tally stuck;
    Tally live;
    const auto toFrozen = linkTo(addressOf(frozen), stuck.poster());
    const auto toHealthy = linkTo(addressOf(healthy), live.poster());
    toFrozen->open();
    toHealthy->open();
    QTRY_COMPARE_WITH_TIMEOUT(stuck.count(u"connection.established"_s), quint64(1), kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(live.count(u"connection.established"_s), quint64(1), kPatience);
    TopicStream stream({.port = healthy.port(), .topic = u"room/a/state"_s, .payload = state, .perSecond = 100});
    QTRY_VERIFY_WITH_TIMEOUT(live.from(u"a"_s) > 10, kPatience);
    frozen.freeze();
    QTRY_VERIFY_WITH_TIMEOUT(toFrozen->status().interrupted > 0, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(toFrozen->status().attempt >= 2, kPatience); // it tries, in vain
    // The longest that the other one's stream stands still meanwhile.
    qint64 longest = 0;
    quint64 heard = live.from(u"a"_s);
    const quint64 enough = heard + 300;
    QElapsedTimer silence;
    silence.start();
    while (heard < enough && silence.elapsed() < kPatience) {
        QTest::qWait(5);
        if (const quint64 now = live.from(u"a"_s); now != heard) {
            heard = now;
            longest = std::max(longest, silence.restart());
        }
    }
    QVERIFY(heard >= enough);
    QVERIFY2(longest < 2'000, qPrintable(QString::number(longest)));
    QCOMPARE(toHealthy->status().interrupted, quint64(0));
    QElapsedTimer clock;
    clock.start();
    toFrozen->close(u"enough"_s);
    QVERIFY(clock.elapsed() < kCloseBound);
}

QTEST_GUILESS_MAIN(TestBrokerFaults)
#include "tst_brokerfaults.moc"
