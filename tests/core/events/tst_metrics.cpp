// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtTest/QTest>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

namespace {

void spinFor(std::chrono::nanoseconds duration)
{
    const auto end = std::chrono::steady_clock::now() + duration;
    while (std::chrono::steady_clock::now() < end) { }
}

EventCount countOf(const EmitterMetrics &metrics, QStringView name)
{
    const auto found = std::ranges::find(metrics.events, name, [](const EventCount &e) { return e.name.text(); });
    return found == metrics.events.end() ? EventCount() : *found;
}

quint64 sum(const QList<DurationBucket> &buckets)
{
    quint64 count = 0;
    for (const DurationBucket &bucket : buckets) {
        count += bucket.count;
    }
    return count;
}

const HandlerStatistics *named(const EmitterMetrics &metrics, QStringView name)
{
    const auto found = std::ranges::find(metrics.handlers, name, [](const auto &h) { return h.info.name; });
    return found == metrics.handlers.end() ? nullptr : &*found;
}

} // namespace

class TestMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void totalsAndNames();
    void failuresAreCountedByName();
    void theLatestTimeIsKeptWhileTracingIsOn();
    void handlersAreMeasured();
    void durationsOfOneHandler();
    void durationsOfAll();
    void bucketsAreNarrowAndDoNotOverlap();
    void resetForgetsEverything();
    void anyThreadMayLook();
};

void TestMetrics::totalsAndNames()
{
    EventEmitter emitter;
    for (const QString &name : {u"b"_s, u"a"_s, u"b"_s}) {
        emitter.emitEvent(Event(name));
    }
    const EmitterMetrics metrics = emitter.metrics();
    QCOMPARE(metrics.totals.emitted, quint64(3));
    QCOMPARE(metrics.events.size(), std::size_t(2));
    QCOMPARE(metrics.events[0].name.text(), u"b"_s);
    QCOMPARE(metrics.events[0].count, quint64(2));
    QCOMPARE(metrics.events[1].count, quint64(1));
    QVERIFY(metrics.handlers.isEmpty());
    QVERIFY(metrics.durations.isEmpty());
}

void TestMetrics::failuresAreCountedByName()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"*", calls.noteAndThrow(u"x"_s));
    emitter.on(u"a", calls.noteAndThrow(u"y"_s));
    emitter.on(u"emitter.handler_failed", calls.noteAndThrow(u"z"_s));
    emitter.emitEvent(Event(u"a"));
    emitter.emitEvent(Event(u"b"));
    emitter.emitEvent(Event(u"a"));
    const EmitterMetrics metrics = emitter.metrics();
    QCOMPARE(countOf(metrics, u"a").failures, quint64(4));
    QCOMPARE(countOf(metrics, u"b").failures, quint64(1));
    QCOMPARE(countOf(metrics, u"emitter.handler_failed").failures, quint64(5));
    QCOMPARE(countOf(metrics, u"emitter.dead_lettered").failures, quint64(0));
    QCOMPARE(metrics.totals.handlerFailures, quint64(10));
}

void TestMetrics::theLatestTimeIsKeptWhileTracingIsOn()
{
    EventEmitter emitter;
    const auto eventAt = [](int second) {
        return Event(EventInit{.name = Symbol::intern(u"a"), .time = EventTime(std::chrono::seconds(second))});
    };
    emitter.emitEvent(eventAt(10));
    emitter.emitEvent(eventAt(20));
    QCOMPARE(countOf(emitter.metrics(), u"a").lastTime, EventTime(20s));
    emitter.setTracing({.mode = Tracing::Mode::Off});
    emitter.emitEvent(eventAt(30));
    QCOMPARE(countOf(emitter.metrics(), u"a").lastTime, EventTime(20s));
    QCOMPARE(countOf(emitter.metrics(), u"a").count, quint64(3));
    emitter.setTracing({.mode = Tracing::Mode::Sampled, .every = 1000}); // though no trace is taken of it
    emitter.emitEvent(eventAt(40));
    QCOMPARE(countOf(emitter.metrics(), u"a").lastTime, EventTime(40s));
}

