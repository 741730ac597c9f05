// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

namespace {

void spinFor(std::chrono::microseconds duration)
{
    const auto end = std::chrono::steady_clock::now() + duration;
    while (std::chrono::steady_clock::now() < end) { }
}

/// An emitter with everything it traced.
struct Traced
{
    Traced()
    {
        QObject::connect(&emitter, &EventEmitter::traced, &emitter, [this](const TraceBatch &one) { batch = one; });
    }
    const TraceBatch &flushed()
    {
        batch = {};
        emitter.flushBatch();
        return batch;
    }
    QStringList namesOf(const EmissionTrace &trace) const
    {
        QStringList names;
        for (const HandlerRun &run : batch.runsOf(trace)) {
            names << emitter.handlerInfo(run.handler)->name;
        }
        return names;
    }

    EventEmitter emitter;
    TraceBatch batch;
};

} // namespace

class TestTracing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOrderAndPriority();
    void tellsOutcomes();
    void runsFollowOneAnotherWithoutGaps();
    void durationsAreMeasured();
    void emissionWithoutHandlersIsTraced();
    void skippedHandlersLeaveNoRun();
    void nestedEmissionsStandBeforeTheirOuterOne();
    void childrenStandBehindTheirCause();
    void canBeOff();
    void canBeSampled();
    void switchingInsideAHandlerConcernsTheNextEmission();
    void handlerInfoTellsWhoItIs();
    void sameRegistrationSharesANumber();
    void statisticsAddUp();
    void statisticsNeedNoListenerOfTraces();
    void offIsOffForAttendedEmissionsToo();
};

void TestTracing::tellsOrderAndPriority()
{
    Traced t;
    Calls calls;
    t.emitter.on(u"a", calls.note({}), {.priority = 10, .name = u"low"_s});
    t.emitter.on(u"*", calls.note({}), {.priority = 90, .name = u"high"_s});
    t.emitter.on(u"a", calls.note({}), {.name = u"normal"_s});
    t.emitter.emitEvent(Event(u"a"));
    const TraceBatch &batch = t.flushed();
    QCOMPARE(batch.emissions.size(), std::size_t(1));
    QCOMPARE(t.namesOf(batch.emissions[0]), (QStringList{u"high"_s, u"normal"_s, u"low"_s}));
    QList<int> priorities;
    for (const HandlerRun &run : batch.runs) {
        priorities << t.emitter.handlerInfo(run.handler)->priority;
    }
    QCOMPARE(priorities, (QList{90, 50, 10}));
    QCOMPARE(batch.emissions[0].event.sequence(), quint64(1));
    QCOMPARE(batch.emissions[0].event.name(), u"a"_s);
}

void TestTracing::tellsOutcomes()
{
    const QuietLog quiet;
    Traced t;
    Calls calls;
    t.emitter.on(u"a", calls.note({}), {.name = u"good"_s});
    t.emitter.on(u"a", calls.noteAndThrow({}), {.name = u"bad"_s});
    t.emitter.on(u"a", calls.note({}), {.name = u"next"_s});
    t.emitter.emitEvent(Event(u"before"));
    t.emitter.emitEvent(Event(u"a"));
    t.emitter.emitEvent(Event(u"a"));
    const TraceBatch &batch = t.flushed();
    QCOMPARE(batch.emissions.size(), std::size_t(7)); // with two emitter.handler_failed and two emitter.dead_lettered
    QVERIFY(batch.failuresOf(batch.emissions[0]).empty());
    for (const std::size_t i : {1U, 4U}) {
        const EmissionTrace &trace = batch.emissions[i];
        QCOMPARE(t.namesOf(trace), (QStringList{u"good"_s, u"bad"_s, u"next"_s}));
        const auto runs = batch.runsOf(trace);
        QCOMPARE(runs[0].outcome, Outcome::Succeeded);
        QCOMPARE(runs[1].outcome, Outcome::Failed);
        QCOMPARE(runs[2].outcome, Outcome::Succeeded);
        const auto failures = batch.failuresOf(trace);
        QCOMPARE(failures.size(), std::size_t(1));
        QCOMPARE(failures[0].handler, runs[1].handler);
        QCOMPARE(failures[0].eventId, trace.event.id());
        QCOMPARE(failures[0].message, u"thrown on purpose"_s);
    }
}

