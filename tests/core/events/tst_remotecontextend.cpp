// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"
#include "onthread.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <atomic>
#include <optional>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

/// What waits or runs on another thread when its context, its listener or the emitter ends.
class TestRemoteContextEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_emitter.reset(); }
    void contextsEndRemovesTheListener();
    void waitingCallIsAbandonedByTheContextsEnd();
    void contextMayEndInItsHandler();
    void cancelledWhileWaitingIsNotBegun();
    void removedByContextWhileWaitingIsNotBegun();
    void timedOutWhileWaitingIsNotBegun();
    void newContextAtTheSameAddress();
    void threadWithoutAnEventLoopTimesOut();
    void emitterMayEndWhileItRuns();
    void emitterMayEndWhileItWaits();
    void stopWaitsForIt();
    void stopTakesTheReplyThatCame();
    void everythingAtOnce();

private:
    ThreadNotes m_threads;
    std::optional<EventEmitter> m_emitter;
    Calls m_calls;
};

void TestRemoteContextEnd::init()
{
    m_threads.clear();
    m_calls.take();
    m_emitter.emplace();
}

void TestRemoteContextEnd::contextsEndRemovesTheListener()
{
    OnThread<QObject> context;
    const Listener listener = m_emitter->on(u"a", m_threads.note(), {.context = context.get()});
    QCOMPARE(m_emitter->listenerCount(u"a"), 1);
    context.end();
    QVERIFY(!listener.isActive());
    QCOMPARE(m_emitter->listenerCount(u"a"), 0);
    QCOMPARE(m_emitter->emitEvent(Event(u"a")).pending, 0);
}

void TestRemoteContextEnd::waitingCallIsAbandonedByTheContextsEnd()
{
    OnThread<QObject> context([] {
        auto made = std::make_unique<QObject>();
        new QObject(made.get());
        return made;
    });
    QObject *child = context->children().constFirst();
    Gate gate;
    QSignalSpy traced(&*m_emitter, &EventEmitter::traced);
    // In the context's thread, while a call for its child waits, the child ends.
    m_emitter->on(u"kill",
        [&gate, child](const Event &) {
            gate.pass();
            delete child;
        },
        {.context = context.get(), .concurrent = true});
    m_emitter->on(u"a", m_threads.note(), {.name = u"remote"_s, .context = child});
    m_emitter->on(u"a", m_calls.note(u"next"_s), {.priority = 40});
    m_emitter->emitEvent(Event(u"kill"));
    QTRY_VERIFY(gate.isReached);
    const Event event(u"a");
    m_emitter->emitEvent(event);
    gate.isOpen = true;
    QTRY_COMPARE(m_calls.list(), (QStringList{u"next"_s}));
    QVERIFY(m_threads.list().empty());
    m_emitter->flushBatch();
    const auto batch = traced.last().first().value<TraceBatch>();
    const auto runs = batch.runsOf(batch.emissions.back());
    QCOMPARE(batch.emissions.back().event.sequence(), event.sequence());
    QCOMPARE(runs.size(), std::size_t(2));
    QCOMPARE(runs[0].outcome, Outcome::Abandoned);
    QCOMPARE(m_emitter->counts().handlerFailures, quint64(0));
}

void TestRemoteContextEnd::contextMayEndInItsHandler()
{
    OnThread<QObject> owner([] {
        auto made = std::make_unique<QObject>();
        new QObject(made.get());
        return made;
    });
    QObject *context = owner->children().constFirst();
    const Listener listener = m_emitter->on(u"a", [context](const Event &) { delete context; }, {.context = context});
    const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
    QTRY_VERIFY(emission.isFinished());
    QCOMPARE(emission.result().handled, 1);
    QVERIFY(!listener.isActive());
}

void TestRemoteContextEnd::cancelledWhileWaitingIsNotBegun()
{
    OnThread<QObject> context;
    Gate gate;
    m_emitter->on(u"gate", [&](const Event &) { gate.pass(); }, {.context = context.get(), .concurrent = true});
    const Listener listener = m_emitter->on(u"a", m_threads.note(), {.context = context.get()});
    m_emitter->emitEvent(Event(u"gate"));
    QTRY_VERIFY(gate.isReached);
    m_emitter->emitEvent(Event(u"a"));
    listener.cancel();
    gate.isOpen = true;
    QTRY_COMPARE(m_emitter->counts().suspended, quint64(0));
    QVERIFY(m_threads.list().empty());
}

