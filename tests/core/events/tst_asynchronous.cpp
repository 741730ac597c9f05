// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QPromise>
#include <QtCore/QRegularExpression>
#include <QtCore/QThread>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

namespace {

/// A promise that has begun, and a handler that hands its future out.
struct Task
{
    Task() { promise.start(); }
    QPromise<void> promise;
    QFuture<void> future = promise.future();

    [[nodiscard]] Handler handler(Calls &calls, const QString &text)
    {
        return {[this, &calls, text](const Event &) {
            calls.add(text);
            return future;
        }};
    }
};

} // namespace

class TestAsynchronous : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finishedFutureDoesNotSuspend();
    void unfinishedFutureSuspendsTheRest();
    void handlersAreAwaitedInOrder();
    void resumesOnTheEmittersThread();
    void valueOfTheFutureDoesNotMatter();
    void badEndIsAFailure_data();
    void badEndIsAFailure();
    void futureThatEndsWithSomethingElseIsAFailure();
    void throwingCallIsAFailure();
    void resultTellsWhatFailedBefore();
    void othersMayOvertake();
    void suspendedEmissionIsNoDepth();
    void childrenAreHeldUntilItEnds();
    void childThatSuspendsHoldsOnlyItsOwn();
    void onceIsUsedUpBeforeItIsAwaited();
    void usersContinuationStays();
    void asynchronousReceiverMembersAreAwaited();
    void resumesInsideANestedEventLoop();
};

void TestAsynchronous::finishedFutureDoesNotSuspend()
{
    EventEmitter emitter;
    Calls calls;
    Task task;
    task.promise.finish();
    emitter.on(u"a", task.handler(calls, u"done"_s));
    emitter.on(u"a", calls.note(u"next"_s));
    const Emission emission = emitter.emitEvent(Event(u"a"));
    QCOMPARE(emission.handled, 2);
    QCOMPARE(emission.pending, 0);
    QCOMPARE(calls.take(), (QStringList{u"done"_s, u"next"_s}));
}

void TestAsynchronous::unfinishedFutureSuspendsTheRest()
{
    EventEmitter emitter;
    Calls calls;
    Task task;
    emitter.on(u"a", calls.note(u"first"_s), {.priority = 60});
    emitter.on(u"a", task.handler(calls, u"waits"_s));
    emitter.on(u"a", calls.note(u"second"_s), {.priority = 40});
    emitter.on(u"a", calls.note(u"third"_s), {.priority = 30});
    const Emission emission = emitter.emitEvent(Event(u"a"));
    QCOMPARE(emission.handled, 1);
    QCOMPARE(emission.pending, 3);
    QCOMPARE(calls.take(), (QStringList{u"first"_s, u"waits"_s}));
    QCoreApplication::processEvents();
    QCOMPARE(calls.take(), QStringList());
    task.promise.finish();
    QCOMPARE(calls.take(), QStringList()); // not from inside of finish()
    QTRY_COMPARE(calls.list(), (QStringList{u"second"_s, u"third"_s}));
}

void TestAsynchronous::handlersAreAwaitedInOrder()
{
    EventEmitter emitter;
    Calls calls;
    Task one;
    Task two;
    emitter.on(u"a", one.handler(calls, u"one"_s));
    emitter.on(u"a", two.handler(calls, u"two"_s));
    emitter.on(u"a", calls.note(u"end"_s));
    emitter.emitEvent(Event(u"a"));
    two.promise.finish(); // earlier than the one before it
    QCoreApplication::processEvents();
    QCOMPARE(calls.take(), (QStringList{u"one"_s}));
    one.promise.finish();
    QTRY_COMPARE(calls.list(), (QStringList{u"two"_s, u"end"_s}));
}

void TestAsynchronous::resumesOnTheEmittersThread()
{
    EventEmitter emitter;
    Calls calls;
    Task one;
    Task two;
    QList<QThread *> threads;
    const auto noteThread = [&](const Event &) { threads << QThread::currentThread(); };
    emitter.on(u"a", one.handler(calls, u"one"_s));
    emitter.on(u"a", noteThread);
    emitter.on(u"a", two.handler(calls, u"two"_s));
    emitter.on(u"a", noteThread);
    emitter.emitEvent(Event(u"a"));
    std::jthread worker([&] {
        one.promise.finish();
        two.promise.finish();
    });
    QTRY_COMPARE(threads.size(), 2);
    QCOMPARE(threads, (QList{QThread::currentThread(), QThread::currentThread()}));
}

void TestAsynchronous::valueOfTheFutureDoesNotMatter()
{
    EventEmitter emitter;
    Calls calls;
    QPromise<QString> promise;
    promise.start();
    emitter.on(u"a", [&](const Event &) { return promise.future(); });
    emitter.on(u"a", calls.note(u"next"_s));
    QCOMPARE(emitter.emitEvent(Event(u"a")).pending, 2);
    promise.addResult(u"value"_s);
    promise.finish();
    QTRY_COMPARE(calls.list(), (QStringList{u"next"_s}));
}

