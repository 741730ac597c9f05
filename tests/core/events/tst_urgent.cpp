// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtTest/QTest>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

namespace {

Event ordinary(const QString &text, QStringView name = u"a")
{
    return Event(EventInit{.name = Symbol::intern(name), .payload = Record::make({{u"text", text}})});
}

Event urgent(const QString &text, QStringView name = u"a")
{
    return Event(EventInit{.name = Symbol::intern(name), .payload = Record::make({{u"text", text}}), .urgent = true});
}

/// Notes the texts that an emitter's events carry.
class Texts
{
public:
    explicit Texts(EventEmitter &emitter)
    {
        emitter.on(u"**", [this](const Event &e) { m_list << e.field(u"text").toString(); });
    }
    const QStringList &list() const { return m_list; }
    QStringList take() { return std::exchange(m_list, {}); }

private:
    QStringList m_list;
};

QString joined(const QStringList &texts)
{
    return texts.join(u' ');
}

} // namespace

/// Urgent events overtake waiting ordinary ones.
class TestUrgent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFlagStaysWithTheEvent();
    void overtakesWhatWaits();
    void aloneItWakesTheEmitter();
    void overtakesWhatWasTakenAlready();
    void overtakesAtShutdownToo();
    void keepsTheOrderOfEachThread();
    void hasALimitOfItsOwn();
    void waitsForRoomAmongItsOwnKind();
    void dropsTheOldestOfItsOwnKind();
    void coalescing_data();
    void coalescing();
    void coalescingWithoutRoomKeepsTheOrdinaryOne();
    void coalescingAmongMany();
    void floodDoesNotStarveTheOthers();
    void whatWaitsTogetherIsStrictlyOrdered();
    void countsAsWaiting();
};

void TestUrgent::theFlagStaysWithTheEvent()
{
    EventEmitter emitter;
    const Event event = urgent(u"x"_s);
    QVERIFY(event.isUrgent());
    QVERIFY(event.parts().urgent);
    QVERIFY(!ordinary(u"x"_s).isUrgent());
    QVERIFY(!Event().isUrgent());
    Event heard;
    emitter.on(u"a", [&](const Event &e) { heard = e; });
    emitter.emitEvent(event);
    emitter.emitEvent(event); // held by `heard`: numbered as a copy
    QVERIFY(heard.isUrgent());
    QCOMPARE(heard.sequence(), quint64(2));
}

void TestUrgent::overtakesWhatWaits()
{
    EventEmitter emitter;
    Texts heard(emitter);
    for (const Event &event :
        {ordinary(u"1"_s), ordinary(u"2"_s), urgent(u"A"_s), ordinary(u"3"_s), urgent(u"B"_s), ordinary(u"4"_s)}) {
        QVERIFY(emitter.post(event));
    }
    QTRY_COMPARE(heard.list().size(), 6);
    QCOMPARE(joined(heard.list()), u"A B 1 2 3 4"_s);
}

void TestUrgent::aloneItWakesTheEmitter()
{
    EventEmitter emitter;
    Texts heard(emitter);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(emitter.post(urgent(u"A"_s)));
        QTRY_COMPARE(heard.list().size(), i + 1);
    }
}

void TestUrgent::overtakesWhatWasTakenAlready()
{
    EventEmitter emitter;
    Texts heard(emitter);
    emitter.on(u"first", [&](const Event &) { inOtherThread([&] { emitter.post(urgent(u"A"_s)); }); });
    emitter.post(ordinary(u"1"_s, u"first"));
    for (int i = 2; i < 10; ++i) {
        emitter.post(ordinary(QString::number(i)));
    }
    QTRY_COMPARE(heard.list().size(), 10);
    QCOMPARE(joined(heard.list()), u"1 A 2 3 4 5 6 7 8 9"_s);
}

void TestUrgent::overtakesAtShutdownToo()
{
    EventEmitter emitter;
    Texts heard(emitter);
    emitter.post(ordinary(u"1"_s));
    emitter.post(urgent(u"A"_s));
    emitter.shutdown();
    QCOMPARE(joined(heard.list()), u"A 1"_s);
}

