// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"
#include "onthread.h"

#include <QtCore/QPromise>
#include <QtCore/QRegularExpression>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <algorithm>
#include <atomic>
#include <optional>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

namespace {

/// Lives on another thread and notes where it was called.
class Receiver : public QObject
{
public:
    std::atomic<int> heard = 0;
    std::atomic<std::thread::id> in = {};

    void hear(const Event &)
    {
        in = std::this_thread::get_id();
        ++heard;
    }
};

} // namespace

/// A listener whose context lives on another thread: its handler runs there and is awaited.
class TestRemoteContext : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_emitter.reset(); }
    void handlerRunsInTheContextsThread();
    void memberRunsInTheReceiversThread();
    void isAwaitedBeforeTheNext();
    void getsTheEventItself();
    void concurrentDoesNotWait();
    void failureIsToldWithItsPlace();
    void whateverIsThrownThereIsAFailure();
    void manyListenersOfOneContextEndWithIt();
    void temporaryFailuresAreTriedAgain_data();
    void temporaryFailuresAreTriedAgain();
    void asynchronousOneIsAwaitedToo();
    void filterRunsOnTheEmittersThread();
    void onceRunsOnce();
    void eventsKeepTheirOrder();
    void waitingIsNotRunning();
    void emitAsyncWaitsForIt();

private:
    ThreadNotes m_threads;
    std::optional<EventEmitter> m_emitter;
    Calls m_calls;
};

void TestRemoteContext::init()
{
    m_threads.clear();
    m_calls.take();
    m_emitter.emplace();
}

void TestRemoteContext::handlerRunsInTheContextsThread()
{
    OnThread<QObject> context;
    m_emitter->on(u"a", m_threads.note(), {.context = context.get()});
    QCOMPARE(m_emitter->emitEvent(Event(u"a")).pending, 1);
    QTRY_COMPARE(m_emitter->counts().suspended, quint64(0));
    QCOMPARE(m_threads.list(), (std::vector{context.id()}));
}

void TestRemoteContext::memberRunsInTheReceiversThread()
{
    OnThread<Receiver> receiver;
    m_emitter->on(u"a", receiver.get(), &Receiver::hear);
    m_emitter->emitEvent(Event(u"a"));
    QTRY_COMPARE(receiver->heard.load(), 1);
    QCOMPARE(receiver->in.load(), receiver.id());
}

void TestRemoteContext::isAwaitedBeforeTheNext()
{
    OnThread<QObject> context;
    m_emitter->on(u"a", m_threads.note(), {.priority = 60});
    m_emitter->on(u"a", m_threads.note(), {.context = context.get()});
    m_emitter->on(u"a", m_threads.note(), {.priority = 40});
    const Emission emission = m_emitter->emitEvent(Event(u"a"));
    QCOMPARE(emission.handled, 1);
    QCOMPARE(emission.pending, 2);
    QTRY_COMPARE(m_threads.list().size(), std::size_t(3));
    QCOMPARE(m_threads.list(), (std::vector{std::this_thread::get_id(), context.id(), std::this_thread::get_id()}));
}

void TestRemoteContext::getsTheEventItself()
{
    OnThread<QObject> context;
    QString seen;
    m_emitter->on(u"a", [&](const Event &e) { seen = e.id() + u' ' + e.field(u"n").toText().toString(); },
        {.context = context.get()});
    const Event event(u"a", Record::make({{u"n", u"x"_s}}));
    m_emitter->emitEvent(event);
    QTRY_COMPARE(m_emitter->counts().suspended, quint64(0));
    QCOMPARE(seen, event.id() + u" x"_s);
}

void TestRemoteContext::concurrentDoesNotWait()
{
    OnThread<QObject> context;
    Gate gate;
    m_emitter->on(u"a", [&](const Event &) { gate.pass(); }, {.context = context.get(), .concurrent = true});
    m_emitter->on(u"a", m_calls.note(u"next"_s));
    QCOMPARE(m_emitter->emitEvent(Event(u"a")).handled, 1);
    QCOMPARE(m_calls.take(), (QStringList{u"next"_s}));
    QTRY_VERIFY(gate.isReached);
    gate.isOpen = true;
    context.end();
}

