// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/filteredlog.h>
#include <ember/session/session.h>

#include <QtCore/QLoggingCategory>
#include <QtTest/QTest>

#include <atomic>
#include <random>
#include <thread>
#include <vector>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 60'000; // ms, for slow machines

ConnectionUrl urlOf(const QString &text)
{
    auto url = ConnectionUrl::parse(text);
    if (!url) {
        qFatal("%s", qUtf8Printable(url.error()));
    }
    return url.value();
}

ConnectionUrl stormUrl(int seed)
{
    return urlOf(
        u"sim:navien-nwp500?seed=%1&rate=1500&speed=500&devices=3&fault=E799@20s,garbage@40s,drop@90s"_s.arg(seed));
}

bool ledgerHolds(const QJsonObject &report)
{
    const QJsonObject messages = report.value(u"messages"_s).toObject();
    qint64 rest = messages.value(u"received"_s).toInteger();
    for (const QString &end : {u"decoded"_s, u"ignored"_s, u"undecodable"_s, u"waiting"_s, u"dropped"_s}) {
        rest -= messages.value(end).toInteger();
    }
    return rest == 0;
}

/// Looks at everything a session shows, as the window's frame does; how much there was.
std::size_t lookAtAll(const Session &session)
{
    static const Symbol temperature = Symbol::intern(u"values.dhwTemperature");
    static const Symbol mode = Symbol::intern(u"labels.operationMode");
    std::size_t seen = session.eventCounts().size() + session.counts().emitted + session.devicesVersion();
    for (const HandlerStatistics &handler : session.handlerStatistics()) {
        seen += std::size_t(handler.info.name.size()) + handler.calls;
    }
    for (const DeviceState &device : session.devices()) {
        seen += std::size_t(device.field(temperature).toReal()) + std::size_t(device.field(mode).toString().size());
        seen += device.alarms().size();
    }
    const LogSnapshot log = session.log()->snapshot();
    for (LogRow row = log.end() - std::min<quint64>(log.size(), 5); row < log.end(); ++row) {
        const LogEntry entry = log.entry(row);
        seen += std::size_t(session.summary(entry.event).size()) + entry.durationNs;
        seen += std::size_t(session.profileOf(entry.event) != nullptr);
        for (const HandlerRun &run : entry.runs) {
            seen += std::size_t(session.handlerInfo(run.handler)->priority);
        }
    }
    return seen;
}

/// Threads that look until the end of this object.
class Onlookers
{
public:
    explicit Onlookers(const Session &session)
    {
        for (int i = 0; i < 2; ++i) {
            m_threads.emplace_back([this, &session] {
                while (!m_stop) {
                    m_looks += lookAtAll(session) > 0;
                    std::this_thread::yield();
                }
            });
        }
    }
    ~Onlookers()
    {
        m_stop = true;
        for (std::thread &thread : m_threads) {
            thread.join();
        }
    }
    Onlookers(const Onlookers &) = delete;
    Onlookers &operator=(const Onlookers &) = delete;

    [[nodiscard]] int looks() const { return m_looks; }

private:
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_looks = 0;
    std::vector<std::thread> m_threads;
};

} // namespace

/// A whole session while its links storm; mostly for ThreadSanitizer.
class TestSessionStress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(u"ember.events.warning=false"_s); }
    void everythingIsReadWhileLinksComeAndGoAndTheSessionStops();
    void sessionsEndInMidStream();
};

void TestSessionStress::everythingIsReadWhileLinksComeAndGoAndTheSessionStops()
{
    Session session({.logBudget = 2'000'000, .profile = {}});
    session.onEmitterThread([](EventEmitter &emitter) {
        emitter.on(u"device.temperature_changed", [](const Event &) { throw std::runtime_error("broken"); });
    });
    const Onlookers onlookers(session);
    FilteredLog filtered(session.log(), [&session](HandlerId id) { return session.handlerInfo(id); });
    filtered.setFilter(
        *Expression::parse(u"handler.failed or name == \"message.undecodable\""_s, ExpressionRoots::Log));

    std::vector<ConnectionId> open;
    for (int round = 0; round < 20; ++round) {
        const auto id = session.open(stormUrl(round));
        QVERIFY(id);
        open.push_back(*id);
        const quint64 before = session.log()->size();
        QTRY_VERIFY_WITH_TIMEOUT(session.log()->size() > before, kPatience);
        QVERIFY(filtered.rows().size() <= session.log()->size());
        if (round % 2 == 0) {
            session.close(open.front());
            session.reconnect(open.front());
        }
        if (open.size() > 3) {
            session.remove(open.front());
            open.erase(open.begin());
        }
        session.onEmitterThread([](EventEmitter &emitter) { emitter.once(u"device.*", [](const Event &) {}); });
        QVERIFY(ledgerHolds(session.report()));
    }
    const int looksBefore = onlookers.looks();
    session.stop(u"enough"_s); // while all links storm
    const quint64 rows = session.log()->size();
    QTRY_VERIFY_WITH_TIMEOUT(onlookers.looks() > looksBefore + 10, kPatience); // looking goes on

    QCOMPARE(session.log()->size(), rows);
    QVERIFY(session.log()->evicted() > 0);
    QVERIFY(!session.devices().isEmpty());
    const LogSnapshot log = session.log()->snapshot();
    QCOMPARE(log.entry(log.end() - 1).event.name(), u"emberscope.stopped"_s);
    QCOMPARE(session.counts().emitted, rows);
    QCOMPARE(session.counts().waiting, quint64(0));
    QVERIFY(ledgerHolds(session.report()));
}

void TestSessionStress::sessionsEndInMidStream()
{
    std::minstd_rand random(5);
    for (int i = 0; i < 40; ++i) {
        Session session;
        QVERIFY(session.open(stormUrl(i)));
        QVERIFY(session.open(stormUrl(i + 100)));
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000)); // any moment of its life
        if (i % 3 == 0) {
            session.stop(u"enough"_s);
        }
    }
}

QTEST_GUILESS_MAIN(TestSessionStress)
#include "tst_sessionstress.moc"
