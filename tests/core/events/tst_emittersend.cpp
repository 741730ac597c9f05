// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QPromise>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <array>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

/// An emitter that is destroyed while it is at work, and what else lives shorter or longer than one thinks.
class TestEmittersEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHandlerMayDestroyTheEmitter_data();
    void aHandlerMayDestroyTheEmitter();
    void aSlotOfABatchSignalMayDestroyTheEmitter_data();
    void aSlotOfABatchSignalMayDestroyTheEmitter();
    void whatWasAcceptedIsDeliveredWhenAHandlerDestroysTheEmitter();
    void aHandlersDestructorMayEndTheEmitter_data();
    void aHandlersDestructorMayEndTheEmitter();
    void aContextThatEndsDuringAnEmissionTakesItsListeners();
    void aNewThreadIsNotTakenForOneThatHasEnded();
    void aHandlerAwaitedByManyEmissionsOutlivesItsListener();
    void blocksOfEventsGoFromThreadToThread();
};

void TestEmittersEnd::aHandlerMayDestroyTheEmitter_data()
{
    QTest::addColumn<QString>("way");
    for (const QString &way : {u"emitEvent"_s, u"nested"_s, u"post"_s, u"child"_s, u"throw"_s, u"traced"_s, u"once"_s,
             u"filter"_s, u"asynchronous"_s, u"alone"_s}) {
        QTest::newRow(qPrintable(way)) << way;
    }
}

void TestEmittersEnd::aHandlerMayDestroyTheEmitter()
{
    QFETCH(const QString, way);
    if (way == u"throw") {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"failed on a .*: after the end"_s));
    }
    EmitterOptions options;
    options.tracing = {.mode = way == u"traced" ? Tracing::Mode::All : Tracing::Mode::Off};
    auto emitter = std::make_unique<EventEmitter>(options);
    Calls calls;
    QPromise<void> promise;
    promise.start();
    const auto kill = [&](const Event &) {
        calls.add(u"kill"_s);
        if (way == u"child") {
            emitter->emitNext(Event(u"b"));
        }
        emitter.reset();
        if (way == u"throw") {
            throw std::runtime_error("after the end");
        }
    };
    ListenerOptions first{.priority = 60};
    if (way == u"once") {
        emitter->once(u"a", kill, first);
    } else if (way == u"filter") {
        emitter->on(u"a", calls.note(u"never"_s), {.priority = 60, .filter = [&](const Event &event) {
                                                       kill(event);
                                                       return true;
                                                   }});
    } else if (way == u"asynchronous") {
        emitter->on(
            u"a",
            [&, future = promise.future()](const Event &event) {
                kill(event);
                return future;
            },
            first);
    } else {
        emitter->on(u"a", kill, first);
    }
    if (way != u"alone") {
        emitter->on(u"a", calls.note(u"later"_s));
        emitter->on(u"b", calls.note(u"child"_s));
    }
    const Event event(u"a");
    if (way == u"nested") {
        emitter->on(
            u"outer", [&](const Event &) { emitter->emitEvent(event); }, first);
        emitter->on(u"outer", calls.note(u"outer, later"_s));
        emitter->emitEvent(Event(u"outer"));
    } else if (way == u"post") {
        emitter->post(event);
        QCoreApplication::processEvents();
    } else {
        emitter->emitEvent(event);
    }
    QVERIFY(!emitter);
    QCOMPARE(calls.take(), QStringList{u"kill"_s}); // nobody is called on behalf of an emitter that is gone
    promise.finish();
    QCoreApplication::processEvents();
    QCOMPARE(event.name(), u"a"_s);
}

void TestEmittersEnd::aSlotOfABatchSignalMayDestroyTheEmitter_data()
{
    QTest::addColumn<QString>("which");
    QTest::addColumn<bool>("full");
    for (const QString &which : {u"emitted"_s, u"traced"_s, u"countsChanged"_s}) {
        QTest::newRow(qPrintable(which + u", by the frame"_s)) << which << false;
        QTest::newRow(qPrintable(which + u", by a full batch"_s)) << which << true;
    }
}

