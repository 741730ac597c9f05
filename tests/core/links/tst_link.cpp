// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linkbench.h"

#include <QtCore/QJsonObject>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ember::Event;
using ember::LinkState;
using ember::LinkStatus;

class TestLink : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aConnectionTellsItsLifeInOrder();
    void eventsOfTheConnectionNameItAndShowNoSecret();
    void establishedComesBeforeMessagesThatCameBeforeTheConfirmation();
    void interruptedComesAfterEverythingReceivedBefore();
    void attemptsGoOnUntilOneSucceeds();
    void aRefusalForGoodEndsInLost();
    void aLostLinkTriesAgainOnWish();
    void reconnectEndsTheBackoff();
    void whatBreaksAtOnceIsTriedLessAndLessOften();
    void aConnectionThatHadSettledIsTriedSoonAgain();
    void aConnectionThatHadHeardADeviceIsTriedSoonAgain();
    void reconnectLeavesAStandingConnectionAlone();
    void aMuteBrokerIsGivenUp();
    void closingTellsWhatWasQueued();
    void aClosedLinkCanBeOpenedAgain();
    void closingDuringTheBackoffIsImmediate();
    void aLinkMayBeClosedTwiceAndFromManyThreads();
    void lateNoticesOfAnOldAttemptAreNotHeard();
    void silenceIsToldOnce();
    void requestsDoNotEndASilence();
    void everyAttemptSubscribesAgain();
    void dropsAreRemembered();
};

void TestLink::aConnectionTellsItsLifeInOrder()
{
    LinkBench bench;
    QCOMPARE(bench.link().status().state, LinkState::Closed);
    QVERIFY(bench.connect());
    QCOMPARE(bench.link().status().state, LinkState::Connected);
    bench.say(u"a"_s, 20);
    bench.sink().dropped(u"the cable"_s);
    QVERIFY(bench.broker.waitForOpens(2));
    bench.sink().opened();
    QVERIFY(bench.recorder.waitFor(u"connection.resumed"_s));
    bench.say(u"a"_s, 21);
    QVERIFY(bench.recorder.waitFor(u"device.status_received"_s, 2));
    bench.link().close(u"enough"_s);
    QCOMPARE(bench.recorder.names(),
        (QStringList{u"connection.established"_s, u"device.status_received"_s, u"connection.interrupted"_s,
            u"connection.resumed"_s, u"device.status_received"_s, u"connection.closed"_s}));
    const LinkStatus status = bench.link().status();
    QCOMPARE(status.state, LinkState::Closed);
    QCOMPARE(status.established, quint64(1));
    QCOMPARE(status.interrupted, quint64(1));
    QCOMPARE(status.resumed, quint64(1));
}

void TestLink::eventsOfTheConnectionNameItAndShowNoSecret()
{
    LinkBench bench;
    QVERIFY(bench.connect());
    bench.sink().dropped(u"the cable"_s);
    QVERIFY(bench.recorder.waitFor(u"connection.interrupted"_s));
    bench.link().close(u"enough"_s);

    const ember::Symbol connection = ember::Symbol::intern(u"connection");
    for (const Event &event : bench.recorder.events()) {
        QCOMPARE(event.source(), u"emberscope"_s);
        QCOMPARE(event.subject(), u"basement"_s);
        QCOMPARE(event.metadata(connection).toString(), u"basement"_s);
        QCOMPARE(event.data()[u"url"_s].toString(), u"mqtt://anna@host"_s);
    }
    const QJsonObject established = bench.recorder.last(u"connection.established"_s).data();
    QCOMPARE(established.keys(), (QStringList{u"attempt"_s, u"url"_s}));
    QCOMPARE(established[u"attempt"_s].toInt(), 1);
    const QJsonObject interrupted = bench.recorder.last(u"connection.interrupted"_s).data();
    QCOMPARE(interrupted.keys(), (QStringList{u"inference"_s, u"nextTrySeconds"_s, u"reason"_s, u"url"_s}));
    QCOMPARE(interrupted[u"reason"_s].toString(), u"the cable"_s);
    QCOMPARE(interrupted[u"nextTrySeconds"_s].toDouble(), 0.001);
    QCOMPARE(bench.recorder.last(u"connection.closed"_s).data()[u"reason"_s].toString(), u"enough"_s);
}

