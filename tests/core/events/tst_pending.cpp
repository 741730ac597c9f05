// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QPromise>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <deque>
#include <optional>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

/// Bounds on asynchronous handlers: how long, how many; and those that nobody waits for.
class TestPending : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_emitter.reset(); }
    void tooSlowIsAFailureAndTheRestGoesOn();
    void lateEndIsIgnored();
    void lateCallKeepsItsHandler();
    void finishingInTimeIsNoFailure();
    void noTimeoutWaitsForEver();
    void moreThanTheLimitAreNotCalled();
    void refusedOnceIsNotUsedUp();
    void lateCallsCountForTheLimit();
    void concurrentDoesNotWait();
    void concurrentMayFinishAtOnce();
    void concurrentFailureIsToldLater();
    void concurrentTooSlowIsAFailure();
    void concurrentIsAbandonedByAShutdown();

private:
    /// A handler whose futures stand in m_promises.
    [[nodiscard]] Handler slow() { return promising(m_promises); }

    std::deque<QPromise<void>> m_promises;
    QStringList m_failures; // "handler: exception type"
    QString m_message;
    std::optional<EventEmitter> m_emitter;
    Calls m_calls;
};

void TestPending::init()
{
    QLoggingCategory::setFilterRules(u"ember.events.warning=false"_s);
    m_promises.clear();
    m_failures.clear();
    m_calls.take();
    m_emitter.emplace(EmitterOptions{.maxPending = 3});
    m_emitter->on(u"emitter.handler_failed", [this](const Event &e) {
        m_failures << e.field(u"handler").toText().toString() + u": "_s + e.field(u"exceptionType").toText().toString();
        m_message = e.field(u"message").toText().toString();
    });
}

void TestPending::tooSlowIsAFailureAndTheRestGoesOn()
{
    QSignalSpy traced(&*m_emitter, &EventEmitter::traced);
    m_emitter->on(u"a", slow(), {.name = u"slow"_s, .timeout = 20ms});
    m_emitter->on(u"a", m_calls.note(u"next"_s));
    QCOMPARE(m_emitter->emitEvent(Event(u"a")).pending, 2);
    QTRY_COMPARE(m_calls.list(), (QStringList{u"next"_s}));
    QCOMPARE(m_failures, (QStringList{u"slow: timeout"_s}));
    QCOMPARE(m_message, u"it has not finished within 20 ms; the handlers behind it ran without waiting longer"_s);
    QCOMPARE(m_emitter->counts().handlerFailures, quint64(1));
    QCOMPARE(m_emitter->counts().suspended, quint64(0));
    m_emitter->flushBatch();
    const auto batch = traced.first().first().value<TraceBatch>();
    const auto runs = batch.runsOf(batch.emissions[0]);
    QCOMPARE(runs.size(), std::size_t(2));
    QCOMPARE(runs[0].outcome, Outcome::Failed);
    QVERIFY(runs[0].durationNs >= 19'000'000);
    QCOMPARE(runs[1].outcome, Outcome::Succeeded);
}

void TestPending::lateEndIsIgnored()
{
    m_emitter->on(u"a", slow(), {.timeout = 1ms});
    m_emitter->on(u"a", m_calls.note(u"next"_s));
    m_emitter->emitEvent(Event(u"a"));
    QTRY_COMPARE(m_failures.size(), 1);
    m_promises[0].setException(std::make_exception_ptr(std::runtime_error("late")));
    m_promises[0].finish();
    QTest::qWait(5);
    QCOMPARE(m_calls.take(), (QStringList{u"next"_s}));
    QCOMPARE(m_emitter->counts().handlerFailures, quint64(1));
}

void TestPending::lateCallKeepsItsHandler()
{
    auto held = std::make_shared<int>(1);
    const std::weak_ptr<int> watched = held;
    const Listener listener = m_emitter->on(u"a",
        [held = std::move(held), this](const Event &) {
            m_promises.emplace_back();
            m_promises.back().start();
            return m_promises.back().future();
        },
        {.timeout = 1ms});
    m_emitter->emitEvent(Event(u"a"));
    QTRY_COMPARE(m_failures.size(), 1);
    listener.cancel();
    m_emitter->emitEvent(Event(u"sweeps"));
    QVERIFY(!watched.expired()); // what it started may use it
    m_promises[0].finish();
    QTRY_VERIFY(watched.expired());
}

void TestPending::finishingInTimeIsNoFailure()
{
    m_emitter->on(u"a", slow(), {.timeout = 50ms});
    m_emitter->emitEvent(Event(u"a"));
    m_promises[0].finish();
    QTRY_COMPARE(m_emitter->counts().suspended, quint64(0));
    QTest::qWait(60);
    QCOMPARE(m_emitter->counts().handlerFailures, quint64(0));
}

void TestPending::noTimeoutWaitsForEver()
{
    m_emitter->on(u"a", slow(), {.timeout = 0ms});
    m_emitter->on(u"a", slow(), {.priority = 60, .timeout = 1ms});
    m_emitter->emitEvent(Event(u"a"));
    QTRY_COMPARE(m_emitter->counts().handlerFailures, quint64(1));
    QTest::qWait(20);
    QCOMPARE(m_emitter->counts().handlerFailures, quint64(1));
    QCOMPARE(m_emitter->counts().suspended, quint64(1));
}

