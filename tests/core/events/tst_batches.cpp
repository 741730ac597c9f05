// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

/// The batch signals: at most one per frame, nothing left out, nothing twice.
class TestBatches : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manyEmissionsMakeOneSignal();
    void atMostOnePerFrame();
    void nothingHappenedNothingIsTold();
    void fullBatchIsTold();
    void fullBatchWaitsForTheEndOfTheEmission();
    void emittedStandsInTheOrderOfSequence();
    void postedAndChildrenAreInTheBatch();
    void slotMayEmit();
    void slotMayFlush();
    void flushInsideAHandlerIsNoOp();
    void connectingLaterGivesOnlyWhatComes();
    void disconnectingByHandleEndsIt();
    void batchIsReadableInAnotherThread();
};

void TestBatches::manyEmissionsMakeOneSignal()
{
    EventEmitter emitter;
    QSignalSpy emitted(&emitter, &EventEmitter::emitted);
    QSignalSpy traced(&emitter, &EventEmitter::traced);
    QSignalSpy changed(&emitter, &EventEmitter::countsChanged);
    for (int i = 0; i < 100; ++i) {
        emitter.emitEvent(Event(u"a"));
    }
    QCOMPARE(emitted.count() + traced.count() + changed.count(), 0);
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(emitted.count(), 1);
    QCOMPARE(traced.count(), 1);
    QCOMPARE(emitted.first().first().value<QList<Event>>().size(), 100);
    QCOMPARE(traced.first().first().value<TraceBatch>().emissions.size(), std::size_t(100));
}

void TestBatches::atMostOnePerFrame()
{
    EventEmitter emitter;
    qsizetype told = 0;
    QSignalSpy changed(&emitter, &EventEmitter::countsChanged);
    connect(&emitter, &EventEmitter::emitted, &emitter, [&](const QList<Event> &events) { told += events.size(); });
    QElapsedTimer timer;
    timer.start();
    qsizetype count = 0;
    while (timer.elapsed() < 500) {
        emitter.post(Event(u"a"));
        ++count;
        QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
        while (emitter.counts().waiting > 0) {
            QCoreApplication::processEvents();
        }
    }
    emitter.flushBatch();
    QCOMPARE(told, count);
    const qsizetype full = count / 4096;
    QVERIFY2(changed.count() <= 500 / 30 + 2 + full, qPrintable(QString::number(changed.count())));
    QVERIFY(changed.count() >= 3);
}

void TestBatches::nothingHappenedNothingIsTold()
{
    EventEmitter emitter;
    QSignalSpy changed(&emitter, &EventEmitter::countsChanged);
    emitter.flushBatch();
    emitter.emitEvent(Event(u"a"));
    emitter.flushBatch();
    emitter.flushBatch();
    QCOMPARE(changed.count(), 1);
}

void TestBatches::fullBatchIsTold()
{
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) {});
    QSignalSpy emitted(&emitter, &EventEmitter::emitted);
    for (int i = 0; i < 10'000; ++i) {
        emitter.emitEvent(Event(u"a"));
    }
    QCOMPARE(emitted.count(), 2);
    emitter.flushBatch();
    qsizetype all = 0;
    for (const auto &arguments : emitted) {
        all += arguments.first().value<QList<Event>>().size();
    }
    QCOMPARE(all, 10'000);
}

