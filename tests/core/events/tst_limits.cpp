// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"
#include "ratelimiter.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

namespace {

void expectWarning(const QString &pattern)
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(pattern));
}

PayloadPtr payloadOf(int bytes)
{
    return std::make_shared<const Record>(std::vector<Record::Field>(), QByteArray(bytes, 'x'));
}

const qsizetype kEmpty = payloadOf(0)->byteSize();

} // namespace

/// What an emitter does not put up with: crowds of listeners, deep recursion, floods of one name, large payloads.
class TestLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u"."_s)); }

    void crowdIsWarnedOfOnceWithItsPlaces();
    void crowdLimitIsSoft_data();
    void crowdLimitIsSoft();
    void thoseWhoLeftMakeNoCrowd();
    void longListsOfPlacesAreCut();

    void depthIsAnOption_data();
    void depthIsAnOption();
    void chainHasTheSameLimit();

    void bucketGivesABurstAndThenTheRate();
    void bucketsBelongToNames();
    void bucketOverflowsAtTheBurst();
    void bucketTakesTimesInAnyOrder();
    void bucketsAreBounded();

    void tooOftenIsRefusedAtTheEmission();
    void tooOftenIsRefusedAtThePost();
    void tooOftenIsRefusedAmongChildren();
    void postedEventsTakeOneToken();
    void offeredEventsAreSettled();
    void severalThatAreOfferedAgainTakeOneTokenEach();
    void ownEventsAreNotLimited();

    void tooLargeIsRefusedWithNameAndSize();
    void payloadLimitIsInclusive();
    void refusalsAreToldTogetherAtMostOnceASecond();
    void refusedPostIsToldWithoutAnotherEvent();
    void nothingIsLimitedByDefault();
};

void TestLimits::crowdIsWarnedOfOnceWithItsPlaces()
{
    EventEmitter emitter;
    for (int i = 0; i < 3; ++i) {
        emitter.on(u"a", [](const Event &) {});
    }
    for (int i = 0; i < 97; ++i) {
        emitter.on(u"a", [](const Event &) {});
        emitter.on(u"b", [](const Event &) {});
    }
    QCOMPARE(emitter.counts().crowdedNames, quint64(0));
    expectWarning(
        u"^101 listeners are registered for \"a\", more than 100 \\(EmitterLimits::listeners\\): "
        u"tst_limits\\.cpp:\\d+ × 97, tst_limits\\.cpp:\\d+ × 3, tst_limits\\.cpp:\\d+ × 1\\. Many at one "_s);
    QVERIFY(emitter.on(u"a", [](const Event &) {}).isActive());
    for (int i = 0; i < 50; ++i) {
        QVERIFY(emitter.on(u"a", [](const Event &) {}).isActive()); // no refusal and no second warning
    }
    QCOMPARE(emitter.listenerCount(u"a"), 151);
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 151);
    QCOMPARE(emitter.counts().crowdedNames, quint64(1));
    expectWarning(u"for \"b\", more than 100"_s); // each text has its own
    for (int i = 0; i < 4; ++i) {
        emitter.on(u"b", [](const Event &) {});
    }
    QCOMPARE(emitter.counts().crowdedNames, quint64(2));
}

void TestLimits::crowdLimitIsSoft_data()
{
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("listeners");
    QTest::addColumn<bool>("warns");
    QTest::newRow("at the limit") << 2 << 2 << false;
    QTest::newRow("over it") << 2 << 3 << true;
    QTest::newRow("no limit") << 0 << 500 << false;
}

void TestLimits::crowdLimitIsSoft()
{
    QFETCH(const int, limit);
    QFETCH(const int, listeners);
    QFETCH(const bool, warns);
    EventEmitter emitter({.limits = {.listeners = limit}});
    if (warns) {
        expectWarning(u"listeners are registered for \"\\*\", more than 2 "_s);
    }
    for (int i = 0; i < listeners; ++i) {
        QVERIFY(emitter.on(u"*", [](const Event &) {}).isActive());
    }
    QCOMPARE(emitter.counts().crowdedNames, quint64(warns));
}

