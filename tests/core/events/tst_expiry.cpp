// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QRegularExpression>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

namespace {

constexpr EventTime kStart{std::chrono::microseconds(1'000'000)};

/// An emitter whose clock stands still until the test moves it.
struct Clocked
{
    EventTime now = kStart;
    EventEmitter emitter{EmitterOptions{.history = 0, .clock = [this] { return now; }}};
};

Event expiring(QStringView name, EventTime expiry, PayloadPtr payload = {})
{
    return Event(EventInit{.name = Symbol::intern(name), .payload = std::move(payload), .expiry = expiry});
}

/// A payload that says when it dies.
class Mortal final : public Payload
{
public:
    explicit Mortal(std::atomic<int> &alive)
        : m_alive(alive)
    {
        ++m_alive;
    }
    ~Mortal() override { --m_alive; }
    Value field(Symbol) const noexcept override { return {}; }
    QJsonObject toJson() const override { return {}; }
    qsizetype byteSize() const override { return qsizetype(sizeof(*this)); }

private:
    std::atomic<int> &m_alive;
};

} // namespace

/// Time to live: what has expired is delivered to nobody, counted, traced and told.
class TestExpiry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theEventSaysWhenItExpires();
    void deliveredBeforeAndNotFromItsExpiryOn_data();
    void deliveredBeforeAndNotFromItsExpiryOn();
    void expiresWhileItWaits();
    void expiresAsChild();
    void expiresWhenEmittedAgain();
    void withoutClockTheSystemsTimeCounts();
    void throwingClockIsReplaced();
    void standsInBatchAndTrace();
    void sampledTracesCountItToo();
    void middlewareDoesNotSeeIt();
    void ownEventsDoNotExpire();
    void toldByNameAtMostOnceASecond();
    void toldAtShutdown();
    void diesWhenNobodyHoldsIt();
    void isHeldAndLetGoOfInSeveralThreads();
};

void TestExpiry::theEventSaysWhenItExpires()
{
    const Event event = expiring(u"a", kStart);
    QVERIFY(event.expires());
    QCOMPARE(event.expiry(), kStart);
    QCOMPARE(event.parts().expiry, kStart);
    QCOMPARE(toCloudEvent(event)[u"expirytime"_s].toString(), u"1970-01-01T00:00:01.000000Z"_s);
    QVERIFY(!Event(u"a").expires());
    QVERIFY(!Event().expires());
    QVERIFY(!toCloudEvent(Event(u"a")).contains(u"expirytime"_s));
}

void TestExpiry::deliveredBeforeAndNotFromItsExpiryOn_data()
{
    QTest::addColumn<int>("microseconds"); // of the clock, from the expiry on
    QTest::addColumn<bool>("delivered");
    QTest::newRow("before") << -1 << true;
    QTest::newRow("at") << 0 << false;
    QTest::newRow("after") << 1 << false;
}

void TestExpiry::deliveredBeforeAndNotFromItsExpiryOn()
{
    QFETCH(const int, microseconds);
    QFETCH(const bool, delivered);
    Clocked c;
    c.now = kStart + std::chrono::microseconds(microseconds);
    Event heard;
    c.emitter.on(u"a", [&](const Event &e) { heard = e; });
    const Emission done = c.emitter.emitEvent(expiring(u"a", kStart));
    QCOMPARE(done.outcome, delivered ? EmissionOutcome::Delivered : EmissionOutcome::Expired);
    QCOMPARE(done.handled, delivered ? 1 : 0);
    QCOMPARE(done.failed, 0);
    QCOMPARE(!heard.isNull(), delivered);
    QCOMPARE(heard.sequence(), quint64(delivered ? 1 : 0));
    QCOMPARE(c.emitter.eventCount(u"a"), quint64(1)); // counted when the emission starts
    const EmitterCounts counts = c.emitter.counts();
    QCOMPARE(counts.expired, quint64(delivered ? 0 : 1));
    QCOMPARE(counts.expirations.size(), std::size_t(delivered ? 0 : 1));
    if (!delivered) {
        QCOMPARE(counts.expirations[0].name, u"a"_s);
        QCOMPARE(counts.expirations[0].count, quint64(1));
    }
}

void TestExpiry::expiresWhileItWaits()
{
    Clocked c;
    Calls calls;
    c.emitter.on(u"first", [&](const Event &) { c.now += 10s; });
    c.emitter.on(u"a", calls.note(u"short"_s));
    c.emitter.on(u"b", calls.note(u"long"_s));
    c.emitter.post(Event(u"first"));
    c.emitter.post(expiring(u"a", kStart + 10s));
    c.emitter.post(expiring(u"b", kStart + 11s));
    QTRY_COMPARE(c.emitter.counts().waiting, quint64(0));
    QCOMPARE(calls.list(), QStringList{u"long"_s});
    QCOMPARE(c.emitter.counts().expired, quint64(1));
}

