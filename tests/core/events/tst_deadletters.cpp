// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <ember/events/deadletters.h>
#include <ember/events/emitterevents.h>
#include <ember/events/retry.h>

#include <QtCore/QRegularExpression>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <functional>
#include <memory>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

namespace {

QList<quint64> numbers(const QList<DeadLetter> &letters)
{
    QList<quint64> list;
    for (const DeadLetter &letter : letters) {
        list << letter.number;
    }
    return list;
}

} // namespace

class TestDeadLetters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatFailsForGoodIsPutAside();
    void aDeadLetterIsTold();
    void ownEventsAreNotPutAside();
    void theRingPushesOutTheOldest();
    void canBeOff();
    void areListedNewestLast();
    void canBeDiscarded();

    void aRedriveReachesOnlyTheFailedHandler();
    void aRedriveIsMarkedAndCountsNothing();
    void aFailedRedriveIsANewLetter();
    void aFailedRedriveMayBeTriedAgain();
    void allCanBeRedriven();
    void whatCannotBeRedrivenStays_data();
    void whatCannotBeRedrivenStays();
    void whatCannotBeRedrivenGoesWhenTheRingIsFullByThen();
    void anUnknownLetterIsAnError();
    void aRedriveMayEndTheEmitter();
    void otherThreadsMayLookAndDiscard();
};

void TestDeadLetters::whatFailsForGoodIsPutAside()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    const EventTime before = eventTimeNow();
    emitter.on(u"a", calls.noteAndThrow(u"1"_s), {.name = u"first"_s});
    emitter.once(u"*", calls.noteAndThrow(u"2"_s), {.name = u"second"_s});
    emitter.on(u"a", calls.note(u"3"_s));
    emitter.emitEvent(Event(u"a", {}, u"there"));
    const QList<DeadLetter> letters = emitter.deadLetters().list();
    QCOMPARE(letters.size(), 2);
    QCOMPARE(letters[0].event.source(), u"there"_s);
    QCOMPARE(letters[0].event.sequence(), quint64(1));
    QCOMPARE(letters[0].failure.handlerName, u"first"_s);
    QCOMPARE(letters[0].failure.message, u"thrown on purpose"_s);
    QCOMPARE(letters[0].failure.eventId, letters[0].event.id());
    QCOMPARE(letters[0].calls, 1);
    QCOMPARE(letters[0].reason, DeadLetterReason::Permanent);
    QVERIFY(letters[0].time >= before && letters[0].time <= eventTimeNow());
    QVERIFY(letters[0].listener.isActive());
    QCOMPARE(letters[1].failure.handlerName, u"second"_s);
    QVERIFY(!letters[1].listener.isActive()); // used up
    QCOMPARE(emitter.counts().deadLettered, quint64(2));
}

void TestDeadLetters::aDeadLetterIsTold()
{
    const QuietLog quiet;
    EventEmitter emitter;
    QStringList order;
    DeadLettered data;
    Event told;
    emitter.on(u"**", [&](const Event &e) { order << e.name(); }, {.priority = 99});
    emitter.on(deadLettered, [&](const DeadLettered &d, const Event &e) {
        data = d;
        told = e;
    });
    emitter.on(u"a.*", [](const Event &) { throw std::runtime_error("broken"); }, {.name = u"the one"_s});
    emitter.emitEvent(Event(u"a.b", {}, u"somewhere"));
    QCOMPARE(order, (QStringList{u"a.b"_s, u"emitter.handler_failed"_s, u"emitter.dead_lettered"_s}));
    const DeadLetter letter = emitter.deadLetters().list().first();
    QCOMPARE(data.handler, u"the one"_s);
    QCOMPARE(data.pattern, u"a.*"_s);
    QCOMPARE(data.exceptionType, u"std::runtime_error"_s);
    QCOMPARE(data.message, u"broken"_s);
    QCOMPARE(data.eventId, letter.event.id());
    QCOMPARE(data.eventName, u"a.b"_s);
    QCOMPARE(data.calls, 1);
    QCOMPARE(data.reason, toText(DeadLetterReason::Permanent));
    QCOMPARE(data.number, qint64(letter.number));
    QCOMPARE(told.causationId(), letter.event.id());
    QCOMPARE(told.source(), u"somewhere"_s);
}