void TestUrgent::keepsTheOrderOfEachThread()
{
    constexpr int kThreads = 3;
    constexpr int kEach = 200;
    EventEmitter emitter;
    std::vector<std::vector<int>> heard(kThreads * 2);
    emitter.on(u"a", [&](const Event &e) {
        heard[std::size_t(e.field(u"lane").toInteger())].push_back(int(e.field(u"number").toInteger()));
    });
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&emitter, t] {
            for (int i = 0; i < kEach; ++i) {
                const bool isUrgent = i % 2 == 0;
                const Event event(EventInit{.name = Symbol::intern(u"a"),
                    .payload = Record::make({{u"lane", t * 2 + isUrgent}, {u"number", i}}),
                    .urgent = isUrgent});
                while (!emitter.post(event)) {
                    std::this_thread::yield();
                }
            }
        });
    }
    QTRY_COMPARE(emitter.eventCount(u"a"), quint64(kThreads * kEach));
    for (std::thread &thread : threads) {
        thread.join();
    }
    for (const std::vector<int> &lane : heard) {
        QCOMPARE(lane.size(), std::size_t(kEach / 2));
        QVERIFY(std::ranges::is_sorted(lane));
    }
}

void TestUrgent::hasALimitOfItsOwn()
{
    EventEmitter emitter({.limit = 2});
    Texts heard(emitter);
    QVERIFY(emitter.post(ordinary(u"1"_s)));
    QVERIFY(emitter.post(ordinary(u"2"_s)));
    QVERIFY(!emitter.post(ordinary(u"3"_s)));
    QVERIFY(emitter.post(urgent(u"A"_s)));
    QVERIFY(emitter.post(urgent(u"B"_s)));
    QVERIFY(!emitter.post(urgent(u"C"_s)));
    QCOMPARE(emitter.counts().refused, quint64(2));
    QTRY_COMPARE(emitter.counts().waiting, quint64(0));
    QCOMPARE(joined(heard.list()).left(7), u"A B 1 2"_s);
}

void TestUrgent::waitsForRoomAmongItsOwnKind()
{
    EventEmitter emitter({.limit = 1});
    emitter.post(ordinary(u"1"_s));
    bool accepted = false;
    bool second = true;
    inOtherThread([&] {
        accepted = emitter.postWait(urgent(u"A"_s), 1h); // at once
        second = emitter.postWait(urgent(u"B"_s), 10ms);
    });
    QVERIFY(accepted);
    QVERIFY(!second);
}

void TestUrgent::dropsTheOldestOfItsOwnKind()
{
    EventEmitter emitter({.limit = 2, .policy = InboxPolicy::DropOldest});
    Texts heard(emitter);
    for (const QString &text : {u"1"_s, u"2"_s, u"3"_s}) {
        QVERIFY(emitter.post(ordinary(text)));
    }
    for (const QString &text : {u"A"_s, u"B"_s, u"C"_s}) {
        QVERIFY(emitter.post(urgent(text)));
    }
    QCOMPARE(emitter.counts().droppedOldest, quint64(2));
    QTRY_VERIFY(heard.list().size() >= 4);
    QCOMPARE(joined(heard.list()).left(7), u"B C 2 3"_s);
}

void TestUrgent::coalescing_data()
{
    QTest::addColumn<bool>("firstIsUrgent");
    QTest::addColumn<bool>("secondIsUrgent");
    QTest::addColumn<QString>("heard");
    QTest::newRow("both ordinary") << false << false << u"1 new 3"_s;
    QTest::newRow("urgent behind ordinary") << false << true << u"new 1 3"_s;
    QTest::newRow("ordinary behind urgent") << true << false << u"new 1 3"_s;
    QTest::newRow("both urgent") << true << true << u"new 1 3"_s;
}

void TestUrgent::coalescing()
{
    QFETCH(const bool, firstIsUrgent);
    QFETCH(const bool, secondIsUrgent);
    QFETCH(const QString, heard);
    EventEmitter emitter({.policy = InboxPolicy::CoalesceLatest});
    Texts texts(emitter);
    emitter.post(ordinary(u"1"_s, u"one"));
    emitter.post(firstIsUrgent ? urgent(u"old"_s) : ordinary(u"old"_s));
    emitter.post(ordinary(u"3"_s, u"three"));
    emitter.post(secondIsUrgent ? urgent(u"new"_s) : ordinary(u"new"_s));
    const EmitterCounts counts = emitter.counts();
    QCOMPARE(counts.coalesced, quint64(1));
    QCOMPARE(counts.posted, quint64(4));
    QCOMPARE(counts.waiting, quint64(3));
    QTRY_COMPARE(emitter.counts().waiting, quint64(0));
    QCOMPARE(joined(texts.take()), heard);
    emitter.post(ordinary(u"later"_s)); // the key is free again
    emitter.post(urgent(u"last"_s));
    QTRY_COMPARE(joined(texts.list()), u"last"_s);
}

