// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QThread>
#include <QtTest/QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

namespace {

Event numberedEvent(int number, QStringView name = u"a")
{
    return Event(name, Record::make({{u"number", number}}));
}

/// Hears everything and notes the numbers.
struct Ears
{
    explicit Ears(EventEmitter &emitter)
    {
        emitter.on(u"a", [this](const Event &e) { numbers << int(e.field(u"number").toInteger()); });
    }
    QList<int> numbers;
};

} // namespace

class TestPosting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void handlersRunLaterOnTheEmittersThread();
    void orderOfAThreadIsKept();
    void emitterOfAnotherThreadHandlesThere();
    void refusesWhenFull();
    void nullEventsAreRefused();
    void dropsTheOldest();
    void coalescesTheLatest();
    void everyEventIsAccountedFor_data();
    void everyEventIsAccountedFor();
    void waitingPostWaitsForRoom();
    void waitingPostGivesUpAtItsDeadline();
    void waitingPostDoesNotWaitOnTheEmittersThread();
    void waitingCountsWhatIsNotYetEmitted();
    void correlationTravelsAlong();
};

void TestPosting::handlersRunLaterOnTheEmittersThread()
{
    EventEmitter emitter;
    QThread *thread = nullptr;
    emitter.on(u"a", [&](const Event &) { thread = QThread::currentThread(); });
    bool accepted = false;
    inOtherThread([&] { accepted = emitter.post(Event(u"a")); });
    QVERIFY(accepted);
    QVERIFY(!thread);
    QCOMPARE(emitter.eventCount(u"a"), quint64(0));
    QTRY_COMPARE(thread, QThread::currentThread());
    QVERIFY(emitter.post(Event(u"a"))); // the own thread may as well, and it is not nested
    QCOMPARE(emitter.eventCount(u"a"), quint64(1));
    QTRY_COMPARE(emitter.eventCount(u"a"), quint64(2));
}

void TestPosting::orderOfAThreadIsKept()
{
    EventEmitter emitter({.limit = 100'000});
    std::vector<QList<qint64>> heard(3);
    emitter.on(u"*", [&](const Event &e) { heard[std::size_t(e.name().toInt())] << e.field(u"number").toInteger(); });
    constexpr int kEach = 3'000;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 3; ++t) {
            threads.emplace_back([&emitter, t] {
                for (int i = 0; i < kEach; ++i) {
                    emitter.post(numberedEvent(i, QString::number(t)));
                }
            });
        }
        QTRY_COMPARE_WITH_TIMEOUT(emitter.counts().emitted, quint64(3 * kEach), 60'000);
    }
    for (const QList<qint64> &numbers : heard) {
        QCOMPARE(numbers.size(), kEach);
        QVERIFY(std::ranges::is_sorted(numbers));
    }
}

void TestPosting::emitterOfAnotherThreadHandlesThere()
{
    QThread thread;
    auto *emitter = new EventEmitter;
    std::atomic<QThread *> handledOn = nullptr;
    std::atomic<int> flushed = 0;
    emitter->on(u"a", [&](const Event &) { handledOn = QThread::currentThread(); });
    connect(emitter, &EventEmitter::countsChanged, emitter, [&] { ++flushed; });
    emitter->moveToThread(&thread);
    connect(&thread, &QThread::finished, emitter, &QObject::deleteLater);
    std::atomic<bool> started = false;
    connect(&thread, &QThread::started, [&started] { started = true; });
    thread.start();
    QTRY_VERIFY(started); // from now on ThreadSanitizer knows the thread's event loop
    QVERIFY(emitter->post(Event(u"a")));
    QTRY_COMPARE(handledOn.load(), &thread);
    QTRY_VERIFY(flushed > 0);
    thread.quit();
    QVERIFY(thread.wait());
}

void TestPosting::refusesWhenFull()
{
    EventEmitter emitter({.limit = 3});
    const Ears ears(emitter);
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(emitter.post(numberedEvent(i)), i < 3);
    }
    QCOMPARE(emitter.counts().posted, quint64(3));
    QCOMPARE(emitter.counts().refused, quint64(2));
    QTRY_COMPARE(ears.numbers, (QList{0, 1, 2}));
    QVERIFY(emitter.post(numberedEvent(5)));
    QTRY_COMPARE(ears.numbers, (QList{0, 1, 2, 5}));
}

void TestPosting::dropsTheOldest()
{
    EventEmitter emitter({.limit = 3, .policy = InboxPolicy::DropOldest});
    const Ears ears(emitter);
    for (int i = 0; i < 5; ++i) {
        QVERIFY(emitter.post(numberedEvent(i)));
    }
    QTRY_COMPARE(ears.numbers, (QList{2, 3, 4}));
    QCOMPARE(emitter.counts().droppedOldest, quint64(2));
    QCOMPARE(emitter.counts().refused, quint64(0));
}

