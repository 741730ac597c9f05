// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"
#include "onthread.h"

#include <QtCore/QFutureWatcher>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

/// waitFor(): a future of the next event.
class TestWaiting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_emitter.emplace(); }
    void cleanup() { m_emitter.reset(); }
    void matchesTheNextEvent();
    void matchesAPattern();
    void filterChooses();
    void throwingFilterDoesNotEndIt();
    void timesOut();
    void withoutTimeItTimesOutAtOnce();
    void afterItEndedNothingIsLeft();
    void countsAsAListener();
    void cancellingRemovesIt();
    void cancelledBeforeItBegan();
    void shutdownEndsItAsStopped();
    void emittersEndEndsItAsStopped();
    void stoppedEmitterAnswersStopped();
    void faultyPatternAnswersStopped();
    void removedByOffItTimesOut();
    void continuationMayWaitAgain();
    void continuationMayEndTheEmitter();
    void otherThreadHearsWhatItPostsAfterwards();
    void otherThreadsWaitCanBeCancelled();
    void otherThreadMayOutliveTheEmitter();
    void blockingOnTheOwnThreadIsRefused();
    void blockingElsewhereWaits();

private:
    std::optional<EventEmitter> m_emitter;
};

void TestWaiting::matchesTheNextEvent()
{
    const QFuture<WaitResult> wait = m_emitter->waitFor(u"a"_s, 1h);
    m_emitter->emitEvent(Event(u"b"));
    QVERIFY(!wait.isFinished());
    m_emitter->emitEvent(Event(u"a"));
    QVERIFY(wait.isFinished());
    m_emitter->emitEvent(Event(u"a"));
    QCOMPARE(wait.resultCount(), 1);
    QCOMPARE(wait.result().outcome, WaitOutcome::Matched);
    QCOMPARE(wait.result().event.sequence(), quint64(2));
}

void TestWaiting::matchesAPattern()
{
    const QFuture<WaitResult> wait = m_emitter->waitFor(u"device.*", 1h);
    m_emitter->emitEvent(Event(u"device.a.b"));
    QVERIFY(!wait.isFinished());
    m_emitter->emitEvent(Event(u"device.a"));
    QCOMPARE(wait.result().event.name(), u"device.a"_s);
}

void TestWaiting::filterChooses()
{
    const QFuture<WaitResult> wait
        = m_emitter->waitFor(u"a", 1h, [](const Event &e) { return e.field(u"n").toInteger() == 2; });
    for (const int n : {1, 2, 2}) {
        m_emitter->emitEvent(Event(u"a", Record::make({{u"n", n}})));
    }
    QCOMPARE(wait.result().event.sequence(), quint64(2));
}

void TestWaiting::throwingFilterDoesNotEndIt()
{
    const QuietLog quiet;
    bool isBad = true;
    const QFuture<WaitResult> wait = m_emitter->waitFor(u"a", 1h, [&](const Event &) {
        if (isBad) {
            throw std::runtime_error("bad filter");
        }
        return true;
    });
    QCOMPARE(m_emitter->emitEvent(Event(u"a")).failed, 1);
    QVERIFY(!wait.isFinished());
    isBad = false;
    m_emitter->emitEvent(Event(u"a"));
    QCOMPARE(wait.result().outcome, WaitOutcome::Matched);
}

void TestWaiting::timesOut()
{
    const auto begin = std::chrono::steady_clock::now();
    const QFuture<WaitResult> wait = m_emitter->waitFor(u"a", 20ms);
    QTRY_VERIFY(wait.isFinished());
    QVERIFY(std::chrono::steady_clock::now() - begin >= 20ms);
    QCOMPARE(wait.result().outcome, WaitOutcome::TimedOut);
    QVERIFY(wait.result().event.isNull());
}

void TestWaiting::withoutTimeItTimesOutAtOnce()
{
    const QFuture<WaitResult> wait = m_emitter->waitFor(u"a", 0ms);
    QVERIFY(wait.isFinished());
    QCOMPARE(wait.result().outcome, WaitOutcome::TimedOut);
}

void TestWaiting::afterItEndedNothingIsLeft()
{
    const QFuture<WaitResult> timedOut = m_emitter->waitFor(u"a", 1ms);
    QTRY_VERIFY(timedOut.isFinished());
    QCOMPARE(m_emitter->listenerCount(), 0);
    const QFuture<WaitResult> matched = m_emitter->waitFor(u"a", 1h);
    m_emitter->emitEvent(Event(u"a"));
    QVERIFY(matched.isFinished());
    QCOMPARE(m_emitter->listenerCount(), 0);
}

void TestWaiting::countsAsAListener()
{
    const QFuture<WaitResult> wait = m_emitter->waitFor(u"device.*", 1h);
    QCOMPARE(m_emitter->listenerCount(u"device.*"), 1);
    QCOMPARE(m_emitter->emitEvent(Event(u"device.a")).handled, 1);
    m_emitter->flushBatch();
    QCOMPARE(m_emitter->handlerStatistics().first().info.name, u"waitFor"_s);
    QVERIFY(m_emitter->handlerStatistics().first().info.file.endsWith(u"tst_waiting.cpp"_s));
}

void TestWaiting::cancellingRemovesIt()
{
    QFuture<WaitResult> wait = m_emitter->waitFor(u"a", 1h);
    wait.cancel();
    QTRY_COMPARE(m_emitter->listenerCount(u"a"), 0);
    QTRY_VERIFY(wait.isFinished());
}

void TestWaiting::cancelledBeforeItBegan()
{
    QFuture<WaitResult> wait;
    inOtherThread([&] {
        wait = m_emitter->waitFor(u"a", 1h);
        wait.cancel();
    });
    QTRY_VERIFY(wait.isFinished());
    QCOMPARE(m_emitter->listenerCount(u"a"), 0);
}