void TestLink::establishedComesBeforeMessagesThatCameBeforeTheConfirmation()
{
    LinkBench bench;
    bench.link().open();
    QVERIFY(bench.broker.waitForOpens(1));
    for (int i = 0; i < 10; ++i) {
        bench.say(u"a"_s, i); // retained ones, which a broker may send before it confirms the subscription
    }
    QCOMPARE(bench.link().status().messages.waiting, quint64(10));
    QCOMPARE(bench.recorder.names(), QStringList());
    bench.sink().opened();
    QVERIFY(bench.recorder.waitFor(u"device.status_received"_s, 10));
    QCOMPARE(bench.recorder.names().first(), u"connection.established"_s);
    QCOMPARE(bench.recorder.events()[10].data()[u"values"_s][u"temperature"_s].toInt(), 9);
}

void TestLink::interruptedComesAfterEverythingReceivedBefore()
{
    LinkBench bench;
    QVERIFY(bench.connect());
    bench.recorder.block();
    for (int i = 0; i < 200; ++i) {
        bench.say(u"a"_s, i);
    }
    bench.sink().dropped(u"the cable"_s);
    bench.recorder.release();
    QVERIFY(bench.recorder.waitFor(u"connection.interrupted"_s));
    const QStringList names = bench.recorder.names();
    QCOMPARE(names.indexOf(u"connection.interrupted"_s), 201);
    QCOMPARE(bench.recorder.count(u"device.status_received"_s), 200);
}

void TestLink::attemptsGoOnUntilOneSucceeds()
{
    LinkBench bench({.backoff = 2ms});
    bench.link().open();
    for (int attempt = 1; attempt <= 4; ++attempt) {
        QVERIFY(bench.broker.waitForOpens(attempt));
        QCOMPARE(bench.link().status().attempt, attempt);
        QCOMPARE(bench.link().status().state, LinkState::Connecting);
        bench.sink().failed(u"no broker"_s, false);
    }
    QVERIFY(bench.broker.waitForOpens(5));
    QCOMPARE(bench.link().status().reason, u"no broker"_s);
    bench.sink().opened();
    QVERIFY(bench.recorder.waitFor(u"connection.established"_s));
    QCOMPARE(bench.recorder.names(), QStringList{u"connection.established"_s});
    QCOMPARE(bench.recorder.last(u"connection.established"_s).data()[u"attempt"_s].toInt(), 5);
    QCOMPARE(bench.link().status().attempt, 0);
    QVERIFY(bench.link().status().reason.isEmpty());
    QVERIFY(bench.link().status().drops.isEmpty());
}

void TestLink::aRefusalForGoodEndsInLost()
{
    LinkBench bench;
    bench.link().open();
    QVERIFY(bench.broker.waitForOpens(1));
    bench.sink().failed(u"wrong password"_s, true);
    QVERIFY(bench.recorder.waitFor(u"connection.lost"_s));
    const QJsonObject lost = bench.recorder.last(u"connection.lost"_s).data();
    QCOMPARE(lost[u"reason"_s].toString(), u"wrong password"_s);
    QCOMPARE(lost[u"attempt"_s].toInt(), 1);
    const LinkStatus status = bench.link().status();
    QCOMPARE(status.state, LinkState::Lost);
    QCOMPARE(status.reason, u"wrong password"_s);
    QVERIFY(!status.nextTryAt);
    bench.link().close(u"enough"_s);
    QCOMPARE(bench.broker.allOpens().size(), 1);
    QCOMPARE(bench.recorder.names(), (QStringList{u"connection.lost"_s, u"connection.closed"_s}));
}

