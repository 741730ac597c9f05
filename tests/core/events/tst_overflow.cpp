// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QScopeGuard>
#include <QtTest/QTest>

#include <algorithm>
#include <atomic>
#include <span>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

/// `emitter.overflowed`: every loss is told, at most once a second.
class TestOverflow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lossesAreTold_data();
    void lossesAreTold();
    void coalescingIsNoLoss();
    void atMostOnceASecondAndNothingIsForgotten();
    void handlersOfTheNewsMayLoseEvents();
    void anOfferIsNoLossUntilTheEmitterStops();
    void severalAreOfferedWithOneWakeUpAsFarAsThereIsRoom();
    void whoOffersSeveralWaitsForRoom();
    void ofSeveralOfferedTheOldestGiveWayWherePolicySaysSo();
    void ownEventsBypassAFullInbox();
};

void TestOverflow::lossesAreTold_data()
{
    QTest::addColumn<InboxPolicy>("policy");
    QTest::addColumn<int>("refused");
    QTest::addColumn<int>("oldest");
    QTest::newRow("refuse") << InboxPolicy::Refuse << 8 << 0;
    QTest::newRow("drop oldest") << InboxPolicy::DropOldest << 0 << 8;
}

void TestOverflow::lossesAreTold()
{
    QFETCH(const InboxPolicy, policy);
    EventEmitter emitter({.limit = 2, .policy = policy});
    QList<Event> told;
    emitter.on(u"emitter.overflowed", [&](const Event &e) { told << e; });
    emitter.post(Event(u"a"));
    emitter.post(Event(u"a"));
    QTRY_COMPARE(emitter.eventCount(u"a"), quint64(2));
    QVERIFY(told.isEmpty());
    for (int i = 0; i < 10; ++i) {
        emitter.post(Event(u"a"));
    }
    QTRY_COMPARE(told.size(), 1);
    QTEST(int(told[0].field(u"refused").toInteger()), "refused");
    QTEST(int(told[0].field(u"droppedOldest").toInteger()), "oldest");
    QCOMPARE(told[0].source(), u"emberscope"_s);
    QCOMPARE(emitter.eventCount(u"a"), quint64(4));
}

void TestOverflow::coalescingIsNoLoss()
{
    EventEmitter emitter({.limit = 2, .policy = InboxPolicy::CoalesceLatest});
    for (int i = 0; i < 10; ++i) {
        QVERIFY(emitter.post(Event(u"a")));
    }
    QTRY_COMPARE(emitter.eventCount(u"a"), quint64(1));
    QCoreApplication::processEvents();
    QCOMPARE(emitter.eventCount(u"emitter.overflowed"), quint64(0));
}