void TestLimits::thoseWhoLeftMakeNoCrowd()
{
    EventEmitter emitter({.limits = {.listeners = 2}});
    for (int i = 0; i < 100; ++i) {
        const ScopedListener here = emitter.on(u"a", [](const Event &) {});
        const Listener elsewhere = emitter.on(u"a", [](const Event &) {});
        inOtherThread([&] { elsewhere.cancel(); });
    }
    QCOMPARE(emitter.listenerCount(u"a"), 0);
}

void TestLimits::longListsOfPlacesAreCut()
{
    EventEmitter emitter({.limits = {.listeners = 11}});
    const auto nothing = [](const Event &) {};
    expectWarning(u"^12 listeners .*, and 2 more places\\. Many"_s);
    // clang-format off
    emitter.on(u"a", nothing);
    emitter.on(u"a", nothing);
    emitter.on(u"a", nothing);
    emitter.on(u"a", nothing);
    emitter.on(u"a", nothing);
    emitter.on(u"a", nothing);
    emitter.on(u"a", nothing);
    emitter.on(u"a", nothing);
    emitter.on(u"a", nothing);
    emitter.on(u"a", nothing);
    emitter.on(u"a", nothing);
    emitter.on(u"a", nothing);
    // clang-format on
    QCOMPARE(emitter.listenerCount(u"a"), 12);
}

void TestLimits::depthIsAnOption_data()
{
    QTest::addColumn<int>("depth");
    QTest::addColumn<int>("calls");
    QTest::newRow("default") << EmitterLimits().depth << EventEmitter::kMaxDepth;
    QTest::newRow("shallow") << 3 << 3;
    QTest::newRow("deep") << 500 << 500;
    QTest::newRow("none") << 0 << 1;
    QTest::newRow("too deep") << 1'000'000 << 1'000;
}

void TestLimits::depthIsAnOption()
{
    QFETCH(const int, depth);
    QFETCH(const int, calls);
    EventEmitter emitter({.limits = {.depth = depth}});
    int heard = 0;
    Emission refused;
    emitter.on(u"loop", [&](const Event &e) {
        ++heard;
        if (const Emission nested = emitter.emitEvent(e); nested.failed > 0) {
            refused = nested;
        }
    });
    expectWarning(u"nested or chained %1 deep"_s.arg(calls));
    emitter.emitEvent(Event(u"loop"));
    QCOMPARE(heard, calls);
    QCOMPARE(refused.outcome, EmissionOutcome::Dropped);
    QCOMPARE(emitter.counts().refusedDepth, quint64(1));
}

void TestLimits::chainHasTheSameLimit()
{
    EventEmitter emitter({.limits = {.depth = 5}});
    int heard = 0;
    emitter.on(u"loop", [&](const Event &e) {
        ++heard;
        emitter.emitNext(e);
    });
    expectWarning(u"nested or chained 5 deep"_s);
    emitter.emitEvent(Event(u"loop"));
    QCOMPARE(heard, 5);
}

void TestLimits::bucketGivesABurstAndThenTheRate()
{
    RateLimiter limiter({.rate = {.perSecond = 10, .burst = 3}});
    QVERIFY(limiter.isOn());
    const Symbol a = Symbol::intern(u"a");
    const RateLimiter::Time start{1h};
    const auto takes = [&](std::chrono::milliseconds at) {
        int taken = 0;
        while (limiter.take(a, start + at)) {
            ++taken;
        }
        return taken;
    };
    QCOMPARE(takes(0ms), 3);
    QCOMPARE(takes(99ms), 0);
    QCOMPARE(takes(101ms), 1);
    QCOMPARE(takes(302ms), 2);
    QCOMPARE(takes(1h), 3);
}

