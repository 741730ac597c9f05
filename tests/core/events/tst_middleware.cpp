// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QPromise>
#include <QtCore/QRegularExpression>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;
using Verdict = Middleware::Verdict;

namespace {

/// A middleware that notes "<name>" before and "/<name>" after.
Middleware noting(Calls &calls, const QString &name)
{
    return {.name = name,
        .before =
            [&calls, name](const Event &) {
                calls.add(name);
                return Verdict::pass();
            },
        .after
        = [&calls, name](const Event &, const Emission &, std::chrono::nanoseconds) { calls.add(u"/"_s + name); }};
}

Middleware dropping(const QString &name, const QString &reason)
{
    return {.name = name, .before = [reason](const Event &) { return Verdict::drop(reason); }};
}

Middleware adding(const QString &text)
{
    return {.name = u"adding"_s, .before = [text](const Event &e) {
                EventInit parts = e.parts();
                parts.payload = Record::make({{u"text", QString(e.field(u"text").toString() + text)}});
                return Verdict::replace(Event(std::move(parts)));
            }};
}

} // namespace

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
    void throwingBeforeIsAFailureAndTheEventPasses_data();
    void throwingBeforeIsAFailureAndTheEventPasses();
    void wrongReplacementIsAFailureAndTheEventPasses_data();
    void wrongReplacementIsAFailureAndTheEventPasses();
    void throwingAfterIsAFailure();
    void afterSeesTheResultAndTheDuration();
    void afterOfASuspendedEmissionRunsWhenItHasEnded();
    void afterOfASuspendedEmissionRunsAtShutdown();
    void eventsOfTheEmitterBypassIt();
    void postedEventsAndChildrenPassThroughIt();
    void endsWithItsHandle();
    void removedDuringAnEmission();
    void addedDuringAnEmissionSeesTheNextOne();
    void mayEmitItself();
    void mayEndTheEmitter();
    void refusals();
    void handleOutlivesTheEmitter();
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

void TestMiddleware::throwingBeforeIsAFailureAndTheEventPasses_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("message");
    QTest::newRow("exception") << 0 << u"gone wrong"_s;
    QTest::newRow("QString") << 1 << u"as text"_s;
    QTest::newRow("literal") << 2 << u"as literal"_s;
    QTest::newRow("else") << 3 << u"something that is no std::exception was thrown"_s;
}

void TestMiddleware::throwingBeforeIsAFailureAndTheEventPasses()
{
    QFETCH(const int, kind);
    QFETCH(const QString, message);
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    emitter.addMiddleware({.name = u"shaky"_s, .before = [kind](const Event &) -> Verdict {
                               switch (kind) {
                               case 0:
                                   throw std::runtime_error("gone wrong");
                               case 1:
                                   throw u"as text"_s;
                               case 2:
                                   throw "as literal";
                               default:
                                   throw 4;
                               }
                           }});
    emitter.addMiddleware(noting(calls, u"b"_s));
    QList<Event> told;
    emitter.on(u"tick", calls.note(u"heard"_s));
    emitter.on(u"emitter.handler_failed", [&](const Event &e) { told << e; });
    const Emission done = emitter.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), (QStringList{u"b"_s, u"heard"_s, u"/b"_s}));
    QCOMPARE(done.handled, 1);
    QCOMPARE(done.failed, 1);
    QCOMPARE(done.errors.size(), 1);
    QCOMPARE(done.errors[0].message, message);
    QCOMPARE(done.errors[0].handlerName, u"shaky"_s);
    QCOMPARE(emitter.counts().handlerFailures, quint64(1));
    QCOMPARE(told.size(), 1);
    QCOMPARE(told[0].field(u"handler").toString(), u"shaky"_s);
}

void TestMiddleware::wrongReplacementIsAFailureAndTheEventPasses_data()
{
    QTest::addColumn<Event>("replacement");
    QTest::newRow("null") << Event();
    QTest::newRow("another name") << Event(u"tock");
}

void TestMiddleware::wrongReplacementIsAFailureAndTheEventPasses()
{
    QFETCH(const Event, replacement);
    const QuietLog quiet;
    EventEmitter emitter;
    emitter.addMiddleware({.before = [&](const Event &) { return Verdict::replace(replacement); }});
    QStringList heard;
    emitter.on(u"*", [&](const Event &e) { heard << e.name(); });
    const Emission done = emitter.emitEvent(Event(u"tick"));
    QCOMPARE(heard, QStringList{u"tick"_s});
    QCOMPARE(done.failed, 1);
    QVERIFY(done.errors[0].message.contains(u"by an event of the same name only"));
}

