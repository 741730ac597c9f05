// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inbox.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

#include <future>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace std::chrono_literals;
using Answer = Inbox::Answer;

namespace {

Event numberedEvent(int number, QStringView name = u"a", QStringView source = u"s")
{
    return Event(name, Record::make({{u"number", number}}), source);
}

QList<int> takeAll(Inbox &inbox, std::size_t most = 100)
{
    EventQueue taken;
    inbox.take(taken, most);
    QList<int> numbers;
    while (!taken.isEmpty()) {
        numbers.append(int(taken.takeFront().field(u"number").toInteger()));
        inbox.begun();
    }
    return numbers;
}

} // namespace

class TestInbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyThePushThatFindsTheFlagClearAsksForAWakeUp();
    void flagIsClearedOnlyWhenSeenEmpty();
    void takesInOrderAndNoMoreThanAsked();
    void takesWholeAndInPartsInOneOrder();
    void refusesWhenFull();
    void dropsTheOldest();
    void coalescesByNameAndSource();
    void coalescingForgetsWhatWasTaken();
    void coalescingRefusesOtherKeysWhenFull();
    void waitingPushGivesUpAtTheDeadline_data();
    void waitingPushGivesUpAtTheDeadline();
    void waitingPushGetsTheFreedRoom_data();
    void waitingPushGetsTheFreedRoom();
    void waitingPushAcceptsAnEndlessDeadline();
    void waitingPushEndsWhenTheInboxCloses();
    void waitingPushDoesNotWaitWhereItNeedNot();
    void closedInboxRefusesButHandsOutWhatItHas();
    void takenEventsWaitUntilBegun();
};

void TestInbox::onlyThePushThatFindsTheFlagClearAsksForAWakeUp()
{
    Inbox inbox({.limit = 3});
    QCOMPARE(inbox.push(numberedEvent(1)), Answer::AcceptedWakeUp);
    QCOMPARE(inbox.push(numberedEvent(2)), Answer::Accepted);
    QCOMPARE(inbox.push(numberedEvent(3)), Answer::Accepted);
    QCOMPARE(inbox.push(numberedEvent(4)), Answer::Refused);
}

void TestInbox::flagIsClearedOnlyWhenSeenEmpty()
{
    Inbox inbox({});
    EventQueue taken;
    QCOMPARE(inbox.push(numberedEvent(1)), Answer::AcceptedWakeUp);
    QVERIFY(inbox.take(taken, 10)); // took everything, but has not seen it empty
    QCOMPARE(inbox.push(numberedEvent(2)), Answer::Accepted);
    QVERIFY(inbox.take(taken, 10));
    QVERIFY(!inbox.take(taken, 10));
    QCOMPARE(inbox.push(numberedEvent(3)), Answer::AcceptedWakeUp);
}

void TestInbox::takesInOrderAndNoMoreThanAsked()
{
    Inbox inbox({});
    for (int i = 1; i <= 5; ++i) {
        inbox.push(numberedEvent(i));
    }
    QCOMPARE(takeAll(inbox, 2), (QList{1, 2}));
    QCOMPARE(takeAll(inbox, 2), (QList{3, 4}));
    QCOMPARE(takeAll(inbox, 2), (QList{5}));
    QCOMPARE(takeAll(inbox, 2), QList<int>());
}

/// What is taken at once takes the memory of what waited, what is taken in parts or behind other events does not.
void TestInbox::takesWholeAndInPartsInOneOrder()
{
    Inbox inbox({.policy = InboxPolicy::CoalesceLatest});
    EventQueue taken; // used again and again, as the emitter does
    int pushed = 0;
    int expected = 0;
    for (const auto &[pushes, most] :
        std::vector<std::pair<int, std::size_t>>{{100, 30}, {20, 1000}, {1, 1}, {70, 69}, {0, 1}, {300, 1000}}) {
        for (int i = 0; i < pushes; ++i) {
            ++pushed;
            inbox.push(numberedEvent(pushed, u"a%1"_s.arg(pushed % 150)));
            QCOMPARE(inbox.losses().coalesced, quint64(std::max(0, pushed - 341))); // else its place was not forgotten
        }
        QVERIFY(inbox.take(taken, most - most / 4));
        if (most / 4 > 0) {
            inbox.take(taken, most / 4); // behind the others
        }
        while (!taken.isEmpty()) {
            const int number = int(taken.takeFront().field(u"number").toInteger());
            inbox.begun();
            ++expected;
            QCOMPARE(number, expected);
            if (expected == 191) { // of the last 300 those of the same name have replaced the first 150
                expected += 150;
            }
        }
    }
    QCOMPARE(expected, pushed);
    QCOMPARE(inbox.figures().waiting, quint64(0));
}

