// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <array>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

class TestEmission : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysHowManyHandled();
    void addedDuringAnEmissionRunsFromTheNextOn();
    void nestedEmissionIsTheNextOne();
    void removedDuringAnEmissionDoesNotRun_data();
    void removedDuringAnEmissionDoesNotRun();
    void contextDeathDuringAnEmissionRemoves();
    void filterThatRemovesItsListenerStopsIt();
    void cancelFromAnotherThreadHoldsAtOnce();
    void onceFiresOnceEvenIfItEmits();
    void onceFiresOnceEvenIfItThrows();
    void onceOnAWildcardFiresOnce();
    void listIsRebuiltWhileAnEmissionRuns();
    void wholeGroupMayGoAndComeBack();
    void nestedEmissionsRunDepthFirst();
    void nestingHasALimit();
    void sequenceRisesWithEveryStart();
    void namesInTheSameMemoryAreToldApart();
    void nullAndNamelessEventsAreRefused();
    void traceCategoryTellsEveryEmission();
};

void TestEmission::saysHowManyHandled()
{
    EventEmitter emitter;
    const auto nothing = [](const Event &) {};
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 0);
    emitter.on(u"a", nothing);
    emitter.on(u"*", nothing);
    emitter.on(u"b", nothing);
    const Emission emission = emitter.emitEvent(Event(u"a"));
    QCOMPARE(emission.handled, 2);
    QCOMPARE(emission.failed, 0);
    QCOMPARE(emission.pending, 0);
    QVERIFY(emission.errors.isEmpty());
}

void TestEmission::addedDuringAnEmissionRunsFromTheNextOn()
{
    EventEmitter emitter;
    Calls calls;
    emitter.once(u"a", [&](const Event &) {
        calls.add(u"adder"_s);
        emitter.on(u"a", calls.note(u"early"_s), {.priority = 100});
        emitter.on(u"a", calls.note(u"late"_s), {.priority = 1});
        emitter.on(u"**", calls.note(u"wild"_s), {.priority = 1});
    });
    emitter.on(u"a", calls.note(u"last"_s), {.priority = 0});
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"adder"_s, u"last"_s}));
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"early"_s, u"late"_s, u"wild"_s, u"last"_s}));
}

void TestEmission::nestedEmissionIsTheNextOne()
{
    EventEmitter emitter;
    Calls calls;
    emitter.once(u"a", [&](const Event &) {
        emitter.on(u"a", calls.note(u"added"_s));
        emitter.emitEvent(Event(u"a"));
        calls.add(u"nested ended"_s);
    });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"added"_s, u"nested ended"_s}));
}

void TestEmission::removedDuringAnEmissionDoesNotRun_data()
{
    QTest::addColumn<int>("way");
    QTest::newRow("cancel") << 0;
    QTest::newRow("off by handle") << 1;
    QTest::newRow("off by pattern") << 2;
    QTest::newRow("off by context") << 3;
    QTest::newRow("remove all") << 4;
}

void TestEmission::removedDuringAnEmissionDoesNotRun()
{
    QFETCH(const int, way);
    EventEmitter emitter;
    Calls calls;
    QObject context;
    Listener victim;
    emitter.on(u"a", [&](const Event &) {
        calls.add(u"remover"_s);
        switch (way) {
        case 0:
            victim.cancel();
            break;
        case 1:
            QCOMPARE(emitter.off(victim), 1);
            break;
        case 2:
            QCOMPARE(emitter.off(u"a.**"), 1);
            break;
        case 3:
            QCOMPARE(emitter.off(&context), 1);
            break;
        default:
            QCOMPARE(emitter.removeAllListeners(), 3);
        }
    });
    victim = emitter.on(u"a.**", calls.note(u"victim"_s), {.context = &context});
    emitter.on(u"a", calls.note(u"next"_s));
    const Emission emission = emitter.emitEvent(Event(u"a"));
    const bool allGone = way == 4;
    QCOMPARE(calls.take(), allGone ? QStringList{u"remover"_s} : (QStringList{u"remover"_s, u"next"_s}));
    QCOMPARE(emission.handled, allGone ? 1 : 2);
    QCOMPARE(emitter.listenerCount(), allGone ? 0 : 2);
}

