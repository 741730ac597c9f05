// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// One connection that is well beside a frozen, a dead and a storming one, and a simulator: it must not notice them.
#include "sessionsupport.h"

#include <mosquittobroker.h>
#include <topicstream.h>

#include <ember/events/eventemitter.h>

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

using namespace ember;
using namespace Qt::StringLiterals;
using namespace sessiontest;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int kPatience = 20'000; // ms
constexpr std::size_t kMessages = 60; // of the device that is watched
constexpr double kPerSecond = 60;
const QString kLiveTopic = u"home/boiler/state"_s;
const QString kStormTopic = u"storm/meter/state"_s;

/// A device that says when it said it, and the handler that looks how long that took.
class Watched
{
public:
    explicit Watched(Session &session)
    {
        session.onEmitterThread([this](EventEmitter &emitter) {
            emitter.on(u"message.received"_s, [this](const Event &event) { look(event); }, {.name = u"latency"_s});
        });
    }

    QByteArray say(quint64 number)
    {
        const std::lock_guard lock(m_mutex);
        if (number < m_saidAt.size()) {
            m_saidAt[number] = Clock::now();
        }
        return R"({"number":)" + QByteArray::number(number) + '}';
    }
    std::size_t heard() const
    {
        const std::lock_guard lock(m_mutex);
        return m_latencies.size();
    }
    /// Milliseconds; `share` 0.5 is the median, 1 the longest.
    double latency(double share) const
    {
        const std::lock_guard lock(m_mutex);
        std::vector<double> sorted = m_latencies;
        std::ranges::sort(sorted);
        return sorted.empty() ? -1 : sorted[std::size_t(share * double(sorted.size() - 1))];
    }
    /// What was heard came in the order it was said, each once.
    bool isInOrder() const
    {
        const std::lock_guard lock(m_mutex);
        return std::ranges::adjacent_find(m_numbers, [](quint64 a, quint64 b) { return b != a + 1; })
            == m_numbers.end();
    }

private:
    void look(const Event &event)
    {
        static const Symbol topicField = Symbol::intern(u"topic");
        static const Symbol numberField = Symbol::intern(u"values.number");
        if (event.field(topicField).toString() != kLiveTopic) {
            return;
        }
        const auto now = Clock::now();
        const auto number = quint64(event.field(numberField).toReal());
        const std::lock_guard lock(m_mutex);
        m_numbers.push_back(number);
        if (number < m_saidAt.size()) {
            m_latencies.push_back(std::chrono::duration<double, std::milli>(now - m_saidAt[number]).count());
        }
    }

    mutable std::mutex m_mutex;
    std::array<Clock::time_point, kMessages> m_saidAt;
    std::vector<double> m_latencies;
    std::vector<quint64> m_numbers;
};

QString urlAt(const MosquittoBroker &broker)
{
    return u"mqtt://127.0.0.1:%1"_s.arg(broker.port());
}

LinkStatus linkOf(const Session &session, ConnectionId id)
{
    for (const ConnectionStatus &one : session.connections()) {
        if (one.id == id) {
            return one.link;
        }
    }
    return {};
}

} // namespace

class TestSeveralConnections : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void oneThatIsWellDoesNotNoticeTheOthers();
    void anotherOnesOverloadCostsThatOneOnly();

private:
    bool waitConnected(const Session &session, ConnectionId id);
    /// The watched device says all of its messages; false if they do not all arrive.
    bool listen(Watched &watched);

    MosquittoBroker m_live;
    double m_alone = 0; // ms, the median without the others
    double m_aloneLongest = 0;
};

bool TestSeveralConnections::waitConnected(const Session &session, ConnectionId id)
{
    return QTest::qWaitFor([&] { return linkOf(session, id).state == LinkState::Connected; }, kPatience);
}

bool TestSeveralConnections::listen(Watched &watched)
{
    TopicStream device({.port = m_live.port(),
        .topic = kLiveTopic,
        .payload = [&watched](quint64 number) { return watched.say(number); },
        .perSecond = kPerSecond});
    return QTest::qWaitFor([&] { return watched.heard() == kMessages; }, kPatience);
}

