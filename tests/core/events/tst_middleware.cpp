// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "middlewareexamples.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using Verdict = Middleware::Verdict;

/// What middleware sees, changes and drops.
class TestMiddleware : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beforeInOrderAndAfterInReverseOncePerEmission();
    void seesEventsWithoutListeners();
    void changedCopyGoesOnUnderTheSameNumber();
    void changedCopyKeepsCauseAndCorrelation();
    void whatIsKeptIsWhatTheHandlersGot();
    void emissionsAreTracedWhenTheLastWasRemoved();
    void droppedEventReachesNobodyAndIsCountedByReason();
    void reasonsAreBounded();
    void dropStandsInTheTrace();
    void runsStandInTheTraceInOrder();
    void eventsOfTheEmitterBypassIt();
    void postedEventsAndChildrenPassThroughIt();
};

void TestMiddleware::beforeInOrderAndAfterInReverseOncePerEmission()
{
    EventEmitter emitter;
    Calls calls;
    const ScopedMiddleware a = emitter.addMiddleware(noting(calls, u"a"_s));
    const ScopedMiddleware b = emitter.addMiddleware(noting(calls, u"b"_s));
    emitter.on(u"tick", calls.note(u"1"_s));
    emitter.on(u"*", calls.note(u"2"_s));
    QCOMPARE(emitter.emitEvent(Event(u"tick")).handled, 2);
    QCOMPARE(calls.take(), (QStringList{u"a"_s, u"b"_s, u"1"_s, u"2"_s, u"/b"_s, u"/a"_s}));
}

void TestMiddleware::seesEventsWithoutListeners()
{
    EventEmitter emitter({.tracing = {.mode = Tracing::Mode::Off}});
    emitter.flushBatch();
    Calls calls;
    emitter.addMiddleware(noting(calls, u"a"_s));
    emitter.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), (QStringList{u"a"_s, u"/a"_s}));
    QCOMPARE(emitter.eventCount(u"tick"), quint64(1));
}

void TestMiddleware::changedCopyGoesOnUnderTheSameNumber()
{
    EventEmitter emitter;
    QSignalSpy emitted(&emitter, &EventEmitter::emitted);
    QSignalSpy traced(&emitter, &EventEmitter::traced);
    emitter.addMiddleware(adding(u"b"_s));
    emitter.addMiddleware(adding(u"c"_s));
    Event heard;
    emitter.on(u"tick", [&](const Event &e) { heard = e; });
    const Event given(u"tick", Record::make({{u"text", u"a"_s}}), u"here");
    const Emission done = emitter.emitEvent(given);
    QCOMPARE(done.handled, 1);
    QCOMPARE(done.outcome, EmissionOutcome::Delivered);
    QCOMPARE(heard.field(u"text").toString(), u"abc"_s);
    QCOMPARE(given.field(u"text").toString(), u"a"_s); // immutable
    QCOMPARE(heard.sequence(), quint64(1));
    QCOMPARE(heard.id(), given.id());
    QCOMPARE(heard.source(), u"here"_s);
    QCOMPARE(heard.time(), given.time());
    emitter.emitEvent(given); // the loan of the given event was ended well
    QCOMPARE(heard.sequence(), quint64(2));
    emitter.flushBatch();
    const auto events = emitted.first().first().value<QList<Event>>();
    QCOMPARE(events.size(), 2);
    QCOMPARE(events[0].field(u"text").toString(), u"abc"_s);
    QCOMPARE(events[1].field(u"text").toString(), u"abc"_s);
    QCOMPARE(events[1].sequence(), quint64(2));
    const auto batch = traced.first().first().value<TraceBatch>();
    QCOMPARE(batch.emissions.front().event.field(u"text").toString(), u"abc"_s);
}

void TestMiddleware::changedCopyKeepsCauseAndCorrelation()
{
    EventEmitter emitter;
    emitter.addMiddleware(adding(u"!"_s));
    Event heard;
    emitter.on(u"cause", [&](const Event &) { emitter.emitNext(Event(u"effect")); });
    emitter.on(u"effect", [&](const Event &e) { heard = e; });
    const Event cause(EventInit{.name = Symbol::intern(u"cause"), .correlationId = u"mine"_s});
    emitter.emitEvent(cause);
    QCOMPARE(heard.field(u"text").toString(), u"!"_s);
    QCOMPARE(heard.causationId(), cause.id());
    QCOMPARE(heard.correlationId(), u"mine"_s);
    QCOMPARE(heard.generation(), 1);
}