void TestInbox::refusesWhenFull()
{
    Inbox inbox({.limit = 2});
    for (int i = 1; i <= 5; ++i) {
        inbox.push(numberedEvent(i));
    }
    QCOMPARE(inbox.figures().accepted, quint64(2));
    QCOMPARE(inbox.figures().losses.refused, quint64(3));
    QCOMPARE(takeAll(inbox), (QList{1, 2}));
    QCOMPARE(inbox.push(numberedEvent(6)), Answer::Accepted);
}

void TestInbox::dropsTheOldest()
{
    Inbox inbox({.limit = 2, .policy = InboxPolicy::DropOldest});
    for (int i = 1; i <= 5; ++i) {
        QVERIFY(inbox.push(numberedEvent(i)) != Answer::Refused);
    }
    QCOMPARE(inbox.losses().droppedOldest, quint64(3));
    QCOMPARE(inbox.losses().refused, quint64(0));
    QCOMPARE(inbox.figures().accepted, quint64(5));
    QCOMPARE(takeAll(inbox), (QList{4, 5}));
}

void TestInbox::coalescesByNameAndSource()
{
    Inbox inbox({.limit = 10, .policy = InboxPolicy::CoalesceLatest});
    inbox.push(numberedEvent(1, u"a", u"s"));
    inbox.push(numberedEvent(2, u"b", u"s"));
    inbox.push(numberedEvent(3, u"a", u"t"));
    QCOMPARE(inbox.push(numberedEvent(4, u"a", u"s")), Answer::Accepted);
    QCOMPARE(inbox.push(numberedEvent(5, u"a", u"s")), Answer::Accepted);
    QCOMPARE(inbox.losses().coalesced, quint64(2));
    QCOMPARE(inbox.figures().waiting, quint64(3));
    QCOMPARE(takeAll(inbox), (QList{5, 2, 3})); // in the place of the one replaced
}

void TestInbox::coalescingForgetsWhatWasTaken()
{
    Inbox inbox({.limit = 10, .policy = InboxPolicy::CoalesceLatest});
    inbox.push(numberedEvent(1, u"a"));
    inbox.push(numberedEvent(2, u"b"));
    QCOMPARE(takeAll(inbox, 1), (QList{1}));
    inbox.push(numberedEvent(3, u"a")); // the former one is gone
    inbox.push(numberedEvent(4, u"b"));
    inbox.push(numberedEvent(5, u"a"));
    QCOMPARE(takeAll(inbox), (QList{4, 5}));
    QCOMPARE(inbox.losses().coalesced, quint64(2));
}

void TestInbox::coalescingRefusesOtherKeysWhenFull()
{
    Inbox inbox({.limit = 1, .policy = InboxPolicy::CoalesceLatest});
    inbox.push(numberedEvent(1, u"a"));
    QCOMPARE(inbox.push(numberedEvent(2, u"b")), Answer::Refused);
    QCOMPARE(inbox.push(numberedEvent(3, u"a")), Answer::Accepted);
    QCOMPARE(inbox.losses().refused, quint64(1));
    QCOMPARE(takeAll(inbox), (QList{3}));
}

void TestInbox::waitingPushGivesUpAtTheDeadline_data()
{
    QTest::addColumn<InboxPolicy>("policy");
    QTest::newRow("refuse") << InboxPolicy::Refuse;
    QTest::newRow("coalesce") << InboxPolicy::CoalesceLatest;
}

