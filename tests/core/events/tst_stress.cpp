// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QPromise>
#include <QtTest/QTest>

#include <array>
#include <atomic>
#include <barrier>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

namespace {

/// Handles that wander from the emitter's thread to the one that cancels them.
class Handles
{
public:
    void put(const Listener &listener)
    {
        const std::lock_guard lock(m_mutex);
        m_list.push_back(listener);
    }
    std::vector<Listener> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_list, {});
    }

private:
    std::mutex m_mutex;
    std::vector<Listener> m_list;
};

constexpr int kProducers = 4;

} // namespace

/// Everything at once; mostly for ThreadSanitizer.
class TestStress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void producersCancellersReadersAndAShutdown_data();
    void producersCancellersReadersAndAShutdown();
    void futuresFinishInManyThreads();
};

void TestStress::producersCancellersReadersAndAShutdown_data()
{
    QTest::addColumn<InboxPolicy>("policy");
    QTest::newRow("refuse") << InboxPolicy::Refuse;
    QTest::newRow("drop oldest") << InboxPolicy::DropOldest;
    QTest::newRow("coalesce") << InboxPolicy::CoalesceLatest;
}

void TestStress::producersCancellersReadersAndAShutdown()
{
    QFETCH(const InboxPolicy, policy);
    const QuietLog quiet;
    EventEmitter emitter({.limit = 200, .policy = policy});
    Handles handles;
    std::atomic<bool> stop = false;
    std::array<std::atomic<quint64>, kProducers> accepted = {};
    quint64 sum = 0;
    std::array<qint64, kProducers> last = {};
    bool ordered = true;
    quint64 heard = 0;
    emitter.on(u"device.*",
        [&](const Event &e) {
            ++heard;
            const auto producer = std::size_t(e.field(u"producer").toInteger());
            const qint64 number = e.field(u"number").toInteger();
            ordered = number > std::exchange(last[producer], number) && ordered;
        },
        {.priority = 100});

    std::vector<std::thread> threads;
    for (int p = 0; p < kProducers; ++p) {
        threads.emplace_back([&, p] {
            for (qint64 number = 1; !stop || !emitter.isStopped(); ++number) {
                const Event event(
                    u"device.%1"_s.arg(p), Record::make({{u"producer", p}, {u"number", number}}), QString::number(p));
                const bool taken = number % 50 == 0 ? emitter.postWait(event, 5ms) : emitter.post(event);
                accepted[std::size_t(p)] += taken;
            }
        });
    }
    threads.emplace_back([&] {
        while (!stop) {
            for (const Listener &listener : handles.take()) {
                listener.cancel();
            }
            std::this_thread::yield();
        }
    });
    threads.emplace_back([&] {
        while (!stop) {
            sum += emitter.counts().posted + emitter.eventCounts().size() + quint64(emitter.seenNames().size())
                + quint64(emitter.handlerStatistics().size()) + quint64(emitter.handlerInfo(0)->line)
                + emitter.eventCount(u"device.0");
        }
    });
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; timer.elapsed() < 700; ++i) {
        const QString pattern = i % 3 == 0 ? u"device.**"_s : u"device.%1"_s.arg(i % kProducers);
        handles.put(emitter.on(pattern, [](const Event &) {}, {.priority = i % 100}));
        handles.put(emitter.once(pattern, [](const Event &) { throw 1; }));
        QCoreApplication::processEvents();
    }
    emitter.shutdown(); // while everybody is busy
    stop = true;
    for (std::thread &thread : threads) {
        thread.join();
    }
    const EmitterCounts counts = emitter.counts();
    quint64 allAccepted = 0;
    for (const auto &one : accepted) {
        allAccepted += one;
    }
    QVERIFY(ordered);
    QVERIFY(heard > 0 && sum > 0);
    QCOMPARE(counts.waiting, quint64(0));
    QCOMPARE(counts.posted, allAccepted);
    QCOMPARE(counts.posted, heard + counts.droppedOldest + counts.coalesced);
}

void TestStress::futuresFinishInManyThreads()
{
    constexpr int kRounds = 300;
    EventEmitter emitter;
    int ended = 0;
    std::mutex mutex;
    std::vector<std::shared_ptr<QPromise<void>>> open;
    std::atomic<bool> stop = false;
    std::vector<std::jthread> threads; // the last one: joined before the rest goes
    for (int t = 0; t < 3; ++t) {
        threads.emplace_back([&] {
            while (!stop) {
                std::vector<std::shared_ptr<QPromise<void>>> mine;
                {
                    const std::lock_guard lock(mutex);
                    mine.swap(open);
                }
                for (const auto &promise : mine) {
                    promise->finish();
                }
                std::this_thread::yield();
            }
        });
    }
    emitter.on(u"a", [&](const Event &) {
        auto promise = std::make_shared<QPromise<void>>();
        promise->start();
        const QFuture<void> future = promise->future();
        const std::lock_guard lock(mutex);
        open.push_back(std::move(promise));
        return future;
    });
    emitter.on(u"a", [&](const Event &) { ++ended; });
    for (int i = 0; i < kRounds; ++i) {
        emitter.emitEvent(Event(u"a"));
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE_WITH_TIMEOUT(ended, kRounds, 30'000);
    stop = true;
}

QTEST_GUILESS_MAIN(TestStress)
#include "tst_stress.moc"