void TestRemoteContextEnd::removedByContextWhileWaitingIsNotBegun()
{
    OnThread<QObject> context;
    Gate gate;
    m_emitter->on(u"gate", [&](const Event &) { gate.pass(); }, {.context = context.get(), .concurrent = true});
    m_emitter->once(u"a", m_threads.note(), {.context = context.get()});
    m_emitter->emitEvent(Event(u"gate"));
    QTRY_VERIFY(gate.isReached);
    m_emitter->emitEvent(Event(u"a"));
    QCOMPARE(m_emitter->off(context.get()), 1); // the gate; the other is used up
    gate.isOpen = true;
    QTRY_COMPARE(m_emitter->counts().suspended, quint64(0));
    context.end();
    QVERIFY(m_threads.list().empty());
}

void TestRemoteContextEnd::timedOutWhileWaitingIsNotBegun()
{
    const QuietLog quiet;
    OnThread<QObject> context;
    Gate gate;
    m_emitter->on(u"gate", [&](const Event &) { gate.pass(); }, {.context = context.get(), .concurrent = true});
    m_emitter->on(u"a", m_threads.note(), {.context = context.get(), .timeout = 5ms});
    m_emitter->emitEvent(Event(u"gate"));
    QTRY_VERIFY(gate.isReached);
    m_emitter->emitEvent(Event(u"a"));
    QTRY_COMPARE(m_emitter->counts().handlerFailures, quint64(1));
    gate.isOpen = true;
    context.end();
    QVERIFY(m_threads.list().empty());
}

void TestRemoteContextEnd::newContextAtTheSameAddress()
{
    union Place {
        Place() { }
        ~Place() { }
        QObject object;
    } place;
    for (int i = 1; i <= 3; ++i) {
        OnThread<std::unique_ptr<QObject, void (*)(QObject *)>> context([&place] {
            using Placed = std::unique_ptr<QObject, void (*)(QObject *)>;
            return std::make_unique<Placed>(new (&place.object) QObject, [](QObject *object) { object->~QObject(); });
        });
        m_emitter->on(u"a", m_threads.note(), {.context = context->get()});
        QCOMPARE(m_emitter->listenerCount(u"a"), 1);
        const QFuture<Emission> emission = m_emitter->emitAsync(Event(u"a"));
        QTRY_VERIFY(emission.isFinished());
        QCOMPARE(emission.result().handled, 1);
        QCOMPARE(m_threads.list().size(), std::size_t(i));
    }
}

void TestRemoteContextEnd::threadWithoutAnEventLoopTimesOut()
{
    const QuietLog quiet;
    Gate gate;
    std::atomic<QObject *> context = nullptr;
    std::thread deaf([&] {
        QObject object;
        context = &object;
        gate.pass();
    });
    QTRY_VERIFY(gate.isReached);
    m_emitter->on(u"a", m_threads.note(), {.context = context, .timeout = 10ms});
    m_emitter->on(u"a", m_calls.note(u"next"_s));
    m_emitter->emitEvent(Event(u"a"));
    QTRY_COMPARE(m_calls.list(), (QStringList{u"next"_s}));
    QCOMPARE(m_emitter->counts().handlerFailures, quint64(1));
    gate.isOpen = true;
    deaf.join();
}

void TestRemoteContextEnd::emitterMayEndWhileItRuns()
{
    const QuietLog quiet;
    OnThread<QObject> context;
    Gate gate;
    auto held = std::make_shared<int>(7);
    std::atomic<int> seen = 0;
    m_emitter->on(u"a",
        [&gate, &seen, held](const Event &) {
            gate.pass();
            seen = *held; // still there
        },
        {.context = context.get()});
    m_emitter->emitEvent(Event(u"a"));
    QTRY_VERIFY(gate.isReached);
    m_emitter.reset();
    gate.isOpen = true;
    QTRY_COMPARE(seen.load(), 7);
}