void TestEmittersEnd::aSlotOfABatchSignalMayDestroyTheEmitter()
{
    QFETCH(const QString, which);
    QFETCH(const bool, full);
    auto emitter = std::make_unique<EventEmitter>(EmitterOptions{.tracing = {.mode = Tracing::Mode::All}});
    emitter->on(u"a", [](const Event &) {});
    const auto kill = [&] { emitter.reset(); };
    EventEmitter *const it = emitter.get();
    QObject holder; // ends the connections with the test
    if (which == u"emitted") {
        connect(it, &EventEmitter::emitted, &holder, kill);
    } else if (which == u"traced") {
        connect(it, &EventEmitter::traced, &holder, kill);
    } else {
        connect(it, &EventEmitter::countsChanged, &holder, kill);
    }
    const Event event(u"a");
    for (int i = 0; i < (full ? 10'000 : 1) && emitter; ++i) {
        emitter->emitEvent(event);
    }
    QTRY_VERIFY(!emitter);
}

void TestEmittersEnd::whatWasAcceptedIsDeliveredWhenAHandlerDestroysTheEmitter()
{
    auto emitter = std::make_unique<EventEmitter>();
    Calls calls;
    emitter->on(u"a", [&](const Event &) { emitter.reset(); });
    emitter->on(u"b", calls.note(u"b"_s));
    emitter->post(Event(u"a"));
    for (int i = 0; i < 3; ++i) {
        QVERIFY(emitter->post(Event(u"b")));
    }
    QCoreApplication::processEvents();
    QVERIFY(!emitter);
    QCOMPARE(calls.take(), (QStringList{u"b"_s, u"b"_s, u"b"_s}));
}

void TestEmittersEnd::aHandlersDestructorMayEndTheEmitter_data()
{
    QTest::addColumn<QString>("way");
    for (const QString &way : {u"once"_s, u"cancel"_s, u"cancel inside"_s, u"cancel elsewhere"_s, u"off"_s,
             u"off pattern"_s, u"off context"_s, u"context dies"_s, u"all"_s}) {
        QTest::newRow(qPrintable(way)) << way;
    }
}

/// `[keep = emitter]` in its own handler: an emitter that lives until it has said the last thing.
void TestEmittersEnd::aHandlersDestructorMayEndTheEmitter()
{
    QFETCH(const QString, way);
    auto emitter = std::make_shared<EventEmitter>();
    const std::weak_ptr<EventEmitter> watch = emitter;
    auto context = std::make_unique<QObject>();
    EventEmitter *const it = emitter.get();
    it->on(u"other", [](const Event &) {});
    Handler handler([keep = emitter](const Event &) {});
    const Listener listener = way == u"once" ? it->once(u"a", std::move(handler))
                                             : it->on(u"a", std::move(handler), {.context = context.get()});
    it->on(u"a", [](const Event &) {}, {.context = context.get()});
    if (way == u"cancel inside") {
        it->on(u"a", [&](const Event &) { listener.cancel(); });
    }
    const Event event(u"a");
    emitter.reset();
    QVERIFY(!watch.expired());
    if (way == u"once" || way == u"cancel inside") {
        it->emitEvent(event);
    } else if (way == u"cancel") {
        listener.cancel();
    } else if (way == u"cancel elsewhere") {
        std::thread([&] { listener.cancel(); }).join();
        it->emitEvent(event);
    } else if (way == u"off") {
        it->off(listener);
    } else if (way == u"off pattern") {
        it->off(u"a");
    } else if (way == u"off context") {
        it->off(context.get());
    } else if (way == u"context dies") {
        context.reset();
    } else {
        it->removeAllListeners();
    }
    QVERIFY(watch.expired());
    QVERIFY(!listener.isActive());
    listener.cancel();
}

void TestEmittersEnd::aContextThatEndsDuringAnEmissionTakesItsListeners()
{
    EventEmitter emitter;
    Calls calls;
    auto context = std::make_unique<QObject>();
    emitter.on(u"a", calls.note(u"before"_s), {.priority = 70, .context = context.get()});
    emitter.on(u"a", [&](const Event &) { context.reset(); }, {.priority = 60, .context = context.get()});
    emitter.on(u"a", calls.note(u"dead"_s), {.context = context.get()});
    emitter.on(u"*", calls.note(u"dead too"_s), {.context = context.get()});
    emitter.on(u"a", calls.note(u"alive"_s), {.priority = 1});
    const Event event(u"a");
    emitter.emitEvent(event);
    QCOMPARE(calls.take(), (QStringList{u"before"_s, u"alive"_s}));
    emitter.emitEvent(event);
    QCOMPARE(calls.take(), QStringList{u"alive"_s});
    QCOMPARE(emitter.listenerCount(), 1);
}

/// The system gives the id of a thread that has ended to the next one.
void TestEmittersEnd::aNewThreadIsNotTakenForOneThatHasEnded()
{
    std::unique_ptr<EventEmitter> emitter;
    std::thread([&] {
        emitter = std::make_unique<EventEmitter>();
        emitter->on(u"a", [](const Event &) {}); // by now it knows its thread
    }).join();
    for (int i = 0; i < 10; ++i) {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"was called from another thread"_s));
        std::thread([&] { QCOMPARE(emitter->emitEvent(Event(u"a")).handled, 0); }).join();
    }
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"was called from another thread"_s)); // its shutdown()
    emitter.reset();
}