void TestDeadLetters::ownEventsAreNotPutAside()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"a", calls.noteAndThrow(u"a"_s));
    emitter.on(u"emitter.*", calls.noteAndThrow(u"own"_s));
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"a"_s, u"own"_s, u"own"_s})); // failed and dead-lettered: both told
    QCOMPARE(emitter.deadLetters().count(), qsizetype(1));
    QCOMPARE(emitter.eventCount(u"emitter.dead_lettered"), quint64(1));
}

void TestDeadLetters::theRingPushesOutTheOldest()
{
    const QuietLog quiet;
    EventEmitter emitter({.deadLetters = 3});
    emitter.on(u"a", [](const Event &) { throw 1; });
    for (int i = 0; i < 5; ++i) {
        emitter.emitEvent(Event(u"a"));
    }
    QCOMPARE(numbers(emitter.deadLetters().list()), (QList<quint64>{3, 4, 5}));
    QCOMPARE(emitter.counts().deadLettered, quint64(5));
    QCOMPARE(emitter.counts().deadLettersEvicted, quint64(2));
}

void TestDeadLetters::canBeOff()
{
    const QuietLog quiet;
    EventEmitter emitter({.deadLetters = 0});
    emitter.on(u"a", [](const Event &) { throw 1; });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(emitter.deadLetters().count(), qsizetype(0));
    QCOMPARE(emitter.counts().deadLettered, quint64(0));
    QCOMPARE(emitter.eventCount(u"emitter.dead_lettered"), quint64(0));
    QCOMPARE(emitter.eventCount(u"emitter.handler_failed"), quint64(1));
}

void TestDeadLetters::areListedNewestLast()
{
    const QuietLog quiet;
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) { throw 1; });
    for (int i = 0; i < 4; ++i) {
        emitter.emitEvent(Event(u"a"));
    }
    const DeadLetters letters = emitter.deadLetters();
    QCOMPARE(numbers(letters.list()), (QList<quint64>{1, 2, 3, 4}));
    QCOMPARE(numbers(letters.list(2)), (QList<quint64>{3, 4}));
    QCOMPARE(numbers(letters.list(0)), QList<quint64>());
    QCOMPARE(numbers(letters.list(9)), (QList<quint64>{1, 2, 3, 4}));
}

void TestDeadLetters::canBeDiscarded()
{
    const QuietLog quiet;
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) { throw 1; });
    for (int i = 0; i < 4; ++i) {
        emitter.emitEvent(Event(u"a"));
    }
    DeadLetters letters = emitter.deadLetters();
    QVERIFY(letters.discard(2));
    QVERIFY(!letters.discard(2));
    QCOMPARE(numbers(letters.list()), (QList<quint64>{1, 3, 4}));
    QCOMPARE(letters.discardAll(), 3);
    QCOMPARE(letters.count(), qsizetype(0));
    QCOMPARE(emitter.counts().deadLettersEvicted, quint64(0)); // discarded is not pushed out
}

void TestDeadLetters::aRedriveReachesOnlyTheFailedHandler()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    bool fails = true;
    emitter.on(u"a", calls.note(u"before"_s), {.priority = 90});
    emitter.on(u"a", [&](const Event &) {
        calls.add(u"it"_s);
        if (fails) {
            throw 1;
        }
    });
    emitter.on(u"**", calls.note(u"everything"_s), {.priority = 1});
    emitter.emitEvent(Event(u"a"));
    calls.take();
    fails = false;
    const Result<Emission> done = emitter.deadLetters().retry(1);
    QVERIFY(done);
    QCOMPARE(done->handled, 1);
    QCOMPARE(done->failed, 0);
    QCOMPARE(calls.take(), (QStringList{u"it"_s}));
    QCOMPARE(emitter.deadLetters().count(), qsizetype(0));
}

