// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtTest/QTest>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

namespace {

void spinFor(std::chrono::microseconds duration)
{
    const auto end = std::chrono::steady_clock::now() + duration;
    while (std::chrono::steady_clock::now() < end) { }
}

} // namespace

/// The wake-up of the emitter's thread: never lost, never in the way of the event loop.
class TestWakeUp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventPostedByAHandlerIsDelivered();
    void lastPostOfAHandlerThatEmptiedTheInboxIsDelivered();
    void postAtTheMomentTheInboxIsSeenEmptyIsDelivered();
    void postAfterAResumedSliceIsDelivered();
    void timersFireDuringAFlood();
    void nestedEventLoopInAPostedHandlerKeepsTheOrder();
    void nestedEventLoopInADirectHandlerDelivers();
    void nestedEventLoopWhileLossesAreTold();
};

void TestWakeUp::eventPostedByAHandlerIsDelivered()
{
    EventEmitter emitter;
    emitter.on(u"a", [&](const Event &e) {
        if (e.sequence() < 1'000) {
            emitter.post(Event(u"a"));
        }
    });
    emitter.post(Event(u"a"));
    QTRY_COMPARE(emitter.eventCount(u"a"), quint64(1'000));
    emitter.emitEvent(Event(u"b")); // a handler of a direct emission
    emitter.on(u"b", [&](const Event &) { emitter.post(Event(u"c")); });
    emitter.emitEvent(Event(u"b"));
    QTRY_COMPARE(emitter.eventCount(u"c"), quint64(1));
}

void TestWakeUp::lastPostOfAHandlerThatEmptiedTheInboxIsDelivered()
{
    EventEmitter emitter;
    for (quint64 round = 1; round <= 50; ++round) {
        emitter.once(u"a", [&](const Event &) { inOtherThread([&] { emitter.post(Event(u"b")); }); });
        emitter.post(Event(u"a"));
        QTRY_COMPARE(emitter.eventCount(u"b"), round);
    }
}

void TestWakeUp::postAtTheMomentTheInboxIsSeenEmptyIsDelivered()
{
    // The poster answers each handled event at once with the next one: again and again that is the very moment in
    // which the drain finds the inbox empty and clears its flag.
    constexpr int kRounds = 20'000;
    EventEmitter emitter;
    std::atomic<int> handled = 0;
    std::atomic<bool> gaveUp = false;
    QEventLoop loop;
    emitter.on(u"a", [&](const Event &) {
        if (handled.fetch_add(1) + 1 == kRounds) {
            loop.quit();
        }
    });
    std::thread poster([&] {
        for (int i = 0; i < kRounds && !gaveUp; ++i) {
            emitter.post(Event(u"a"));
            while (handled <= i && !gaveUp) {
                std::this_thread::yield();
            }
            if (i % 7 == 0) {
                spinFor(std::chrono::microseconds(i % 5)); // other moments of the drain
            }
        }
    });
    QTimer watchdog;
    int before = -1;
    QObject::connect(&watchdog, &QTimer::timeout, &loop, [&] {
        if (std::exchange(before, handled.load()) == handled) {
            loop.quit(); // nothing moved for three seconds: a wake-up was lost
        }
    });
    watchdog.start(3s);
    loop.exec();
    gaveUp = handled < kRounds;
    poster.join();
    QCOMPARE(handled.load(), kRounds);
}

void TestWakeUp::postAfterAResumedSliceIsDelivered()
{
    EventEmitter emitter({.limit = 10'000});
    emitter.on(u"a", [](const Event &) { spinFor(20us); });
    for (quint64 round = 1; round <= 5; ++round) {
        for (int i = 0; i < 1'000; ++i) { // 20 ms: several slices
            emitter.post(Event(u"a"));
        }
        QTRY_COMPARE(emitter.eventCount(u"a"), round * 1'000);
        emitter.post(Event(u"b"));
        QTRY_COMPARE(emitter.eventCount(u"b"), round);
        inOtherThread([&] { emitter.post(Event(u"b")); });
        emitter.resetCounts();
        QTRY_COMPARE(emitter.eventCount(u"b"), quint64(1));
        emitter.resetCounts();
        for (quint64 i = 0; i < round; ++i) {
            emitter.emitEvent(Event(u"b"));
        }
        for (quint64 i = 0; i < round * 1'000; ++i) {
            emitter.emitEvent(Event(u"a"));
        }
    }
}

void TestWakeUp::timersFireDuringAFlood()
{
    EventEmitter emitter;
    bool stop = false;
    quint64 heard = 0;
    QElapsedTimer sinceStart;
    sinceStart.start();
    emitter.on(u"a", [&](const Event &) {
        ++heard;
        spinFor(5us);
        if (!stop && sinceStart.elapsed() < 20'000) {
            emitter.post(Event(u"a")); // the inbox is never empty
        }
    });
    int ticks = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] { stop = ++ticks >= 5; });
    timer.start(1ms);
    emitter.post(Event(u"a"));
    emitter.post(Event(u"a"));
    QTRY_VERIFY_WITH_TIMEOUT(stop, 25'000);
    QVERIFY2(sinceStart.elapsed() < 10'000, "the timer had to wait for the end of the flood");
    QTRY_COMPARE(emitter.counts().waiting, quint64(0));
}

void TestWakeUp::nestedEventLoopInAPostedHandlerKeepsTheOrder()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"loop", [&](const Event &) {
        calls.add(u"loop begins"_s);
        emitter.post(Event(u"inside"));
        inOtherThread([&] { emitter.post(Event(u"other thread")); });
        QEventLoop loop;
        QTimer::singleShot(20ms, &loop, &QEventLoop::quit);
        loop.exec();
        calls.add(u"loop ends"_s);
    });
    emitter.on(u"*", [&](const Event &e) { calls.add(e.name()); }, {.priority = 1});
    emitter.post(Event(u"loop"));
    emitter.post(Event(u"next"));
    QTRY_COMPARE(emitter.counts().emitted, quint64(4));
    QCOMPARE(calls.take(),
        (QStringList{u"loop begins"_s, u"loop ends"_s, u"loop"_s, u"next"_s, u"inside"_s, u"other thread"_s}));
    emitter.post(Event(u"later"));
    QTRY_COMPARE(calls.list(), (QStringList{u"later"_s}));
}

void TestWakeUp::nestedEventLoopInADirectHandlerDelivers()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"loop", [&](const Event &) {
        emitter.post(Event(u"posted"));
        while (emitter.eventCount(u"posted") == 0) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
        calls.add(u"loop ends"_s);
    });
    emitter.on(u"*", [&](const Event &e) { calls.add(e.name()); }, {.priority = 1});
    emitter.emitEvent(Event(u"loop"));
    QCOMPARE(calls.take(), (QStringList{u"posted"_s, u"loop ends"_s, u"loop"_s}));
    emitter.post(Event(u"later"));
    QTRY_COMPARE(calls.list(), (QStringList{u"later"_s}));
}

void TestWakeUp::nestedEventLoopWhileLossesAreTold()
{
    EventEmitter emitter({.limit = 1});
    Calls calls;
    emitter.on(u"emitter.overflowed", [&](const Event &) {
        emitter.post(Event(u"inside"));
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
    });
    emitter.on(u"*", [&](const Event &e) { calls.add(e.name()); }, {.priority = 1});
    emitter.post(Event(u"a"));
    emitter.post(Event(u"lost"));
    QTRY_COMPARE(emitter.eventCount(u"inside"), quint64(1));
    emitter.post(Event(u"later"));
    QTRY_COMPARE(emitter.eventCount(u"later"), quint64(1));
}

QTEST_GUILESS_MAIN(TestWakeUp)
#include "tst_wakeup.moc"
