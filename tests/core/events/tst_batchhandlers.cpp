// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"
#include "onthread.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QTimer>
#include <QtTest/QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

namespace {

/// Notes the batches it gets, as "1,2,3" of sequence numbers.
struct Batches
{
    QStringList list;
    int failures = 0; // so many calls throw

    [[nodiscard]] BatchHandler handler()
    {
        return [this](std::span<const Event> events) {
            QStringList numbers;
            for (const Event &event : events) {
                numbers << (event.isReplayed() ? u"r"_s : QString()) + (event.isRedriven() ? u"d"_s : QString())
                        + QString::number(event.sequence());
            }
            list << numbers.join(u',');
            if (failures > 0) {
                --failures;
                throw TemporaryError("not now");
            }
        };
    }
};

constexpr BatchOptions kThree{.count = 3, .time = 1h}; // the time is never up
constexpr BatchOptions kSoon{.count = 1'000, .time = 20ms};

void emitTimes(EventEmitter &emitter, int times, QStringView name = u"a")
{
    for (int i = 0; i < times; ++i) {
        emitter.emitEvent(Event(name));
    }
}

} // namespace

class TestBatchHandlers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFullBatchIsHandedOver();
    void afterItsTimeAnyBatchIs();
    void timeRunsFromTheFirstEvent();
    void whatWaitsCanBeDelivered();
    void whatWaitsIsDeliveredAtTheEnd_data();
    void whatWaitsIsDeliveredAtTheEnd();
    void afterTheEndNothingWaits();
    void filterAndPatternDecide();
    void collectingCountsAsHandled();
    void childrenNameTheLastEvent();
    void childrenKeepTheirOrder();
    void aBatchMayCauseItsOwnEvents();
    void endlessOnesEndWithTheEmitter();

    void aFailingBatchStopsNobody();
    void aFailedBatchIsTriedAgainAsAWhole();
    void aFailedBatchMakesALetterOfEachEvent();
    void callsShowInTheTraces();
    void whatIsNotDeliveredIsTold_data();
    void whatIsNotDeliveredIsTold();
    void anEndedListenerIsNotCalled();
    void aBatchMayEndTheEmitter();
    void itMayBeginWithThePast();
    void impossibleOnesAreRefused();
};

void TestBatchHandlers::aFullBatchIsHandedOver()
{
    Batches batches;
    EventEmitter emitter;
    emitter.onBatch(u"a", batches.handler(), kThree);
    emitTimes(emitter, 2);
    QVERIFY(batches.list.isEmpty());
    emitTimes(emitter, 6);
    QCOMPARE(batches.list, (QStringList{u"1,2,3"_s, u"4,5,6"_s}));
}

void TestBatchHandlers::afterItsTimeAnyBatchIs()
{
    Batches batches;
    EventEmitter emitter;
    emitter.onBatch(u"a", batches.handler(), kSoon);
    emitTimes(emitter, 2);
    QVERIFY(batches.list.isEmpty());
    QTRY_COMPARE(batches.list, (QStringList{u"1,2"_s}));
    emitTimes(emitter, 1);
    QTRY_COMPARE(batches.list, (QStringList{u"1,2"_s, u"3"_s}));
}

void TestBatchHandlers::timeRunsFromTheFirstEvent()
{
    std::vector<std::chrono::steady_clock::time_point> calls;
    const auto handler = [&](std::span<const Event>) { calls.push_back(std::chrono::steady_clock::now()); };
    EventEmitter emitter;
    emitter.onBatch(u"late", handler, {.count = 9, .time = 1h});
    emitter.onBatch(u"a", handler, {.count = 9, .time = 60ms});
    emitter.emitEvent(Event(u"late"));
    const auto start = std::chrono::steady_clock::now();
    emitter.emitEvent(Event(u"a"));
    QTRY_VERIFY(std::chrono::steady_clock::now() - start > 10ms);
    emitter.emitEvent(Event(u"a")); // does not begin the wait anew, nor shorten it
    QTRY_COMPARE(calls.size(), std::size_t(1));
    QVERIFY(calls[0] - start >= 60ms);
    QVERIFY(calls[0] - start < 1h);
}

void TestBatchHandlers::whatWaitsCanBeDelivered()
{
    Batches one;
    Batches two;
    EventEmitter emitter;
    emitter.onBatch(u"a", one.handler(), kThree);
    emitter.onBatch(u"*", two.handler(), kThree);
    emitTimes(emitter, 2);
    emitter.deliverBatches();
    emitter.deliverBatches(); // nothing is left
    QCOMPARE(one.list, (QStringList{u"1,2"_s}));
    QCOMPARE(two.list, (QStringList{u"1,2"_s}));
    emitTimes(emitter, 3);
    QCOMPARE(one.list.last(), u"3,4,5"_s);
}