void TestDeadLetters::aRedriveIsMarkedAndCountsNothing()
{
    const QuietLog quiet;
    EventEmitter emitter({.lastValues = 10});
    QList<Event> heard;
    emitter.on(u"a", [&](const Event &e) {
        heard << e;
        if (heard.size() == 1) {
            throw 1;
        }
        emitter.emitNext(Event(u"child"));
    });
    QList<Event> children;
    emitter.on(u"child", [&](const Event &e) { children << e; });
    emitter.emitEvent(Event(u"a"));
    const quint64 sequence = emitter.lastSequence();
    QVERIFY(emitter.deadLetters().retry(1));
    QVERIFY(!heard[0].isRedriven());
    QVERIFY(heard[1].isRedriven());
    QVERIFY(!heard[1].isReplayed());
    QCOMPARE(heard[1].id(), heard[0].id());
    QCOMPARE(toCloudEvent(heard[1]).value(u"redriven"), QJsonValue(true));
    QVERIFY(!toCloudEvent(heard[0]).contains(u"redriven"));
    QCOMPARE(emitter.eventCount(u"a"), quint64(1));
    QCOMPARE(emitter.history(u"a").size(), 1);
    QVERIFY(!emitter.lastValue(u"a", {}).isRedriven());
    QCOMPARE(children.size(), 1); // its effects are new events
    QCOMPARE(children[0].sequence(), sequence + 1);
    QVERIFY(!children[0].isRedriven());
    QCOMPARE(children[0].causationId(), heard[0].id());
}

void TestDeadLetters::aFailedRedriveIsANewLetter()
{
    const QuietLog quiet;
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) { throw 1; });
    emitter.emitEvent(Event(u"a"));
    const Result<Emission> done = emitter.deadLetters().retry(1);
    QVERIFY(done);
    QCOMPARE(done->failed, 1);
    QCOMPARE(numbers(emitter.deadLetters().list()), (QList<quint64>{2}));
    QVERIFY(emitter.deadLetters().list().first().event.isRedriven());
    QCOMPARE(emitter.counts().handlerFailures, quint64(2));
}

void TestDeadLetters::aFailedRedriveMayBeTriedAgain()
{
    const QuietLog quiet;
    EventEmitter emitter;
    int calls = 0;
    emitter.on(u"a",
        [&](const Event &) {
            if (++calls == 1) {
                throw std::runtime_error("permanent");
            }
            if (calls == 2) {
                throw TemporaryError("temporary");
            }
        },
        {.retry = {.attempts = 1, .first = 1ms}});
    emitter.emitEvent(Event(u"a"));
    QVERIFY(emitter.deadLetters().retry(1));
    QTRY_COMPARE(calls, 3);
    QCOMPARE(emitter.deadLetters().count(), qsizetype(0));
}

void TestDeadLetters::allCanBeRedriven()
{
    const QuietLog quiet;
    EventEmitter emitter;
    QList<quint64> heard;
    bool fails = true;
    emitter.on(u"a", [&](const Event &e) {
        if (fails) {
            throw 1;
        }
        heard << e.sequence();
    });
    const Listener gone = emitter.on(u"a", [](const Event &) { throw 1; });
    QList<quint64> emitted;
    for (int i = 0; i < 3; ++i) {
        emitted << emitter.lastSequence() + 1;
        emitter.emitEvent(Event(u"a"));
    }
    gone.cancel();
    fails = false;
    QCOMPARE(emitter.deadLetters().retryAll(), 3);
    QCOMPARE(heard, emitted); // oldest first
    QCOMPARE(numbers(emitter.deadLetters().list()), (QList<quint64>{2, 4, 6})); // those of the listener that has ended
}

void TestDeadLetters::whatCannotBeRedrivenStays_data()
{
    QTest::addColumn<QString>("why");
    QTest::addColumn<QString>("message");
    QTest::newRow("listener ended") << u"ended"_s << u"its listener \"it\" has ended"_s;
    QTest::newRow("filter refuses") << u"filter"_s << u"the filter of \"it\" refuses the event by now"_s;
    QTest::newRow("another thread") << u"thread"_s << u"on the emitter's thread alone"_s;
    QTest::newRow("nested too deep") << u"depth"_s << u"nested or chained"_s;
}