void TestMiddleware::whatIsKeptIsWhatTheHandlersGot()
{
    EventEmitter emitter({.lastValues = 10});
    emitter.addMiddleware({.before = [](const Event &event) {
        if (event.name() == u"dropped") {
            return Middleware::Verdict::drop(u"no"_s);
        }
        EventInit changed = event.parts();
        changed.subject = u"changed"_s;
        return Middleware::Verdict::replace(Event(std::move(changed)));
    }});
    emitter.emitEvent(Event(u"dropped"));
    emitter.emitEvent(Event(u"a"));
    const QList<Event> history = emitter.history();
    QCOMPARE(history.size(), 1);
    QCOMPARE(history[0].subject(), u"changed"_s);
    QCOMPARE(emitter.lastValues().size(), 1);
    QCOMPARE(emitter.lastValue(u"a", {}).subject(), u"changed"_s);
}

void TestMiddleware::emissionsAreTracedWhenTheLastWasRemoved()
{
    EventEmitter emitter;
    std::size_t traces = 0;
    QObject::connect(&emitter, &EventEmitter::traced, this, [&](const TraceBatch &b) { traces += b.emissions.size(); });
    emitter.addMiddleware({.after = [](const Event &, const Emission &, std::chrono::nanoseconds) {}}).cancel();
    emitter.emitEvent(Event(u"a"));
    emitter.emitEvent(Event(u"a"));
    emitter.flushBatch();
    QCOMPARE(traces, std::size_t(2));
}

void TestMiddleware::droppedEventReachesNobodyAndIsCountedByReason()
{
    EventEmitter emitter;
    Calls calls;
    emitter.addMiddleware(noting(calls, u"a"_s));
    emitter.addMiddleware({.name = u"gate"_s, .before = [&](const Event &e) {
                               return e.name() == u"open"_s ? Verdict::pass() : Verdict::drop(e.name() + u" is shut"_s);
                           }});
    emitter.addMiddleware(noting(calls, u"z"_s));
    emitter.on(u"*", calls.note(u"heard"_s));
    const Emission dropped = emitter.emitEvent(Event(u"door"));
    QCOMPARE(dropped.outcome, EmissionOutcome::Dropped);
    QCOMPARE(dropped.handled, 0);
    QCOMPARE(dropped.failed, 0);
    QCOMPARE(calls.take(), (QStringList{u"a"_s, u"/a"_s}));
    emitter.emitEvent(Event(u"door"));
    emitter.emitEvent(Event(u"gap"));
    calls.take();
    QCOMPARE(emitter.emitEvent(Event(u"open")).outcome, EmissionOutcome::Delivered);
    QCOMPARE(calls.take(), (QStringList{u"a"_s, u"z"_s, u"heard"_s, u"/z"_s, u"/a"_s}));

    const EmitterCounts counts = emitter.counts();
    QCOMPARE(counts.emitted, quint64(4)); // counted when the emission starts
    QCOMPARE(emitter.eventCount(u"door"), quint64(2));
    QCOMPARE(counts.dropped, quint64(3));
    QCOMPARE(counts.drops.size(), std::size_t(2));
    QCOMPARE(counts.drops[0].name, u"gate"_s);
    QCOMPARE(counts.drops[0].reason, u"door is shut"_s);
    QCOMPARE(counts.drops[0].count, quint64(2));
    QCOMPARE(counts.drops[1].reason, u"gap is shut"_s);
    QCOMPARE(counts.drops[1].count, quint64(1));
    QCOMPARE(counts.handlerFailures, quint64(0));
}