void TestLimits::bucketsBelongToNames()
{
    RateLimiter limiter(
        {.rate = {.perSecond = 1}, .rates = {{u"own"_s, {.perSecond = 5}}, {u"free"_s, {.perSecond = 0}}}});
    const RateLimiter::Time now{1h};
    const auto takes = [&](QStringView name) {
        int taken = 0;
        while (taken < 100 && limiter.take(Symbol::intern(name), now)) {
            ++taken;
        }
        return taken;
    };
    QCOMPARE(takes(u"a"), 1);
    QCOMPARE(takes(u"b"), 1);
    QCOMPARE(takes(u"own"), 5);
    QCOMPARE(takes(u"free"), 100);
    QVERIFY(!RateLimiter({}).isOn());
    QVERIFY(RateLimiter({.rates = {{u"own"_s, {.perSecond = 5}}}}).isOn());
}

void TestLimits::bucketOverflowsAtTheBurst()
{
    RateLimiter limiter({.rate = {.perSecond = 0.5}}); // one event every two seconds
    const Symbol a = Symbol::intern(u"a");
    const RateLimiter::Time start{1h};
    QVERIFY(limiter.take(a, start));
    QVERIFY(!limiter.take(a, start + 1s));
    QVERIFY(limiter.take(a, start + 60s));
    QVERIFY(!limiter.take(a, start + 60s));
}

void TestLimits::bucketTakesTimesInAnyOrder()
{
    RateLimiter limiter({.rate = {.perSecond = 1, .burst = 2}});
    const Symbol a = Symbol::intern(u"a");
    const RateLimiter::Time start{1h};
    QVERIFY(limiter.take(a, start + 1s));
    QVERIFY(limiter.take(a, start)); // another thread, a moment ago
    QVERIFY(!limiter.take(a, start + 1s)); // which made no token
}

void TestLimits::bucketsAreBounded()
{
    RateLimiter limiter({.rate = {.perSecond = 1}});
    const RateLimiter::Time start{1h};
    const auto name = [](std::size_t i) { return Symbol::intern(u"limited.n%1"_s.arg(i)); };
    for (std::size_t i = 0; i < RateLimiter::kMaxBuckets; ++i) {
        QVERIFY(limiter.take(name(i), start));
    }
    QVERIFY(limiter.take(name(RateLimiter::kMaxBuckets), start)); // the shared one
    QVERIFY(!limiter.take(name(RateLimiter::kMaxBuckets + 1), start));
    QVERIFY(limiter.take(name(RateLimiter::kMaxBuckets + 2), start + 2s)); // the others are full again and forgotten
    QVERIFY(limiter.take(name(RateLimiter::kMaxBuckets + 3), start + 2s));
    QVERIFY(!limiter.take(name(RateLimiter::kMaxBuckets + 3), start + 2s));
}

void TestLimits::tooOftenIsRefusedAtTheEmission()
{
    const QuietLog quiet;
    EventEmitter emitter({.limits = {.rate = {.perSecond = 0.001, .burst = 3}}});
    int heard = 0;
    emitter.on(u"a", [&](const Event &) { ++heard; });
    Emission last;
    for (int i = 0; i < 5; ++i) {
        last = emitter.emitEvent(Event(u"a"));
    }
    QCOMPARE(heard, 3);
    QCOMPARE(last.handled, 0);
    QCOMPARE(last.failed, 1);
    QCOMPARE(last.outcome, EmissionOutcome::Dropped);
    QCOMPARE(last.errors[0].message,
        u"\"a\" was refused: it comes more often than 0.001 times a second (EmitterLimits::rate)"_s);
    QCOMPARE(emitter.emitEvent(Event(u"b")).failed, 0);
    QCOMPARE(emitter.eventCount(u"a"), quint64(3)); // no emission
    const EmitterCounts counts = emitter.counts();
    QCOMPARE(counts.refusedRate, quint64(2));
    QCOMPARE(counts.refusals.size(), std::size_t(1));
    QCOMPARE(counts.refusals[0].name, u"a"_s);
    QCOMPARE(counts.refusals[0].reason, u"more than 0.001 a second"_s);
    QCOMPARE(counts.refusals[0].count, quint64(2));
}

