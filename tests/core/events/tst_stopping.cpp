// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"
#include "onthread.h"

#include <QtCore/QPromise>
#include <QtCore/QRegularExpression>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

namespace {

/// An emitter on a thread of its own with a handler for "busy" that keeps it busy.
struct BusyEmitter
{
    std::atomic<bool> isBusy = false;
    std::atomic<bool> mayReturn = false;
    OnThread<EventEmitter> emitter{[this] {
        auto made = std::make_unique<EventEmitter>();
        made->on(u"busy",
            [this](const Event &) {
                isBusy = true;
                while (!mayReturn) {
                    std::this_thread::yield();
                }
            },
            {.name = u"sleeper"_s});
        return made;
    }};

    BusyEmitter() = default;
    ~BusyEmitter() { mayReturn = true; }
    BusyEmitter(const BusyEmitter &) = delete;
    BusyEmitter &operator=(const BusyEmitter &) = delete;
    EventEmitter *operator->() { return emitter.get(); }
};

} // namespace

/// A shutdown that waits until a deadline, and what can be seen of who is in its way.
class TestStopping : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_emitter.reset(); }
    void withNothingPendingItStopsAtOnce();
    void takesNoMoreAtOnceAndEmitsWhatWaits();
    void waitsForTheSuspendedEmission();
    void afterTheDeadlineItSaysWhatItAbandoned();
    void withoutADeadlineItStopsNow();
    void shutdownEndsTheWaiting();
    void emittersEndEndsTheWaiting();
    void manyAbandonedCallsAreOneLine();
    void shutdownReportsWhatItAbandoned();
    void insideAHandlerItWaitsForThatOneToo();
    void fromAnotherThread();
    void askedElsewhereItEndsWithTheShutdownThatCameFirst();
    void afterTheEndTheReportIsThereAtOnce();
    void continuationMayEndTheEmitter();
    void suspendedEmissionsAreCounted();
    void asynchronousHandlersAreMarked();
    void nobodyRunsBetweenEmissions();
    void runningHandlerIsSeenFromAnotherThread();
    void runningHandlerIsTheInnermost();
    void untracedHandlersAreNotSeen();

private:
    std::optional<QPromise<void>> m_promise;
    std::optional<EventEmitter> m_emitter;
    Calls m_calls;
};

/// "a" is heard by: waits (asynchronous), last.
void TestStopping::init()
{
    m_promise.emplace();
    m_promise->start();
    m_emitter.emplace();
    m_calls.take();
    m_emitter->on(u"a", [future = m_promise->future()](const Event &) { return future; }, {.name = u"waits"_s});
    m_emitter->on(u"a", m_calls.note(u"last"_s), {.priority = 1, .name = u"last"_s});
}

void TestStopping::withNothingPendingItStopsAtOnce()
{
    QTest::failOnWarning(QRegularExpression(u"."_s));
    const QFuture<ShutdownReport> stopped = m_emitter->stop(1h);
    QTRY_VERIFY(stopped.isFinished());
    QVERIFY(stopped.result().isComplete());
    QVERIFY(m_emitter->isStopped());
}

void TestStopping::takesNoMoreAtOnceAndEmitsWhatWaits()
{
    const QuietLog quiet;
    m_emitter->on(u"b", m_calls.note(u"b"_s));
    m_emitter->post(Event(u"b"));
    const QFuture<ShutdownReport> stopped = m_emitter->stop(1h);
    QVERIFY(!m_emitter->post(Event(u"b")));
    QVERIFY(!stopped.isFinished());
    QTRY_VERIFY(stopped.isFinished());
    QCOMPARE(m_calls.take(), (QStringList{u"b"_s}));
}

void TestStopping::waitsForTheSuspendedEmission()
{
    QTest::failOnWarning(QRegularExpression(u"."_s));
    m_emitter->emitEvent(Event(u"a"));
    const QFuture<ShutdownReport> stopped = m_emitter->stop(1h);
    QTest::qWait(5);
    QVERIFY(!stopped.isFinished());
    m_promise->finish();
    QTRY_VERIFY(stopped.isFinished());
    QVERIFY(stopped.result().isComplete());
    QCOMPARE(m_calls.take(), (QStringList{u"last"_s}));
}