void TestSeveralConnections::initTestCase()
{
    QVERIFY(m_live.start());
    Session session({.logBudget = 64LL * 1024 * 1024, .profile = {}});
    Watched watched(session);
    const auto id = session.open(urlOf(urlAt(m_live)));
    QVERIFY(id);
    QVERIFY(waitConnected(session, *id));
    QVERIFY(listen(watched));
    m_alone = watched.latency(0.5);
    m_aloneLongest = watched.latency(1);
}

void TestSeveralConnections::oneThatIsWellDoesNotNoticeTheOthers()
{
    MosquittoBroker frozen;
    MosquittoBroker dead;
    MosquittoBroker stormy;
    QVERIFY(frozen.start() && dead.start() && stormy.start());
    Session session({.logBudget = 64LL * 1024 * 1024, .profile = {}});
    Watched watched(session);
    const ConnectionId live = *session.open(urlOf(urlAt(m_live)), u"live"_s);
    const ConnectionId atFrozen = *session.open(urlOf(urlAt(frozen)), u"frozen"_s);
    const ConnectionId atDead = *session.open(urlOf(urlAt(dead)), u"dead"_s);
    const ConnectionId atStormy = *session.open(urlOf(urlAt(stormy)), u"stormy"_s);
    const ConnectionId simulator = *session.open(urlOf(u"sim:navien-nwp500?rate=200&devices=2"_s), u"simulator"_s);
    for (const ConnectionId id : {live, atFrozen, atDead, atStormy, simulator}) {
        QVERIFY(waitConnected(session, id));
    }
    frozen.freeze();
    dead.kill();
    TopicStream storm({.port = stormy.port(),
        .topic = kStormTopic,
        .payload = [](quint64 number) -> QByteArray { return R"({"power":)" + QByteArray::number(number) + '}'; },
        .perSecond = 20'000});
    QTRY_VERIFY_WITH_TIMEOUT(linkOf(session, atStormy).messages.received > 2'000, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(linkOf(session, atDead).state, LinkState::Interrupted, kPatience);
    const quint64 simulated = linkOf(session, simulator).messages.decoded;

    const bool isAllHeard = listen(watched);
    const MessageCounts counts = linkOf(session, live).messages;
    QVERIFY2(isAllHeard,
        qPrintable(u"%1 heard; received %2, decoded %3, waiting %4, dropped %5"_s.arg(watched.heard())
                       .arg(counts.received)
                       .arg(counts.decoded)
                       .arg(counts.waiting)
                       .arg(counts.dropped)));

    const LinkStatus stormLink = linkOf(session, atStormy);
    qInfo(
        "the live connection: %.1f ms median, %.1f ms longest; alone %.1f and %.1f; storm: %llu received, %llu dropped",
        watched.latency(0.5), watched.latency(1), m_alone, m_aloneLongest, stormLink.messages.received,
        stormLink.messages.dropped);
    QVERIFY2(stormLink.messages.received > 5'000, "there was a storm");
    QVERIFY(watched.isInOrder());
    QVERIFY2(watched.latency(0.5) < 10 * m_alone + 200, "live is live");
    QVERIFY2(watched.latency(1) < 10 * m_aloneLongest + 1'500, "not one message waits for somebody else's broker");
    const LinkStatus liveLink = linkOf(session, live);
    QCOMPARE(liveLink.messages.dropped, quint64(0));
    QCOMPARE(liveLink.interrupted, quint64(0));
    QVERIFY(linkOf(session, simulator).messages.decoded > simulated);
    QVERIFY(stormLink.messages.dropped == 0 || stormLink.droppedByTopic.keys() == QStringList{kStormTopic});

    // Disconnecting or removing one keeps nobody waiting and touches no other.
    for (const ConnectionId id : {atFrozen, atDead, atStormy}) {
        QElapsedTimer clock;
        clock.start();
        session.close(id);
        session.remove(id);
        QVERIFY2(clock.elapsed() < 500, "the window stands still as long");
    }
    QCOMPARE(session.connections().size(), 2);
    const quint64 before = linkOf(session, live).messages.received;
    TopicStream again({.port = m_live.port(),
        .topic = kLiveTopic,
        .payload = [](quint64) { return QByteArray(R"({"number":1000000})"); },
        .perSecond = 100});
    QTRY_VERIFY_WITH_TIMEOUT(linkOf(session, live).messages.received > before + 20, kPatience);
    QCOMPARE(linkOf(session, live).interrupted, quint64(0));
    QCOMPARE(linkOf(session, live).established, quint64(1));
    QCOMPARE(linkOf(session, simulator).established, quint64(1));
    again.stop();
    session.stop(u"enough"_s);
    const QJsonObject report = session.report();
    QCOMPARE(report.value(u"connections"_s).toArray().size(), 5); // those that were removed, too
}

/// A handler that takes a millisecond for each message of the storm: more come than can be handled.
void TestSeveralConnections::anotherOnesOverloadCostsThatOneOnly()
{
    MosquittoBroker stormy;
    QVERIFY(stormy.start());
    Session session({.logBudget = 64LL * 1024 * 1024, .profile = {}});
    Watched watched(session);
    std::atomic<bool> isSlow = true;
    session.onEmitterThread([&isSlow](EventEmitter &emitter) {
        emitter.on(u"message.received"_s,
            [&isSlow](const Event &event) {
                static const Symbol topicField = Symbol::intern(u"topic");
                if (event.field(topicField).toString() == kStormTopic && isSlow) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                }
            },
            {.name = u"slow"_s});
    });
    const ConnectionId live = *session.open(urlOf(urlAt(m_live)), u"live"_s);
    const ConnectionId atStormy = *session.open(urlOf(urlAt(stormy)), u"stormy"_s);
    QVERIFY(waitConnected(session, live) && waitConnected(session, atStormy));
    TopicStream storm({.port = stormy.port(),
        .topic = kStormTopic,
        .payload = [](quint64 number) -> QByteArray { return R"({"power":)" + QByteArray::number(number) + '}'; },
        .perSecond = 20'000});
    QTRY_VERIFY_WITH_TIMEOUT(linkOf(session, atStormy).messages.dropped > 0, kPatience); // overloaded

    const bool isAllHeard = listen(watched);
    const MessageCounts counts = linkOf(session, live).messages;
    qInfo("beside an overload: %zu heard, %.1f ms median, %.1f ms longest; live dropped %llu, storm dropped %llu",
        watched.heard(), watched.latency(0.5), watched.latency(1), counts.dropped,
        linkOf(session, atStormy).messages.dropped);
    QVERIFY(isAllHeard);
    QVERIFY(watched.isInOrder());
    QCOMPARE(counts.dropped, quint64(0));

    // What is before it in the emitter's inbox (1,000 events) is handled first, and no more.
    QVERIFY2(watched.latency(1) < 8'000, qPrintable(QString::number(watched.latency(1))));

    // Ending it takes as long as its queue is handled, at most 2 s, and nobody waits for that.
    QElapsedTimer clock;
    clock.start();
    session.close(atStormy);
    QVERIFY2(clock.elapsed() < 500, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(linkOf(session, atStormy).state, LinkState::Connected);
    session.reconnect(atStormy); // opened again when it is closed
    QTRY_COMPARE_WITH_TIMEOUT(linkOf(session, atStormy).established, quint64(2), kPatience);
    storm.stop();
    session.remove(atStormy);
    QCOMPARE(session.connections().size(), 1);
    QCOMPARE(session.report().value(u"connections"_s).toArray().size(), 2); // also while it is being closed
    isSlow = false;
    session.stop(u"enough"_s);
    QCOMPARE(session.report().value(u"connections"_s).toArray().size(), 2);
}

QTEST_GUILESS_MAIN(TestSeveralConnections)
#include "tst_severalconnections.moc"
