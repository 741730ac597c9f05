// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

namespace {

/// Numbers, with an r before those of replayed events.
Handler noteNumber(QStringList &heard)
{
    return {
        [&heard](const Event &e) { heard << (e.isReplayed() ? u"r"_s : QString()) + QString::number(e.sequence()); }};
}

QList<quint64> numbers(const QList<Event> &events)
{
    QList<quint64> list;
    for (const Event &event : events) {
        list << event.sequence();
    }
    return list;
}

} // namespace

class TestLastValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLatestOfEachNameAndSourceIsKept();
    void areOffUnlessWanted();
    void areBoundedAndSaySo();
    void canBeCleared();
    void clearingByPatternLeavesTheOthers();
    void areFoundByPattern();
    void lateSubscribersGetThemOnRequest();
    void pastFromBothPlacesComesOnceAndInOrder();
    void clearedOnesAreNotReplayed();
    void onlyTheEmittersThreadMayAsk();
};

void TestLastValues::theLatestOfEachNameAndSourceIsKept()
{
    EventEmitter emitter({.lastValues = 100});
    for (const QString &source : {u"one"_s, u"two"_s, u"one"_s}) {
        emitter.emitEvent(Event(u"a", {}, source));
    }
    emitter.emitEvent(Event(u"b", {}, u"one"));
    QCOMPARE(emitter.lastValue(u"a", u"one").sequence(), quint64(3));
    QCOMPARE(emitter.lastValue(u"a", u"two").sequence(), quint64(2));
    QCOMPARE(emitter.lastValue(u"b", u"one").sequence(), quint64(4));
    QVERIFY(emitter.lastValue(u"b", u"two").isNull());
    QVERIFY(emitter.lastValue(u"never.seen.by.anybody", u"one").isNull());
    QVERIFY(!emitter.lastValue(u"a", u"one").isReplayed());
}

void TestLastValues::areOffUnlessWanted()
{
    EventEmitter emitter;
    emitter.emitEvent(Event(u"a", {}, u"one"));
    QVERIFY(emitter.lastValue(u"a", u"one").isNull());
    QCOMPARE(emitter.counts().refusedLastValues, quint64(0)); // nothing was asked for
}

void TestLastValues::areBoundedAndSaySo()
{
    EventEmitter emitter({.lastValues = 2});
    for (const QString &source : {u"one"_s, u"two"_s, u"three"_s, u"one"_s, u"three"_s}) {
        emitter.emitEvent(Event(u"a", {}, source));
    }
    QCOMPARE(numbers(emitter.lastValues()), (QList<quint64>{2, 4}));
    QCOMPARE(emitter.counts().refusedLastValues, quint64(2));
    QVERIFY(emitter.clearLastValue(u"a", u"two"));
    emitter.emitEvent(Event(u"a", {}, u"three")); // there is room again
    QCOMPARE(emitter.lastValue(u"a", u"three").sequence(), quint64(6));
}

void TestLastValues::canBeCleared()
{
    EventEmitter emitter({.lastValues = 10});
    for (const QString &name : {u"a.x"_s, u"a.y"_s, u"b"_s}) {
        emitter.emitEvent(Event(name, {}, u"one"));
    }
    QVERIFY(emitter.clearLastValue(u"b", u"one"));
    QVERIFY(!emitter.clearLastValue(u"b", u"one"));
    QVERIFY(emitter.lastValue(u"b", u"one").isNull());
    QCOMPARE(emitter.clearLastValues(u"a.*"), 2);
    QVERIFY(emitter.lastValues().isEmpty());
    emitter.emitEvent(Event(u"b", {}, u"one"));
    QCOMPARE(emitter.clearLastValues(), 1);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"clearLastValues\\(\\): \"a b\" is no pattern: "_s));
    QCOMPARE(emitter.clearLastValues(u"a b"), 0);
}

