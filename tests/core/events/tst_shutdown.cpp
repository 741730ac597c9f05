// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QEventLoop>
#include <QtCore/QRegularExpression>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

class TestShutdown : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptedEventsAreStillDelivered();
    void afterwardsPostingIsRefusedWithOneWarning();
    void againIsHarmless();
    void lastBatchIsTold();
    void destructorShutsDown();
    void insideADirectHandlerTheRestFollows();
    void insideAPostedHandlerTheRestFollows();
    void insideANestedEventLoopTheRestFollows();
    void insideABatchSlotTheRestFollows();
    void whatHandlersPostMeanwhileIsRefused();
    void childrenOfTheLastEventsAreEmitted();
    void endsWaitingPosters();
    void directEmissionsGoOn();
    void emptiesAlsoWhatAnInterruptedDrainHolds();
};

void TestShutdown::acceptedEventsAreStillDelivered()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"*", [&](const Event &e) { calls.add(e.name()); });
    for (int i = 0; i < 200; ++i) {
        emitter.post(Event(u"a"));
    }
    QVERIFY(!emitter.isStopped());
    emitter.shutdown();
    QVERIFY(emitter.isStopped());
    QCOMPARE(calls.take().size(), 200);
    QCOMPARE(emitter.counts().waiting, quint64(0));
}

void TestShutdown::afterwardsPostingIsRefusedWithOneWarning()
{
    EventEmitter emitter;
    emitter.shutdown();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"posted to an emitter that has stopped; it was refused"_s));
    QVERIFY(!emitter.post(Event(u"a")));
    QTest::failOnWarning(QRegularExpression(u"."_s)); // one is enough
    QVERIFY(!emitter.post(Event(u"a")));
    QVERIFY(!emitter.postWait(Event(u"a"), 1h));
    bool accepted = true;
    inOtherThread([&] { accepted = emitter.postWait(Event(u"a"), 1h); });
    QVERIFY(!accepted);
    QCOMPARE(emitter.counts().refused, quint64(4));
    QCoreApplication::processEvents();
    QCOMPARE(emitter.counts().emitted, quint64(0));
}

void TestShutdown::againIsHarmless()
{
    EventEmitter emitter;
    QSignalSpy changed(&emitter, &EventEmitter::countsChanged);
    emitter.emitEvent(Event(u"a"));
    emitter.shutdown();
    emitter.shutdown();
    QCOMPARE(changed.count(), 1);
}

void TestShutdown::lastBatchIsTold()
{
    EventEmitter emitter;
    QSignalSpy emitted(&emitter, &EventEmitter::emitted);
    QSignalSpy traced(&emitter, &EventEmitter::traced);
    emitter.emitEvent(Event(u"a"));
    emitter.post(Event(u"b"));
    emitter.shutdown();
    QCOMPARE(emitted.count(), 1);
    QCOMPARE(emitted.first().first().value<QList<Event>>().size(), 2);
    QCOMPARE(traced.count(), 1);
}

void TestShutdown::destructorShutsDown()
{
    Calls calls;
    {
        EventEmitter emitter;
        emitter.on(u"*", [&](const Event &e) { calls.add(e.name()); });
        emitter.post(Event(u"a"));
    }
    QCOMPARE(calls.take(), (QStringList{u"a"_s}));
}

void TestShutdown::insideADirectHandlerTheRestFollows()
{
    Calls calls;
    EventEmitter emitter;
    emitter.on(u"stop", [&](const Event &) {
        emitter.emitNext(Event(u"child"));
        emitter.shutdown();
        calls.add(u"shutdown returned"_s);
        QVERIFY(emitter.isStopped());
    });
    emitter.on(u"*", [&](const Event &e) { calls.add(e.name()); }, {.priority = 1});
    QSignalSpy emitted(&emitter, &EventEmitter::emitted);
    emitter.post(Event(u"waiting"));
    emitter.emitEvent(Event(u"stop"));
    QCOMPARE(calls.take(), (QStringList{u"shutdown returned"_s, u"stop"_s, u"child"_s, u"waiting"_s}));
    QCOMPARE(emitted.count(), 1);
    QCOMPARE(emitted.first().first().value<QList<Event>>().size(), 3);
}