void TestPosting::coalescesTheLatest()
{
    EventEmitter emitter({.limit = 2, .policy = InboxPolicy::CoalesceLatest});
    const Ears ears(emitter);
    for (int i = 0; i < 5; ++i) {
        QVERIFY(emitter.post(numberedEvent(i)));
    }
    QVERIFY(emitter.post(numberedEvent(0, u"b")));
    QVERIFY(!emitter.post(numberedEvent(0, u"c")));
    QTRY_COMPARE(ears.numbers, (QList{4}));
    QCOMPARE(emitter.counts().coalesced, quint64(4));
    QCOMPARE(emitter.counts().refused, quint64(1));
}

void TestPosting::everyEventIsAccountedFor_data()
{
    QTest::addColumn<InboxPolicy>("policy");
    QTest::newRow("refuse") << InboxPolicy::Refuse;
    QTest::newRow("drop oldest") << InboxPolicy::DropOldest;
    QTest::newRow("coalesce") << InboxPolicy::CoalesceLatest;
}

void TestPosting::everyEventIsAccountedFor()
{
    QFETCH(const InboxPolicy, policy);
    EventEmitter emitter({.limit = 10, .policy = policy});
    constexpr int kEach = 2'000;
    std::atomic<quint64> accepted = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 2; ++t) {
        threads.emplace_back([&emitter, &accepted, t] {
            for (int i = 0; i < kEach; ++i) {
                accepted += emitter.post(numberedEvent(i, QString::number(t * 100 + i % 20)));
            }
        });
    }
    while (emitter.counts().posted + emitter.counts().refused < 2 * kEach) {
        QCoreApplication::processEvents();
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    QTRY_COMPARE(emitter.counts().waiting, quint64(0));
    const EmitterCounts counts = emitter.counts();
    const quint64 told = emitter.eventCount(u"emitter.overflowed"); // not posted
    QCOMPARE(counts.posted, accepted.load());
    QCOMPARE(counts.posted + counts.refused, quint64(2 * kEach));
    QCOMPARE(counts.posted, counts.emitted - told + counts.droppedOldest + counts.coalesced);
}

void TestPosting::waitingPostWaitsForRoom()
{
    EventEmitter emitter({.limit = 2});
    const Ears ears(emitter);
    std::atomic<int> refused = 0;
    std::jthread poster([&] {
        for (int i = 0; i < 500; ++i) {
            refused += !emitter.postWait(numberedEvent(i), 60s);
        }
    });
    QTRY_COMPARE_WITH_TIMEOUT(ears.numbers.size() + refused, 500, 60'000);
    QCOMPARE(refused.load(), 0);
    QVERIFY(std::ranges::is_sorted(ears.numbers));
    QCOMPARE(emitter.counts().refused, quint64(0));
}

void TestPosting::waitingPostGivesUpAtItsDeadline()
{
    EventEmitter emitter({.limit = 1});
    QVERIFY(emitter.post(Event(u"a")));
    bool accepted = true;
    qint64 waited = 0;
    inOtherThread([&] {
        QElapsedTimer timer;
        timer.start();
        accepted = emitter.postWait(Event(u"a"), 30ms);
        waited = timer.elapsed();
    });
    QVERIFY(!accepted);
    QVERIFY(waited >= 30);
    QCOMPARE(emitter.counts().refused, quint64(1));
}

void TestPosting::waitingPostDoesNotWaitOnTheEmittersThread()
{
    EventEmitter emitter({.limit = 1});
    QVERIFY(emitter.postWait(Event(u"a"), 1h));
    QVERIFY(!emitter.postWait(Event(u"a"), 1h)); // would stand still for an hour
    QVERIFY(!emitter.postWait(Event(), 1h));
}

void TestPosting::waitingCountsWhatIsNotYetEmitted()
{
    EventEmitter emitter;
    QList<quint64> waiting;
    emitter.on(u"a", [&](const Event &) { waiting << emitter.counts().waiting; });
    for (int i = 0; i < 3; ++i) {
        emitter.post(Event(u"a"));
    }
    QCOMPARE(emitter.counts().waiting, quint64(3));
    QTRY_COMPARE(waiting, (QList<quint64>{2, 1, 0}));
}

void TestPosting::correlationTravelsAlong()
{
    EventEmitter emitter;
    QString id;
    emitter.on(u"a", [&](const Event &e) { id = e.correlationId(); });
    emitter.post(Event(EventInit{.name = Symbol::intern(u"a"), .correlationId = u"order-7"_s}));
    QTRY_COMPARE(id, u"order-7"_s);
}

void TestPosting::nullEventsAreRefused()
{
    EventEmitter emitter;
    QVERIFY(!emitter.post(Event()));
    QVERIFY(!emitter.offer(Event(), 1h)); // at once: it would be refused later as well
    QCOMPARE(emitter.counts().posted, quint64(0));
}

QTEST_GUILESS_MAIN(TestPosting)
#include "tst_posting.moc"
