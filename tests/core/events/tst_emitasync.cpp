// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"
#include "onthread.h"

#include <QtCore/QPromise>
#include <QtTest/QTest>

#include <array>
#include <deque>
#include <optional>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

/// emitAsync(): a future of what became of an emission.
class TestEmitAsync : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_emitter.reset(); }
    void tellsWhatWasHandled();
    void withoutListenersItIsDelivered();
    void keepsItsPlaceAmongPosts();
    void urgentOnesOvertake();
    void expiredOnesSaySo();
    void limitsRefuseIt();
    void handlersSeeTheEventItself();
    void waitsForAsynchronousHandlers();
    void waitsForConcurrentHandlers();
    void nestedEmissionsAreNotItsOwn();
    void tellsEveryFailure();
    void tooSlowHandlersEndIt();
    void fullInboxIsDropped();
    void lostToANewerOneIsDropped_data();
    void lostToANewerOneIsDropped();
    void stoppedEmitterIsStopped();
    void acceptedBeforeAShutdownIsDelivered();
    void unfinishedAtAShutdownIsStopped();
    void nullEventIsDropped();
    void continuationMayEndTheEmitter();
    void manyThreadsEachGetTheirOwn();

private:
    [[nodiscard]] Handler slow() { return promising(m_promises); }

    std::deque<QPromise<void>> m_promises;
    std::optional<EventEmitter> m_emitter;
    Calls m_calls;
};

void TestEmitAsync::init()
{
    m_promises.clear();
    m_calls.take();
    m_emitter.emplace();
}

void TestEmitAsync::tellsWhatWasHandled()
{
    m_emitter->on(u"a", m_calls.note(u"one"_s));
    m_emitter->on(u"a", m_calls.note(u"two"_s));
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    QVERIFY(!emission.isFinished());
    QCOMPARE(m_calls.list().size(), 0);
    QTRY_VERIFY(emission.isFinished());
    QCOMPARE(emission.result().handled, 2);
    QCOMPARE(emission.result().failed, 0);
    QCOMPARE(emission.result().outcome, EmissionOutcome::Delivered);
}

void TestEmitAsync::withoutListenersItIsDelivered()
{
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    QTRY_VERIFY(emission.isFinished());
    QCOMPARE(emission.result().handled, 0);
    QCOMPARE(emission.result().outcome, EmissionOutcome::Delivered);
    QCOMPARE(m_emitter->eventCount(u"a"), quint64(1));
}

void TestEmitAsync::keepsItsPlaceAmongPosts()
{
    m_emitter->on(u"*", [this](const Event &e) { m_calls.add(e.name()); });
    m_emitter->post(Event(u"a"));
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"b"));
    m_emitter->post(Event(u"c"));
    QTRY_COMPARE(m_calls.list(), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
    QCOMPARE(m_emitter->counts().posted, quint64(3));
}

void TestEmitAsync::urgentOnesOvertake()
{
    Calls calls;
    m_emitter->on(u"*", [&](const Event &e) { calls.add(e.name()); });
    m_emitter->post(Event(u"ordinary"));
    const QFuture<Emission> urgent
        = m_emitter->emitAsync(Event(EventInit{.name = Symbol::intern(u"urgent"), .urgent = true}));
    QTRY_COMPARE(m_emitter->counts().waiting, quint64(0));
    QCOMPARE(calls.take(), (QStringList{u"urgent"_s, u"ordinary"_s}));
    QCOMPARE(urgent.result().handled, 1);
}

void TestEmitAsync::expiredOnesSaySo()
{
    m_emitter->on(u"a", [](const Event &) { QFAIL("nobody gets it"); });
    const QFuture<Emission> future
        = m_emitter->emitAsync(Event(EventInit{.name = Symbol::intern(u"a"), .expiry = eventTimeNow() - 1s}));
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(future.result().outcome, EmissionOutcome::Expired);
}

void TestEmitAsync::limitsRefuseIt()
{
    const QuietLog quiet;
    EventEmitter emitter({.limits = {.rate = {.perSecond = 0.001}}});
    const QFuture<Emission> first = emitter.emitAsync(Event(u"a"));
    const QFuture<Emission> second = emitter.emitAsync(Event(u"a"));
    QVERIFY(second.isFinished());
    QCOMPARE(second.result().outcome, EmissionOutcome::Dropped);
    QTRY_VERIFY(first.isFinished());
    QCOMPARE(first.result().outcome, EmissionOutcome::Delivered);
    QCOMPARE(emitter.counts().refusedRate, quint64(1));
}