void TestUrgent::coalescingWithoutRoomKeepsTheOrdinaryOne()
{
    EventEmitter emitter({.limit = 1, .policy = InboxPolicy::CoalesceLatest});
    Texts heard(emitter);
    QVERIFY(emitter.post(ordinary(u"1"_s)));
    QVERIFY(emitter.post(urgent(u"B"_s, u"b")));
    QVERIFY(!emitter.post(urgent(u"A"_s)));
    QTRY_VERIFY(heard.list().size() >= 2);
    QCOMPARE(joined(heard.list()).left(3), u"B 1"_s);
}

void TestUrgent::coalescingAmongMany()
{
    constexpr int kMany = 200; // more than one chunk, and holes among them
    EventEmitter emitter({.policy = InboxPolicy::CoalesceLatest});
    Texts heard(emitter);
    for (int i = 0; i < kMany; ++i) {
        emitter.post(ordinary(QString::number(i), u"n%1"_s.arg(i)));
    }
    QStringList expected;
    for (int i = 0; i < kMany; i += 2) {
        emitter.post(urgent(u"u%1"_s.arg(i), u"n%1"_s.arg(i)));
        expected << u"u%1"_s.arg(i);
    }
    for (int i = 1; i < kMany; i += 2) {
        emitter.post(ordinary(u"o%1"_s.arg(i), u"n%1"_s.arg(i)));
        expected << u"o%1"_s.arg(i);
    }
    QCOMPARE(emitter.counts().waiting, quint64(kMany));
    QTRY_COMPARE(heard.list().size(), kMany);
    QCOMPARE(heard.list(), expected);
}

void TestUrgent::floodDoesNotStarveTheOthers()
{
    EventEmitter emitter({.limit = 10});
    int floods = 0;
    QList<int> ordinaryAfter;
    emitter.on(u"flood", [&](const Event &) {
        if (++floods < 1'000) {
            QVERIFY(emitter.post(urgent(u"again"_s, u"flood")));
        }
    });
    emitter.on(u"a", [&](const Event &) { ordinaryAfter << floods; });
    emitter.post(ordinary(u"1"_s));
    emitter.post(ordinary(u"2"_s));
    emitter.post(urgent(u"first"_s, u"flood"));
    QTRY_COMPARE(floods, 1'000);
    QCOMPARE(ordinaryAfter, (QList<int>{10, 20}));
}

void TestUrgent::whatWaitsTogetherIsStrictlyOrdered()
{
    constexpr int kLimit = 5;
    EventEmitter emitter({.limit = kLimit});
    Texts heard(emitter);
    for (int round = 0; round < 4; ++round) { // what was overtaken in one round does not count in the next
        for (int i = 0; i < kLimit; ++i) {
            QVERIFY(emitter.post(ordinary(u"o"_s)));
        }
        for (int i = 0; i < kLimit - 1; ++i) {
            QVERIFY(emitter.post(urgent(u"U"_s)));
        }
        QTRY_COMPARE(heard.list().size(), 2 * kLimit - 1);
        QCOMPARE(joined(heard.take()), u"U U U U o o o o o"_s);
        for (int i = 0; i < kLimit - 1; ++i) {
            QVERIFY(emitter.post(urgent(u"U"_s))); // these overtake nobody
        }
        QTRY_COMPARE(heard.list().size(), kLimit - 1);
        heard.take();
    }
}

void TestUrgent::countsAsWaiting()
{
    EventEmitter emitter;
    emitter.post(ordinary(u"1"_s));
    emitter.post(urgent(u"A"_s));
    EmitterCounts seen;
    emitter.once(u"a", [&](const Event &) { seen = emitter.counts(); });
    QCOMPARE(emitter.counts().waiting, quint64(2));
    QCOMPARE(emitter.counts().posted, quint64(2));
    QTRY_COMPARE(emitter.counts().waiting, quint64(0));
    QCOMPARE(seen.waiting, quint64(1));
}

QTEST_GUILESS_MAIN(TestUrgent)
#include "tst_urgent.moc"
