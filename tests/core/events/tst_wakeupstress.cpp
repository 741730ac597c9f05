// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtTest/QTest>

#include <atomic>
#include <barrier>
#include <random>
#include <vector>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int kProducers = 4;
constexpr auto kPatience = 20s; // only bounds a failure: a lost wake-up never comes

void spinFor(std::chrono::microseconds duration)
{
    const auto end = Clock::now() + duration;
    while (Clock::now() < end) { }
}

/// Whether everything accepted was heard. `heard` is read first and only grows.
bool isAtRest(quint64 heard, const EmitterCounts &counts)
{
    return counts.waiting == 0 && heard + counts.droppedOldest + counts.coalesced == counts.posted;
}

} // namespace

/// The wake-up of the emitter's thread by a real event loop, under many producers.
class TestWakeUpStress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRoundOfProducersComesToRest_data();
    void everyRoundOfProducersComesToRest();
    void closingAmongProducersDeliversWhatWasAccepted_data();
    void closingAmongProducersDeliversWhatWasAccepted();
};

void TestWakeUpStress::everyRoundOfProducersComesToRest_data()
{
    QTest::addColumn<InboxPolicy>("policy");
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("rounds");
    QTest::addColumn<int>("burst"); // each producer's largest in a round
    QTest::addColumn<int>("handlerUs");
    QTest::addColumn<bool>("handlerPosts");
    const auto row = [](const char *name, InboxPolicy policy, int limit, int rounds, int burst, int us, bool posts) {
        QTest::newRow(name) << policy << limit << rounds << burst << us << posts;
    };
    row("single events", InboxPolicy::Refuse, 1'000, 2'000, 1, 0, false);
    row("a handler that posts", InboxPolicy::Refuse, 1'000, 500, 8, 0, true);
    row("slices that end in the middle", InboxPolicy::Refuse, 1'000, 15, 60, 100, true);
    row("refuse", InboxPolicy::Refuse, 3, 500, 8, 2, true);
    row("drop oldest", InboxPolicy::DropOldest, 3, 500, 8, 2, true);
    row("coalesce", InboxPolicy::CoalesceLatest, 3, 500, 8, 2, true);
}

void TestWakeUpStress::everyRoundOfProducersComesToRest()
{
    QFETCH(const InboxPolicy, policy);
    QFETCH(const int, limit);
    QFETCH(const int, rounds);
    QFETCH(const int, burst);
    QFETCH(const int, handlerUs);
    QFETCH(const bool, handlerPosts);
    EventEmitter emitter({.limit = std::size_t(limit), .policy = policy});
    std::atomic<quint64> heard = 0;
    std::atomic<quint64> accepted = 0;
    std::minstd_rand handlerRandom(7);
    emitter.on(u"load.*", [&](const Event &event) {
        spinFor(std::chrono::microseconds(handlerUs));
        if (handlerPosts && event.source().isEmpty() && handlerRandom() % 4 == 0) {
            accepted += emitter.post(Event(u"load.again", {}, u"handler"));
        }
        ++heard;
    });

    // Between two rounds nobody posts: whoever lost a wake-up then is not helped by the next post.
    std::atomic<bool> stuck = false;
    const auto waitForRest = [&]() noexcept {
        const auto end = Clock::now() + kPatience;
        while (!isAtRest(heard, emitter.counts())) {
            if (Clock::now() >= end) {
                stuck = true;
                return;
            }
            std::this_thread::yield();
        }
    };
    std::barrier roundEnd(kProducers, waitForRest);
    std::atomic<int> running = kProducers;
    std::vector<std::thread> producers;
    for (unsigned p = 0; p < kProducers; ++p) {
        producers.emplace_back([&, p] {
            std::minstd_rand random(p + 1);
            for (int round = 0; round < rounds && !stuck; ++round) {
                for (auto left = int(random() % unsigned(burst + 1)); left > 0; --left) {
                    spinFor(std::chrono::microseconds(random() % 4)); // other moments of the drain
                    const Event event(u"load.%1"_s.arg(p));
                    accepted += random() % 8 == 0 ? emitter.postWait(event, kPatience) : emitter.post(event);
                }
                roundEnd.arrive_and_wait();
            }
            --running;
        });
    }
    QEventLoop loop;
    QTimer end;
    QObject::connect(&end, &QTimer::timeout, &loop, [&] { // a timer wakes the loop, but not the drain
        if (running == 0) {
            loop.quit();
        }
    });
    end.start(1ms);
    loop.exec();
    for (std::thread &producer : producers) {
        producer.join();
    }
    const EmitterCounts counts = emitter.counts();
    QVERIFY2(!stuck,
        qPrintable(u"%1 events waited and nothing woke the emitter's thread (%2 heard)"_s.arg(counts.waiting)
                       .arg(heard.load())));
    QCOMPARE(counts.posted, accepted.load());
    QVERIFY(heard > 0);
}

void TestWakeUpStress::closingAmongProducersDeliversWhatWasAccepted_data()
{
    QTest::addColumn<bool>("byAHandler");
    QTest::newRow("by a handler in mid-drain") << true;
    QTest::newRow("between two slices") << false;
}

void TestWakeUpStress::closingAmongProducersDeliversWhatWasAccepted()
{
    QFETCH(const bool, byAHandler);
    const QuietLog quiet;
    for (quint64 round = 0; round < 40; ++round) {
        EventEmitter emitter({.limit = 100});
        std::atomic<quint64> accepted = 0;
        quint64 heard = 0;
        const quint64 closeAt = 20 + round * 7;
        emitter.on(u"load", [&](const Event &) {
            spinFor(30us); // a slice ends in the middle of what was taken from the inbox
            accepted += emitter.post(Event(u"load"));
            if (++heard == closeAt && byAHandler) {
                emitter.shutdown();
            }
        });
        std::vector<std::thread> producers;
        for (int p = 0; p < kProducers; ++p) {
            producers.emplace_back([&, p] {
                for (int i = 0; !emitter.isStopped(); ++i) {
                    // Two of them wait for room most of the time: the closing has to let them go.
                    accepted += p % 2 == 0 ? emitter.post(Event(u"load")) : emitter.postWait(Event(u"load"), kPatience);
                }
            });
        }
        const auto begin = Clock::now();
        while (!emitter.isStopped() && Clock::now() - begin < kPatience) {
            QCoreApplication::processEvents(QEventLoop::AllEvents);
            if (!byAHandler && heard >= closeAt) {
                emitter.shutdown();
            }
        }
        const bool closed = emitter.isStopped();
        emitter.shutdown();
        const auto closedAt = Clock::now();
        for (std::thread &producer : producers) {
            producer.join();
        }
        QVERIFY2(closed, "the drain came to a halt");
        QVERIFY2(Clock::now() - closedAt < kPatience / 2, "a waiting producer was not told of the end");
        const EmitterCounts counts = emitter.counts();
        QCOMPARE(counts.waiting, quint64(0));
        QCOMPARE(counts.posted, accepted.load());
        QCOMPARE(counts.posted, heard);
    }
}

QTEST_GUILESS_MAIN(TestWakeUpStress)
#include "tst_wakeupstress.moc"