void TestMiddleware::throwingAfterIsAFailure()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    QSignalSpy traced(&emitter, &EventEmitter::traced);
    emitter.addMiddleware(noting(calls, u"a"_s));
    emitter.addMiddleware({.name = u"shaky"_s,
        .after = [](const Event &, const Emission &, std::chrono::nanoseconds) { throw std::runtime_error("late"); }});
    emitter.on(u"tick", calls.note(u"heard"_s));
    const Emission done = emitter.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), (QStringList{u"a"_s, u"heard"_s, u"/a"_s}));
    QCOMPARE(done.handled, 1);
    QCOMPARE(done.failed, 1);
    QCOMPARE(emitter.eventCount(u"emitter.handler_failed"), quint64(1));
    emitter.flushBatch();
    const auto batch = traced.first().first().value<TraceBatch>();
    QCOMPARE(batch.failuresOf(batch.emissions.front()).size(), std::size_t(1));
}

void TestMiddleware::afterSeesTheResultAndTheDuration()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Emission seen;
    std::chrono::nanoseconds took{};
    emitter.addMiddleware({.after = [&](const Event &, const Emission &emission, std::chrono::nanoseconds duration) {
        seen = emission;
        took = duration;
    }});
    emitter.on(u"tick", [](const Event &) { std::this_thread::sleep_for(5ms); });
    emitter.on(u"tick", [](const Event &) { throw std::runtime_error("x"); });
    emitter.emitEvent(Event(u"tick"));
    QCOMPARE(seen.handled, 1);
    QCOMPARE(seen.failed, 1);
    QCOMPARE(seen.errors.size(), 1);
    QVERIFY2(took >= 5ms, qPrintable(QString::number(took.count())));
    QVERIFY(took < 60s);
}

void TestMiddleware::afterOfASuspendedEmissionRunsWhenItHasEnded()
{
    EventEmitter emitter;
    Calls calls;
    Emission seen;
    QString text;
    emitter.addMiddleware(adding(u"!"_s));
    emitter.addMiddleware({.after = [&](const Event &e, const Emission &emission, std::chrono::nanoseconds) {
        calls.add(u"after"_s);
        seen = emission;
        text = e.field(u"text").toString();
    }});
    std::vector<QPromise<void>> promises(2);
    emitter.on(u"slow", calls.note(u"1"_s));
    for (QPromise<void> &promise : promises) {
        promise.start();
        emitter.on(u"slow", [&](const Event &) { return promise.future(); });
    }
    emitter.on(u"slow", calls.note(u"4"_s));
    QCOMPARE(emitter.emitEvent(Event(u"slow")).pending, 3);
    QCOMPARE(calls.take(), QStringList{u"1"_s});
    emitter.emitEvent(Event(u"quick")); // overtakes, and has its own
    QCOMPARE(calls.take(), QStringList{u"after"_s});
    promises[0].finish();
    QCoreApplication::processEvents();
    QVERIFY(calls.list().isEmpty()); // suspended again
    promises[1].finish();
    QTRY_COMPARE(calls.list(), (QStringList{u"4"_s, u"after"_s}));
    QCOMPARE(seen.handled, 4);
    QCOMPARE(seen.outcome, EmissionOutcome::Delivered);
    QCOMPARE(text, u"!"_s);
}

void TestMiddleware::afterOfASuspendedEmissionRunsAtShutdown()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Emission seen;
    int calls = 0;
    emitter.addMiddleware({.after = [&](const Event &, const Emission &emission, std::chrono::nanoseconds) {
        ++calls;
        seen = emission;
    }});
    QPromise<void> promise;
    promise.start();
    emitter.on(u"slow", [&](const Event &) { return promise.future(); });
    emitter.emitEvent(Event(u"slow"));
    QCOMPARE(calls, 0);
    emitter.shutdown();
    QCOMPARE(calls, 1);
    QCOMPARE(seen.outcome, EmissionOutcome::Stopped);
    QCOMPARE(seen.pending, 1);
    promise.finish();
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

void TestMiddleware::endsWithItsHandle()
{
    EventEmitter emitter;
    Calls calls;
    const auto token = std::make_shared<int>(1);
    {
        const ScopedMiddleware scoped = emitter.addMiddleware({.before = [&calls, token](const Event &) {
            calls.add(u"scoped"_s);
            return Verdict::pass();
        }});
        QVERIFY(scoped.handle().isActive());
        emitter.emitEvent(Event(u"tick"));
    }
    const MiddlewareHandle kept = emitter.addMiddleware(noting(calls, u"kept"_s));
    emitter.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), (QStringList{u"scoped"_s, u"kept"_s, u"/kept"_s}));
    QCOMPARE(token.use_count(), 1L); // let go of by the emission
    inOtherThread([&] { kept.cancel(); });
    QVERIFY(!kept.isActive());
    kept.cancel();
    emitter.emitEvent(Event(u"tick"));
    QVERIFY(calls.list().isEmpty());
    ScopedMiddleware moved = emitter.addMiddleware(noting(calls, u"moved"_s));
    ScopedMiddleware into = std::move(moved);
    const MiddlewareHandle released = into.release();
    into = {};
    emitter.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), (QStringList{u"moved"_s, u"/moved"_s}));
    into = released;
    into = ScopedMiddleware();
    QVERIFY(!released.isActive());
}

