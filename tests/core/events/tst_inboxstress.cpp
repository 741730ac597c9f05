// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inbox.h"

#include <QtTest/QTest>

#include <array>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

using namespace ember;
using namespace std::chrono_literals;

namespace {

constexpr int kProducers = 4;
constexpr auto kPatience = 20s; // only bounds a failure: a lost wake-up never comes

/// The wake-ups on their way to the consumer, as its event loop would hold them.
class WakeUps
{
public:
    /// One more is under way. There must never be two: the second would find nothing or run a drain for nobody.
    void send()
    {
        const std::lock_guard lock(m_mutex);
        m_doubled = m_doubled || m_count > 0;
        ++m_count;
        m_sent.notify_one();
    }
    /// Waits for one; false if none came.
    [[nodiscard]] bool receive()
    {
        std::unique_lock lock(m_mutex);
        if (!m_sent.wait_for(lock, kPatience, [this] { return m_count > 0; })) {
            return false;
        }
        --m_count;
        return true;
    }
    [[nodiscard]] bool doubled() const
    {
        const std::lock_guard lock(m_mutex);
        return m_doubled;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_sent;
    int m_count = 0;
    bool m_doubled = false;
};

} // namespace

/// The inbox's wake-up state machine alone, without an event loop: whenever something waits, exactly one wake-up is
/// under way or being worked off.
class TestInboxStress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneWakeUpIsUnderWayWhileSomethingWaits_data();
    void oneWakeUpIsUnderWayWhileSomethingWaits();

private:
    void drain();

    static constexpr quint64 kEnough = 30'000; // pushes of all producers; then the inbox is closed in mid-stream

    std::unique_ptr<Inbox> m_inbox;
    std::unique_ptr<WakeUps> m_wakeUps;
    std::atomic<quint64> m_accepted = 0;
    quint64 m_taken = 0; // consumer only
    bool m_lost = false;

    void note(Inbox::Answer answer)
    {
        if (answer != Inbox::Answer::Refused) {
            m_accepted.fetch_add(1, std::memory_order_relaxed);
        }
        if (answer == Inbox::Answer::AcceptedWakeUp) {
            m_wakeUps->send();
        }
    }
};

void TestInboxStress::oneWakeUpIsUnderWayWhileSomethingWaits_data()
{
    QTest::addColumn<InboxPolicy>("policy");
    QTest::addColumn<int>("limit");
    QTest::newRow("room for all") << InboxPolicy::Refuse << 1'000'000;
    QTest::newRow("refuse") << InboxPolicy::Refuse << 3;
    QTest::newRow("drop oldest") << InboxPolicy::DropOldest << 3;
    QTest::newRow("coalesce") << InboxPolicy::CoalesceLatest << 3;
}

void TestInboxStress::oneWakeUpIsUnderWayWhileSomethingWaits()
{
    QFETCH(const InboxPolicy, policy);
    QFETCH(const int, limit);
    m_inbox = std::make_unique<Inbox>(EmitterOptions{.limit = std::size_t(limit), .policy = policy});
    m_wakeUps = std::make_unique<WakeUps>();
    m_accepted = 0;
    m_taken = 0;
    m_lost = false;

    std::thread consumer([this] { drain(); });
    std::vector<std::thread> producers;
    for (unsigned p = 0; p < kProducers; ++p) {
        producers.emplace_back([this, p] {
            std::minstd_rand random(p + 1);
            const std::array names{Event(u"a"), Event(u"b"), Event(u"c"), Event(u"d")};
            while (!m_inbox->isClosed()) {
                for (auto burst = random() % 8 + 1; burst > 0; --burst) {
                    const Event &event = names[random() % names.size()];
                    note(random() % 16 == 0 ? m_inbox->pushWait(event, 20s) : m_inbox->push(event));
                }
                // Again and again nobody is left whose next push would heal a lost wake-up.
                while (m_inbox->figures().waiting > 0 && !m_inbox->isClosed()) {
                    std::this_thread::yield();
                }
            }
        });
    }
    for (std::thread &producer : producers) {
        producer.join(); // a pushWait() that the close forgot would keep it for its whole deadline
    }
    consumer.join();

    QVERIFY2(!m_lost, "events waited and no wake-up was under way");
    QVERIFY2(!m_wakeUps->doubled(), "two wake-ups were under way at once");
    const Inbox::Figures figures = m_inbox->figures();
    QCOMPARE(figures.accepted, m_accepted.load());
    QCOMPARE(figures.waiting, quint64(0));
    QCOMPARE(m_taken + figures.losses.droppedOldest + figures.losses.coalesced, figures.accepted);
    QVERIFY(m_taken > 0);
}

/// What the emitter's thread does: at each wake-up a slice, which may end in the middle and then asks for the next one.
void TestInboxStress::drain()
{
    std::minstd_rand random(99);
    EventQueue chunk;
    while (m_wakeUps->receive()) {
        bool more = true;
        for (auto takes = random() % 4 + 1; more && takes > 0; --takes) {
            more = m_inbox->take(chunk, random() % 5 + 1);
            while (!chunk.isEmpty()) {
                const Event event = chunk.takeFront();
                m_inbox->begun();
                ++m_taken;
                if (random() % 8 == 0) {
                    note(m_inbox->push(event)); // a handler that posts
                }
            }
            if (m_accepted.load(std::memory_order_relaxed) > kEnough) {
                m_inbox->close(); // in mid-drain, while others push and wait for room
            }
        }
        if (more) {
            m_wakeUps->send();
        } else if (m_inbox->isClosed()) {
            return; // closed and seen empty: nothing can come any more
        }
    }
    m_lost = true;
    m_inbox->close(); // lets the producers go
}

QTEST_GUILESS_MAIN(TestInboxStress)
#include "tst_inboxstress.moc"