void TestBatchHandlers::whatWaitsIsDeliveredAtTheEnd_data()
{
    QTest::addColumn<QString>("end");
    QTest::newRow("shutdown") << u"shutdown"_s;
    QTest::newRow("destructor") << u"destructor"_s;
    QTest::newRow("inside a handler") << u"inside"_s;
}

void TestBatchHandlers::whatWaitsIsDeliveredAtTheEnd()
{
    QFETCH(const QString, end);
    QTest::failOnWarning(QRegularExpression(u"."_s));
    auto emitter = std::make_unique<EventEmitter>();
    Batches batches;
    emitter->onBatch(u"a", batches.handler(), kThree);
    emitter->on(u"stop", [&](const Event &) { emitter->shutdown(); });
    emitTimes(*emitter, 1);
    emitter->post(Event(u"a")); // accepted: belongs to it
    if (end == u"shutdown") {
        emitter->shutdown();
    } else if (end == u"destructor") {
        emitter.reset();
    } else {
        emitTimes(*emitter, 1, u"stop");
    }
    QCOMPARE(batches.list, (QStringList{end == u"inside" ? u"1,3"_s : u"1,2"_s}));
    if (emitter) {
        QCOMPARE(emitter->counts().undeliveredBatched, quint64(0));
    }
}

void TestBatchHandlers::afterTheEndNothingWaits()
{
    Batches batches;
    EventEmitter emitter;
    emitter.onBatch(u"a", batches.handler(), kThree);
    emitter.shutdown();
    emitTimes(emitter, 2); // still possible
    QCOMPARE(batches.list, (QStringList{u"1"_s, u"2"_s}));
}

void TestBatchHandlers::filterAndPatternDecide()
{
    Batches batches;
    EventEmitter emitter;
    emitter.onBatch(u"a.*", batches.handler(), kThree, {.filter = [](const Event &e) { return e.sequence() != 3; }});
    for (const QString &name : {u"a.x"_s, u"b"_s, u"a.x"_s, u"a.y"_s, u"a"_s, u"a.z"_s}) {
        emitter.emitEvent(Event(name));
    }
    QCOMPARE(batches.list, (QStringList{u"1,4,6"_s}));
}

void TestBatchHandlers::collectingCountsAsHandled()
{
    const QuietLog quiet;
    Batches batches{.list = {}, .failures = 1};
    EventEmitter emitter;
    emitter.onBatch(u"a", batches.handler(), {.count = 2, .time = 1h});
    emitter.on(u"a", [](const Event &) {});
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 2);
    const Emission second = emitter.emitEvent(Event(u"a")); // the batch is full, and fails
    QCOMPARE(second.handled, 2);
    QCOMPARE(second.failed, 0); // of the batch, not of this event
    QCOMPARE(emitter.counts().handlerFailures, quint64(1));
}

void TestBatchHandlers::childrenNameTheLastEvent()
{
    Event child;
    EventEmitter emitter;
    emitter.onBatch(
        u"a", [&](std::span<const Event>) { emitter.emitNext(Event(u"child")); }, kThree);
    emitter.on(u"child", [&](const Event &e) { child = e; });
    emitTimes(emitter, 3);
    QCOMPARE(child.causeSequence(), quint64(3));
    emitTimes(emitter, 1);
    emitter.deliverBatches();
    QCOMPARE(child.causeSequence(), quint64(5));
}

void TestBatchHandlers::childrenKeepTheirOrder()
{
    QStringList order;
    EventEmitter emitter;
    emitter.on(u"a", [&](const Event &) { emitter.emitNext(Event(u"first")); }, {.priority = 90});
    emitter.onBatch(
        u"a", [&](std::span<const Event>) { emitter.emitNext(Event(u"second")); }, {.count = 1, .time = 1h});
    emitter.on(u"a",
        [&](const Event &) {
            emitter.emitNext(Event(u"third"));
            order << u"a"_s; // and not behind the child of the batch
        },
        {.priority = 10});
    emitter.on(u"*", [&](const Event &e) { order << e.name(); }, {.priority = 1});
    emitTimes(emitter, 1);
    QCOMPARE(order, (QStringList{u"a"_s, u"a"_s, u"first"_s, u"second"_s, u"third"_s}));
}

void TestBatchHandlers::aBatchMayCauseItsOwnEvents()
{
    QList<std::size_t> sizes;
    EventEmitter emitter;
    emitter.onBatch(
        u"a",
        [&](std::span<const Event> events) {
            sizes << events.size();
            if (sizes.size() == 1) {
                emitTimes(emitter, 4); // a full batch more, and one that waits
            }
        },
        kThree);
    emitTimes(emitter, 3);
    QCOMPARE(sizes, (QList<std::size_t>{3, 3}));
    emitter.deliverBatches();
    QCOMPARE(sizes, (QList<std::size_t>{3, 3, 1}));
}

