// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "middlewareexamples.h"

#include <QtCore/QPromise>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;
using Verdict = Middleware::Verdict;

/// Middleware that fails, and what it learns of how an emission ended.
class TestMiddlewareOutcome : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void throwingBeforeIsAFailureAndTheEventPasses_data();
    void throwingBeforeIsAFailureAndTheEventPasses();
    void wrongReplacementIsAFailureAndTheEventPasses_data();
    void wrongReplacementIsAFailureAndTheEventPasses();
    void throwingAfterIsAFailure();
    void afterSeesTheResultAndTheDuration();
    void afterOfASuspendedEmissionRunsWhenItHasEnded();
    void afterOfASuspendedEmissionRunsAtShutdown();
};

void TestMiddlewareOutcome::throwingBeforeIsAFailureAndTheEventPasses_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("message");
    QTest::newRow("exception") << 0 << u"gone wrong"_s;
    QTest::newRow("QString") << 1 << u"as text"_s;
    QTest::newRow("literal") << 2 << u"as literal"_s;
    QTest::newRow("else") << 3 << u"something that is no std::exception was thrown"_s;
}

void TestMiddlewareOutcome::throwingBeforeIsAFailureAndTheEventPasses()
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

void TestMiddlewareOutcome::wrongReplacementIsAFailureAndTheEventPasses_data()
{
    QTest::addColumn<Event>("replacement");
    QTest::newRow("null") << Event();
    QTest::newRow("another name") << Event(u"tock");
}

void TestMiddlewareOutcome::wrongReplacementIsAFailureAndTheEventPasses()
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

void TestMiddlewareOutcome::throwingAfterIsAFailure()
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

void TestMiddlewareOutcome::afterSeesTheResultAndTheDuration()
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

void TestMiddlewareOutcome::afterOfASuspendedEmissionRunsWhenItHasEnded()
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

void TestMiddlewareOutcome::afterOfASuspendedEmissionRunsAtShutdown()
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

QTEST_GUILESS_MAIN(TestMiddlewareOutcome)
#include "tst_middlewareoutcome.moc"
