// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/events/eventemitter.h>
#include <ember/session/clockhistory.h>
#include <ember/session/logscope.h>

#include <QtTest/QTest>

using namespace ember;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Reading = ClockHistory::Reading;

const EventTime kBegin{std::chrono::hours(500'000)};

/// `passed` after the beginning, with the clock `set` ahead.
Reading reading(std::chrono::microseconds passed, std::chrono::microseconds set = 0s)
{
    return {kBegin + passed + set, 1000s + passed};
}

/// A batch of emissions at these times. Numbers are given by an emitter; a test has to ask one.
class Emissions
{
public:
    std::vector<EmissionTrace> at(std::initializer_list<EventTime> times)
    {
        std::vector<EmissionTrace> list;
        for (const EventTime time : times) {
            m_emitter.emitEvent(Event(EventInit{.name = Symbol::intern(u"a"), .time = time}));
            m_emitter.flushBatch();
            list.push_back({.event = m_last});
        }
        return list;
    }
    Emissions()
    {
        QObject::connect(&m_emitter, &EventEmitter::traced, &m_emitter,
            [this](const TraceBatch &batch) { m_last = batch.emissions.back().event; });
    }

private:
    EventEmitter m_emitter;
    Event m_last;
};

} // namespace

class TestClockHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAJumpTheAgeIsTheDifference();
    void agesSurviveAJump_data();
    void agesSurviveAJump();
    void severalJumpsAddUp();
    void aBatchIsDividedWhereTheClockJumped();
    void keepingTheClockRightIsNoJump();
    void anAgeIsNeverNegative();
    void theRealClocksAgree();
};

void TestClockHistory::withoutAJumpTheAgeIsTheDifference()
{
    Emissions emissions;
    ClockHistory history(reading(0s));
    const auto batch = emissions.at({kBegin + 5s});
    QCOMPARE(history.look(batch, reading(6s)), 0us);
    QCOMPARE(history.age(kBegin + 5s, batch[0].event.sequence(), reading(20s)), 15s);
    QCOMPARE(history.nowAsOf(batch[0].event.sequence(), reading(20s)), kBegin + 20s);
}

void TestClockHistory::agesSurviveAJump_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::newRow("an hour forward") << qint64(3600);
    QTest::newRow("an hour back") << qint64(-3600);
    QTest::newRow("ten years forward") << qint64(10LL * 365 * 86400);
    QTest::newRow("two seconds back") << qint64(-2);
}

void TestClockHistory::agesSurviveAJump()
{
    QFETCH(const qint64, seconds);
    const std::chrono::seconds set(seconds);
    Emissions emissions;
    ClockHistory history(reading(0s));
    const auto before = emissions.at({kBegin + 10s});
    QCOMPARE(history.look(before, reading(10s)), 0us);
    const quint64 early = before[0].event.sequence();
    // Set at 20 s; asked before anybody has looked again.
    QCOMPARE(history.age(kBegin + 10s, early, reading(25s, set)), 15s);
    const auto after = emissions.at({kBegin + 30s + set});
    QCOMPARE(history.look(after, reading(30s, set)), std::chrono::microseconds(set));
    QCOMPARE(history.age(kBegin + 10s, early, reading(40s, set)), 30s);
    QCOMPARE(history.age(kBegin + 30s + set, after[0].event.sequence(), reading(40s, set)), 10s);
}

void TestClockHistory::severalJumpsAddUp()
{
    Emissions emissions;
    ClockHistory history(reading(0s));
    const auto one = emissions.at({kBegin + 10s});
    history.look(one, reading(10s));
    const auto two = emissions.at({kBegin + 20s + 1h});
    QCOMPARE(history.look(two, reading(20s, 1h)), std::chrono::microseconds(1h));
    const auto three = emissions.at({kBegin + 30s - 1h});
    QCOMPARE(history.look(three, reading(30s, -1h)), std::chrono::microseconds(-2h));
    const Reading now = reading(40s, -1h);
    QCOMPARE(history.age(one[0].event.time(), one[0].event.sequence(), now), 30s);
    QCOMPARE(history.age(two[0].event.time(), two[0].event.sequence(), now), 20s);
    QCOMPARE(history.age(three[0].event.time(), three[0].event.sequence(), now), 10s);
}

void TestClockHistory::aBatchIsDividedWhereTheClockJumped()
{
    Emissions emissions;
    ClockHistory history(reading(0s));
    const auto batch = emissions.at({kBegin + 1s, kBegin + 2s, kBegin + 3s + 1h, kBegin + 4s + 1h});
    QCOMPARE(history.look(batch, reading(5s, 1h)), std::chrono::microseconds(1h));
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const Event &event = batch[i].event;
        QCOMPARE(history.age(event.time(), event.sequence(), reading(10s, 1h)), std::chrono::seconds(9 - int(i)));
    }
}

void TestClockHistory::keepingTheClockRightIsNoJump()
{
    Emissions emissions;
    ClockHistory history(reading(0s));
    const auto batch = emissions.at({kBegin + 10s});
    QCOMPARE(history.look(batch, reading(10s, 300ms)), 0us);
    QCOMPARE(history.nowAsOf(batch[0].event.sequence(), reading(20s, 300ms)), kBegin + 20s + 300ms);
}

void TestClockHistory::anAgeIsNeverNegative()
{
    Emissions emissions;
    ClockHistory history(reading(0s));
    const auto batch = emissions.at({kBegin + 10s});
    QCOMPARE(history.age(kBegin + 10s, batch[0].event.sequence(), reading(9s)), 0us);
    // Nor is that of a filter, whatever moment it is given.
    const LogEntry entry{.event = batch[0].event, .durationNs = 0, .runs = {}, .failures = nullptr};
    const auto filter = Expression::parse(u"age >= 0s and age < 1s"_s, ExpressionRoots::Log);
    QVERIFY(filter);
    const HandlerLookup nobody;
    QVERIFY(filter->matches(LogScope(entry, kBegin - 1h, nobody)));
}

void TestClockHistory::theRealClocksAgree()
{
    const Reading one = ClockHistory::read();
    QTest::qWait(50);
    const Reading two = ClockHistory::read();
    QVERIFY(two.sinceBoot > one.sinceBoot);
    QVERIFY(std::chrono::abs((two.wall - one.wall) - (two.sinceBoot - one.sinceBoot)) < 20ms);
}

QTEST_GUILESS_MAIN(TestClockHistory)
#include "tst_clockhistory.moc"