void TestMiddleware::reasonsAreBounded()
{
    EventEmitter emitter;
    int number = 0;
    emitter.addMiddleware({.before = [&](const Event &) { return Verdict::drop(QString::number(++number)); }});
    for (int i = 0; i < 300; ++i) {
        emitter.emitEvent(Event(u"tick"));
    }
    const EmitterCounts counts = emitter.counts();
    QCOMPARE(counts.dropped, quint64(300));
    QCOMPARE(counts.drops.size(), std::size_t(256));
    QCOMPARE(counts.drops.back().name, u"(others)"_s);
    QCOMPARE(counts.drops.back().count, quint64(45));
}

void TestMiddleware::dropStandsInTheTrace()
{
    EventEmitter emitter;
    QSignalSpy traced(&emitter, &EventEmitter::traced);
    emitter.addMiddleware(dropping(u"gate"_s, u"not today"_s));
    emitter.on(u"tick", [](const Event &) {});
    emitter.emitEvent(Event(u"tick"));
    emitter.flushBatch();
    const auto batch = traced.first().first().value<TraceBatch>();
    QCOMPARE(batch.emissions.size(), std::size_t(1));
    const EmissionTrace &trace = batch.emissions.front();
    QCOMPARE(trace.event.name(), u"tick"_s);
    QCOMPARE(trace.outcome, EmissionOutcome::Dropped);
    QCOMPARE(batch.runsOf(trace).size(), std::size_t(1));
    const HandlerRun run = batch.runsOf(trace).front();
    QCOMPARE(run.outcome, Outcome::Dropped);
    const auto info = emitter.handlerInfo(run.handler);
    QCOMPARE(info->name, u"gate"_s);
    QVERIFY(info->isMiddleware);
    QVERIFY(info->file.endsWith(u"tst_middleware.cpp"));
    QCOMPARE(batch.failuresOf(trace).size(), std::size_t(1));
    QCOMPARE(batch.failuresOf(trace).front().handlerName, u"gate"_s);
    QCOMPARE(batch.failuresOf(trace).front().message, u"not today"_s);
}

void TestMiddleware::runsStandInTheTraceInOrder()
{
    EventEmitter emitter;
    Calls calls;
    QSignalSpy traced(&emitter, &EventEmitter::traced);
    emitter.addMiddleware(noting(calls, u"a"_s));
    emitter.on(u"tick", calls.note(u"x"_s), {.name = u"handler"_s});
    emitter.addMiddleware(noting(calls, u"b"_s));
    emitter.emitEvent(Event(u"tick"));
    emitter.flushBatch();
    const auto batch = traced.first().first().value<TraceBatch>();
    QStringList names;
    for (const HandlerRun &run : batch.runs) {
        QCOMPARE(run.outcome, Outcome::Succeeded);
        names << emitter.handlerInfo(run.handler)->name;
    }
    QCOMPARE(names, (QStringList{u"a"_s, u"b"_s, u"handler"_s}));
    QCOMPARE(batch.emissions.front().outcome, EmissionOutcome::Delivered);
}

void TestMiddleware::eventsOfTheEmitterBypassIt()
{
    const QuietLog quiet;
    EventEmitter emitter;
    QStringList seen;
    emitter.addMiddleware({.before = [&](const Event &e) {
        seen << e.name();
        return Verdict::drop(u"all"_s);
    }});
    int told = 0;
    emitter.on(u"emitter.**", [&](const Event &) { ++told; });
    emitter.emitEvent(Event(u"emitter.handler_failed"));
    QCOMPARE(told, 1);
    QVERIFY(seen.isEmpty());
    emitter.emitEvent(Event(u"emitters"));
    QCOMPARE(seen, QStringList{u"emitters"_s});
}

void TestMiddleware::postedEventsAndChildrenPassThroughIt()
{
    EventEmitter emitter;
    QStringList seen;
    emitter.addMiddleware({.before = [&](const Event &e) {
        seen << e.name();
        return Verdict::pass();
    }});
    emitter.on(u"cause", [&](const Event &) { emitter.emitNext(Event(u"effect")); });
    inOtherThread([&] { emitter.post(Event(u"cause")); });
    QTRY_COMPARE(seen, (QStringList{u"cause"_s, u"effect"_s}));
}

QTEST_GUILESS_MAIN(TestMiddleware)
#include "tst_middleware.moc"