void TestStopping::afterTheDeadlineItSaysWhatItAbandoned()
{
    m_emitter->emitEvent(Event(u"a"));
    QTest::ignoreMessage(QtWarningMsg,
        QRegularExpression(u"^the emitter stopped while \"waits\" was still handling a "
                           u"[0-9a-f]{16}-1; the handlers behind it did not run$"_s));
    const auto begin = std::chrono::steady_clock::now();
    const QFuture<ShutdownReport> stopped = m_emitter->stop(30ms);
    QTRY_VERIFY(stopped.isFinished());
    QVERIFY(std::chrono::steady_clock::now() - begin >= 30ms);
    const ShutdownReport report = stopped.result();
    QCOMPARE(report.abandoned.size(), 1);
    QCOMPARE(report.abandoned[0].handlerName, u"waits"_s);
    QCOMPARE(m_emitter->handlerInfo(report.abandoned[0].handler)->name, u"waits"_s);
    QCOMPARE(report.abandoned[0].event.name(), u"a"_s);
    QCOMPARE(report.abandoned[0].behind, 1);
    QVERIFY(report.abandoned[0].runningFor >= 29ms);
    QCOMPARE(m_calls.take(), QStringList());
}

void TestStopping::withoutADeadlineItStopsNow()
{
    const QuietLog quiet;
    m_emitter->emitEvent(Event(u"a"));
    const QFuture<ShutdownReport> stopped = m_emitter->stop(0ms);
    QVERIFY(stopped.isFinished());
    QCOMPARE(stopped.result().abandoned.size(), 1);
}

void TestStopping::shutdownEndsTheWaiting()
{
    const QuietLog quiet;
    m_emitter->emitEvent(Event(u"a"));
    const QFuture<ShutdownReport> stopped = m_emitter->stop(1h);
    QVERIFY(!stopped.isFinished());
    QCOMPARE(m_emitter->shutdown().abandoned.size(), 1);
    QVERIFY(stopped.isFinished());
    QCOMPARE(stopped.result().abandoned.size(), 1);
}

void TestStopping::emittersEndEndsTheWaiting()
{
    const QuietLog quiet;
    m_emitter->emitEvent(Event(u"a"));
    const QFuture<ShutdownReport> stopped = m_emitter->stop(1h);
    m_emitter.reset();
    QVERIFY(stopped.isFinished());
    QCOMPARE(stopped.result().abandoned.size(), 1);
}

void TestStopping::manyAbandonedCallsAreOneLine()
{
    for (int i = 0; i < 8; ++i) {
        m_emitter->emitEvent(Event(u"a"));
    }
    QTest::failOnWarning(QRegularExpression(u"."_s));
    QTest::ignoreMessage(QtWarningMsg,
        QRegularExpression(u"^the emitter stopped while (\"waits\" was still handling a [0-9a-f]{16}-[1-5], ){5}"
                           u"3 more were busy; the handlers behind them did not run$"_s));
    QCOMPARE(m_emitter->shutdown().abandoned.size(), 8);
}

void TestStopping::shutdownReportsWhatItAbandoned()
{
    const QuietLog quiet;
    QVERIFY(EventEmitter().shutdown().isComplete());
    m_emitter->emitEvent(Event(u"a"));
    QCOMPARE(m_emitter->shutdown().abandoned.size(), 1);
    QCOMPARE(m_emitter->shutdown().abandoned.size(), 1); // again: the same
}

void TestStopping::insideAHandlerItWaitsForThatOneToo()
{
    QFuture<ShutdownReport> stopped;
    m_emitter->on(u"stop", [&](const Event &) {
        stopped = m_emitter->stop(1h);
        QCoreApplication::processEvents();
        m_calls.add(stopped.isFinished() ? u"stopped in the handler"_s : u"not yet"_s);
    });
    m_emitter->emitEvent(Event(u"stop"));
    QCOMPARE(m_calls.take(), (QStringList{u"not yet"_s}));
    QTRY_VERIFY(stopped.isFinished());
}

void TestStopping::fromAnotherThread()
{
    BusyEmitter emitter;
    emitter->post(Event(u"busy"));
    QTRY_VERIFY(emitter.isBusy);
    const QFuture<ShutdownReport> stopped = emitter->stop(1h);
    QVERIFY(emitter->isStopped());
    QVERIFY(!stopped.isFinished());
    emitter.mayReturn = true;
    QTRY_VERIFY(stopped.isFinished());
    QVERIFY(stopped.result().isComplete());
}