void TestRemoteContextEnd::emitterMayEndWhileItWaits()
{
    const QuietLog quiet;
    OnThread<QObject> context;
    Gate gate;
    m_emitter->on(u"gate", [&](const Event &) { gate.pass(); }, {.context = context.get(), .concurrent = true});
    m_emitter->on(u"a", m_threads.note(), {.context = context.get()});
    m_emitter->emitEvent(Event(u"gate"));
    QTRY_VERIFY(gate.isReached);
    m_emitter->emitEvent(Event(u"a"));
    m_emitter.reset();
    gate.isOpen = true;
    context.end();
    QVERIFY(m_threads.list().empty());
}

void TestRemoteContextEnd::stopWaitsForIt()
{
    OnThread<QObject> context;
    Gate gate;
    m_emitter->on(u"a", [&](const Event &) { gate.pass(); }, {.name = u"gate"_s, .context = context.get()});
    m_emitter->on(u"a", m_calls.note(u"next"_s));
    m_emitter->emitEvent(Event(u"a"));
    QTRY_VERIFY(gate.isReached);
    const QFuture<ShutdownReport> stopped = m_emitter->stop(1h);
    QTest::qWait(5);
    QVERIFY(!stopped.isFinished());
    gate.isOpen = true;
    QTRY_VERIFY(stopped.isFinished());
    QVERIFY(stopped.result().isComplete());
    QCOMPARE(m_calls.take(), (QStringList{u"next"_s}));
}

void TestRemoteContextEnd::stopTakesTheReplyThatCame()
{
    OnThread<QObject> context;
    std::atomic<int> later = 0;
    m_emitter->on(u"a", m_threads.note(), {.context = context.get()});
    m_emitter->on(u"a", m_calls.note(u"next"_s));
    m_emitter->emitEvent(Event(u"a"));
    // Not through our event loop: another emitter says that the context's thread is past the first call.
    std::optional<EventEmitter> other;
    std::thread([&] {
        other.emplace();
        other->on(u"b", [&](const Event &) { ++later; }, {.context = context.get()});
        other->emitEvent(Event(u"b"));
        while (later == 0) {
            std::this_thread::yield();
        }
        other.reset();
    }).join();
    QVERIFY(m_emitter->shutdown().isComplete());
    QCOMPARE(m_calls.take(), (QStringList{u"next"_s}));
}

void TestRemoteContextEnd::everythingAtOnce()
{
    const QuietLog quiet;
    for (int round = 0; round < 20; ++round) {
        EventEmitter emitter({.maxPending = 50});
        std::atomic<int> ran = 0;
        std::vector<std::unique_ptr<OnThread<QObject>>> contexts;
        std::vector<Listener> listeners;
        for (int i = 0; i < 3; ++i) {
            contexts.push_back(std::make_unique<OnThread<QObject>>());
            for (int k = 0; k < 3; ++k) {
                listeners.push_back(emitter.on(u"a",
                    [&ran, k](const Event &e) {
                        ran += int(e.sequence() > 0);
                        if (k == 2) {
                            throw std::runtime_error("thrown over there");
                        }
                    },
                    {.context = contexts.back()->get(), .timeout = 1ms * (1 + k), .concurrent = k == 1}));
            }
        }
        std::thread canceller([&, round] {
            for (std::size_t i = std::size_t(round) % 3; i < listeners.size(); i += 3) {
                std::this_thread::sleep_for(200us);
                listeners[i].cancel();
            }
        });
        for (int i = 0; i < 60; ++i) {
            emitter.emitEvent(Event(u"a"));
            QCoreApplication::processEvents();
            if (i == 30) {
                contexts.erase(contexts.begin());
            }
        }
        const QFuture<ShutdownReport> stopped = emitter.stop(round % 2 == 0 ? 1ms : 1s);
        if (round % 3 != 0) {
            QTRY_VERIFY(stopped.isFinished());
        }
        canceller.join();
        contexts.clear();
    }
}

QTEST_GUILESS_MAIN(TestRemoteContextEnd)
#include "tst_remotecontextend.moc"