void TestLink::aLostLinkTriesAgainOnWish()
{
    LinkBench bench;
    QVERIFY(bench.connect());
    bench.sink().dropped(u"the cable"_s);
    QVERIFY(bench.broker.waitForOpens(2));
    bench.sink().failed(u"wrong password"_s, true);
    QVERIFY(bench.recorder.waitFor(u"connection.lost"_s));
    bench.link().reconnect();
    QVERIFY(bench.broker.waitForOpens(3));
    bench.sink().opened();
    QVERIFY(bench.recorder.waitFor(u"connection.established"_s, 2)); // a new beginning, no resumption
    QCOMPARE(bench.recorder.count(u"connection.resumed"_s), 0);
}

void TestLink::reconnectEndsTheBackoff()
{
    LinkBench bench({.backoff = 3'600'000ms});
    QVERIFY(bench.connect());
    bench.sink().dropped(u"the cable"_s);
    QVERIFY(bench.recorder.waitFor(u"connection.interrupted"_s));
    const LinkStatus status = bench.link().status();
    QCOMPARE(status.state, LinkState::Interrupted);
    QVERIFY(status.nextTryAt);
    QVERIFY(*status.nextTryAt - ember::eventTimeNow() > 50min);
    bench.link().reconnect();
    QVERIFY(bench.broker.waitForOpens(2));
    bench.sink().opened();
    QVERIFY(bench.recorder.waitFor(u"connection.resumed"_s));
    QCOMPARE(bench.recorder.last(u"connection.resumed"_s).data()[u"attempt"_s].toInt(), 1);
}

void TestLink::whatBreaksAtOnceIsTriedLessAndLessOften()
{
    LinkBench bench({.backoff = 1ms, .settledAfter = 3'600'000ms});
    QVERIFY(bench.connect());
    for (int drop = 1; drop <= 5; ++drop) {
        bench.sink().dropped(u"thrown out"_s);
        QVERIFY(bench.broker.waitForOpens(drop + 1));
        bench.sink().opened();
        QVERIFY(bench.recorder.waitFor(u"connection.resumed"_s, drop));
    }
    QList<double> tries;
    for (const ember::LinkDrop &drop : bench.link().status().drops) {
        tries.append(drop.nextTrySeconds.value_or(-1));
    }
    QCOMPARE(tries, (QList<double>{0.001, 0.002, 0.004, 0.008, 0.016}));
}

void TestLink::aConnectionThatHadSettledIsTriedSoonAgain()
{
    LinkBench bench({.backoff = 1ms, .settledAfter = 100ms});
    bench.link().open();
    for (int attempt = 1; attempt <= 3; ++attempt) {
        QVERIFY(bench.broker.waitForOpens(attempt));
        bench.sink().failed(u"no broker"_s, false);
    }
    QVERIFY(bench.broker.waitForOpens(4));
    bench.sink().opened();
    QVERIFY(bench.recorder.waitFor(u"connection.established"_s));
    QTRY_VERIFY(bench.link().status().stoodSeconds.value_or(0) > 0.1);
    bench.sink().dropped(u"the cable"_s);
    QVERIFY(bench.recorder.waitFor(u"connection.interrupted"_s));
    QCOMPARE(bench.link().status().drops.last().nextTrySeconds, std::optional(0.001));
}

void TestLink::aConnectionThatHadHeardADeviceIsTriedSoonAgain()
{
    LinkBench bench({.backoff = 1ms, .settledAfter = 3'600'000ms});
    QVERIFY(bench.connect());
    for (int drop = 1; drop <= 3; ++drop) {
        bench.say(u"a"_s, drop);
        QVERIFY(bench.recorder.waitFor(u"device.status_received"_s, drop));
        bench.sink().dropped(u"the broker was restarted"_s);
        QVERIFY(bench.broker.waitForOpens(drop + 1));
        bench.sink().opened();
        QVERIFY(bench.recorder.waitFor(u"connection.resumed"_s, drop));
    }
    for (const ember::LinkDrop &drop : bench.link().status().drops) {
        QCOMPARE(drop.nextTrySeconds, std::optional(0.001));
    }
}