void TestRemoteContext::failureIsToldWithItsPlace()
{
    OnThread<QObject> context;
    QStringList told;
    m_emitter->on(u"emitter.handler_failed", [&](const Event &e) {
        told << e.field(u"handler").toText().toString() << e.field(u"exceptionType").toText().toString()
             << e.field(u"message").toText().toString();
    });
    m_emitter->on(u"a", [](const Event &) { throw std::runtime_error("over there"); },
        {.name = u"remote"_s, .context = context.get()});
    m_emitter->on(u"a", m_calls.note(u"next"_s));
    QTest::ignoreMessage(QtWarningMsg,
        QRegularExpression(u"^handler \"remote\" \\(.*tst_remotecontext.cpp:\\d+\\) failed on a .*: "
                           u"std::runtime_error: over there$"_s));
    m_emitter->emitEvent(Event(u"a"));
    QTRY_COMPARE(told, (QStringList{u"remote"_s, u"std::runtime_error"_s, u"over there"_s}));
    QCOMPARE(m_calls.take(), (QStringList{u"next"_s}));
    QCOMPARE(m_emitter->counts().handlerFailures, quint64(1));
}

void TestRemoteContext::temporaryFailuresAreTriedAgain_data()
{
    QTest::addColumn<std::function<void()>>("fail");
    QTest::addColumn<RetryCondition>("retryIf");
    QTest::addColumn<int>("calls");
    const auto inWords = [](const std::exception &error) { return error.what() == std::string("over there"); };
    const auto temporary = [] { throw TemporaryError("busy"); };
    const auto ordinary = [] { throw std::runtime_error("over there"); };
    QTest::newRow("TemporaryError") << std::function<void()>(temporary) << RetryCondition() << 2;
    QTest::newRow("what retryIf names") << std::function<void()>(ordinary) << RetryCondition(inWords) << 2;
    QTest::newRow("what it does not name") << std::function<void()>(ordinary) << RetryCondition() << 1;
}

void TestRemoteContext::temporaryFailuresAreTriedAgain()
{
    QFETCH(const std::function<void()>, fail);
    QFETCH(const RetryCondition, retryIf);
    QFETCH(const int, calls);
    OnThread<QObject> context;
    std::atomic<int> called = 0;
    m_emitter->on(u"a",
        [&](const Event &) {
            if (++called == 1) {
                fail();
            }
        },
        {.name = u"remote"_s, .context = context.get(), .retry = {.attempts = 3, .first = 1ms}, .retryIf = retryIf});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^handler \"remote\" .* failed on a "_s));
    m_emitter->emitEvent(Event(u"a"));
    QTRY_COMPARE(m_emitter->counts().suspended, quint64(0));
    QTRY_COMPARE(m_emitter->counts().waitingRetries, quint64(0));
    QTRY_COMPARE(m_emitter->counts().suspended, quint64(0)); // of the second attempt
    QCOMPARE(called.load(), calls);
    QCOMPARE(m_emitter->counts().retried, quint64(calls - 1));
    QCOMPARE(m_emitter->counts().deadLettered, quint64(calls == 1 ? 1 : 0));
}

void TestRemoteContext::asynchronousOneIsAwaitedToo()
{
    OnThread<QObject> context;
    QPromise<void> promise;
    promise.start();
    std::atomic<bool> isCalled = false;
    m_emitter->on(u"a",
        [&](const Event &) {
            isCalled = true;
            return promise.future();
        },
        {.context = context.get()});
    m_emitter->on(u"a", m_calls.note(u"next"_s));
    m_emitter->emitEvent(Event(u"a"));
    QTRY_VERIFY(isCalled);
    QTest::qWait(5);
    QCOMPARE(m_calls.take(), QStringList());
    promise.finish();
    QTRY_COMPARE(m_calls.list(), (QStringList{u"next"_s}));
}

void TestRemoteContext::filterRunsOnTheEmittersThread()
{
    OnThread<QObject> context;
    std::thread::id filtered;
    m_emitter->on(u"a", m_threads.note(),
        {.filter =
                [&](const Event &) {
                    filtered = std::this_thread::get_id();
                    return false;
                },
            .context = context.get()});
    const Emission emission = m_emitter->emitEvent(Event(u"a"));
    QCOMPARE(emission.pending, 0);
    QCOMPARE(filtered, std::this_thread::get_id());
}

void TestRemoteContext::onceRunsOnce()
{
    OnThread<QObject> context;
    m_emitter->once(u"a", m_threads.note(), {.context = context.get()});
    for (int i = 0; i < 3; ++i) {
        m_emitter->emitEvent(Event(u"a"));
    }
    QTRY_COMPARE(m_emitter->counts().suspended, quint64(0));
    QCOMPARE(m_threads.list(), (std::vector{context.id()}));
}

