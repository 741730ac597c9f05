// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// When the link's thread takes what came: at once, or several messages of a stream together.
#include "linkinbox.h"

#include <QtTest/QtTest>

#include <atomic>
#include <functional>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ember::LinkInbox;

namespace {

constexpr std::size_t kRoom = 10'000; // messages
constexpr std::size_t kBytes = 64'000'000;
constexpr int kLeastBefore = 7; // messages that are taken one by one before a stream is seen
constexpr LinkInbox::Streaming kAllIsAStream{.quick = 1h, .gathering = 1h};

void push(LinkInbox &inbox)
{
    inbox.received({.topic = u"hall/climate"_s, .payload = "20.5", .time = ember::eventTimeNow()});
}

/// Does what the link's thread does, until it is to close.
class Taker
{
public:
    explicit Taker(LinkInbox &inbox)
        : m_inbox(inbox)
        , m_thread([this] { work(); })
    {
    }
    ~Taker()
    {
        m_inbox.wishClose(u"the end"_s);
        m_thread.join();
    }
    Taker(const Taker &) = delete;
    Taker &operator=(const Taker &) = delete;

    [[nodiscard]] int messages() const { return m_messages; }
    [[nodiscard]] bool waitForMessages(int count) const
    {
        return QTest::qWaitFor([&] { return m_messages >= count; }, 20'000);
    }
    /// Whether a take() came back that gave something else than messages.
    [[nodiscard]] bool waitForOther() const
    {
        return QTest::qWaitFor([&] { return m_hasOther.load(); }, 20'000);
    }

private:
    void work()
    {
        for (;;) {
            const LinkInbox::Taken taken = m_inbox.take(std::nullopt);
            const auto &messages = taken.next.messages;
            m_inbox.account(messages, {messages.size(), ember::MessageOutcome::Decoded});
            m_messages += int(messages.size());
            m_hasOther = m_hasOther || taken.next.notice || taken.close || taken.reconnect || !taken.faults.isEmpty()
                || !taken.commands.isEmpty() || !taken.news.isEmpty() || taken.refusal || taken.questions;
            if (taken.close) {
                return;
            }
        }
    }

    LinkInbox &m_inbox;
    std::atomic<int> m_messages = 0;
    std::atomic<bool> m_hasOther = false;
    std::thread m_thread;
};

/// Messages one after the other, each when the one before was taken, until the last is waited with; how many were
/// taken.
[[nodiscard]] int beginStream(LinkInbox &inbox, const Taker &taker)
{
    constexpr int kMost = 1'000; // one that came before its taker had begun to wait does not count
    int pushed = 0;
    while (pushed < kMost && !inbox.isGathering()) {
        push(inbox);
        ++pushed;
        if (!QTest::qWaitFor([&] { return taker.messages() == pushed || inbox.isGathering(); }, 20'000)) {
            break;
        }
    }
    return inbox.isGathering() && taker.messages() == pushed - 1 ? pushed - 1 : -1;
}

} // namespace

class TestLinkInbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesWithPausesBetweenThemAreTakenAtOnce();
    void theMessagesOfAStreamAreTakenTogether();
    void nothingLiesLongerThanTheGatheringTakes();
    void aQueueThatFillsUpEndsTheGathering();
    void wishesAndNoticesEndTheGathering_data();
    void wishesAndNoticesEndTheGathering();
};

void TestLinkInbox::messagesWithPausesBetweenThemAreTakenAtOnce()
{
    LinkInbox inbox(kRoom, kBytes, {.quick = 0us, .gathering = 1h}); // no pause is short
    inbox.start();
    const Taker taker(inbox);
    for (int i = 0; i < 30; ++i) {
        push(inbox);
        QVERIFY(taker.waitForMessages(i + 1));
    }
}

void TestLinkInbox::theMessagesOfAStreamAreTakenTogether()
{
    LinkInbox inbox(kRoom, kBytes, kAllIsAStream);
    inbox.start();
    const Taker taker(inbox);
    const int before = beginStream(inbox, taker);
    QVERIFY(before >= kLeastBefore);
    for (int i = 0; i < 100; ++i) {
        push(inbox);
    }
    QCOMPARE(taker.messages(), before);
    QCOMPARE(inbox.ledger().counts.waiting, quint64(101));
    for (int i = 0; i < 200; ++i) {
        push(inbox);
    }
    QVERIFY(taker.waitForMessages(before + 256));
}

void TestLinkInbox::nothingLiesLongerThanTheGatheringTakes()
{
    constexpr auto kGathering = 1s;
    LinkInbox inbox(kRoom, kBytes, {.quick = 1h, .gathering = kGathering});
    inbox.start();
    const Taker taker(inbox);
    const int before = beginStream(inbox, taker);
    QVERIFY(before >= kLeastBefore);
    QVERIFY(taker.waitForMessages(before + 1));
    // Single messages, several times in a row, are no stream any more: the next is not waited with.
    for (int i = 2; i <= 4; ++i) {
        push(inbox);
        QVERIFY(taker.waitForMessages(before + i));
    }
    const auto begun = LinkInbox::Clock::now();
    push(inbox);
    QVERIFY(taker.waitForMessages(before + 5));
    QVERIFY(LinkInbox::Clock::now() - begun < kGathering);
}

void TestLinkInbox::aQueueThatFillsUpEndsTheGathering()
{
    constexpr int kLittleRoom = 10;
    LinkInbox inbox(kLittleRoom, kBytes, kAllIsAStream);
    inbox.start();
    const Taker taker(inbox);
    const int before = beginStream(inbox, taker);
    QVERIFY(before >= kLeastBefore);
    for (int i = 0; i < kLittleRoom / 2; ++i) {
        push(inbox);
    }
    QVERIFY(taker.waitForMessages(before + 1 + kLittleRoom / 2));
    QCOMPARE(inbox.ledger().counts.dropped, quint64(0));
}

void TestLinkInbox::wishesAndNoticesEndTheGathering_data()
{
    using Act = std::function<void(LinkInbox &)>;
    QTest::addColumn<Act>("act");
    const auto row = [](const char *name, Act act) { QTest::newRow(name) << std::move(act); };
    row("close", [](LinkInbox &inbox) { inbox.wishClose(u"enough"_s); });
    row("reconnect", [](LinkInbox &inbox) { inbox.wishReconnect(); });
    row("fault", [](LinkInbox &inbox) { inbox.wishFault({}); });
    row("command", [](LinkInbox &inbox) { QVERIFY(inbox.wishCommand({})); });
    row("refusal", [](LinkInbox &inbox) { inbox.wishRefusal(u"read-only"_s); });
    row("questions", [](LinkInbox &inbox) { inbox.wishQuestions(); });
    row("news", [](LinkInbox &inbox) { inbox.learnt({.doing = u"signing in"_s}); });
    row("connection opened", [](LinkInbox &inbox) { inbox.opened(); });
    row("connection dropped", [](LinkInbox &inbox) { inbox.dropped(u"gone"_s); });
    row("attempt failed", [](LinkInbox &inbox) { inbox.failed(u"refused"_s, false); });
}

void TestLinkInbox::wishesAndNoticesEndTheGathering()
{
    QFETCH(const std::function<void(LinkInbox &)>, act);
    LinkInbox inbox(kRoom, kBytes, kAllIsAStream);
    inbox.start();
    const Taker taker(inbox);
    const int before = beginStream(inbox, taker);
    QVERIFY(before >= kLeastBefore);
    act(inbox);
    QVERIFY(taker.waitForOther());
}

QTEST_GUILESS_MAIN(TestLinkInbox)
#include "tst_linkinbox.moc"