void TestTracing::runsFollowOneAnotherWithoutGaps()
{
    // One clock read per handler and one more: the end of a run is the start of the next.
    const QuietLog quiet;
    Traced t;
    for (int i = 0; i < 10; ++i) {
        t.emitter.on(u"a", [i](const Event &) {
            spinFor(std::chrono::microseconds(i));
            if (i % 3 == 0) {
                throw i;
            }
        });
    }
    t.emitter.emitEvent(Event(u"a"));
    const TraceBatch &batch = t.flushed();
    const auto runs = batch.runsOf(batch.emissions[0]);
    QCOMPARE(runs.size(), std::size_t(10));
    QCOMPARE(runs[0].startNs, 0U);
    for (std::size_t i = 1; i < runs.size(); ++i) {
        QCOMPARE(runs[i].startNs, runs[i - 1].startNs + runs[i - 1].durationNs);
    }
    QCOMPARE(batch.emissions[0].durationNs, quint64(runs.back().startNs) + runs.back().durationNs);
}

void TestTracing::durationsAreMeasured()
{
    Traced t;
    t.emitter.on(u"a", [](const Event &) { spinFor(3ms); });
    t.emitter.on(u"a", [](const Event &) { spinFor(1ms); });
    t.emitter.emitEvent(Event(u"a"));
    const TraceBatch &batch = t.flushed();
    QVERIFY(batch.runs[0].durationNs >= 3'000'000);
    QVERIFY(batch.runs[1].startNs >= 3'000'000);
    QVERIFY(batch.runs[1].durationNs >= 1'000'000);
    QVERIFY(batch.emissions[0].durationNs >= 4'000'000);
}

void TestTracing::emissionWithoutHandlersIsTraced()
{
    Traced t;
    t.emitter.emitEvent(Event(u"a"));
    const TraceBatch &batch = t.flushed();
    QCOMPARE(batch.emissions.size(), std::size_t(1));
    QVERIFY(batch.runsOf(batch.emissions[0]).empty());
}

void TestTracing::skippedHandlersLeaveNoRun()
{
    Traced t;
    Calls calls;
    Listener victim;
    t.emitter.on(u"a", [&](const Event &) { victim.cancel(); }, {.name = u"canceller"_s});
    victim = t.emitter.on(u"a", calls.note({}), {.name = u"victim"_s});
    t.emitter.on(u"a", calls.note({}), {.name = u"filtered"_s, .filter = [](const Event &) { return false; }});
    t.emitter.on(u"a", calls.note({}), {.name = u"last"_s});
    t.emitter.emitEvent(Event(u"a"));
    const TraceBatch &batch = t.flushed();
    QCOMPARE(t.namesOf(batch.emissions[0]), (QStringList{u"canceller"_s, u"last"_s}));
}

void TestTracing::nestedEmissionsStandBeforeTheirOuterOne()
{
    const QuietLog quiet;
    Traced t;
    Calls calls;
    t.emitter.on(u"outer", calls.note({}), {.name = u"o1"_s});
    t.emitter.on(u"outer",
        [&](const Event &) {
            t.emitter.emitEvent(Event(u"inner"));
            t.emitter.emitEvent(Event(u"inner"));
            spinFor(1ms);
        },
        {.name = u"o2"_s});
    t.emitter.on(u"outer", calls.note({}), {.name = u"o3"_s});
    t.emitter.on(u"inner", calls.note({}), {.name = u"i1"_s});
    t.emitter.on(u"inner", calls.noteAndThrow({}), {.name = u"i2"_s});
    t.emitter.emitEvent(Event(u"outer"));
    const TraceBatch &batch = t.flushed();
    QStringList order;
    for (const EmissionTrace &trace : batch.emissions) {
        order << trace.event.name() + u":"_s + t.namesOf(trace).join(u',');
        QCOMPARE(batch.failuresOf(trace).size(), std::size_t(trace.event.name() == u"inner"));
    }
    const QStringList inner{u"inner:i1,i2"_s, u"emitter.handler_failed:"_s, u"emitter.dead_lettered:"_s};
    QCOMPARE(order, inner + inner + QStringList{u"outer:o1,o2,o3"_s});
    QVERIFY(batch.runsOf(batch.emissions.back())[1].durationNs >= 1'000'000);
}