void TestEmitAsync::handlersSeeTheEventItself()
{
    QStringList seen;
    m_emitter->on(u"a", [&](const Event &e) {
        seen << e.source() << e.subject() << e.field(u"n").toText().toString() << QString::number(e.sequence());
    });
    const Event event(EventInit{.name = Symbol::intern(u"a"),
        .source = Symbol::intern(u"s"),
        .payload = Record::make({{u"n", u"x"_s}}),
        .subject = u"sub"_s});
    const QFuture<Emission> emission = m_emitter->emitAsync(event);
    QTRY_VERIFY(emission.isFinished());
    QCOMPARE(seen, (QStringList{u"s"_s, u"sub"_s, u"x"_s, u"1"_s}));
}

void TestEmitAsync::waitsForAsynchronousHandlers()
{
    m_emitter->on(u"a", slow());
    m_emitter->on(u"a", slow());
    m_emitter->on(u"a", m_calls.note(u"last"_s));
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    QTRY_COMPARE(m_promises.size(), std::size_t(1));
    m_promises[0].finish();
    QTRY_COMPARE(m_promises.size(), std::size_t(2));
    QVERIFY(!emission.isFinished());
    m_promises[1].finish();
    QTRY_VERIFY(emission.isFinished());
    QCOMPARE(m_calls.take(), (QStringList{u"last"_s}));
    QCOMPARE(emission.result().handled, 3);
    QCOMPARE(emission.result().pending, 0);
}

void TestEmitAsync::waitsForConcurrentHandlers()
{
    m_emitter->on(u"a", slow(), {.concurrent = true});
    m_emitter->on(u"a", slow());
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    QTRY_COMPARE(m_promises.size(), std::size_t(2));
    m_promises[1].finish();
    QTRY_COMPARE(m_emitter->counts().suspended, quint64(0));
    QVERIFY(!emission.isFinished());
    m_promises[0].finish();
    QTRY_VERIFY(emission.isFinished());
    QCOMPARE(emission.result().handled, 2);
    QCOMPARE(emission.result().pending, 0);
}

void TestEmitAsync::nestedEmissionsAreNotItsOwn()
{
    const QuietLog quiet; // two are abandoned at the end
    m_emitter->on(u"a", [this](const Event &) { m_emitter->emitEvent(Event(u"b")); });
    m_emitter->on(u"a", [this](const Event &) { m_emitter->emitNext(Event(u"b")); });
    m_emitter->on(u"b", slow());
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    QTRY_VERIFY(emission.isFinished());
    QCOMPARE(emission.result().handled, 2);
    QCOMPARE(m_promises.size(), std::size_t(2));
}

void TestEmitAsync::tellsEveryFailure()
{
    const QuietLog quiet;
    m_emitter->on(u"a", m_calls.noteAndThrow(u"first"_s), {.name = u"first"_s});
    m_emitter->on(u"a", slow(), {.name = u"beside"_s, .concurrent = true});
    m_emitter->on(u"a", slow(), {.name = u"slow"_s});
    m_emitter->on(u"a", m_calls.noteAndThrow(u"last"_s), {.name = u"last"_s});
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    QTRY_COMPARE(m_promises.size(), std::size_t(2));
    for (QPromise<void> &promise : m_promises) {
        promise.setException(std::make_exception_ptr(std::runtime_error("late")));
    }
    m_promises[1].finish();
    QTRY_COMPARE(m_calls.list().size(), 2);
    m_promises[0].finish();
    QTRY_VERIFY(emission.isFinished());
    QStringList names;
    for (const HandlerFailure &failure : emission.result().errors) {
        names << failure.handlerName;
    }
    QCOMPARE(names, (QStringList{u"first"_s, u"slow"_s, u"last"_s, u"beside"_s}));
    QCOMPARE(emission.result().failed, 4);
    QCOMPARE(emission.result().handled, 0);
}

void TestEmitAsync::tooSlowHandlersEndIt()
{
    const QuietLog quiet;
    m_emitter->on(u"a", slow(), {.timeout = 1ms});
    m_emitter->on(u"a", slow(), {.timeout = 1ms, .concurrent = true});
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    QTRY_VERIFY(emission.isFinished());
    QCOMPARE(emission.result().failed, 2);
}