void TestAsynchronous::badEndIsAFailure_data()
{
    QTest::addColumn<bool>("cancelled");
    QTest::addColumn<bool>("beforehand");
    for (const bool cancelled : {false, true}) {
        for (const bool beforehand : {false, true}) {
            QTest::addRow("%s %s", cancelled ? "cancelled" : "throws", beforehand ? "beforehand" : "later")
                << cancelled << beforehand;
        }
    }
}

void TestAsynchronous::badEndIsAFailure()
{
    QFETCH(const bool, cancelled);
    QFETCH(const bool, beforehand);
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    Task task;
    QString message;
    emitter.on(u"emitter.handler_failed", [&](const Event &e) {
        message = e.field(u"message").toText().toString();
        calls.add(u"told "_s + e.field(u"handler").toText().toString());
    });
    emitter.on(u"a", task.handler(calls, u"bad"_s), {.name = u"bad one"_s});
    emitter.on(u"a", calls.note(u"next"_s));
    const auto end = [&] {
        if (cancelled) {
            task.future.cancel();
        } else {
            task.promise.setException(std::make_exception_ptr(std::runtime_error("went wrong")));
        }
        task.promise.finish();
    };
    if (beforehand) {
        end();
    }
    const Emission emission = emitter.emitEvent(Event(u"a"));
    QCOMPARE(emission.pending, beforehand ? 0 : 2);
    QCOMPARE(emission.failed, beforehand ? 1 : 0);
    if (!beforehand) {
        QCOMPARE(emitter.counts().handlerFailures, quint64(0));
        end();
    }
    QTRY_COMPARE(emitter.eventCount(u"emitter.handler_failed"), quint64(1));
    QCOMPARE(calls.take(), (QStringList{u"bad"_s, u"next"_s, u"told bad one"_s}));
    QCOMPARE(message, cancelled ? u"the handler's future was cancelled before it finished"_s : u"went wrong"_s);
    QCOMPARE(emitter.counts().handlerFailures, quint64(1));
}

void TestAsynchronous::futureThatEndsWithSomethingElseIsAFailure()
{
    EventEmitter emitter;
    Calls calls;
    Task task;
    emitter.on(u"a", task.handler(calls, u"bad"_s), {.name = u"bad one"_s});
    emitter.on(u"a", calls.note(u"next"_s));
    emitter.emitEvent(Event(u"a"));
    QTest::ignoreMessage(QtWarningMsg,
        QRegularExpression(
            u"^handler \"bad one\" .*: unknown type: something that is no std::exception was thrown$"_s));
    task.promise.setException(std::make_exception_ptr(7));
    task.promise.finish();
    QTRY_COMPARE(calls.list(), (QStringList{u"bad"_s, u"next"_s}));
    QCOMPARE(emitter.counts().handlerFailures, quint64(1));
}

void TestAsynchronous::throwingCallIsAFailure()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"a", [](const Event &) -> QFuture<void> { throw std::runtime_error("at once"); });
    emitter.on(u"a", [](const Event &) { return QFuture<int>(); }); // one that nobody will ever finish
    emitter.on(u"a", calls.note(u"next"_s));
    const Emission emission = emitter.emitEvent(Event(u"a"));
    QCOMPARE(emission.failed, 2);
    QCOMPARE(emission.handled, 1);
    QCOMPARE(emission.pending, 0);
}

void TestAsynchronous::resultTellsWhatFailedBefore()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    Task task;
    emitter.on(u"a", calls.noteAndThrow(u"x"_s));
    emitter.on(u"a", task.handler(calls, u"waits"_s));
    const Emission emission = emitter.emitEvent(Event(u"a"));
    QCOMPARE(emission.failed, 1);
    QCOMPARE(emission.errors.size(), 1);
    QCOMPARE(emission.pending, 1);
    QCOMPARE(emitter.eventCount(u"emitter.handler_failed"), quint64(0)); // a child: held
    task.promise.finish();
    QTRY_COMPARE(emitter.eventCount(u"emitter.handler_failed"), quint64(1));
}

void TestAsynchronous::othersMayOvertake()
{
    EventEmitter emitter;
    Calls calls;
    Task task;
    emitter.once(u"a", task.handler(calls, u"waits"_s));
    emitter.on(u"a", [&](const Event &e) { calls.add(u"a%1"_s.arg(e.sequence())); });
    emitter.emitEvent(Event(u"a"));
    emitter.emitEvent(Event(u"a"));
    emitter.post(Event(u"a"));
    QTRY_COMPARE(emitter.counts().emitted, quint64(3));
    task.promise.finish();
    QTRY_COMPARE(emitter.counts().waiting, quint64(0));
    QTRY_COMPARE(calls.list(), (QStringList{u"waits"_s, u"a2"_s, u"a3"_s, u"a1"_s}));
}