void TestEmission::contextDeathDuringAnEmissionRemoves()
{
    EventEmitter emitter;
    Calls calls;
    auto context = std::make_unique<QObject>();
    emitter.on(u"a", [&](const Event &) { context.reset(); });
    emitter.on(u"a", calls.note(u"dead"_s), {.context = context.get()});
    emitter.on(u"a", calls.note(u"next"_s));
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 2);
    QCOMPARE(calls.take(), (QStringList{u"next"_s}));
}

void TestEmission::filterThatRemovesItsListenerStopsIt()
{
    EventEmitter emitter;
    Calls calls;
    Listener l;
    l = emitter.on(u"a", calls.note(u"x"_s), {.filter = [&l](const Event &) {
        l.cancel();
        return true;
    }});
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 0);
    QCOMPARE(calls.take(), QStringList());
}

void TestEmission::cancelFromAnotherThreadHoldsAtOnce()
{
    EventEmitter emitter;
    Calls calls;
    Listener victim;
    emitter.on(u"a", [&](const Event &) { inOtherThread([&] { victim.cancel(); }); });
    victim = emitter.on(u"a", calls.note(u"x"_s));
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), QStringList());
    QCOMPARE(emitter.listenerCount(), 1);
}

void TestEmission::onceFiresOnceEvenIfItEmits()
{
    EventEmitter emitter;
    int fired = 0;
    Listener l;
    l = emitter.once(u"a", [&](const Event &) {
        QVERIFY(!l.isActive());
        ++fired;
        emitter.emitEvent(Event(u"a"));
        emitter.emitNext(Event(u"a"));
    });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(fired, 1);
    QCOMPARE(emitter.eventCount(u"a"), quint64(3));
}

void TestEmission::onceFiresOnceEvenIfItThrows()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    emitter.once(u"a", calls.noteAndThrow(u"x"_s));
    QCOMPARE(emitter.emitEvent(Event(u"a")).failed, 1);
    QCOMPARE(emitter.emitEvent(Event(u"a")).failed, 0);
    QCOMPARE(calls.take(), (QStringList{u"x"_s}));
}

void TestEmission::onceOnAWildcardFiresOnce()
{
    EventEmitter emitter;
    Calls calls;
    emitter.once(u"device.**", calls.note(u"x"_s));
    emitter.emitEvent(Event(u"device.a"));
    emitter.emitEvent(Event(u"device.b"));
    QCOMPARE(calls.take(), (QStringList{u"x"_s}));
}

void TestEmission::listIsRebuiltWhileAnEmissionRuns()
{
    // The nested emission of the same name makes a new list; the outer one must go on in the old one.
    EventEmitter emitter;
    Calls calls;
    int depth = 0;
    emitter.on(u"a",
        [&](const Event &) {
            if (depth++ < 5) {
                for (int i = 0; i < 50; ++i) {
                    emitter.once(u"a", calls.note(u"once"_s));
                }
                emitter.emitEvent(Event(u"a"));
            }
            --depth;
        },
        {.priority = 60});
    emitter.on(u"a", calls.note(u"end"_s), {.priority = 0});
    emitter.emitEvent(Event(u"a"));
    const QStringList all = calls.take();
    QCOMPARE(all.count(u"once"_s), 250);
    QCOMPARE(all.count(u"end"_s), 6);
    QCOMPARE(all.last(), u"end"_s);
    QCOMPARE(emitter.listenerCount(), 2);
}

void TestEmission::wholeGroupMayGoAndComeBack()
{
    // The list of "a" is remembered; it must notice that its exact group vanished and that another took its place.
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"a", calls.note(u"1"_s));
    emitter.emitEvent(Event(u"a"));
    emitter.off(u"a");
    emitter.emitEvent(Event(u"other")); // sweeps the group away
    emitter.emitEvent(Event(u"a"));
    emitter.on(u"a", calls.note(u"2"_s));
    emitter.emitEvent(Event(u"a"));
    emitter.off(u"a");
    emitter.emitEvent(Event(u"other"));
    emitter.on(u"a", calls.note(u"3"_s));
    emitter.emitEvent(Event(u"a"));
    emitter.on(u"*", calls.note(u"wild"_s));
    emitter.emitEvent(Event(u"a"));
    emitter.off(u"*");
    emitter.emitEvent(Event(u"other"));
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"1"_s, u"2"_s, u"3"_s, u"3"_s, u"wild"_s, u"3"_s}));
}