void TestDeadLetters::whatCannotBeRedrivenStays()
{
    QFETCH(const QString, why);
    QFETCH(const QString, message);
    const QuietLog quiet;
    EventEmitter emitter;
    bool wanted = true;
    const Listener listener = emitter.on(
        u"a", [](const Event &) { throw 1; }, {.name = u"it"_s, .filter = [&](const Event &) { return wanted; }});
    emitter.emitEvent(Event(u"a"));
    DeadLetters letters = emitter.deadLetters();
    Result<Emission> done = Emission();
    if (why == u"thread") {
        inOtherThread([&] {
            done = letters.retry(1);
            QCOMPARE(letters.retryAll(), 0);
        });
    } else if (why == u"depth") {
        emitter.on(u"deep", [&](const Event &) {
            if (emitter.emitEvent(Event(u"deep")).handled == 0) { // the deepest one
                done = letters.retry(1);
            }
        });
        emitter.emitEvent(Event(u"deep"));
    } else {
        wanted = false;
        if (why == u"ended") {
            listener.cancel();
        }
        done = letters.retry(1);
    }
    QVERIFY(!done);
    QVERIFY2(done.error().contains(message), qPrintable(done.error()));
    QCOMPARE(numbers(letters.list()), (QList<quint64>{1}));
}

void TestDeadLetters::anUnknownLetterIsAnError()
{
    EventEmitter emitter;
    const Result<Emission> done = emitter.deadLetters().retry(7);
    QVERIFY(!done);
    QVERIFY(done.error().startsWith(u"there is no dead letter 7: "_s));
}

void TestDeadLetters::aRedriveMayEndTheEmitter()
{
    const QuietLog quiet;
    auto emitter = std::make_unique<EventEmitter>();
    int calls = 0;
    emitter->on(u"a", [&](const Event &) {
        if (++calls <= 2) {
            throw 1;
        }
        emitter.reset();
    });
    emitter->emitEvent(Event(u"a"));
    emitter->emitEvent(Event(u"a"));
    QCOMPARE(emitter->deadLetters().retryAll(), 1);
    QCOMPARE(calls, 3);
}

void TestDeadLetters::otherThreadsMayLookAndDiscard()
{
    const QuietLog quiet;
    EventEmitter emitter({.deadLetters = 50});
    emitter.on(u"a", [](const Event &) { throw 1; });
    std::atomic<bool> stop = false;
    quint64 discarded = 0;
    std::thread other([&] {
        DeadLetters letters = emitter.deadLetters();
        while (!stop) {
            quint64 last = 0;
            for (const DeadLetter &letter : letters.list()) {
                QVERIFY(letter.number > last && letter.event.name() == u"a");
                last = letter.number;
            }
            discarded += letters.discard(last) ? 1 : 0;
            QVERIFY(letters.count() <= 50);
        }
    });
    for (int i = 0; i < 2000; ++i) {
        emitter.emitEvent(Event(u"a"));
    }
    stop = true;
    other.join();
    const EmitterCounts counts = emitter.counts();
    QCOMPARE(counts.deadLettered, quint64(2000));
    QCOMPARE(quint64(emitter.deadLetters().count()) + counts.deadLettersEvicted + discarded, quint64(2000));
}

void TestDeadLetters::whatCannotBeRedrivenGoesWhenTheRingIsFullByThen()
{
    const QuietLog quiet;
    EventEmitter emitter({.deadLetters = 1});
    bool isRedrive = false;
    const auto filter = [&](const Event &) {
        if (isRedrive) {
            emitter.emitEvent(Event(u"b")); // its letter takes the place that the first one left
        }
        return !isRedrive;
    };
    emitter.on(u"a", [](const Event &) { throw 1; }, {.filter = filter});
    emitter.on(u"b", [](const Event &) { throw 2; });
    emitter.emitEvent(Event(u"a"));
    isRedrive = true;
    QVERIFY(!emitter.deadLetters().retry(1));
    QCOMPARE(numbers(emitter.deadLetters().list()), (QList<quint64>{2}));
    QCOMPARE(emitter.counts().deadLettered, quint64(2));
    QCOMPARE(emitter.counts().deadLettersEvicted, quint64(1));
}

QTEST_GUILESS_MAIN(TestDeadLetters)
#include "tst_deadletters.moc"
