// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

class TestCounting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsWhatHappenedAlsoWithoutListeners();
    void countGrowsWhenTheEmissionStarts();
    void removingListenersResetsNothing();
    void askingMakesNoEntry();
    void seenNamesStandInTheOrderOfFirstEmission();
    void seenNamesAreBounded();
    void resetStartsAnew();
    void resetForgetsRunsNotYetToldToo();
    void countsMayBeReadFromAnyThread();
};

void TestCounting::countsWhatHappenedAlsoWithoutListeners()
{
    EventEmitter emitter;
    emitter.emitEvent(Event(u"a"));
    emitter.emitEvent(Event(u"a"));
    emitter.on(u"a", [](const Event &) {});
    emitter.emitEvent(Event(u"a"));
    emitter.emitEvent(Event(u"b"));
    QCOMPARE(emitter.eventCount(u"a"), quint64(3));
    QCOMPARE(emitter.eventCount(u"b"), quint64(1));
    QCOMPARE(emitter.counts().emitted, quint64(4));
    const std::vector<EventCount> counts = emitter.eventCounts();
    QCOMPARE(counts.size(), std::size_t(2));
    QCOMPARE(counts[0].name.text(), u"a"_s);
    QCOMPARE(counts[0].count, quint64(3));
    QCOMPARE(counts[1].count, quint64(1));
}

void TestCounting::countGrowsWhenTheEmissionStarts()
{
    EventEmitter emitter;
    quint64 seen = 0;
    quint64 total = 0;
    emitter.on(u"a", [&](const Event &) {
        seen = emitter.eventCount(u"a");
        total = emitter.counts().emitted;
    });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(seen, quint64(1));
    QCOMPARE(total, quint64(1));
}

void TestCounting::removingListenersResetsNothing()
{
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) {});
    emitter.emitEvent(Event(u"a"));
    emitter.removeAllListeners();
    emitter.emitEvent(Event(u"b"));
    QCOMPARE(emitter.eventCount(u"a"), quint64(1));
}

void TestCounting::askingMakesNoEntry()
{
    EventEmitter emitter;
    QCOMPARE(emitter.eventCount(u"nobody.asked.this"), quint64(0));
    QVERIFY(Symbol::find(u"nobody.asked.this").isNull());
    const Symbol known = Symbol::intern(u"known.elsewhere");
    QCOMPARE(emitter.eventCount(known.text()), quint64(0));
    emitter.on(u"only.heard", [](const Event &) {});
    QVERIFY(emitter.seenNames().isEmpty());
    QVERIFY(emitter.eventCounts().empty());
}

void TestCounting::seenNamesStandInTheOrderOfFirstEmission()
{
    EventEmitter emitter;
    for (const QStringView name : {u"c", u"a", u"c", u"b", u"a"}) {
        emitter.emitEvent(Event(name));
    }
    QStringList names;
    for (const Symbol name : emitter.seenNames()) {
        names << name.text();
    }
    QCOMPARE(names, (QStringList{u"c"_s, u"a"_s, u"b"_s}));
}

void TestCounting::seenNamesAreBounded()
{
    EventEmitter emitter;
    emitter.setTracing({.mode = Tracing::Mode::Off});
    int heard = 0;
    emitter.on(u"**", [&](const Event &) { ++heard; });
    for (int i = 0; i < EventEmitter::kMaxSeenNames; ++i) {
        QCOMPARE(emitter.emitEvent(Event(u"name.%1"_s.arg(i))).failed, 0);
    }
    for (int i = 0; i < 3; ++i) {
        const Emission refused = emitter.emitEvent(Event(u"one.too.many"));
        QCOMPARE(refused.failed, 1);
        QVERIFY(refused.errors.first().message.contains(u"65536 different names were seen, which is the limit"));
    }
    QCOMPARE(heard, EventEmitter::kMaxSeenNames);
    QCOMPARE(emitter.counts().refusedNames, quint64(3));
    QCOMPARE(emitter.counts().emitted, quint64(EventEmitter::kMaxSeenNames));
    QCOMPARE(emitter.lastSequence(), quint64(EventEmitter::kMaxSeenNames));
    QCOMPARE(emitter.seenNames().size(), EventEmitter::kMaxSeenNames);
    QCOMPARE(emitter.eventCount(u"one.too.many"), quint64(0));
    QCOMPARE(emitter.emitEvent(Event(u"name.7")).failed, 0); // known ones go on
    QCOMPARE(emitter.eventCount(u"name.7"), quint64(2));
    emitter.on(u"name.7", [&](const Event &) { QVERIFY(emitter.emitNext(Event(u"one.too.many"))); });
    emitter.emitEvent(Event(u"name.7"));
    QCOMPARE(emitter.counts().refusedNames, quint64(4)); // children too
}

void TestCounting::resetStartsAnew()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    QSignalSpy changed(&emitter, &EventEmitter::countsChanged);
    emitter.on(u"a", calls.noteAndThrow(u"x"_s));
    emitter.post(Event(u"a"));
    QCoreApplication::processEvents();
    emitter.flushBatch();
    QCOMPARE(emitter.counts().handlerFailures, quint64(1));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(emitter.handlerStatistics().size(), 1);
    emitter.resetCounts();
    QCOMPARE(emitter.eventCount(u"a"), quint64(0));
    QCOMPARE(emitter.counts().emitted, quint64(0));
    QCOMPARE(emitter.counts().handlerFailures, quint64(0));
    QCOMPARE(emitter.counts().posted, quint64(1));
    QVERIFY(emitter.handlerStatistics().isEmpty());
    QTRY_COMPARE(changed.count(), 2); // told although nothing was emitted
    QCOMPARE(emitter.seenNames().size(), 3); // with the two that tell of a failure
    QCOMPARE(emitter.lastSequence(), quint64(3)); // numbers are never used again
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(emitter.eventCount(u"a"), quint64(1));
}

void TestCounting::resetForgetsRunsNotYetToldToo()
{
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) {});
    emitter.emitEvent(Event(u"a"));
    emitter.emitEvent(Event(u"a"));
    emitter.resetCounts();
    emitter.emitEvent(Event(u"a"));
    emitter.flushBatch();
    QCOMPARE(emitter.handlerStatistics().size(), 1);
    QCOMPARE(emitter.handlerStatistics().first().calls, quint64(1));
    emitter.emitEvent(Event(u"a"));
    emitter.flushBatch();
    QCOMPARE(emitter.handlerStatistics().first().calls, quint64(2));
}

void TestCounting::countsMayBeReadFromAnyThread()
{
    EventEmitter emitter;
    std::atomic<bool> stop = false;
    std::atomic<quint64> reads = 0;
    bool consistent = true;
    std::thread reader([&] {
        quint64 last = 0;
        while (!stop) {
            const quint64 now = emitter.counts().emitted;
            const std::size_t seen = emitter.eventCounts().size();
            // The emission under way may have its entry already and its number not yet.
            consistent = now >= last && seen <= emitter.lastSequence() + 1 && consistent;
            const QList<Symbol> names = emitter.seenNames();
            consistent = std::size_t(names.size()) >= seen && consistent;
            consistent
                = (names.isEmpty() || emitter.eventCount(names.first().text()) <= emitter.lastSequence()) && consistent;
            last = now;
            ++reads;
        }
    });
    for (int i = 0; i < 5'000 || reads < 20; ++i) {
        emitter.emitEvent(Event(u"name.%1"_s.arg(i % 1'000)));
    }
    stop = true;
    reader.join();
    QVERIFY(consistent);
}

QTEST_GUILESS_MAIN(TestCounting)
#include "tst_counting.moc"