void TestEmitAsync::fullInboxIsDropped()
{
    m_emitter.emplace(EmitterOptions{.limit = 1});
    m_emitter->post(Event(u"a"));
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    QVERIFY(emission.isFinished());
    QCOMPARE(emission.result().outcome, EmissionOutcome::Dropped);
    QCOMPARE(emission.result().errors.at(0).message, u"the emitter's inbox is full: the event was refused"_s);
    QCOMPARE(m_emitter->counts().refused, quint64(1));
}

void TestEmitAsync::lostToANewerOneIsDropped_data()
{
    QTest::addColumn<InboxPolicy>("policy");
    QTest::newRow("drop oldest") << InboxPolicy::DropOldest;
    QTest::newRow("coalesce") << InboxPolicy::CoalesceLatest;
}

void TestEmitAsync::lostToANewerOneIsDropped()
{
    QFETCH(const InboxPolicy, policy);
    m_emitter.emplace(EmitterOptions{.limit = 1, .policy = policy});
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    QVERIFY(!emission.isFinished());
    QVERIFY(m_emitter->post(Event(u"a")));
    QVERIFY(emission.isFinished());
    QCOMPARE(emission.result().outcome, EmissionOutcome::Dropped);
    QTRY_COMPARE(m_emitter->eventCount(u"a"), quint64(1));
}

void TestEmitAsync::stoppedEmitterIsStopped()
{
    const QuietLog quiet;
    m_emitter->shutdown();
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    QVERIFY(emission.isFinished());
    QCOMPARE(emission.result().outcome, EmissionOutcome::Stopped);
    QCOMPARE(emission.result().errors.size(), 1);
}

void TestEmitAsync::acceptedBeforeAShutdownIsDelivered()
{
    m_emitter->on(u"a", m_calls.note(u"a"_s));
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    m_emitter->shutdown();
    QVERIFY(emission.isFinished());
    QCOMPARE(emission.result().outcome, EmissionOutcome::Delivered);
    QCOMPARE(emission.result().handled, 1);
}

void TestEmitAsync::unfinishedAtAShutdownIsStopped()
{
    const QuietLog quiet;
    m_emitter->on(u"a", m_calls.note(u"first"_s));
    m_emitter->on(u"a", slow());
    m_emitter->on(u"a", m_calls.note(u"last"_s));
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    QTRY_COMPARE(m_promises.size(), std::size_t(1));
    m_emitter.reset();
    QVERIFY(emission.isFinished());
    QCOMPARE(emission.result().outcome, EmissionOutcome::Stopped);
    QCOMPARE(emission.result().handled, 1);
    QCOMPARE(emission.result().pending, 2);
}

void TestEmitAsync::nullEventIsDropped()
{
    const QFuture<Emission> emission = m_emitter->emitAsync(Event());
    QVERIFY(emission.isFinished());
    QCOMPARE(emission.result().outcome, EmissionOutcome::Dropped);
}

void TestEmitAsync::continuationMayEndTheEmitter()
{
    m_emitter->on(u"a", m_calls.note(u"a"_s));
    QFuture<void> continued = m_emitter->emitAsync(Event(u"a")).then([this](const Emission &) { m_emitter.reset(); });
    QTRY_VERIFY(!m_emitter);
    m_emitter.emplace();
    m_emitter->on(u"a", slow());
    continued = m_emitter->emitAsync(Event(u"a")).then([this](const Emission &) { m_emitter.reset(); });
    QTRY_COMPARE(m_promises.size(), std::size_t(1));
    m_promises[0].finish();
    QTRY_VERIFY(!m_emitter);
}

void TestEmitAsync::manyThreadsEachGetTheirOwn()
{
    constexpr int kThreads = 3;
    constexpr int kRounds = 200;
    std::array<int, kThreads> right = {};
    OnThread<EventEmitter> emitter([] {
        auto made = std::make_unique<EventEmitter>();
        for (int t = 0; t < kThreads; ++t) {
            for (int n = 0; n <= t; ++n) {
                made->on(u"from.%1"_s.arg(t), [](const Event &) {});
            }
        }
        made->on(u"from.*", [](const Event &) { return QtFuture::makeReadyFuture(1); });
        return made;
    });
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < kRounds; ++i) {
                const QFuture<Emission> emission = emitter->emitAsync(Event(u"from.%1"_s.arg(t)));
                right[std::size_t(t)] += emitter->waitForFinished(emission) && emission.result().handled == t + 2;
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    QCOMPARE(right, (std::array<int, kThreads>{kRounds, kRounds, kRounds}));
}

QTEST_GUILESS_MAIN(TestEmitAsync)
#include "tst_emitasync.moc"