void TestLimits::tooOftenIsRefusedAtThePost()
{
    const QuietLog quiet;
    EventEmitter emitter({.limits = {.rates = {{u"a"_s, {.perSecond = 0.001, .burst = 2}}}}});
    QList<bool> answers;
    inOtherThread([&] {
        answers << emitter.post(Event(u"a")) << emitter.postWait(Event(u"a")) << emitter.post(Event(u"a"))
                << emitter.postWait(Event(u"a"), 1h) << emitter.post(Event(u"b"));
    });
    QCOMPARE(answers, (QList<bool>{true, true, false, false, true}));
    QTRY_COMPARE(emitter.counts().waiting, quint64(0));
    QCOMPARE(emitter.eventCount(u"a"), quint64(2));
    QCOMPARE(emitter.counts().refusedRate, quint64(2));
    QCOMPARE(emitter.counts().refused, quint64(0)); // not for want of room
}

void TestLimits::tooOftenIsRefusedAmongChildren()
{
    const QuietLog quiet;
    EventEmitter emitter({.limits = {.rates = {{u"child"_s, {.perSecond = 0.001}}}}});
    QList<bool> answers;
    emitter.on(u"a",
        [&](const Event &) { answers << emitter.emitNext(Event(u"child")) << emitter.emitNext(Event(u"child")); });
    emitter.emitEvent(Event(u"a"));
    answers << emitter.emitNext(Event(u"child")) << emitter.emitNext(Event(u"other")); // outside of a handler
    QCOMPARE(answers, (QList<bool>{true, false, false, true}));
    QCOMPARE(emitter.eventCount(u"child"), quint64(1));
    QCOMPARE(emitter.eventCount(u"emitter.refused"), quint64(1));
}

void TestLimits::postedEventsTakeOneToken()
{
    EventEmitter emitter({.limits = {.rate = {.perSecond = 0.001, .burst = 4}}});
    for (int i = 0; i < 4; ++i) {
        QVERIFY(emitter.post(Event(u"a")));
    }
    QTRY_COMPARE(emitter.eventCount(u"a"), quint64(4));
}

void TestLimits::offeredEventsAreSettled()
{
    const QuietLog quiet;
    EventEmitter emitter({.limits = {.payloadBytes = 1}});
    QVERIFY(emitter.offer(Event(u"a", payloadOf(10)), 0ms));
    QVERIFY(emitter.offer(Event(u"a"), 0ms));
    QTRY_COMPARE(emitter.eventCount(u"a"), quint64(1));
    QCOMPARE(emitter.counts().refusedPayload, quint64(1));
    emitter.shutdown();
    QVERIFY(!emitter.offer(Event(u"a", payloadOf(10)), 0ms)); // as it always says then
}

void TestLimits::severalThatAreOfferedAgainTakeOneTokenEach()
{
    const QuietLog quiet;
    EventEmitter emitter({.limit = 2, .limits = {.rate = {.perSecond = 0.001, .burst = 7}}});
    std::vector<Event> events;
    for (int i = 0; i < 8; ++i) {
        events.push_back(Event(u"a"));
    }
    std::span<Event> rest(events);
    while (!rest.empty()) {
        const std::size_t settled = emitter.offer(rest, 0ms);
        QVERIFY(settled > 0);
        rest = rest.subspan(settled);
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(emitter.eventCount(u"a"), quint64(7));
    QCOMPARE(emitter.counts().refusedRate, quint64(1));
}

void TestLimits::ownEventsAreNotLimited()
{
    EventEmitter emitter({.limits = {.rate = {.perSecond = 0.001}, .payloadBytes = 1}});
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(emitter.emitEvent(Event(u"emitter.overflowed", payloadOf(100))).failed, 0);
    }
}