void TestAsynchronous::suspendedEmissionIsNoDepth()
{
    EventEmitter emitter;
    Calls calls;
    Task task;
    emitter.on(u"a", task.handler(calls, u"waits"_s));
    for (int i = 0; i < 3 * EventEmitter::kMaxDepth; ++i) {
        QCOMPARE(emitter.emitEvent(Event(u"a")).pending, 1);
    }
    QCOMPARE(emitter.counts().refusedDepth, quint64(0));
    task.promise.finish();
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 1);
}

void TestAsynchronous::childrenAreHeldUntilItEnds()
{
    EventEmitter emitter;
    Calls calls;
    Task task;
    emitter.on(u"a", [&](const Event &) { emitter.emitNext(Event(u"child.1")); });
    emitter.on(u"a", [&](const Event &) {
        emitter.emitNext(Event(u"child.2"));
        return task.future;
    });
    emitter.on(u"a", [&](const Event &) {
        calls.add(u"last handler"_s);
        emitter.emitNext(Event(u"child.3"));
    });
    QList<quint64> causes;
    emitter.on(u"child.*", [&](const Event &e) {
        calls.add(e.name());
        causes << e.causeSequence();
    });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), QStringList());
    emitter.emitEvent(Event(u"other"));
    task.promise.finish();
    QTRY_COMPARE(calls.list(), (QStringList{u"last handler"_s, u"child.1"_s, u"child.2"_s, u"child.3"_s}));
    QCOMPARE(causes, (QList<quint64>{1, 1, 1}));
}

void TestAsynchronous::childThatSuspendsHoldsOnlyItsOwn()
{
    EventEmitter emitter;
    Calls calls;
    Task task;
    emitter.on(u"a", [&](const Event &) {
        emitter.emitNext(Event(u"slow"));
        emitter.emitNext(Event(u"quick"));
    });
    emitter.on(u"slow", [&](const Event &) {
        emitter.emitNext(Event(u"slow.child"));
        return task.future;
    });
    emitter.on(u"**", [&](const Event &e) { calls.add(e.name()); }, {.priority = 40});
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"a"_s, u"quick"_s}));
    task.promise.finish();
    QTRY_COMPARE(calls.list(), (QStringList{u"slow"_s, u"slow.child"_s}));
}

void TestAsynchronous::onceIsUsedUpBeforeItIsAwaited()
{
    EventEmitter emitter;
    Calls calls;
    Task task;
    emitter.once(u"a", task.handler(calls, u"once"_s));
    QCOMPARE(emitter.emitEvent(Event(u"a")).pending, 1);
    QCOMPARE(emitter.emitEvent(Event(u"a")).pending, 0);
    task.promise.finish();
    QCOMPARE(calls.take(), (QStringList{u"once"_s}));
}

void TestAsynchronous::usersContinuationStays()
{
    EventEmitter emitter;
    Calls calls;
    Task task;
    bool continued = false;
    QFuture<void> chained = task.future.then([&] { continued = true; });
    emitter.on(u"a", task.handler(calls, u"waits"_s));
    emitter.on(u"a", calls.note(u"next"_s));
    emitter.emitEvent(Event(u"a"));
    task.promise.finish();
    QTRY_COMPARE(calls.list(), (QStringList{u"waits"_s, u"next"_s}));
    QVERIFY(continued);
}

namespace {

class Waiter : public QObject
{
public:
    QPromise<void> promise;
    QFuture<void> hear(const Event &) { return promise.future(); }
};

} // namespace

void TestAsynchronous::asynchronousReceiverMembersAreAwaited()
{
    EventEmitter emitter;
    Calls calls;
    Waiter waiter;
    waiter.promise.start();
    emitter.on(u"a", &waiter, &Waiter::hear);
    emitter.on(u"a", calls.note(u"next"_s));
    QCOMPARE(emitter.emitEvent(Event(u"a")).pending, 2);
    waiter.promise.finish();
    QTRY_COMPARE(calls.list(), (QStringList{u"next"_s}));
}

void TestAsynchronous::resumesInsideANestedEventLoop()
{
    EventEmitter emitter;
    Calls calls;
    Task task;
    emitter.on(u"slow", task.handler(calls, u"waits"_s));
    emitter.on(u"slow", calls.note(u"resumed"_s));
    emitter.on(u"slow", [&](const Event &) { emitter.emitNext(Event(u"child")); });
    emitter.on(u"child", calls.note(u"child"_s));
    emitter.on(u"loop", [&](const Event &) {
        task.promise.finish();
        while (emitter.eventCount(u"child") == 0) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
        calls.add(u"loop ended"_s);
    });
    emitter.on(u"loop", calls.note(u"after loop"_s));
    emitter.emitEvent(Event(u"slow"));
    QCOMPARE(emitter.emitEvent(Event(u"loop")).handled, 2);
    QCOMPARE(calls.take(), (QStringList{u"waits"_s, u"resumed"_s, u"child"_s, u"loop ended"_s, u"after loop"_s}));
}

QTEST_GUILESS_MAIN(TestAsynchronous)
#include "tst_asynchronous.moc"