void TestBatchHandlers::endlessOnesEndWithTheEmitter()
{
    const QuietLog quiet;
    int calls = 0;
    EventEmitter emitter;
    emitter.onBatch(u"a",
        [&](std::span<const Event>) {
            ++calls;
            emitter.emitEvent(Event(u"a"));
        },
        {.count = 9, .time = 0ms});
    emitTimes(emitter, 1);
    emitter.deliverBatches();
    QCOMPARE(calls, 1); // what it caused itself waits for the next time
    emitter.shutdown();
    QVERIFY(calls > 2 && calls < 2 * EventEmitter::kMaxDepth);
    QCOMPARE(emitter.counts().refusedDepth, quint64(1));
}

void TestBatchHandlers::aFailingBatchStopsNobody()
{
    const QuietLog quiet;
    Batches batches{.list = {}, .failures = 1};
    Calls calls;
    QStringList told;
    EventEmitter emitter;
    emitter.on(u"emitter.handler_failed", [&](const Event &e) {
        told << e.data().value(u"handler").toString() << e.data().value(u"message").toString();
    });
    emitter.onBatch(u"a", batches.handler(), kThree, {.name = u"writer"_s});
    emitter.on(u"a", calls.note(u"next"_s));
    emitTimes(emitter, 6);
    QCOMPARE(calls.take().size(), 6);
    QCOMPARE(batches.list, (QStringList{u"1,2,3"_s, u"8,9,10"_s})); // 4 to 7 told of the failure
    QCOMPARE(told, (QStringList{u"writer"_s, u"not now"_s}));
}

void TestBatchHandlers::aFailedBatchIsTriedAgainAsAWhole()
{
    const QuietLog quiet;
    Batches batches{.list = {}, .failures = 2};
    EventEmitter emitter;
    emitter.onBatch(u"a", batches.handler(), kThree, {.retry = {.attempts = 3, .first = 1ms, .factor = 1}});
    emitTimes(emitter, 3);
    QTRY_COMPARE(batches.list, QStringList(3, u"1,2,3"_s));
    QCOMPARE(emitter.counts().retried, quint64(2));
    QCOMPARE(emitter.counts().deadLettered, quint64(0));
}

void TestBatchHandlers::aFailedBatchMakesALetterOfEachEvent()
{
    const QuietLog quiet;
    Batches batches{.list = {}, .failures = 2};
    EventEmitter emitter;
    emitter.onBatch(u"a", batches.handler(), kThree, {.retry = {.attempts = 1, .first = 1ms}});
    emitTimes(emitter, 3);
    QTRY_COMPARE(emitter.deadLetters().count(), qsizetype(3));
    const QList<DeadLetter> letters = emitter.deadLetters().list();
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(letters[i].event.sequence(), quint64(i + 1));
        QCOMPARE(letters[i].reason, DeadLetterReason::Exhausted);
        QCOMPARE(letters[i].calls, 2);
    }
    const Result<Emission> done = emitter.deadLetters().retry(2);
    QVERIFY(done);
    QCOMPARE(done->handled, 1);
    QCOMPARE(batches.list.last(), u"d2"_s); // at once, and alone
    QCOMPARE(emitter.deadLetters().count(), qsizetype(2));
}

void TestBatchHandlers::callsShowInTheTraces()
{
    QStringList traced;
    EventEmitter emitter;
    QObject::connect(&emitter, &EventEmitter::traced, this, [&](const TraceBatch &batch) {
        for (const EmissionTrace &trace : batch.emissions) {
            QStringList names;
            for (const HandlerRun &run : batch.runsOf(trace)) {
                names << emitter.handlerInfo(run.handler)->name;
            }
            traced << u"%1: %2"_s.arg(trace.event.sequence()).arg(names.join(u','));
        }
    });
    Batches batches;
    emitter.onBatch(u"a", batches.handler(), {.count = 2, .time = 1h}, {.name = u"batch"_s});
    emitter.on(u"a", [](const Event &) {}, {.priority = 1, .name = u"plain"_s});
    emitTimes(emitter, 2);
    emitter.flushBatch();
    QCOMPARE(traced, (QStringList{u"1: plain"_s, u"2: batch"_s, u"2: plain"_s}));
    const QList<HandlerStatistics> statistics = emitter.handlerStatistics();
    for (const HandlerStatistics &one : statistics) {
        QCOMPARE(one.calls, quint64(one.info.name == u"batch" ? 1 : 2));
    }
    QCOMPARE(statistics.size(), 2);
}