void TestStopping::afterTheEndTheReportIsThereAtOnce()
{
    const QuietLog quiet;
    m_emitter->emitEvent(Event(u"a"));
    m_emitter->shutdown();
    QFuture<ShutdownReport> stopped;
    inOtherThread([&] { stopped = m_emitter->stop(1h); });
    QVERIFY(stopped.isFinished());
    QCOMPARE(stopped.result().abandoned.size(), 1);
}

void TestStopping::continuationMayEndTheEmitter()
{
    m_emitter->emitEvent(Event(u"a"));
    bool ended = false;
    QFuture<void> continued = m_emitter->stop(1h).then([&](const ShutdownReport &) {
        m_emitter.reset();
        ended = true;
    });
    m_promise->finish();
    QTRY_VERIFY(ended);
}

void TestStopping::suspendedEmissionsAreCounted()
{
    QCOMPARE(m_emitter->counts().suspended, quint64(0));
    m_emitter->emitEvent(Event(u"a"));
    m_emitter->emitEvent(Event(u"a"));
    m_emitter->emitEvent(Event(u"b"));
    QCOMPARE(m_emitter->counts().suspended, quint64(2));
    m_promise->finish();
    QTRY_COMPARE(m_emitter->counts().suspended, quint64(0));
}

void TestStopping::asynchronousHandlersAreMarked()
{
    m_promise->finish();
    m_emitter->emitEvent(Event(u"a"));
    m_emitter->flushBatch();
    QHash<QString, bool> marks;
    for (const HandlerStatistics &one : m_emitter->handlerStatistics()) {
        marks[one.info.name] = one.info.asynchronous;
    }
    QCOMPARE(marks, (QHash<QString, bool>{{u"waits"_s, true}, {u"last"_s, false}}));
}

void TestStopping::nobodyRunsBetweenEmissions()
{
    QVERIFY(!m_emitter->runningHandler());
    m_emitter->emitEvent(Event(u"a"));
    QVERIFY(!m_emitter->runningHandler()); // suspended is not running
    m_promise->finish();
    QTRY_COMPARE(m_calls.list().size(), 1);
    QVERIFY(!m_emitter->runningHandler());
}

void TestStopping::runningHandlerIsSeenFromAnotherThread()
{
    BusyEmitter emitter;
    emitter->post(Event(u"busy"));
    QTRY_VERIFY(emitter.isBusy);
    const auto first = emitter->runningHandler();
    QVERIFY(first);
    QCOMPARE(emitter->handlerInfo(first->handler)->name, u"sleeper"_s);
    QTRY_VERIFY(emitter->runningHandler()->runningFor >= first->runningFor + 5ms);
    emitter.mayReturn = true;
    QTRY_VERIFY(!emitter->runningHandler());
}

void TestStopping::runningHandlerIsTheInnermost()
{
    QStringList seen;
    const auto look = [&] { seen << m_emitter->handlerInfo(m_emitter->runningHandler()->handler)->name; };
    m_emitter->on(u"outer",
        [&](const Event &) {
            look();
            m_emitter->emitEvent(Event(u"inner"));
            look();
        },
        {.name = u"outer"_s});
    m_emitter->on(u"inner", [&](const Event &) { look(); }, {.name = u"inner"_s});
    m_emitter->emitEvent(Event(u"outer"));
    QCOMPARE(seen, (QStringList{u"outer"_s, u"inner"_s, u"outer"_s}));
}

void TestStopping::untracedHandlersAreNotSeen()
{
    m_emitter->setTracing({.mode = Tracing::Mode::Off});
    bool seen = true;
    m_emitter->on(u"b", [&](const Event &) { seen = m_emitter->runningHandler().has_value(); });
    m_emitter->emitEvent(Event(u"b"));
    QVERIFY(!seen);
}

void TestStopping::askedElsewhereItEndsWithTheShutdownThatCameFirst()
{
    const QuietLog quiet;
    m_emitter->emitEvent(Event(u"a"));
    QFuture<ShutdownReport> stopped;
    inOtherThread([&] { stopped = m_emitter->stop(1h); }); // the emitter's thread has not seen it yet
    QVERIFY(!stopped.isFinished());
    QCOMPARE(m_emitter->shutdown().abandoned.size(), 1);
    QVERIFY(stopped.isFinished());
    QCOMPARE(stopped.result().abandoned.size(), 1);
}

QTEST_GUILESS_MAIN(TestStopping)
#include "tst_stopping.moc"