void TestLink::reconnectLeavesAStandingConnectionAlone()
{
    LinkBench bench;
    QVERIFY(bench.connect());
    bench.link().reconnect();
    bench.link().open();
    bench.say(u"a"_s, 1);
    QVERIFY(bench.recorder.waitFor(u"device.status_received"_s)); // the wish was seen before it
    QCOMPARE(bench.broker.allOpens().size(), 1);
    QCOMPARE(bench.link().status().state, LinkState::Connected);
}

void TestLink::aMuteBrokerIsGivenUp()
{
    LinkBench bench({.attemptTimeout = 30ms});
    bench.link().open();
    QVERIFY(bench.broker.waitForOpens(3));
    QVERIFY(bench.link().status().reason.contains(u"no answer"));
    QVERIFY(bench.broker.allCloses() >= 2);
}

void TestLink::closingTellsWhatWasQueued()
{
    LinkBench bench;
    QVERIFY(bench.connect());
    bench.recorder.block();
    for (int i = 0; i < 500; ++i) {
        bench.say(u"a"_s, i);
    }
    QVERIFY(bench.recorder.waitUntilBlocked());
    std::thread closer([&bench] { bench.link().close(u"enough"_s); });
    bench.recorder.release();
    closer.join();
    QCOMPARE(bench.recorder.count(u"device.status_received"_s), 500);
    QCOMPARE(bench.recorder.names().last(), u"connection.closed"_s);
    QCOMPARE(bench.broker.allCloses(), 1);
    QCOMPARE(bench.link().status().messages.waiting, quint64(0));
    QCOMPARE(bench.link().status().messages.decoded, quint64(500));
}

void TestLink::aClosedLinkCanBeOpenedAgain()
{
    LinkBench bench;
    QVERIFY(bench.connect());
    bench.link().close(u"one"_s);
    bench.link().reconnect(); // opens a closed one
    QVERIFY(bench.broker.waitForOpens(2));
    bench.sink().opened();
    QVERIFY(bench.recorder.waitFor(u"connection.established"_s, 2));
    bench.link().close(u"two"_s);
    QCOMPARE(bench.recorder.names(),
        (QStringList{
            u"connection.established"_s, u"connection.closed"_s, u"connection.established"_s, u"connection.closed"_s}));
    QCOMPARE(bench.link().status().established, quint64(2));
}

void TestLink::closingDuringTheBackoffIsImmediate()
{
    LinkBench bench({.backoff = 3'600'000ms});
    bench.link().open();
    QVERIFY(bench.broker.waitForOpens(1));
    bench.sink().failed(u"no broker"_s, false);
    QTRY_VERIFY(bench.link().status().nextTryAt);
    bench.link().close(u"enough"_s);
    QCOMPARE(bench.recorder.names(), QStringList{u"connection.closed"_s});
    QVERIFY(!bench.link().status().nextTryAt);
}

void TestLink::aLinkMayBeClosedTwiceAndFromManyThreads()
{
    LinkBench bench;
    bench.link().close(u"never opened"_s);
    QCOMPARE(bench.recorder.names(), QStringList());
    for (int round = 1; round <= 20; ++round) {
        bench.link().open();
        QVERIFY(bench.broker.waitForOpens(round));
        std::vector<std::thread> closers;
        for (int i = 0; i < 4; ++i) {
            closers.emplace_back([&bench] { bench.link().close(u"enough"_s); });
        }
        for (std::thread &closer : closers) {
            closer.join();
        }
        QCOMPARE(bench.recorder.count(u"connection.closed"_s), round);
        QCOMPARE(bench.link().status().state, LinkState::Closed);
    }
}