void TestBatchHandlers::whatIsNotDeliveredIsTold_data()
{
    QTest::addColumn<QString>("end");
    QTest::newRow("cancelled") << u"cancel"_s;
    QTest::newRow("cancelled elsewhere") << u"elsewhere"_s;
    QTest::newRow("off") << u"off"_s;
    QTest::newRow("context") << u"context"_s;
}

void TestBatchHandlers::whatIsNotDeliveredIsTold()
{
    QFETCH(const QString, end);
    auto context = std::make_unique<QObject>();
    Batches batches;
    EventEmitter emitter;
    const Listener listener
        = emitter.onBatch(u"a", batches.handler(), kThree, {.name = u"writer"_s, .context = context.get()});
    emitTimes(emitter, 2);
    QTest::ignoreMessage(QtWarningMsg,
        "the batch handler \"writer\" ended with 2 events that it had not got yet; they were not delivered");
    if (end == u"cancel") {
        listener.cancel();
    } else if (end == u"elsewhere") {
        inOtherThread([&] { listener.cancel(); });
        emitTimes(emitter, 1); // its end is noticed by the next emission
    } else if (end == u"off") {
        emitter.off(u"a");
    } else {
        context.reset();
    }
    QCOMPARE(emitter.counts().undeliveredBatched, quint64(2));
    emitter.deliverBatches();
    QVERIFY(batches.list.isEmpty());
}

void TestBatchHandlers::anEndedListenerIsNotCalled()
{
    const QuietLog quiet;
    Batches batches;
    EventEmitter emitter;
    const Listener listener = emitter.onBatch(u"a", batches.handler(), {.count = 9, .time = 0ms});
    emitTimes(emitter, 2);
    inOtherThread([&] { listener.cancel(); }); // the emitter does not know yet
    bool isLater = false;
    QTimer::singleShot(20, &emitter, [&isLater] { isLater = true; });
    QTRY_VERIFY(isLater); // its time was up long before
    QVERIFY(batches.list.isEmpty());
    emitTimes(emitter, 1);
    QCOMPARE(emitter.counts().undeliveredBatched, quint64(2));
}

void TestBatchHandlers::aBatchMayEndTheEmitter()
{
    auto emitter = std::make_unique<EventEmitter>();
    Batches other;
    int calls = 0;
    emitter->onBatch(
        u"a",
        [&](std::span<const Event> events) {
            ++calls;
            QCOMPARE(events.size(), std::size_t(2));
            emitter.reset();
            QCOMPARE(events[1].sequence(), quint64(2)); // still there
        },
        kThree);
    emitter->onBatch(u"a", other.handler(), kThree);
    emitTimes(*emitter, 2);
    emitter->deliverBatches();
    QVERIFY(!emitter);
    QCOMPARE(calls, 1);
    QCOMPARE(other.list, (QStringList{u"1,2"_s}));
}

void TestBatchHandlers::itMayBeginWithThePast()
{
    EventEmitter emitter;
    emitTimes(emitter, 4);
    Batches batches;
    emitter.onBatch(u"a", batches.handler(), kThree, {.replay = {.history = EventEmitter::kAll}});
    QCOMPARE(batches.list, (QStringList{u"r1,r2,r3"_s}));
    emitTimes(emitter, 2);
    QCOMPARE(batches.list.last(), u"r4,5,6"_s);
}

void TestBatchHandlers::impossibleOnesAreRefused()
{
    Batches batches;
    const QRegularExpression size(u"a batch has at least 1 event, and waits no less than 0 ms"_s);
    QTest::ignoreMessage(QtWarningMsg, size);
    EventEmitter emitter;
    QVERIFY(!emitter.onBatch(u"a", batches.handler(), {.count = 0}).isActive());
    QTest::ignoreMessage(QtWarningMsg, size);
    QVERIFY(!emitter.onBatch(u"a", batches.handler(), {.time = -1ms}).isActive());
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"the handler is empty"_s));
    QVERIFY(!emitter.onBatch(u"a", BatchHandler()).isActive());
    OnThread<QObject> elsewhere;
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"its context lives on another thread, where batches"_s));
    QVERIFY(!emitter.onBatch(u"a", batches.handler(), {}, {.context = elsewhere.get()}).isActive());
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"no listener was registered at"_s));
    QVERIFY(!emitter.onBatch(u"a..b", batches.handler()).isActive());
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"onBatch\\(\\) was called from another thread"_s));
    inOtherThread([&] { QVERIFY(!emitter.onBatch(u"a", batches.handler()).isActive()); });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"deliverBatches\\(\\) was called from another thread"_s));
    inOtherThread([&] { emitter.deliverBatches(); });
}

QTEST_GUILESS_MAIN(TestBatchHandlers)
#include "tst_batchhandlers.moc"