void TestInbox::waitingPushGivesUpAtTheDeadline()
{
    QFETCH(const InboxPolicy, policy);
    Inbox inbox({.limit = 1, .policy = policy});
    inbox.push(numberedEvent(1, u"a"));
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(inbox.pushWait(numberedEvent(2, u"b"), 30ms), Answer::Refused);
    QVERIFY(timer.elapsed() >= 30);
    QCOMPARE(inbox.losses().refused, quint64(1));
}

void TestInbox::waitingPushGetsTheFreedRoom_data()
{
    waitingPushGivesUpAtTheDeadline_data();
}

void TestInbox::waitingPushGetsTheFreedRoom()
{
    QFETCH(const InboxPolicy, policy);
    Inbox inbox({.limit = 1, .policy = policy});
    inbox.push(numberedEvent(1, u"a"));
    std::promise<void> started;
    auto answer = std::async(std::launch::async, [&] {
        started.set_value();
        return inbox.pushWait(numberedEvent(2, u"b"), 60s);
    });
    started.get_future().wait();
    QCOMPARE(takeAll(inbox), (QList{1}));
    QVERIFY(answer.get() != Answer::Refused);
    QCOMPARE(takeAll(inbox), (QList{2}));
}

void TestInbox::waitingPushAcceptsAnEndlessDeadline()
{
    Inbox inbox({.limit = 1});
    inbox.push(numberedEvent(1));
    auto answer = std::async(
        std::launch::async, [&] { return inbox.pushWait(numberedEvent(2), std::chrono::milliseconds::max()); });
    // Would be ready at once if the deadline overflowed.
    QCOMPARE(answer.wait_for(30ms), std::future_status::timeout);
    takeAll(inbox);
    QVERIFY(answer.get() != Answer::Refused);
}

void TestInbox::waitingPushEndsWhenTheInboxCloses()
{
    Inbox inbox({.limit = 1});
    inbox.push(numberedEvent(1));
    auto answer = std::async(std::launch::async, [&] { return inbox.pushWait(numberedEvent(2), 60s); });
    inbox.close();
    QCOMPARE(answer.wait_for(30s), std::future_status::ready);
    QCOMPARE(answer.get(), Answer::Refused);
}

void TestInbox::waitingPushDoesNotWaitWhereItNeedNot()
{
    Inbox dropping({.limit = 1, .policy = InboxPolicy::DropOldest});
    dropping.push(numberedEvent(1));
    QVERIFY(dropping.pushWait(numberedEvent(2), 1h) != Answer::Refused);
    QCOMPARE(takeAll(dropping), (QList{2}));
    Inbox coalescing({.limit = 1, .policy = InboxPolicy::CoalesceLatest});
    coalescing.push(numberedEvent(1, u"a"));
    QVERIFY(coalescing.pushWait(numberedEvent(2, u"a"), 1h) != Answer::Refused);
    QCOMPARE(takeAll(coalescing), (QList{2}));
}

void TestInbox::closedInboxRefusesButHandsOutWhatItHas()
{
    Inbox inbox({});
    inbox.push(numberedEvent(1));
    QVERIFY(!inbox.isClosed());
    QVERIFY(inbox.close());
    QVERIFY(!inbox.close());
    QVERIFY(inbox.isClosed());
    QCOMPARE(inbox.push(numberedEvent(2)), Answer::Refused);
    QCOMPARE(inbox.pushWait(numberedEvent(3), 1h), Answer::Refused);
    QCOMPARE(inbox.losses().refused, quint64(2));
    QCOMPARE(takeAll(inbox), (QList{1}));
}

void TestInbox::takenEventsWaitUntilBegun()
{
    Inbox inbox({});
    inbox.push(numberedEvent(1));
    inbox.push(numberedEvent(2));
    QCOMPARE(inbox.figures().waiting, quint64(2));
    EventQueue taken;
    inbox.take(taken, 10);
    QCOMPARE(inbox.figures().waiting, quint64(2));
    inbox.begun();
    QCOMPARE(inbox.figures().waiting, quint64(1));
    inbox.begun();
    QCOMPARE(inbox.figures().waiting, quint64(0));
}

QTEST_GUILESS_MAIN(TestInbox)
#include "tst_inbox.moc"