void TestMiddleware::removedDuringAnEmission()
{
    EventEmitter emitter;
    Calls calls;
    MiddlewareHandle self;
    MiddlewareHandle next;
    self = emitter.addMiddleware({.before =
                                      [&](const Event &) {
                                          calls.add(u"self"_s);
                                          self.cancel();
                                          next.cancel();
                                          return Verdict::pass();
                                      },
        .after = [&](const Event &, const Emission &, std::chrono::nanoseconds) { calls.add(u"/self"_s); }});
    next = emitter.addMiddleware(noting(calls, u"next"_s));
    emitter.on(u"tick", calls.note(u"heard"_s));
    emitter.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), (QStringList{u"self"_s, u"heard"_s}));
    emitter.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), QStringList{u"heard"_s});
}

void TestMiddleware::addedDuringAnEmissionSeesTheNextOne()
{
    EventEmitter emitter;
    Calls calls;
    emitter.once(u"tick", [&](const Event &) { emitter.addMiddleware(noting(calls, u"late"_s)); });
    emitter.emitEvent(Event(u"tick"));
    QVERIFY(calls.list().isEmpty());
    emitter.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), (QStringList{u"late"_s, u"/late"_s}));
}

void TestMiddleware::mayEmitItself()
{
    EventEmitter emitter;
    QSignalSpy traced(&emitter, &EventEmitter::traced);
    Calls calls;
    emitter.addMiddleware({.name = u"m"_s, .before = [&](const Event &e) {
                               if (e.name() == u"outer"_s) {
                                   emitter.emitEvent(Event(u"inner"));
                                   emitter.emitNext(Event(u"child"));
                               }
                               return Verdict::pass();
                           }});
    emitter.on(u"*", [&](const Event &e) { calls.add(e.name()); });
    emitter.emitEvent(Event(u"outer"));
    QCOMPARE(calls.take(), (QStringList{u"inner"_s, u"outer"_s, u"child"_s}));
    emitter.flushBatch();
    const auto batch = traced.first().first().value<TraceBatch>();
    QCOMPARE(batch.emissions.size(), std::size_t(3));
    for (const EmissionTrace &trace : batch.emissions) {
        QCOMPARE(trace.runCount, 2U);
    }
}

void TestMiddleware::mayEndTheEmitter()
{
    auto emitter = std::make_unique<EventEmitter>();
    Calls calls;
    emitter->addMiddleware(noting(calls, u"a"_s));
    emitter->addMiddleware({.before = [&](const Event &) {
        emitter.reset();
        return Verdict::pass();
    }});
    emitter->on(u"tick", calls.note(u"heard"_s));
    EventEmitter &alive = *emitter;
    alive.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), QStringList{u"a"_s});
}

void TestMiddleware::refusals()
{
    EventEmitter emitter;
    QTest::ignoreMessage(QtWarningMsg,
        QRegularExpression(u"^no middleware was added at tst_middleware\\.cpp:\\d+: it has neither `before` nor"_s));
    QVERIFY(!emitter.addMiddleware({}).isActive());
    QTest::ignoreMessage(
        QtWarningMsg, QRegularExpression(u"^EventEmitter::addMiddleware\\(\\) was called from another"_s));
    inOtherThread([&] { QVERIFY(!emitter.addMiddleware(dropping(u"x"_s, u"y"_s)).isActive()); });
    emitter.shutdown();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"the emitter has stopped$"_s));
    QVERIFY(!emitter.addMiddleware(dropping(u"x"_s, u"y"_s)).isActive());
}

void TestMiddleware::handleOutlivesTheEmitter()
{
    MiddlewareHandle handle;
    QVERIFY(!handle.isActive());
    handle.cancel();
    {
        EventEmitter emitter;
        handle = emitter.addMiddleware(dropping(u"x"_s, u"y"_s));
        QVERIFY(handle.isActive());
    }
    QVERIFY(!handle.isActive());
    handle.cancel();
}

QTEST_GUILESS_MAIN(TestMiddleware)
#include "tst_middleware.moc"