void TestShutdown::insideAPostedHandlerTheRestFollows()
{
    Calls calls;
    {
        EventEmitter emitter;
        emitter.on(u"stop", [&](const Event &) { emitter.shutdown(); });
        emitter.on(u"*", [&](const Event &e) { calls.add(e.name()); }, {.priority = 1});
        emitter.post(Event(u"stop"));
        for (int i = 0; i < 300; ++i) {
            emitter.post(Event(u"waiting"));
        }
        QTRY_VERIFY(emitter.isStopped());
        QCOMPARE(emitter.counts().waiting, quint64(0));
    }
    QCOMPARE(calls.take().size(), 301);
}

void TestShutdown::insideANestedEventLoopTheRestFollows()
{
    Calls calls;
    EventEmitter emitter;
    emitter.on(u"loop", [&](const Event &) {
        QEventLoop loop;
        QMetaObject::invokeMethod(
            &loop,
            [&] {
                emitter.shutdown();
                loop.quit();
            },
            Qt::QueuedConnection);
        loop.exec();
        calls.add(u"loop ended"_s);
    });
    emitter.on(u"*", [&](const Event &e) { calls.add(e.name()); }, {.priority = 1});
    emitter.post(Event(u"loop"));
    emitter.post(Event(u"waiting"));
    QTRY_VERIFY(emitter.isStopped());
    QCOMPARE(calls.take(), (QStringList{u"loop ended"_s, u"loop"_s, u"waiting"_s}));
}

void TestShutdown::insideABatchSlotTheRestFollows()
{
    Calls calls;
    EventEmitter emitter;
    emitter.on(u"*", [&](const Event &e) { calls.add(e.name()); });
    connect(&emitter, &EventEmitter::countsChanged, &emitter, [&] { emitter.shutdown(); });
    emitter.emitEvent(Event(u"a"));
    emitter.post(Event(u"b"));
    emitter.flushBatch();
    QCOMPARE(calls.take(), (QStringList{u"a"_s, u"b"_s}));
    QVERIFY(emitter.isStopped());
}

void TestShutdown::whatHandlersPostMeanwhileIsRefused()
{
    const QuietLog quiet;
    EventEmitter emitter;
    bool accepted = true;
    emitter.on(u"a", [&](const Event &) { accepted = emitter.post(Event(u"b")); });
    emitter.post(Event(u"a"));
    emitter.shutdown();
    QVERIFY(!accepted);
    QCOMPARE(emitter.counts().refused, quint64(1));
    QCOMPARE(emitter.eventCount(u"b"), quint64(0));
}

void TestShutdown::childrenOfTheLastEventsAreEmitted()
{
    EventEmitter emitter;
    emitter.on(u"a", [&](const Event &) { emitter.emitNext(Event(u"child")); });
    emitter.post(Event(u"a"));
    emitter.shutdown();
    QCOMPARE(emitter.eventCount(u"child"), quint64(1));
}

void TestShutdown::endsWaitingPosters()
{
    const QuietLog quiet;
    EventEmitter emitter({.limit = 1});
    emitter.post(Event(u"a"));
    std::atomic<bool> started = false;
    bool accepted = true;
    std::thread poster([&] {
        started = true;
        accepted = emitter.postWait(Event(u"a"), 1h);
    });
    QTRY_VERIFY(started);
    // No event loop has run since (QTRY found it true, or the poster came later): the inbox may be drained already.
    emitter.shutdown();
    poster.join(); // returns long before the hour
    QCOMPARE(emitter.counts().emitted, quint64(accepted ? 2 : 1));
}

void TestShutdown::directEmissionsGoOn()
{
    EventEmitter emitter;
    Calls calls;
    const Listener l = emitter.on(u"a", calls.note(u"x"_s));
    emitter.shutdown();
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 1);
    l.cancel();
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 0);
}

void TestShutdown::emptiesAlsoWhatAnInterruptedDrainHolds()
{
    EventEmitter emitter;
    quint64 heard = 0;
    emitter.on(u"a", [&](const Event &) {
        const auto end = std::chrono::steady_clock::now() + 1ms;
        while (std::chrono::steady_clock::now() < end) { }
        ++heard;
    });
    for (int i = 0; i < 60; ++i) {
        emitter.post(Event(u"a"));
    }
    while (heard == 0) {
        QCoreApplication::sendPostedEvents(&emitter); // one slice, which leaves a part of what it took
    }
    QVERIFY(heard < 60);
    QCOMPARE(emitter.counts().waiting, 60 - heard);
    emitter.shutdown();
    QCOMPARE(heard, quint64(60));
    QCOMPARE(emitter.counts().waiting, quint64(0));
}

QTEST_GUILESS_MAIN(TestShutdown)
#include "tst_shutdown.moc"