void TestWaiting::shutdownEndsItAsStopped()
{
    const QFuture<WaitResult> last = m_emitter->waitFor(u"a", 1h);
    const QFuture<WaitResult> never = m_emitter->waitFor(u"b", 1h);
    m_emitter->post(Event(u"a"));
    m_emitter->shutdown();
    QCOMPARE(last.result().outcome, WaitOutcome::Matched); // what was accepted is still delivered
    QVERIFY(never.isFinished());
    QCOMPARE(never.result().outcome, WaitOutcome::Stopped);
}

void TestWaiting::emittersEndEndsItAsStopped()
{
    const QFuture<WaitResult> wait = m_emitter->waitFor(u"a", 1h);
    m_emitter.reset();
    QVERIFY(wait.isFinished());
    QCOMPARE(wait.result().outcome, WaitOutcome::Stopped);
}

void TestWaiting::stoppedEmitterAnswersStopped()
{
    m_emitter->shutdown();
    QTest::ignoreMessage(
        QtWarningMsg, QRegularExpression(u"no listener was registered at .*: the emitter has stopped"_s));
    const QFuture<WaitResult> wait = m_emitter->waitFor(u"a", 1h);
    QVERIFY(wait.isFinished());
    QCOMPARE(wait.result().outcome, WaitOutcome::Stopped);
}

void TestWaiting::faultyPatternAnswersStopped()
{
    QTest::ignoreMessage(
        QtWarningMsg, QRegularExpression(u"no listener was registered at tst_waiting.cpp:.*a\\.\\."_s));
    const QFuture<WaitResult> wait = m_emitter->waitFor(u"a..b", 1h);
    QVERIFY(wait.isFinished());
    QCOMPARE(wait.result().outcome, WaitOutcome::Stopped);
}

void TestWaiting::removedByOffItTimesOut()
{
    const QFuture<WaitResult> wait = m_emitter->waitFor(u"a", 20ms);
    m_emitter->off(u"a");
    m_emitter->emitEvent(Event(u"a"));
    QTRY_VERIFY(wait.isFinished());
    QCOMPARE(wait.result().outcome, WaitOutcome::TimedOut);
}

void TestWaiting::continuationMayWaitAgain()
{
    QFuture<WaitResult> second;
    QFuture<void> continued
        = m_emitter->waitFor(u"a", 1h).then([&](const WaitResult &) { second = m_emitter->waitFor(u"a", 1h); });
    m_emitter->emitEvent(Event(u"a"));
    QVERIFY(!second.isFinished());
    m_emitter->emitEvent(Event(u"a"));
    QCOMPARE(second.result().event.sequence(), quint64(2));
}

void TestWaiting::continuationMayEndTheEmitter()
{
    QFuture<void> continued = m_emitter->waitFor(u"a", 1ms).then([&](const WaitResult &) { m_emitter.reset(); });
    QTRY_VERIFY(!m_emitter);
    m_emitter.emplace();
    continued = m_emitter->waitFor(u"a", 1h).then([&](const WaitResult &) { m_emitter.reset(); });
    m_emitter->emitEvent(Event(u"a"));
    QVERIFY(!m_emitter);
}

void TestWaiting::otherThreadHearsWhatItPostsAfterwards()
{
    OnThread<EventEmitter> emitter;
    for (int i = 0; i < 400; i += 2) {
        const QFuture<WaitResult> wait
            = emitter->waitFor(u"a", 1h, [i](const Event &e) { return e.field(u"n").toInteger() >= i; });
        emitter->post(Event(u"a", Record::make({{u"n", i}})));
        emitter->post(Event(u"a", Record::make({{u"n", i + 1}})));
        QVERIFY(emitter->waitForFinished(wait));
        QCOMPARE(wait.result().event.field(u"n").toInteger(), qint64(i));
    }
}

void TestWaiting::otherThreadsWaitCanBeCancelled()
{
    QFuture<WaitResult> wait; // ends after the thread: nobody reads a result, which would order the two
    OnThread<EventEmitter> emitter;
    wait = emitter->waitFor(u"a", 1h);
    wait.cancel();
    QTRY_VERIFY(wait.isFinished());
}

void TestWaiting::otherThreadMayOutliveTheEmitter()
{
    QFuture<WaitResult> wait;
    {
        OnThread<EventEmitter> emitter;
        wait = emitter->waitFor(u"a", 1h);
    }
    QVERIFY(wait.isFinished());
    QCOMPARE(wait.result().outcome, WaitOutcome::Stopped);
}

void TestWaiting::blockingOnTheOwnThreadIsRefused()
{
    const QFuture<WaitResult> wait = m_emitter->waitFor(u"a", 1h);
    QTest::ignoreMessage(
        QtWarningMsg, QRegularExpression(u"waitForFinished\\(\\) was called on the emitter's own thread"_s));
    QVERIFY(!m_emitter->waitForFinished(wait));
    QVERIFY(!wait.isFinished());
}

void TestWaiting::blockingElsewhereWaits()
{
    OnThread<EventEmitter> emitter;
    const QFuture<WaitResult> wait = emitter->waitFor(u"a", 1h);
    const QFuture<Emission> emission = emitter->emitAsync(Event(u"a"));
    QVERIFY(emitter->waitForFinished(wait));
    QCOMPARE(wait.result().outcome, WaitOutcome::Matched);
    QVERIFY(emitter->waitForFinished(emission));
    QCOMPARE(emission.result().handled, 1);
}

QTEST_GUILESS_MAIN(TestWaiting)
#include "tst_waiting.moc"
