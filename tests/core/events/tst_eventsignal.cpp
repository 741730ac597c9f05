// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <ember/events/eventsignal.h>

#include <QtCore/QPointer>
#include <QtCore/QThread>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

class TestEventSignal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firesForItsPattern();
    void runsAtItsPriority();
    void oneObjectPerPatternAndPriority();
    void isOneEntryInTheTraces();
    void throwingDirectSlotFailsThatEntry();
    void diesWithTheEmitter();
    void livesAgainAfterOff();
    void mayBeDeleted();
    void queuedConnectionGetsTheSameEvent();
};

void TestEventSignal::firesForItsPattern()
{
    EventEmitter emitter;
    QSignalSpy fired(emitter.signal(u"device.*"), &EventSignal::fired);
    emitter.emitEvent(Event(u"device.lost"));
    emitter.emitEvent(Event(u"other"));
    QCOMPARE(fired.count(), 1);
    QCOMPARE(fired.first().first().value<Event>().name(), u"device.lost"_s);
}

void TestEventSignal::runsAtItsPriority()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"a", calls.note(u"55"_s), {.priority = 55});
    connect(emitter.signal(u"a", 60), &EventSignal::fired, this, [&] { calls.add(u"60"_s); });
    connect(emitter.signal(u"a"), &EventSignal::fired, this, [&] { calls.add(u"50"_s); });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"60"_s, u"55"_s, u"50"_s}));
}

void TestEventSignal::oneObjectPerPatternAndPriority()
{
    EventEmitter emitter;
    EventSignal *object = emitter.signal(u"a", 60);
    QVERIFY(object);
    QCOMPARE(emitter.signal(u"a", 60), object);
    QVERIFY(emitter.signal(u"a", 61) != object);
    QVERIFY(emitter.signal(u"b", 60) != object);
    QCOMPARE(object->parent(), &emitter);
    QCOMPARE(emitter.listenerCount(), 3);
}

void TestEventSignal::isOneEntryInTheTraces()
{
    EventEmitter emitter;
    EventSignal *object = emitter.signal(u"device.*", 60);
    QSignalSpy one(object, &EventSignal::fired);
    QSignalSpy two(object, &EventSignal::fired);
    QSignalSpy traced(&emitter, &EventEmitter::traced);
    emitter.emitEvent(Event(u"device.lost"));
    emitter.flushBatch();
    const auto batch = traced.first().first().value<TraceBatch>();
    QCOMPARE(batch.runs.size(), std::size_t(1));
    const auto info = emitter.handlerInfo(batch.runs[0].handler);
    QCOMPARE(info->name, u"signal device.*"_s);
    QCOMPARE(info->priority, 60);
    QCOMPARE(one.count() + two.count(), 2);
}

void TestEventSignal::throwingDirectSlotFailsThatEntry()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    connect(emitter.signal(u"a"), &EventSignal::fired, this, [] { throw std::runtime_error("slot"); });
    emitter.on(u"a", calls.note(u"next"_s));
    const Emission emission = emitter.emitEvent(Event(u"a"));
    QCOMPARE(emission.failed, 1);
    QCOMPARE(emission.handled, 1);
    QCOMPARE(emission.errors.first().message, u"slot"_s);
    QCOMPARE(emission.errors.first().handlerName, u"signal a"_s);
    QCOMPARE(calls.take(), (QStringList{u"next"_s}));
}

void TestEventSignal::diesWithTheEmitter()
{
    auto emitter = std::make_unique<EventEmitter>();
    const QPointer<EventSignal> object = emitter->signal(u"a");
    emitter.reset();
    QVERIFY(object.isNull());
}

void TestEventSignal::livesAgainAfterOff()
{
    EventEmitter emitter;
    EventSignal *object = emitter.signal(u"a");
    QSignalSpy fired(object, &EventSignal::fired);
    emitter.off(u"a");
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(fired.count(), 0);
    QCOMPARE(emitter.signal(u"a"), object); // asking again registers it again
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(fired.count(), 1);
}

void TestEventSignal::mayBeDeleted()
{
    EventEmitter emitter;
    delete emitter.signal(u"a");
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 0);
    QSignalSpy fired(emitter.signal(u"a"), &EventSignal::fired);
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 1);
    QCOMPARE(fired.count(), 1);
}

void TestEventSignal::queuedConnectionGetsTheSameEvent()
{
    EventEmitter emitter;
    quint64 heard = 0;
    connect(
        emitter.signal(u"a"), &EventSignal::fired, this, [&](const Event &e) { heard = e.sequence(); },
        Qt::QueuedConnection);
    const Event event(u"a");
    emitter.emitEvent(event);
    emitter.emitEvent(Event(u"b"));
    QCOMPARE(heard, quint64(0));
    QTRY_COMPARE(heard, quint64(1));
}

QTEST_GUILESS_MAIN(TestEventSignal)
#include "tst_eventsignal.moc"