void TestEmittersEnd::aHandlerAwaitedByManyEmissionsOutlivesItsListener()
{
    EventEmitter emitter;
    QPromise<void> promise;
    promise.start();
    auto state = std::make_shared<int>(0);
    const std::weak_ptr<int> watch = state;
    const Listener listener
        = emitter.on(u"a", [state, future = promise.future()](const Event &) { return ++*state, future; });
    state.reset();
    constexpr int kEmissions = 256 + 1; // more than fit into a byte
    for (int i = 0; i < kEmissions; ++i) {
        QCOMPARE(emitter.emitEvent(Event(u"a")).pending, 1);
    }
    listener.cancel();
    emitter.emitEvent(Event(u"b"));
    QVERIFY2(!watch.expired(), "a handler was destroyed while its futures were awaited");
    promise.finish();
    QTRY_VERIFY(watch.expired());
}

/// Events made in one thread are freed in another, which has its own free blocks, and threads end with some left.
void TestEmittersEnd::blocksOfEventsGoFromThreadToThread()
{
    constexpr int kEvents = 200;
    std::vector<Event> kept;
    std::array<std::vector<Event>, 3> made;
    for (int round = 0; round < 20; ++round) {
        std::vector<std::thread> threads;
        for (std::vector<Event> &mine : made) {
            threads.emplace_back([&mine, old = std::move(mine), round]() mutable {
                old.clear(); // made by a thread that has ended
                mine.clear();
                for (int i = 0; i < kEvents; ++i) {
                    mine.emplace_back(EventInit{.name = Symbol::intern(u"a"), .subject = QString::number(round + i)});
                }
            });
        }
        for (std::thread &thread : threads) {
            thread.join();
        }
        for (std::vector<Event> &mine : made) {
            for (int i = 0; i < kEvents; ++i) {
                QCOMPARE(mine[std::size_t(i)].subject(), QString::number(round + i));
            }
            kept.push_back(mine.back());
            mine.pop_back();
        }
        if (round % 3 == 2) {
            kept.clear();
        }
    }
}

QTEST_GUILESS_MAIN(TestEmittersEnd)
#include "tst_emittersend.moc"
