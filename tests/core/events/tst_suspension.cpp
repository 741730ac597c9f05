// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QPromise>
#include <QtCore/QRegularExpression>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

/// What may happen while an emission is suspended: removals, death of contexts, shutdown, the end of the emitter.
class TestSuspension : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_emitter.reset(); }
    void removedMeanwhileDoesNotRun();
    void addedMeanwhileDoesNotRun();
    void awaitedListenerMayBeRemoved();
    void eventAndCountAreThereAtOnce();
    void traceIsFiledWhenItEnds();
    void failureIsInTheTrace();
    void shutdownTracesTheAwaitedAsPending();
    void shutdownEmitsTheChildren();
    void shutdownGoesOnWhereTheFutureIsFinished();
    void futureMayFinishAfterTheEmittersEnd();
    void futureMayBeDroppedAfterTheEmittersEnd();

private:
    void finish() { m_promise->finish(); }

    std::optional<QPromise<void>> m_promise;
    std::optional<EventEmitter> m_emitter;
    Calls m_calls;
};

/// "a" is heard by: first, waits (asynchronous), last.
void TestSuspension::init()
{
    m_promise.emplace();
    m_promise->start();
    m_emitter.emplace();
    m_calls.take();
    m_emitter->on(u"a", m_calls.note(u"first"_s), {.priority = 60, .name = u"first"_s});
    m_emitter->on(u"a", [future = m_promise->future()](const Event &) { return future; }, {.name = u"waits"_s});
    m_emitter->on(u"a", m_calls.note(u"last"_s), {.priority = 1, .name = u"last"_s});
}

void TestSuspension::removedMeanwhileDoesNotRun()
{
    auto context = std::make_unique<QObject>();
    m_emitter->on(u"a", m_calls.note(u"dead"_s), {.priority = 10, .context = context.get()});
    const Listener victim = m_emitter->on(u"a", m_calls.note(u"victim"_s), {.priority = 10});
    QCOMPARE(m_emitter->emitEvent(Event(u"a")).pending, 4);
    context.reset();
    victim.cancel();
    m_emitter->emitEvent(Event(u"sweeps"));
    finish();
    QTRY_COMPARE(m_calls.list(), (QStringList{u"first"_s, u"last"_s}));
}

void TestSuspension::addedMeanwhileDoesNotRun()
{
    m_emitter->emitEvent(Event(u"a"));
    m_emitter->on(u"a", m_calls.note(u"new"_s), {.priority = 10});
    finish();
    QTRY_COMPARE(m_calls.list(), (QStringList{u"first"_s, u"last"_s}));
}

void TestSuspension::awaitedListenerMayBeRemoved()
{
    m_emitter->emitEvent(Event(u"a"));
    m_emitter->removeAllListeners();
    m_emitter->emitEvent(Event(u"sweeps"));
    finish();
    QSignalSpy traced(&*m_emitter, &EventEmitter::traced);
    QTRY_COMPARE(traced.count(), 1);
    const auto batch = traced.first().first().value<TraceBatch>();
    QCOMPARE(batch.runsOf(batch.emissions.back()).size(), std::size_t(2)); // first and the awaited one
    QCOMPARE(m_calls.take(), (QStringList{u"first"_s}));
}

void TestSuspension::eventAndCountAreThereAtOnce()
{
    QSignalSpy emitted(&*m_emitter, &EventEmitter::emitted);
    QSignalSpy changed(&*m_emitter, &EventEmitter::countsChanged);
    m_emitter->emitEvent(Event(u"a"));
    QCOMPARE(m_emitter->eventCount(u"a"), quint64(1));
    QTRY_COMPARE(emitted.count(), 1); // although the emission has not ended
    QCOMPARE(emitted.first().first().value<QList<Event>>().size(), 1);
    QCOMPARE(changed.count(), 1);
    finish();
    QTRY_VERIFY(m_calls.list().contains(u"last"_s));
    m_emitter->flushBatch();
    QCOMPARE(emitted.count(), 1); // and only once
}