void TestTracing::childrenStandBehindTheirCause()
{
    Traced t;
    t.emitter.on(u"a", [&](const Event &) { t.emitter.emitNext(Event(u"b")); });
    t.emitter.emitEvent(Event(u"a"));
    const TraceBatch &batch = t.flushed();
    QCOMPARE(batch.emissions.size(), std::size_t(2));
    QCOMPARE(batch.emissions[0].event.name(), u"a"_s);
    QCOMPARE(batch.emissions[1].event.causationId(), batch.emissions[0].event.id());
}

void TestTracing::canBeOff()
{
    Traced t;
    t.emitter.setTracing({.mode = Tracing::Mode::Off});
    t.emitter.on(u"a", [](const Event &) {});
    t.emitter.emitEvent(Event(u"a"));
    QVERIFY(t.flushed().emissions.empty());
    QVERIFY(t.emitter.handlerStatistics().isEmpty());
    t.emitter.setTracing({});
    t.emitter.emitEvent(Event(u"a"));
    QCOMPARE(t.flushed().emissions.size(), std::size_t(1));
}

void TestTracing::canBeSampled()
{
    Traced t;
    t.emitter.setTracing({.mode = Tracing::Mode::Sampled, .every = 10});
    t.emitter.on(u"a", [](const Event &) {});
    for (int i = 0; i < 100; ++i) {
        t.emitter.emitEvent(Event(u"a"));
    }
    QCOMPARE(t.flushed().emissions.size(), std::size_t(10));
    QCOMPARE(t.emitter.handlerStatistics().first().calls, quint64(10));
    t.emitter.setTracing({.mode = Tracing::Mode::Sampled, .every = 0});
    t.emitter.emitEvent(Event(u"a"));
    QVERIFY(t.flushed().emissions.empty());
}

void TestTracing::switchingInsideAHandlerConcernsTheNextEmission()
{
    Traced t;
    t.emitter.on(u"a", [&](const Event &) { t.emitter.setTracing({.mode = Tracing::Mode::Off}); });
    t.emitter.on(u"a", [](const Event &) {});
    t.emitter.emitEvent(Event(u"a"));
    t.emitter.emitEvent(Event(u"a"));
    const TraceBatch &batch = t.flushed();
    QCOMPARE(batch.emissions.size(), std::size_t(1));
    QCOMPARE(batch.runs.size(), std::size_t(2));
}