void TestMetrics::handlersAreMeasured()
{
    const QuietLog quiet;
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) { spinFor(100us); }, {.name = u"slow"_s});
    emitter.on(u"a",
        [](const Event &e) {
            if (e.sequence() % 2 == 1) {
                throw 1;
            }
        },
        {.name = u"odd"_s});
    for (int i = 0; i < 10; ++i) {
        emitter.emitEvent(Event(u"a"));
    }
    emitter.flushBatch();
    const EmitterMetrics metrics = emitter.metrics();
    const HandlerStatistics *slow = named(metrics, u"slow");
    QVERIFY(slow);
    QCOMPARE(slow->calls, quint64(10));
    QCOMPARE(slow->failures, quint64(0));
    QVERIFY(slow->meanNs() >= 100'000);
    QVERIFY(slow->p50Ns >= 100'000);
    QVERIFY(slow->p50Ns <= slow->p99Ns && slow->p99Ns <= slow->maxNs);
    QCOMPARE(emitter.handlerInfo(slow->id)->name, u"slow"_s);
    const HandlerStatistics *odd = named(metrics, u"odd");
    QVERIFY(odd);
    QVERIFY(odd->failures > 0 && odd->failures < 10);
    QCOMPARE(odd->failures, metrics.totals.handlerFailures);
}

void TestMetrics::durationsOfOneHandler()
{
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &e) { spinFor(e.sequence() == 1 ? 2ms : 50us); }, {.name = u"spinner"_s});
    for (int i = 0; i < 8; ++i) {
        emitter.emitEvent(Event(u"a"));
    }
    emitter.flushBatch();
    const EmitterMetrics metrics = emitter.metrics();
    const HandlerStatistics *spinner = named(metrics, u"spinner");
    QVERIFY(spinner);
    const QList<DurationBucket> durations = emitter.durations(spinner->id);
    QCOMPARE(sum(durations), quint64(8));
    QVERIFY(durations.first().fromNs >= 45'000); // 50 us, or the bucket it is in
    QVERIFY(durations.last().toNs >= 2'000'000);
    QVERIFY(spinner->maxNs >= durations.last().fromNs && spinner->maxNs <= durations.last().toNs);
    QVERIFY(emitter.durations(spinner->id + 1).isEmpty());
}

void TestMetrics::durationsOfAll()
{
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) {}, {.name = u"one"_s});
    emitter.on(u"*", [](const Event &) { spinFor(200us); }, {.name = u"two"_s});
    emitter.emitEvent(Event(u"a"));
    emitter.emitEvent(Event(u"b"));
    QVERIFY(emitter.metrics().durations.isEmpty()); // no batch yet
    emitter.flushBatch();
    const EmitterMetrics metrics = emitter.metrics();
    QCOMPARE(sum(metrics.durations), quint64(3));
    QList<DurationBucket> apart = emitter.durations(named(metrics, u"one")->id);
    apart += emitter.durations(named(metrics, u"two")->id);
    QCOMPARE(sum(apart), quint64(3));
    QVERIFY(metrics.durations.last().toNs >= 200'000);
}

void TestMetrics::bucketsAreNarrowAndDoNotOverlap()
{
    EventEmitter emitter;
    for (int i = 0; i < 200; ++i) {
        emitter.on(u"a", [i](const Event &) { spinFor(std::chrono::nanoseconds(i * 300)); });
    }
    emitter.emitEvent(Event(u"a"));
    emitter.flushBatch();
    const QList<DurationBucket> buckets = emitter.metrics().durations;
    QVERIFY(buckets.size() > 10);
    quint64 end = 0;
    for (const DurationBucket &bucket : buckets) {
        QVERIFY(bucket.count > 0);
        QVERIFY(bucket.fromNs >= end);
        QVERIFY(bucket.toNs >= bucket.fromNs);
        QVERIFY((bucket.toNs - bucket.fromNs) * 16 <= bucket.fromNs);
        end = bucket.toNs + 1;
    }
    QCOMPARE(sum(buckets), quint64(200));
}

void TestMetrics::resetForgetsEverything()
{
    const QuietLog quiet;
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) { throw 1; });
    emitter.emitEvent(Event(u"a"));
    emitter.flushBatch();
    emitter.emitEvent(Event(u"a")); // in no batch yet
    emitter.resetCounts();
    emitter.flushBatch();
    const EmitterMetrics metrics = emitter.metrics();
    QCOMPARE(metrics.totals.emitted, quint64(0));
    QCOMPARE(metrics.totals.handlerFailures, quint64(0));
    QVERIFY(metrics.handlers.isEmpty());
    QVERIFY(metrics.durations.isEmpty());
    QCOMPARE(countOf(metrics, u"a").count, quint64(0));
    QCOMPARE(countOf(metrics, u"a").failures, quint64(0));
    QCOMPARE(countOf(metrics, u"a").lastTime, EventTime());
    QVERIFY(emitter.durations(0).isEmpty());
}

void TestMetrics::anyThreadMayLook()
{
    const QuietLog quiet;
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) { throw 1; });
    std::atomic<bool> stop = false;
    std::thread other([&] {
        quint64 seen = 0;
        while (!stop) {
            const EmitterMetrics metrics = emitter.metrics();
            QVERIFY(metrics.totals.emitted >= seen);
            seen = metrics.totals.emitted;
        }
    });
    for (int i = 0; i < 2000; ++i) {
        emitter.emitEvent(Event(u"a"));
        if (i % 100 == 0) {
            emitter.flushBatch();
        }
    }
    stop = true;
    other.join();
    QCOMPARE(countOf(emitter.metrics(), u"a").failures, quint64(2000));
}

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
