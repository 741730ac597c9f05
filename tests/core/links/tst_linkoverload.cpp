// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A link whose receiver has no room: for a while, for good.
#include "linkbench.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QtTest>

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A link whose receiver can be full.
class FullBench : public LinkBench
{
public:
    std::atomic<bool> full = false;
    std::atomic<int> refusedForGood = 0; // last tries, with no patience

    FullBench()
        : LinkBench({.url = u"mqtt://host?poll=off"_s,
            .queueMessages = 10,
            .closePatience = 300ms,
            .post = [this](std::span<ember::Event> events, std::chrono::milliseconds patience) {
                if (!full) {
                    return recorder.poster()(events, patience);
                }
                refusedForGood += patience.count() == 0 ? 1 : 0;
                std::this_thread::sleep_for(std::min(patience, std::chrono::milliseconds(5)));
                return ember::Posted{ember::Posted::Fate::Full};
            }})
    {
    }
    ~FullBench() { link().close(u"the end"_s); }
};

} // namespace

class TestLinkOverload : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aReceiverWithoutRoomIsWaitedForAndTheLoudestTopicPays();
    void lossesAreToldAtMostOnceASecondAndCompletely();
    void closingGivesUpOnAReceiverWithoutRoom();
    void severalLinksCloseAtTheSameTime();
};

void TestLinkOverload::aReceiverWithoutRoomIsWaitedForAndTheLoudestTopicPays()
{
    FullBench bench;
    QVERIFY(bench.connect());
    bench.full = true;
    bench.say(u"quiet"_s, 1); // the link's thread comes to stand with this one in its hand
    QTest::qWait(50);
    for (int i = 0; i < 100; ++i) {
        bench.say(u"loud"_s, i);
    }
    bench.say(u"quiet"_s, 2);
    const ember::LinkStatus status = bench.link().status();
    QVERIFY(ledgerHolds(status.messages));
    QCOMPARE(status.droppedByTopic.keys(), QStringList{u"room/loud/state"_s});
    bench.full = false;
    QTRY_COMPARE(bench.link().status().messages.waiting, quint64(0));
    QCOMPARE(bench.refusedForGood.load(), 0);
    int quiet = 0;
    for (const ember::Event &event : bench.recorder.events()) {
        quiet += event.source() == "room/quiet"_L1 ? 1 : 0;
    }
    QCOMPARE(quiet, 2);
    QVERIFY(ledgerHolds(bench.link().status().messages));
}

void TestLinkOverload::lossesAreToldAtMostOnceASecondAndCompletely()
{
    FullBench bench;
    QVERIFY(bench.connect());
    for (int round = 0; round < 2; ++round) {
        bench.full = true;
        bench.say(u"other"_s, 0);
        QTest::qWait(50);
        for (int i = 0; i < 30; ++i) {
            bench.say(u"loud"_s, i);
        }
        bench.full = false;
        QTRY_COMPARE(bench.link().status().messages.waiting, quint64(0));
    }
    const quint64 dropped = bench.link().status().messages.dropped;
    QVERIFY(dropped >= 38);
    // Without a further message the rest is told too, when the second is over.
    QVERIFY(bench.recorder.waitUntil([&](const EventRecorder::Events &events) {
        quint64 told = 0;
        for (const ember::Event &event : events) {
            told += event.name() == "connection.overflowed"_L1 ? quint64(event.field(u"dropped").toInteger()) : 0;
        }
        return told == dropped;
    }));
    QList<ember::EventTime> times;
    for (const ember::Event &event : bench.recorder.events()) {
        if (event.name() == "connection.overflowed"_L1) {
            times.append(event.time());
            QCOMPARE(event.field(u"topic").toString(), u"room/loud/state"_s);
            QVERIFY(event.field(u"droppedOfTopic").toInteger() > 0);
        }
    }
    for (qsizetype i = 1; i < times.size(); ++i) {
        QVERIFY(times[i] - times[i - 1] >= 900ms);
    }
    QCOMPARE(quint64(bench.recorder.last(u"connection.overflowed"_s).field(u"droppedTotal").toInteger()), dropped);
}

void TestLinkOverload::closingGivesUpOnAReceiverWithoutRoom()
{
    FullBench bench;
    QVERIFY(bench.connect());
    bench.full = true;
    for (int i = 0; i < 8; ++i) {
        bench.say(u"a"_s, i);
    }
    QElapsedTimer clock;
    clock.start();
    bench.link().close(u"enough"_s);
    QVERIFY2(clock.elapsed() >= 290 && clock.elapsed() < 5'000, qPrintable(QString::number(clock.elapsed())));
    const ember::LinkStatus status = bench.link().status();
    QCOMPARE(status.state, ember::LinkState::Closed);
    QCOMPARE(status.messages.dropped, quint64(8));
    QCOMPARE(status.messages.waiting, quint64(0));
    QCOMPARE(status.droppedByTopic.value(u"room/a/state"_s), quint64(8));
    QVERIFY(bench.refusedForGood > 0); // counted by the receiver: connection.closed too
    // A new life has its patience back.
    bench.full = false;
    bench.link().open();
    QVERIFY(bench.broker.waitForOpens(2));
    bench.broker.sink->opened();
    QVERIFY(bench.recorder.waitFor(u"connection.established"_s, 2));
}

void TestLinkOverload::severalLinksCloseAtTheSameTime()
{
    std::vector<std::unique_ptr<FullBench>> benches;
    for (int i = 0; i < 8; ++i) {
        benches.push_back(std::make_unique<FullBench>());
        QVERIFY(benches.back()->connect());
        benches.back()->full = true;
        benches.back()->say(u"a"_s, i);
    }
    QElapsedTimer clock;
    clock.start();
    for (const auto &bench : benches) {
        bench->link().beginClose(u"enough"_s);
    }
    QVERIFY2(clock.elapsed() < 290, "saying so does not wait");
    for (const auto &bench : benches) {
        bench->link().close(u"enough"_s);
    }
    QVERIFY2(clock.elapsed() < 8 * 300, "not one after the other");
}

QTEST_GUILESS_MAIN(TestLinkOverload)
#include "tst_linkoverload.moc"