void TestEmission::nestedEmissionsRunDepthFirst()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"outer", [&](const Event &) {
        calls.add(u"outer 1 begins"_s);
        QCOMPARE(emitter.emitEvent(Event(u"inner")).handled, 1);
        calls.add(u"outer 1 ends"_s);
    });
    emitter.on(u"outer", calls.note(u"outer 2"_s));
    emitter.on(u"inner", calls.note(u"inner"_s));
    QCOMPARE(emitter.emitEvent(Event(u"outer")).handled, 2);
    QCOMPARE(calls.take(), (QStringList{u"outer 1 begins"_s, u"inner"_s, u"outer 1 ends"_s, u"outer 2"_s}));
}

void TestEmission::nestingHasALimit()
{
    EventEmitter emitter;
    int calls = 0;
    Emission refused;
    emitter.on(u"loop", [&](const Event &e) {
        ++calls;
        if (const Emission nested = emitter.emitEvent(e); nested.failed > 0) {
            refused = nested;
        }
    });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"\"loop\" was not emitted: .* 32 deep; a handler seems"_s));
    QCOMPARE(emitter.emitEvent(Event(u"loop")).handled, 1);
    QCOMPARE(calls, EventEmitter::kMaxDepth);
    QCOMPARE(refused.errors.size(), 1);
    QVERIFY(refused.errors.first().message.contains(u"a handler seems to cause its own event"));
    QCOMPARE(emitter.counts().refusedDepth, quint64(1));
    QCOMPARE(emitter.eventCount(u"loop"), quint64(EventEmitter::kMaxDepth));
    emitter.removeAllListeners();
    QCOMPARE(emitter.emitEvent(Event(u"loop")).failed, 0);
}

void TestEmission::sequenceRisesWithEveryStart()
{
    EventEmitter emitter;
    QList<quint64> seen;
    emitter.on(u"**", [&](const Event &e) {
        seen << e.sequence();
        if (e.name() == u"a") {
            emitter.emitEvent(Event(u"b"));
            emitter.emitNext(Event(u"c"));
        }
    });
    QCOMPARE(emitter.lastSequence(), quint64(0));
    emitter.emitEvent(Event(u"a"));
    emitter.emitEvent(Event(u"d"));
    QCOMPARE(seen, (QList<quint64>{1, 2, 3, 4}));
    QCOMPARE(emitter.lastSequence(), quint64(4));
}

void TestEmission::namesInTheSameMemoryAreToldApart()
{
    // A name that is asked for again is looked for by where it lies, and there one letter may have changed.
    EventEmitter emitter;
    Event event(u"x");
    std::array<char16_t, 13> room{};
    for (qsizetype size = 1; size <= qsizetype(room.size()); ++size) {
        room.fill(u'a');
        const QStringView name(room.data(), size);
        emitter.emitEvent(name, event);
        for (std::size_t at = 0; at < std::size_t(size); ++at) {
            for (const char16_t letter : {u'b', u'a'}) {
                room.at(at) = letter;
                emitter.emitEvent(name, event);
                QCOMPARE(event.name(), name.toString());
            }
        }
        QCOMPARE(emitter.eventCount(name), quint64(size + 1));
    }
    QCOMPARE(emitter.seenNames().size(), 13 + 13 * 14 / 2);
}

void TestEmission::nullAndNamelessEventsAreRefused()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"**", calls.note(u"x"_s));
    for (const Event &event : {Event(), Event(QStringView())}) {
        const Emission emission = emitter.emitEvent(event);
        QCOMPARE(emission.failed, 1);
        QCOMPARE(emission.errors.first().message, u"an event without a name was not emitted"_s);
    }
    QVERIFY(!emitter.emitNext(Event()));
    QVERIFY(!emitter.post(Event()));
    QCOMPARE(calls.take(), QStringList());
    QCOMPARE(emitter.counts().emitted, quint64(0));
    QVERIFY(emitter.seenNames().isEmpty());
}

void TestEmission::traceCategoryTellsEveryEmission()
{
    EventEmitter emitter;
    emitter.on(u"*", [](const Event &) {});
    QTest::failOnWarning(QRegularExpression(u"."_s));
    emitter.emitEvent(Event(u"silent"));
    QLoggingCategory::setFilterRules(u"ember.events.trace=true"_s);
    QTest::ignoreMessage(QtDebugMsg, QRegularExpression(u"^emit loud 2 to 1 listeners$"_s));
    emitter.emitEvent(Event(u"loud"));
    QLoggingCategory::setFilterRules({});
}

QTEST_GUILESS_MAIN(TestEmission)
#include "tst_emission.moc"