void TestExpiry::expiresAsChild()
{
    Clocked c;
    Calls calls;
    c.emitter.on(u"cause", [&](const Event &) {
        c.emitter.emitNext(expiring(u"a", kStart + 1s));
        c.now += 1s;
    });
    c.emitter.on(u"a", calls.note(u"heard"_s));
    c.emitter.emitEvent(Event(u"cause"));
    QVERIFY(calls.list().isEmpty());
    QCOMPARE(c.emitter.counts().expired, quint64(1));
}

void TestExpiry::expiresWhenEmittedAgain()
{
    Clocked c;
    Event kept;
    c.emitter.on(u"a", [&](const Event &e) { kept = e; });
    const Event given = expiring(u"a", kStart + 1s);
    QCOMPARE(c.emitter.emitEvent(given).handled, 1);
    QCOMPARE(c.emitter.emitEvent(given).handled, 1);
    c.now += 1s;
    QCOMPARE(c.emitter.emitEvent(given).outcome, EmissionOutcome::Expired);
    const Event numbered = std::exchange(kept, {});
    QCOMPARE(numbered.sequence(), quint64(2));
    QCOMPARE(c.emitter.emitEvent(numbered).outcome, EmissionOutcome::Expired);
    Event renamed = numbered;
    QCOMPARE(c.emitter.emitEvent(u"b", renamed).outcome, EmissionOutcome::Expired);
    EventInit parts = numbered.parts();
    parts.expiry = {};
    QCOMPARE(c.emitter.emitEvent(Event(parts)).handled, 1);
}

void TestExpiry::withoutClockTheSystemsTimeCounts()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"a", calls.note(u"a"_s));
    QCOMPARE(emitter.emitEvent(expiring(u"a", eventTimeNow() + 1h)).handled, 1);
    QCOMPARE(emitter.emitEvent(expiring(u"a", eventTimeNow() - 1s)).outcome, EmissionOutcome::Expired);
}

void TestExpiry::throwingClockIsReplaced()
{
    EventEmitter emitter(EmitterOptions{.clock = []() -> EventTime { throw std::runtime_error("stopped"); }});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"EmitterOptions::clock threw"_s));
    QCOMPARE(emitter.emitEvent(expiring(u"a", eventTimeNow() + 1h)).outcome, EmissionOutcome::Delivered);
    QTest::failOnWarning(QRegularExpression(u"."_s));
    QCOMPARE(emitter.emitEvent(expiring(u"a", eventTimeNow() - 1h)).outcome, EmissionOutcome::Expired);
}

void TestExpiry::standsInBatchAndTrace()
{
    Clocked c;
    QSignalSpy emitted(&c.emitter, &EventEmitter::emitted);
    QSignalSpy traced(&c.emitter, &EventEmitter::traced);
    c.emitter.on(u"**", [](const Event &) {});
    c.emitter.emitEvent(Event(u"first"));
    c.emitter.emitEvent(expiring(u"a", kStart));
    c.emitter.flushBatch();
    const auto events = emitted.first().first().value<QList<Event>>();
    QCOMPARE(events.size(), 3); // and emitter.expired
    QCOMPARE(events[1].name(), u"a"_s);
    QCOMPARE(events[1].sequence(), quint64(2));
    const auto batch = traced.first().first().value<TraceBatch>();
    QCOMPARE(batch.emissions.size(), std::size_t(3));
    QCOMPARE(batch.emissions[0].outcome, EmissionOutcome::Delivered);
    QCOMPARE(batch.emissions[1].outcome, EmissionOutcome::Expired);
    QCOMPARE(batch.emissions[1].event.name(), u"a"_s);
    QCOMPARE(batch.emissions[1].runCount, 0U);
    QCOMPARE(batch.runs.size(), std::size_t(2));
}

void TestExpiry::sampledTracesCountItToo()
{
    Clocked c;
    c.emitter.setTracing({.mode = Tracing::Mode::Sampled, .every = 2});
    QSignalSpy traced(&c.emitter, &EventEmitter::traced);
    const ScopedListener l = c.emitter.on(u"outer", [&](const Event &) {
        for (int i = 0; i < 3; ++i) {
            c.emitter.emitEvent(expiring(u"a", kStart)); // the 2nd and 4th emission are traced
        }
    });
    c.emitter.emitEvent(Event(u"outer"));
    c.emitter.flushBatch();
    QStringList names;
    for (const EmissionTrace &trace : traced.first().first().value<TraceBatch>().emissions) {
        names << trace.event.name();
    }
    QCOMPARE(names, (QStringList{u"a"_s, u"a"_s}));
}