void TestLimits::tooLargeIsRefusedWithNameAndSize()
{
    const QuietLog quiet;
    EventEmitter emitter({.limits = {.payloadBytes = kEmpty + 100}});
    const Emission refused = emitter.emitEvent(Event(u"large.one", payloadOf(101)));
    QCOMPARE(refused.errors[0].message,
        u"\"large.one\" was refused: its payload has %1 bytes, the limit is %2 (EmitterLimits::payloadBytes)"_s
            .arg(kEmpty + 101)
            .arg(kEmpty + 100));
    QCOMPARE(refused.outcome, EmissionOutcome::Dropped);
    QVERIFY(!emitter.post(Event(u"large.one", payloadOf(1'000))));
    const EmitterCounts counts = emitter.counts();
    QCOMPARE(counts.refusedPayload, quint64(2));
    QCOMPARE(counts.refusals.size(), std::size_t(1));
    QCOMPARE(counts.refusals[0].name, u"large.one"_s);
    QCOMPARE(counts.refusals[0].reason, u"more than %1 bytes"_s.arg(kEmpty + 100));
    QCOMPARE(emitter.eventCount(u"large.one"), quint64(0));
}

void TestLimits::payloadLimitIsInclusive()
{
    EventEmitter emitter({.limits = {.payloadBytes = kEmpty + 100}});
    QCOMPARE(emitter.emitEvent(Event(u"a", payloadOf(100))).failed, 0);
    QCOMPARE(emitter.emitEvent(Event(u"a")).failed, 0);
}

void TestLimits::refusalsAreToldTogetherAtMostOnceASecond()
{
    EventEmitter emitter({.limits = {.rates = {{u"often"_s, {.perSecond = 0.001}}}, .payloadBytes = kEmpty + 10}});
    QList<Event> told;
    emitter.on(u"emitter.refused", [&](const Event &e) { told << e; });
    emitter.emitEvent(Event(u"often"));
    QVERIFY(told.isEmpty());
    expectWarning(u"^1 events were refused because they came too often, 0 because .*: often \\(more than 0.001 a"_s);
    emitter.emitEvent(Event(u"often"));
    QCOMPARE(told.size(), 1); // the first at once, without an event loop
    expectWarning(u"^2 events were refused because they came too often, 1 because they were too large"_s);
    emitter.emitEvent(Event(u"often"));
    emitter.emitEvent(Event(u"often"));
    emitter.emitEvent(Event(u"large", payloadOf(11)));
    QCOMPARE(told.size(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(told.size(), 2, 5'000);
    QCOMPARE(told[1].field(u"tooOften").toInteger(), 2);
    QCOMPARE(told[1].field(u"tooLarge").toInteger(), 1);
    QCOMPARE(told[1].field(u"names").toString(),
        u"often (more than 0.001 a second) × 2, large (more than %1 bytes) × 1"_s.arg(kEmpty + 10));
}

void TestLimits::refusedPostIsToldWithoutAnotherEvent()
{
    const QuietLog quiet;
    EventEmitter emitter({.limits = {.payloadBytes = 1}});
    bool accepted = true;
    inOtherThread([&] { accepted = emitter.post(Event(u"large", payloadOf(10))); });
    QVERIFY(!accepted);
    QTRY_COMPARE(emitter.eventCount(u"emitter.refused"), quint64(1));
    emitter.shutdown();
    inOtherThread([&] { accepted = emitter.post(Event(u"large", payloadOf(10))); });
    QVERIFY(!accepted);
}

void TestLimits::nothingIsLimitedByDefault()
{
    EventEmitter emitter({.limit = 20'000});
    for (int i = 0; i < 10'000; ++i) {
        QVERIFY(emitter.post(Event(u"a", payloadOf(10'000))));
    }
    QTRY_COMPARE_WITH_TIMEOUT(emitter.eventCount(u"a"), quint64(10'000), 60'000);
}

QTEST_GUILESS_MAIN(TestLimits)
#include "tst_limits.moc"