void TestLink::lateNoticesOfAnOldAttemptAreNotHeard()
{
    LinkBench bench;
    QVERIFY(bench.connect());
    bench.recorder.block();
    bench.say(u"a"_s, 1);
    QVERIFY(bench.recorder.waitUntilBlocked());
    bench.sink().dropped(u"first"_s);
    bench.sink().dropped(u"second"_s); // nobody should, but nothing bad comes of it
    bench.sink().failed(u"third"_s, true);
    bench.recorder.release();
    QVERIFY(bench.broker.waitForOpens(2));
    bench.sink().opened();
    QVERIFY(bench.recorder.waitFor(u"connection.resumed"_s));
    QCOMPARE(bench.recorder.count(u"connection.interrupted"_s), 1);
    QCOMPARE(bench.recorder.count(u"connection.lost"_s), 0);
}

void TestLink::silenceIsToldOnce()
{
    LinkBench bench({.staleAfter = 1s});
    QVERIFY(bench.connect());
    QVERIFY(bench.recorder.waitFor(u"connection.stale"_s));
    const double silent = bench.recorder.last(u"connection.stale"_s).data()[u"silentSeconds"_s].toDouble();
    QVERIFY2(silent >= 1.0 && silent < 20.0, qPrintable(QString::number(silent)));
    QVERIFY(bench.link().status().stale);
    QCOMPARE(bench.link().status().state, LinkState::Connected);
    bench.say(u"a"_s, 1);
    QVERIFY(bench.recorder.waitFor(u"device.status_received"_s));
    QVERIFY(!bench.link().status().stale);
    QCOMPARE(bench.recorder.count(u"connection.stale"_s), 1);
    QVERIFY(bench.recorder.waitFor(u"connection.stale"_s, 2)); // the next silence is told again
}

void TestLink::requestsDoNotEndASilence()
{
    LinkBench bench({.staleAfter = 1s});
    QVERIFY(bench.connect());
    const QByteArray request = R"({"request":{"what":"state"}})"; // as a broker gives us our own back
    QVERIFY(QTest::qWaitFor(
        [&] {
            bench.say(u"a"_s, request);
            return bench.recorder.count(u"connection.stale"_s) > 0;
        },
        20'000));
    bench.say(u"a"_s, request);
    QVERIFY(bench.settled());
    QVERIFY(bench.link().status().stale);
    QVERIFY(!bench.link().status().lastMessageAt);
    QVERIFY(bench.link().status().messages.ignored >= 2);
    bench.say(u"a"_s, 1);
    QVERIFY(bench.recorder.waitFor(u"device.status_received"_s));
    QVERIFY(bench.settled());
    QVERIFY(!bench.link().status().stale);
    QVERIFY(bench.link().status().lastMessageAt);
}

void TestLink::everyAttemptSubscribesAgain()
{
    LinkBench bench({.url = u"mqtt://host?topic=a/%23&topic=b"_s});
    bench.link().open();
    QVERIFY(bench.broker.waitForOpens(1));
    bench.sink().opened();
    bench.sink().dropped(u"the cable"_s);
    QVERIFY(bench.broker.waitForOpens(2));
    bench.link().close(u"enough"_s);
    const QStringList filters{u"a/#"_s, u"b"_s};
    QCOMPARE(bench.broker.allOpens(), (QList<QStringList>{filters, filters}));
}

void TestLink::dropsAreRemembered()
{
    LinkBench bench;
    QVERIFY(bench.connect());
    for (int drop = 1; drop <= 1'005; ++drop) {
        bench.sink().dropped(u"drop %1"_s.arg(drop));
        QVERIFY(bench.broker.waitForOpens(drop + 1));
        bench.sink().opened();
        QVERIFY(bench.recorder.waitFor(u"connection.resumed"_s, drop));
    }
    const LinkStatus status = bench.link().status();
    QCOMPARE(status.interrupted, quint64(1'005));
    QCOMPARE(status.drops.size(), 1'000);
    QCOMPARE(status.drops.first().reason, u"drop 6"_s);
    QCOMPARE(status.drops.last().reason, u"drop 1005"_s);
    QVERIFY(status.drops.last().downSeconds && *status.drops.last().downSeconds > 0);
    QCOMPARE(status.drops.last().nextTrySeconds, std::optional(0.001));
}

QTEST_GUILESS_MAIN(TestLink)
#include "tst_link.moc"