void TestOverflow::atMostOnceASecondAndNothingIsForgotten()
{
    EventEmitter emitter({.limit = 1});
    QElapsedTimer clock;
    clock.start();
    QList<qint64> times;
    qint64 refused = 0;
    emitter.on(u"emitter.overflowed", [&](const Event &e) {
        times << clock.elapsed();
        refused += e.field(u"refused").toInteger();
    });
    qint64 lost = 0;
    while (clock.elapsed() < 1'200) {
        for (int i = 0; i < 3; ++i) {
            lost += !emitter.post(Event(u"a"));
        }
        QCoreApplication::processEvents();
    }
    QVERIFY(lost > 2);
    QTRY_COMPARE_WITH_TIMEOUT(refused, lost, 5'000); // the rest is told without another post
    QVERIFY(times.size() >= 2);
    for (qsizetype i = 1; i < times.size(); ++i) {
        QVERIFY2(times[i] - times[i - 1] >= 995, qPrintable(QString::number(times[i] - times[i - 1])));
    }
}

void TestOverflow::handlersOfTheNewsMayLoseEvents()
{
    EventEmitter emitter({.limit = 1});
    emitter.on(u"emitter.overflowed", [&](const Event &) {
        for (int i = 0; i < 5; ++i) {
            emitter.post(Event(u"a"));
        }
    });
    emitter.post(Event(u"a"));
    emitter.post(Event(u"a"));
    QTRY_COMPARE(emitter.eventCount(u"a"), quint64(2));
    QCOMPARE(emitter.eventCount(u"emitter.overflowed"), quint64(1)); // no loop: the next one a second later
    QCOMPARE(emitter.counts().refused, quint64(5));
}

void TestOverflow::anOfferIsNoLossUntilTheEmitterStops()
{
    const QuietLog quiet;
    EventEmitter emitter({.limit = 1});
    QVERIFY(emitter.post(Event(u"a")));
    bool offered = true;
    std::thread elsewhere([&] { offered = emitter.offer(Event(u"b"), std::chrono::milliseconds(20)); });
    elsewhere.join();
    QVERIFY(!offered);
    QCOMPARE(emitter.counts().refused, quint64(0));
    QCoreApplication::processEvents();
    QCOMPARE(emitter.eventCount(u"a"), quint64(1));
    QCOMPARE(emitter.eventCount(u"emitter.overflowed"), quint64(0));
    QVERIFY(emitter.offer(Event(u"b"), std::chrono::milliseconds(20))); // there is room again
    emitter.shutdown();
    QCOMPARE(emitter.eventCount(u"b"), quint64(1));
    QVERIFY(!emitter.offer(Event(u"b"), std::chrono::hours(1))); // at once
    QCOMPARE(emitter.counts().refused, quint64(1));
}

void TestOverflow::severalAreOfferedWithOneWakeUpAsFarAsThereIsRoom()
{
    const QuietLog quiet;
    EventEmitter emitter({.limit = 2});
    QStringList heard;
    emitter.on(u"*", [&heard](const Event &event) { heard.append(event.name()); });
    std::atomic<int> wakeUps = 0;
    connect(
        &emitter, &EventEmitter::wakeUpRequested, &emitter, [&wakeUps] { ++wakeUps; }, Qt::DirectConnection);
    std::vector<Event> events{Event(u"a"), Event(), Event(u"b"), Event(u"c"), Event(u"d")};
    std::size_t settled = 0;
    std::thread elsewhere([&] { settled = emitter.offer(events, std::chrono::milliseconds(0)); });
    elsewhere.join();
    QCOMPARE(settled, std::size_t(3)); // the null one among them
    QCOMPARE(wakeUps.load(), 1);
    QVERIFY(events[0].isNull() && events[2].isNull());
    QCOMPARE(events[3].name(), u"c"_s);
    QCOMPARE(emitter.counts().refused, quint64(0));
    QTRY_COMPARE(heard.size(), 2);
    QCOMPARE(emitter.offer(std::span(events).subspan(settled), std::chrono::milliseconds(0)), std::size_t(2));
    QTRY_COMPARE(heard, (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
    emitter.shutdown();
    std::vector<Event> late{Event(u"e"), Event(), Event(u"f")};
    QCOMPARE(emitter.offer(late, std::chrono::hours(1)), std::size_t(0)); // at once
    QCOMPARE(emitter.counts().refused, quint64(2));
    QCOMPARE(late[0].name(), u"e"_s);
}

void TestOverflow::whoOffersSeveralWaitsForRoom()
{
    constexpr int kEvents = 1'000;
    EventEmitter emitter({.limit = 3});
    std::vector<quint64> heard;
    emitter.on(
        u"a", [&heard](const Event &event) { heard.push_back(quint64(event.time().time_since_epoch().count())); });
    std::thread elsewhere([&] {
        std::vector<Event> events;
        for (int i = 0; i < kEvents; ++i) {
            events.push_back(
                Event(EventInit{.name = Symbol::intern(u"a"), .time = EventTime(std::chrono::microseconds(i + 1))}));
        }
        for (std::span<Event> rest(events); !rest.empty();) {
            rest = rest.subspan(emitter.offer(rest, std::chrono::hours(1)));
        }
    });
    const auto join = qScopeGuard([&elsewhere] { elsewhere.join(); });
    QTRY_COMPARE(heard.size(), std::size_t(kEvents));
    QVERIFY(std::ranges::is_sorted(heard));
    QCOMPARE(emitter.counts().refused, quint64(0));
}

void TestOverflow::ofSeveralOfferedTheOldestGiveWayWherePolicySaysSo()
{
    EventEmitter emitter({.limit = 2, .policy = InboxPolicy::DropOldest});
    QStringList heard;
    emitter.on(u"*", [&heard](const Event &event) { heard.append(event.name()); });
    std::vector<Event> events{Event(u"a"), Event(u"b"), Event(u"c"), Event(u"d")};
    QCOMPARE(emitter.offer(events, std::chrono::hours(1)), std::size_t(4));
    QVERIFY(std::ranges::all_of(events, &Event::isNull));
    QTRY_VERIFY(heard.contains(u"d"));
    QCOMPARE(heard.first(2), (QStringList{u"c"_s, u"d"_s}));
    QCOMPARE(emitter.counts().droppedOldest, quint64(2));
}

void TestOverflow::ownEventsBypassAFullInbox()
{
    const QuietLog quiet;
    EventEmitter emitter({.limit = 1});
    QVERIFY(emitter.post(Event(u"waiting")));
    emitter.on(u"a", [](const Event &) { throw 1; });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(emitter.eventCount(u"emitter.handler_failed"), quint64(1));
}

QTEST_GUILESS_MAIN(TestOverflow)
#include "tst_overflow.moc"