void TestBatches::fullBatchWaitsForTheEndOfTheEmission()
{
    EventEmitter emitter;
    QSignalSpy emitted(&emitter, &EventEmitter::emitted);
    emitter.on(u"outer", [&](const Event &) {
        for (int i = 0; i < 5'000; ++i) {
            emitter.emitEvent(Event(u"inner"));
        }
        QCOMPARE(emitted.count(), 0);
    });
    emitter.emitEvent(Event(u"outer"));
    QCOMPARE(emitted.count(), 1);
    QCOMPARE(emitted.first().first().value<QList<Event>>().size(), 5'001);
}

void TestBatches::emittedStandsInTheOrderOfSequence()
{
    EventEmitter emitter;
    QList<quint64> order;
    connect(&emitter, &EventEmitter::emitted, &emitter, [&](const QList<Event> &events) {
        for (const Event &event : events) {
            order << event.sequence();
        }
    });
    emitter.on(u"a", [&](const Event &) {
        emitter.emitEvent(Event(u"nested"));
        emitter.emitNext(Event(u"child"));
    });
    emitter.emitEvent(Event(u"a"));
    emitter.emitEvent(Event(u"a"));
    emitter.flushBatch();
    QCOMPARE(order, (QList<quint64>{1, 2, 3, 4, 5, 6}));
}

void TestBatches::postedAndChildrenAreInTheBatch()
{
    EventEmitter emitter;
    QSignalSpy emitted(&emitter, &EventEmitter::emitted);
    emitter.on(u"a", [&](const Event &) { emitter.emitNext(Event(u"child")); });
    emitter.post(Event(u"a"));
    QTRY_COMPARE(emitted.count(), 1);
    const auto events = emitted.first().first().value<QList<Event>>();
    QCOMPARE(events.size(), 2);
    QCOMPARE(events[1].name(), u"child"_s);
}

void TestBatches::slotMayEmit()
{
    EventEmitter emitter;
    QStringList names;
    connect(&emitter, &EventEmitter::emitted, &emitter, [&](const QList<Event> &events) {
        for (const Event &event : events) {
            names << event.name();
        }
        if (names.size() == 1) {
            emitter.emitEvent(Event(u"from slot"));
        }
    });
    emitter.emitEvent(Event(u"a"));
    QTRY_COMPARE(names, (QStringList{u"a"_s, u"from slot"_s}));
}

void TestBatches::slotMayFlush()
{
    EventEmitter emitter;
    QSignalSpy emitted(&emitter, &EventEmitter::emitted);
    connect(&emitter, &EventEmitter::traced, &emitter, [&] { emitter.flushBatch(); });
    emitter.emitEvent(Event(u"a"));
    emitter.flushBatch();
    QCOMPARE(emitted.count(), 1);
}

void TestBatches::flushInsideAHandlerIsNoOp()
{
    EventEmitter emitter;
    QSignalSpy changed(&emitter, &EventEmitter::countsChanged);
    emitter.on(u"a", [&](const Event &) { emitter.flushBatch(); });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(changed.count(), 0);
    QTRY_COMPARE(changed.count(), 1);
}

void TestBatches::connectingLaterGivesOnlyWhatComes()
{
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) {});
    emitter.emitEvent(Event(u"a"));
    QSignalSpy traced(&emitter, &EventEmitter::traced);
    QSignalSpy emitted(&emitter, &EventEmitter::emitted);
    emitter.emitEvent(Event(u"a"));
    emitter.flushBatch();
    QCOMPARE(traced.count(), 1);
    const auto batch = traced.first().first().value<TraceBatch>();
    QCOMPARE(batch.emissions.size(), std::size_t(1));
    QCOMPARE(batch.emissions[0].event.sequence(), quint64(2));
    QCOMPARE(batch.runsOf(batch.emissions[0]).size(), std::size_t(1));
    QCOMPARE(emitted.first().first().value<QList<Event>>().size(), 1);
}

void TestBatches::disconnectingByHandleEndsIt()
{
    EventEmitter emitter;
    int heard = 0;
    const auto byHandle = connect(&emitter, &EventEmitter::traced, this, [&] { ++heard; });
    QObject receiver;
    connect(&emitter, &EventEmitter::emitted, &receiver, [&] { ++heard; });
    emitter.emitEvent(Event(u"a"));
    emitter.flushBatch();
    QCOMPARE(heard, 2);
    QVERIFY(disconnect(byHandle)); // Qt holds a lock while it tells the emitter
    emitter.disconnect(&receiver);
    emitter.emitEvent(Event(u"a"));
    emitter.flushBatch();
    QCOMPARE(heard, 2);
    connect(&emitter, &EventEmitter::traced, this, [&] { ++heard; });
    emitter.emitEvent(Event(u"a"));
    emitter.flushBatch();
    QCOMPARE(heard, 3);
}

void TestBatches::batchIsReadableInAnotherThread()
{
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) {});
    TraceBatch kept;
    connect(&emitter, &EventEmitter::traced, &emitter, [&](const TraceBatch &batch) { kept = batch; });
    emitter.emitEvent(Event(u"a"));
    emitter.flushBatch();
    quint64 sequence = 0;
    std::thread reader([&, batch = kept] { sequence = batch.emissions.at(0).event.sequence(); });
    for (int i = 0; i < 100; ++i) { // the emitter uses the room of its batch again
        emitter.emitEvent(Event(u"a"));
    }
    emitter.flushBatch();
    reader.join();
    QCOMPARE(sequence, quint64(1));
}

QTEST_GUILESS_MAIN(TestBatches)
#include "tst_batches.moc"