void TestSuspension::traceIsFiledWhenItEnds()
{
    QSignalSpy traced(&*m_emitter, &EventEmitter::traced);
    m_emitter->emitEvent(Event(u"a"));
    m_emitter->emitEvent(Event(u"b"));
    m_emitter->flushBatch();
    QCOMPARE(traced.count(), 1);
    QCOMPARE(traced.takeFirst().first().value<TraceBatch>().emissions.size(), std::size_t(1)); // only b
    finish();
    QTRY_COMPARE(traced.count(), 1);
    const auto batch = traced.first().first().value<TraceBatch>();
    QCOMPARE(batch.emissions.size(), std::size_t(1));
    QCOMPARE(batch.emissions[0].event.sequence(), quint64(1));
    const auto runs = batch.runsOf(batch.emissions[0]);
    QCOMPARE(runs.size(), std::size_t(3));
    QStringList names;
    quint64 end = 0;
    for (const HandlerRun &run : runs) {
        names << m_emitter->handlerInfo(run.handler)->name;
        QCOMPARE(run.outcome, Outcome::Succeeded);
        QCOMPARE(quint64(run.startNs), end); // one begins where the one before it ended
        end = quint64(run.startNs) + run.durationNs;
    }
    QCOMPARE(names, (QStringList{u"first"_s, u"waits"_s, u"last"_s}));
    QCOMPARE(batch.emissions[0].durationNs, end);
}

void TestSuspension::failureIsInTheTrace()
{
    const QuietLog quiet;
    QSignalSpy traced(&*m_emitter, &EventEmitter::traced);
    m_emitter->emitEvent(Event(u"a"));
    m_promise->setException(std::make_exception_ptr(std::runtime_error("late")));
    finish();
    QTRY_COMPARE(traced.count(), 1);
    const auto batch = traced.first().first().value<TraceBatch>();
    QCOMPARE(batch.emissions.front().event.name(), u"a"_s);
    const auto runs = batch.runsOf(batch.emissions.front());
    QCOMPARE(runs.size(), std::size_t(3));
    QCOMPARE(runs[1].outcome, Outcome::Failed);
    QCOMPARE(runs[2].outcome, Outcome::Succeeded);
    const auto failures = batch.failuresOf(batch.emissions.front());
    QCOMPARE(failures.size(), std::size_t(1));
    QCOMPARE(failures[0].message, u"late"_s);
    QCOMPARE(failures[0].handlerName, u"waits"_s);
}

void TestSuspension::shutdownTracesTheAwaitedAsPending()
{
    QSignalSpy traced(&*m_emitter, &EventEmitter::traced);
    m_emitter->emitEvent(Event(u"a"));
    QTest::ignoreMessage(QtWarningMsg,
        QRegularExpression(u"^the emitter stopped while \"waits\" was still handling a "
                           u"[0-9a-f]{16}-1; the handlers behind it did not run$"_s));
    m_emitter->shutdown();
    QCOMPARE(m_calls.take(), (QStringList{u"first"_s}));
    QCOMPARE(traced.count(), 1);
    const auto batch = traced.first().first().value<TraceBatch>();
    const auto runs = batch.runsOf(batch.emissions.at(0));
    QCOMPARE(runs.size(), std::size_t(2));
    QCOMPARE(runs[0].outcome, Outcome::Succeeded);
    QCOMPARE(runs[1].outcome, Outcome::Pending);
    finish();
    QCoreApplication::processEvents();
    QCOMPARE(m_calls.take(), QStringList());
}

void TestSuspension::shutdownEmitsTheChildren()
{
    const QuietLog quiet;
    m_emitter->on(u"a", [this](const Event &) { m_emitter->emitNext(Event(u"child")); }, {.priority = 99});
    m_emitter->on(u"child", m_calls.note(u"child"_s));
    m_emitter->emitEvent(Event(u"a"));
    QCOMPARE(m_calls.take(), (QStringList{u"first"_s}));
    m_emitter->shutdown();
    QCOMPARE(m_calls.take(), (QStringList{u"child"_s}));
}

void TestSuspension::shutdownGoesOnWhereTheFutureIsFinished()
{
    QTest::failOnWarning(QRegularExpression(u"."_s));
    m_emitter->emitEvent(Event(u"a"));
    finish(); // the emitter has not heard of it yet
    m_emitter->shutdown();
    QCOMPARE(m_calls.take(), (QStringList{u"first"_s, u"last"_s}));
}

void TestSuspension::futureMayFinishAfterTheEmittersEnd()
{
    const QuietLog quiet;
    m_emitter->emitEvent(Event(u"a"));
    m_emitter->emitEvent(Event(u"a"));
    m_emitter.reset();
    inOtherThread([this] { finish(); });
    QCoreApplication::processEvents();
    QCOMPARE(m_calls.take(), (QStringList{u"first"_s, u"first"_s}));
}

void TestSuspension::futureMayBeDroppedAfterTheEmittersEnd()
{
    const QuietLog quiet;
    m_emitter->emitEvent(Event(u"a"));
    m_emitter.reset();
    m_promise.reset();
    QCoreApplication::processEvents();
    QCOMPARE(m_calls.take(), (QStringList{u"first"_s}));
}

QTEST_GUILESS_MAIN(TestSuspension)
#include "tst_suspension.moc"