void TestExpiry::middlewareDoesNotSeeIt()
{
    Clocked c;
    int seen = 0;
    c.emitter.addMiddleware({.before = [&](const Event &) {
        ++seen;
        return Middleware::Verdict::pass();
    }});
    c.emitter.emitEvent(expiring(u"a", kStart));
    QCOMPARE(seen, 0);
    c.emitter.emitEvent(expiring(u"a", kStart + 1s));
    QCOMPARE(seen, 1);
}

void TestExpiry::ownEventsDoNotExpire()
{
    Clocked c;
    QCOMPARE(c.emitter.emitEvent(expiring(u"emitter.overflowed", kStart)).outcome, EmissionOutcome::Delivered);
}

void TestExpiry::toldByNameAtMostOnceASecond()
{
    Clocked c;
    QElapsedTimer clock;
    QList<qint64> times;
    QList<Event> told;
    c.emitter.on(u"emitter.expired", [&](const Event &e) {
        times << clock.elapsed();
        told << e;
    });
    clock.start();
    c.emitter.emitEvent(expiring(u"a", kStart));
    QCOMPARE(told.size(), 1); // the first one at once, without an event loop
    QCOMPARE(told[0].field(u"count").toInteger(), 1);
    QCOMPARE(told[0].field(u"names").toString(), u"a × 1"_s);
    QCOMPARE(told[0].source(), u"emberscope"_s);
    for (int i = 0; i < 3; ++i) {
        c.emitter.emitEvent(expiring(u"b", kStart));
        c.emitter.post(expiring(u"c", kStart));
    }
    for (const QStringView name : {u"d", u"e", u"f", u"g"}) {
        c.emitter.emitEvent(expiring(name, kStart));
    }
    c.emitter.emitEvent(expiring(u"a", kStart));
    QTRY_COMPARE_WITH_TIMEOUT(told.size(), 2, 5'000);
    QCOMPARE(told[1].field(u"count").toInteger(), 11);
    QCOMPARE(told[1].field(u"names").toString(), u"b × 3, c × 3, a × 1, d × 1, e × 1, and 2 more names"_s);
    QVERIFY2(times[1] - times[0] >= 995, qPrintable(QString::number(times[1] - times[0])));
    QCOMPARE(c.emitter.counts().expired, quint64(12));
}

void TestExpiry::toldAtShutdown()
{
    Clocked c;
    qint64 told = 0;
    c.emitter.on(u"emitter.expired", [&](const Event &e) { told += e.field(u"count").toInteger(); });
    c.emitter.emitEvent(expiring(u"a", kStart));
    c.emitter.emitEvent(expiring(u"a", kStart));
    c.emitter.post(expiring(u"a", kStart));
    QCOMPARE(told, 1);
    c.emitter.shutdown();
    QCOMPARE(told, 3);
}

void TestExpiry::diesWhenNobodyHoldsIt()
{
    std::atomic<int> alive = 0;
    Clocked c;
    QList<Event> kept;
    const ScopedListener keeper = c.emitter.on(u"a", [&](const Event &e) { kept << e; });
    {
        const Event event = expiring(u"a", kStart + 1s, std::make_shared<const Mortal>(alive));
        QCOMPARE(alive.load(), 1);
        c.emitter.emitEvent(event);
        c.emitter.emitEvent(Event(event)); // NOLINT: a copy that dies
        const Event other = event;
        c.now += 1s;
        c.emitter.emitEvent(other);
    }
    QCOMPARE(kept.size(), 2);
    QCOMPARE(alive.load(), 1); // the copies share it
    kept.clear();
    c.emitter.flushBatch();
    QCOMPARE(alive.load(), 0);
}

void TestExpiry::isHeldAndLetGoOfInSeveralThreads()
{
    std::atomic<int> alive = 0;
    EventEmitter emitter({.history = 0});
    std::atomic<int> heard = 0;
    emitter.on(u"a", [&](const Event &) { ++heard; });
    constexpr int kEach = 300;
    std::vector<std::thread> threads;
    {
        const Event shared = expiring(u"a", eventTimeNow() + 1h, std::make_shared<const Mortal>(alive));
        for (int t = 0; t < 3; ++t) {
            threads.emplace_back([&emitter, &alive, shared] {
                for (int i = 0; i < kEach; ++i) {
                    while (!emitter.post(shared)) {
                        std::this_thread::yield();
                    }
                    const Event own = expiring(u"a", eventTimeNow() + 1h, std::make_shared<const Mortal>(alive));
                    while (!emitter.post(own)) {
                        std::this_thread::yield();
                    }
                }
            });
        }
    }
    QTRY_COMPARE_WITH_TIMEOUT(heard.load(), 3 * 2 * kEach, 60'000);
    for (std::thread &thread : threads) {
        thread.join();
    }
    emitter.flushBatch();
    QCOMPARE(alive.load(), 0);
}

QTEST_GUILESS_MAIN(TestExpiry)
#include "tst_expiry.moc"