void TestPending::moreThanTheLimitAreNotCalled()
{
    m_emitter->on(u"a", slow(), {.name = u"slow"_s});
    m_emitter->on(u"a", m_calls.note(u"next"_s));
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(m_emitter->emitEvent(Event(u"a")).pending, 2);
    }
    const Emission refused = m_emitter->emitEvent(Event(u"a"));
    QCOMPARE(refused.pending, 0);
    QCOMPARE(refused.failed, 1);
    QCOMPARE(refused.handled, 1);
    QCOMPARE(m_promises.size(), std::size_t(3));
    QCOMPARE(m_failures, (QStringList{u"slow: too many pending"_s}));
    QCOMPARE(
        m_message, u"it was not called: 3 asynchronous calls have not finished, which is the limit (maxPending)"_s);
    m_promises[1].finish();
    QTRY_COMPARE(m_emitter->counts().suspended, quint64(2));
    QCOMPARE(m_emitter->emitEvent(Event(u"a")).pending, 2); // room again
}

void TestPending::refusedOnceIsNotUsedUp()
{
    m_emitter->on(u"a", slow());
    for (int i = 0; i < 3; ++i) {
        m_emitter->emitEvent(Event(u"a"));
    }
    const Listener once = m_emitter->once(u"b", slow());
    QCOMPARE(m_emitter->emitEvent(Event(u"b")).failed, 1);
    QVERIFY(once.isActive());
}

void TestPending::lateCallsCountForTheLimit()
{
    m_emitter->on(u"a", slow(), {.timeout = 1ms});
    for (int i = 0; i < 3; ++i) {
        m_emitter->emitEvent(Event(u"a"));
    }
    QTRY_COMPARE(m_failures.size(), 3);
    QCOMPARE(m_emitter->counts().suspended, quint64(0));
    m_emitter->emitEvent(Event(u"a"));
    QCOMPARE(m_promises.size(), std::size_t(3)); // not called: the three still use what they use
    m_promises[0].finish();
    QTRY_COMPARE((m_emitter->emitEvent(Event(u"a")), m_promises.size()), std::size_t(4));
}

void TestPending::concurrentDoesNotWait()
{
    QSignalSpy traced(&*m_emitter, &EventEmitter::traced);
    m_emitter->on(u"a", slow(), {.concurrent = true});
    m_emitter->on(u"a", m_calls.note(u"next"_s));
    const Emission emission = m_emitter->emitEvent(Event(u"a"));
    QCOMPARE(m_calls.take(), (QStringList{u"next"_s}));
    QCOMPARE(emission.handled, 1);
    QCOMPARE(emission.pending, 1);
    QCOMPARE(m_emitter->counts().suspended, quint64(0));
    m_emitter->flushBatch();
    const auto batch = traced.first().first().value<TraceBatch>();
    const auto runs = batch.runsOf(batch.emissions.at(0));
    QCOMPARE(runs.size(), std::size_t(2));
    QCOMPARE(runs[0].outcome, Outcome::Pending);
    m_promises[0].finish();
    QTest::qWait(5);
    QCOMPARE(m_calls.take(), QStringList());
    QCOMPARE(m_emitter->counts().handlerFailures, quint64(0));
}

void TestPending::concurrentMayFinishAtOnce()
{
    m_emitter->on(u"a", [](const Event &) { return QtFuture::makeReadyFuture(1); }, {.concurrent = true});
    const Emission emission = m_emitter->emitEvent(Event(u"a"));
    QCOMPARE(emission.handled, 1);
    QCOMPARE(emission.pending, 0);
}

void TestPending::concurrentFailureIsToldLater()
{
    m_emitter->on(u"a", slow(), {.name = u"beside"_s, .concurrent = true});
    m_emitter->emitEvent(Event(u"a"));
    m_promises[0].setException(std::make_exception_ptr(std::runtime_error("went wrong")));
    m_promises[0].finish();
    QTRY_COMPARE(m_failures, (QStringList{u"beside: std::runtime_error"_s}));
    QCOMPARE(m_message, u"went wrong"_s);
    QCOMPARE(m_emitter->counts().handlerFailures, quint64(1));
}

void TestPending::concurrentTooSlowIsAFailure()
{
    m_emitter->on(u"a", slow(), {.name = u"beside"_s, .timeout = 5ms, .concurrent = true});
    m_emitter->emitEvent(Event(u"a"));
    QTRY_COMPARE(m_failures, (QStringList{u"beside: timeout"_s}));
    QCOMPARE(m_message, u"it has not finished within 5 ms; nobody waits for it any more"_s);
}

void TestPending::concurrentIsAbandonedByAShutdown()
{
    m_emitter->on(u"a", slow(), {.name = u"beside"_s, .concurrent = true});
    m_emitter->emitEvent(Event(u"a"));
    const QFuture<ShutdownReport> stopped = m_emitter->stop(20ms);
    QTRY_VERIFY(stopped.isFinished());
    QCOMPARE(stopped.result().abandoned.size(), 1);
    QCOMPARE(stopped.result().abandoned[0].handlerName, u"beside"_s);
    QCOMPARE(stopped.result().abandoned[0].behind, 0);
}

QTEST_GUILESS_MAIN(TestPending)
#include "tst_pending.moc"