void TestRemoteContext::eventsKeepTheirOrder()
{
    OnThread<QObject> context;
    QList<quint64> awaited;
    QList<quint64> beside;
    m_emitter->on(u"a", [&](const Event &e) { awaited << e.sequence(); }, {.context = context.get()});
    m_emitter->on(u"*", [&](const Event &e) { beside << e.sequence(); },
        {.priority = 60, .context = context.get(), .concurrent = true});
    QList<quint64> wanted;
    for (quint64 i = 1; i <= 50; ++i) {
        m_emitter->emitEvent(Event(u"a"));
        wanted << i;
    }
    const QFuture<ShutdownReport> stopped = m_emitter->stop(1h);
    QTRY_VERIFY(stopped.isFinished());
    context.end();
    QCOMPARE(awaited, wanted);
    QCOMPARE(beside, wanted);
}

void TestRemoteContext::waitingIsNotRunning()
{
    OnThread<QObject> context;
    Gate gate;
    QSignalSpy traced(&*m_emitter, &EventEmitter::traced);
    m_emitter->on(u"gate", [&](const Event &) { gate.pass(); }, {.context = context.get(), .concurrent = true});
    m_emitter->on(u"a", m_calls.note(u"before"_s), {.priority = 60});
    m_emitter->on(u"a", [](const Event &) {}, {.name = u"remote"_s, .context = context.get()});
    m_emitter->on(u"a", m_calls.note(u"after"_s), {.priority = 40});
    m_emitter->emitEvent(Event(u"gate"));
    QTRY_VERIFY(gate.isReached);
    m_emitter->flushBatch();
    traced.clear();
    m_emitter->emitEvent(Event(u"a"));
    QTest::qWait(30); // it waits for its turn
    gate.isOpen = true;
    QTRY_COMPARE(m_calls.list().size(), 2);
    m_emitter->flushBatch();
    const auto batch = traced.first().first().value<TraceBatch>();
    QCOMPARE(batch.emissions.size(), std::size_t(1));
    const auto runs = batch.runsOf(batch.emissions[0]);
    QCOMPARE(runs.size(), std::size_t(3));
    QCOMPARE(m_emitter->handlerInfo(runs[1].handler)->name, u"remote"_s);
    QVERIFY(m_emitter->handlerInfo(runs[1].handler)->asynchronous);
    QCOMPARE(runs[1].outcome, Outcome::Succeeded);
    QVERIFY(runs[1].startNs >= runs[0].startNs + runs[0].durationNs + 25'000'000);
    QVERIFY(runs[1].durationNs < 25'000'000);
    QVERIFY(runs[2].startNs > runs[1].startNs + runs[1].durationNs);
    for (const HandlerStatistics &one : m_emitter->handlerStatistics()) {
        if (one.info.name == u"remote"_s) {
            QCOMPARE(one.calls, quint64(1));
            QVERIFY(one.maxNs < 25'000'000);
        }
    }
}

void TestRemoteContext::emitAsyncWaitsForIt()
{
    OnThread<QObject> context;
    m_emitter->on(u"a", m_threads.note(), {.context = context.get()});
    m_emitter->on(u"a", m_threads.note(), {.context = context.get(), .concurrent = true});
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    QTRY_VERIFY(emission.isFinished());
    QCOMPARE(emission.result().handled, 2);
    QCOMPARE(m_threads.list().size(), std::size_t(2));
}

void TestRemoteContext::whateverIsThrownThereIsAFailure()
{
    OnThread<QObject> context;
    m_emitter->on(u"a", [](const Event &) { throw 7; }, {.name = u"remote"_s, .context = context.get()});
    m_emitter->on(u"a", m_calls.note(u"next"_s));
    QTest::ignoreMessage(QtWarningMsg,
        QRegularExpression(u"^handler \"remote\" .*: unknown type: something that is no std::exception was thrown$"_s));
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    QTRY_VERIFY(emission.isFinished());
    QCOMPARE(emission.result().failed, 1);
    QCOMPARE(m_calls.take(), (QStringList{u"next"_s}));
}

void TestRemoteContext::manyListenersOfOneContextEndWithIt()
{
    OnThread<QObject> context;
    std::vector<Listener> listeners;
    for (int i = 0; i < 100; ++i) {
        listeners.push_back(m_emitter->on(u"a", m_threads.note(), {.context = context.get()}));
        if (i % 2 == 0) {
            listeners.back().cancel();
        }
    }
    QCOMPARE(m_emitter->listenerCount(u"a"), 50);
    context.end();
    QCOMPARE(m_emitter->listenerCount(u"a"), 0);
    QVERIFY(std::ranges::none_of(listeners, &Listener::isActive));
}

QTEST_GUILESS_MAIN(TestRemoteContext)
#include "tst_remotecontext.moc"