void TestTracing::handlerInfoTellsWhoItIs()
{
    Traced t;
    const int line = __LINE__ + 1;
    t.emitter.on(u"device.*", [](const Event &) {}, {.priority = 7, .name = u"alerts"_s});
    t.emitter.once(u"device.*", [](const Event &) {}, {.priority = 6});
    t.emitter.emitEvent(Event(u"device.lost"));
    const TraceBatch &batch = t.flushed();
    const auto named = t.emitter.handlerInfo(batch.runs[0].handler);
    QCOMPARE(named->name, u"alerts"_s);
    QCOMPARE(named->pattern, u"device.*"_s);
    QCOMPARE(named->priority, 7);
    QVERIFY(named->file.endsWith(u"tst_tracing.cpp"));
    QCOMPARE(named->line, line);
    QCOMPARE(t.emitter.handlerInfo(batch.runs[1].handler)->name, u"tst_tracing.cpp:%1"_s.arg(line + 1));
    QVERIFY(t.emitter.handlerInfo(12'345));
    QVERIFY(t.emitter.handlerInfo(12'345)->name.isEmpty());
}

void TestTracing::sameRegistrationSharesANumber()
{
    Traced t;
    for (int i = 0; i < 3; ++i) {
        t.emitter.on(u"a", [](const Event &) {}, {.name = u"100%1"_s});
    }
    t.emitter.on(u"a", [](const Event &) {}, {.name = u"100%2"_s});
    t.emitter.emitEvent(Event(u"a"));
    const TraceBatch &batch = t.flushed();
    QCOMPARE(batch.runs[0].handler, batch.runs[2].handler);
    QVERIFY(batch.runs[3].handler != batch.runs[0].handler);
    QCOMPARE(t.emitter.handlerStatistics().size(), 2);
    QCOMPARE(t.emitter.handlerStatistics().first().calls, quint64(3));
}

void TestTracing::statisticsAddUp()
{
    const QuietLog quiet;
    Traced t;
    int calls = 0;
    t.emitter.on(u"a",
        [&](const Event &) {
            spinFor(++calls == 100 ? 5ms : 20us);
            if (calls % 4 == 0) {
                throw 1;
            }
        },
        {.name = u"measured"_s});
    t.emitter.on(u"never", [](const Event &) {});
    quint64 total = 0;
    quint64 longest = 0;
    for (int i = 0; i < 100; ++i) {
        t.emitter.emitEvent(Event(u"a"));
        for (const HandlerRun &run : t.flushed().runs) {
            total += run.durationNs;
            longest = std::max<quint64>(longest, run.durationNs);
        }
    }
    const QList<HandlerStatistics> all = t.emitter.handlerStatistics();
    QCOMPARE(all.size(), 1); // only those that ran
    const HandlerStatistics &s = all.first();
    QCOMPARE(s.info.name, u"measured"_s);
    QCOMPARE(s.calls, quint64(100));
    QCOMPARE(s.failures, quint64(25));
    QCOMPARE(s.totalNs, total);
    QCOMPARE(s.meanNs(), total / 100);
    QCOMPARE(s.maxNs, longest);
    QVERIFY(s.maxNs >= 5'000'000);
    QVERIFY(s.p50Ns >= 20'000 && s.p50Ns <= s.p99Ns && s.p99Ns <= s.maxNs);
    QVERIFY(s.p50Ns < s.maxNs);
    QCOMPARE(HandlerStatistics().meanNs(), quint64(0));
}

void TestTracing::statisticsNeedNoListenerOfTraces()
{
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) {});
    emitter.emitEvent(Event(u"a"));
    QVERIFY(emitter.handlerStatistics().isEmpty()); // up to the last batch
    emitter.flushBatch();
    QCOMPARE(emitter.handlerStatistics().size(), 1);
    QList<HandlerStatistics> elsewhere;
    inOtherThread([&] { elsewhere = emitter.handlerStatistics(); });
    QCOMPARE(elsewhere.first().calls, quint64(1));
}

/// The history looks at every emission; that must not bring traces with it.
void TestTracing::offIsOffForAttendedEmissionsToo()
{
    EventEmitter emitter({.tracing = {.mode = Tracing::Mode::Off, .every = 1}, .history = 10});
    QSignalSpy traced(&emitter, &EventEmitter::traced);
    emitter.on(u"a", [](const Event &) {});
    for (int i = 0; i < 3; ++i) {
        emitter.emitEvent(Event(u"a"));
    }
    emitter.flushBatch();
    QCOMPARE(emitter.history().size(), qsizetype(3));
    QCOMPARE(traced.size(), qsizetype(0));
    QVERIFY(emitter.handlerStatistics().isEmpty());
}

QTEST_GUILESS_MAIN(TestTracing)
#include "tst_tracing.moc"