void TestLastValues::areFoundByPattern()
{
    EventEmitter emitter({.lastValues = 10});
    for (const QString &name : {u"b"_s, u"a.y"_s, u"a.x"_s, u"b"_s}) {
        emitter.emitEvent(Event(name, {}, u"one"));
    }
    QCOMPARE(numbers(emitter.lastValues(u"a.*")), (QList<quint64>{2, 3}));
    QCOMPARE(numbers(emitter.lastValues()), (QList<quint64>{2, 3, 4})); // by number, not by name
    QCOMPARE(numbers(emitter.lastValues(u"b")), (QList<quint64>{4}));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"lastValues\\(\\): \"\" is no pattern: "_s));
    QVERIFY(emitter.lastValues(u"").isEmpty());
}

void TestLastValues::lateSubscribersGetThemOnRequest()
{
    EventEmitter emitter({.history = 0, .lastValues = 10});
    for (const QString &source : {u"one"_s, u"one"_s, u"two"_s}) {
        emitter.emitEvent(Event(u"a", {}, source));
        emitter.emitEvent(Event(u"b", {}, source));
    }
    QStringList heard;
    QStringList unasked;
    emitter.on(u"a", noteNumber(heard), {.replay = {.lastValues = true}});
    emitter.on(u"a", noteNumber(unasked));
    QCOMPARE(heard, (QStringList{u"r3"_s, u"r5"_s}));
    QVERIFY(unasked.isEmpty());
    emitter.emitEvent(Event(u"a", {}, u"one"));
    QCOMPARE(heard.last(), u"7"_s);
    QCOMPARE(emitter.eventCount(u"a"), quint64(4));

    heard.clear();
    emitter.on(u"**", noteNumber(heard),
        {.filter = [](const Event &e) { return e.source() == u"two"; }, .replay = {.lastValues = true}});
    QCOMPARE(heard, (QStringList{u"r5"_s, u"r6"_s}));
}

void TestLastValues::pastFromBothPlacesComesOnceAndInOrder()
{
    EventEmitter emitter({.history = 2, .lastValues = 10});
    for (const QString &source : {u"one"_s, u"two"_s, u"one"_s, u"three"_s}) { // 3 and 4 are in the history
        emitter.emitEvent(Event(u"a", {}, source));
    }
    QStringList heard;
    emitter.on(u"a", noteNumber(heard), {.replay = {.history = EventEmitter::kAll, .lastValues = true}});
    QCOMPARE(heard, (QStringList{u"r2"_s, u"r3"_s, u"r4"_s}));
}

void TestLastValues::clearedOnesAreNotReplayed()
{
    EventEmitter emitter({.history = 0, .lastValues = 10});
    emitter.emitEvent(Event(u"a", {}, u"one"));
    emitter.clearLastValue(u"a", u"one");
    QStringList heard;
    emitter.on(u"a", noteNumber(heard), {.replay = {.lastValues = true}});
    QVERIFY(heard.isEmpty());
}

void TestLastValues::onlyTheEmittersThreadMayAsk()
{
    const QuietLog quiet;
    EventEmitter emitter({.lastValues = 10});
    emitter.emitEvent(Event(u"a", {}, u"one"));
    inOtherThread([&] {
        QVERIFY(emitter.lastValue(u"a", u"one").isNull());
        QVERIFY(emitter.lastValues().isEmpty());
        QVERIFY(emitter.history().isEmpty());
        QVERIFY(!emitter.clearLastValue(u"a", u"one"));
        QCOMPARE(emitter.clearLastValues(), 0);
        emitter.clearHistory();
    });
    QCOMPARE(emitter.lastValues().size(), 1);
    QCOMPARE(emitter.history().size(), 1);
}

void TestLastValues::clearingByPatternLeavesTheOthers()
{
    EventEmitter emitter({.lastValues = 10});
    for (const QString &name : {u"b"_s, u"a.x"_s, u"c"_s, u"a.y"_s}) {
        emitter.emitEvent(Event(name, {}, u"one"));
    }
    QCOMPARE(emitter.clearLastValues(u"a.*"), 2);
    QCOMPARE(numbers(emitter.lastValues()), (QList<quint64>{1, 3}));
}

QTEST_GUILESS_MAIN(TestLastValues)
#include "tst_lastvalues.moc"
