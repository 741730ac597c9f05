// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Handlers that throw, that are slow, that never finish: what the person sees, and that everything else goes on.
#include "sessionsupport.h"

#include <mosquittobroker.h>
#include <topicstream.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QFuture>
#include <QtCore/QPromise>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <atomic>
#include <thread>

using namespace ember;
using namespace sessiontest;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 30'000; // ms
constexpr quint64 kFull = 250; // messages: about as many as a simulator runs ahead of a link that lags behind
constexpr quint64 kMost = 100; // of them; the emitter's inbox takes some in while a link ends
const QString kStatus = u"device.status_received"_s;

qint64 handlerFigure(const QJsonObject &report, const QString &name, const QString &figure)
{
    for (const auto handler : report.value(u"handlers"_s).toArray()) {
        if (handler[u"name"_s] == name) {
            return handler[figure].toInteger();
        }
    }
    return -1;
}

/// Rows of the log where the handler of that name ended so.
int rowsWith(const Session &session, const QString &handler, Outcome outcome)
{
    const LogSnapshot log = session.log()->snapshot();
    int rows = 0;
    for (LogRow row = log.begin(); row < log.end(); ++row) {
        const LogEntry entry = log.entry(row);
        rows += int(std::ranges::count_if(entry.runs, [&](const HandlerRun &run) {
            return run.outcome == outcome && session.handlerInfo(run.handler)->name == handler;
        }));
    }
    return rows;
}

} // namespace

class TestHandlerFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHandlerThatThrowsStopsNobody();
    void aHandlerThatSleepsDelaysAndLosesNothing();
    void lookingDoesNotWaitForASlowHandler();
    void aHandlerThatNeverFinishesHoldsNobodyUp();
    void stoppingDoesNotWaitForHandlersThatLagBehind();
    void stoppingWaitsForAnAsynchronousHandler();
    void closingAConnectionDoesNotWaitForHandlersThatLagBehind();
};

void TestHandlerFaults::aHandlerThatThrowsStopsNobody()
{
    Session session;
    std::atomic<quint64> thrown = 0;
    std::atomic<quint64> after = 0;
    session.onEmitterThread([&](EventEmitter &emitter) {
        emitter.on(kStatus,
            [&](const Event &) {
                ++thrown;
                throw std::runtime_error("no route to the mail server");
            },
            {.priority = 60, .name = u"alerts"_s});
        emitter.on(kStatus, [&](const Event &) { ++after; }, {.priority = 40, .name = u"after"_s});
    });
    const Messages messages;
    QVERIFY(session.open(urlOf(u"sim:navien-nwp500?seed=3&speed=2000"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(thrown > 20, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(session.devices().value(0).messageCount() > 20, kPatience); // live state
    QTRY_VERIFY_WITH_TIMEOUT(countOf(session, u"device.temperature_changed") > 0, kPatience); // change detection
    session.stop(u"enough"_s);

    QCOMPARE(messages.count(u"handler \"alerts\".*no route to the mail server"_s), qsizetype(thrown));
    QCOMPARE(after.load(), thrown.load());
    const QJsonObject report = session.report();
    QCOMPARE(complaintAboutLedger(report, session.log()->size()), QString());
    QCOMPARE(report.value(u"handlerFailures"_s).toInteger(), qint64(thrown));
    QCOMPARE(report.value(u"deadLettered"_s).toInteger(), qint64(thrown));
    QCOMPARE(handlerFigure(report, u"alerts"_s, u"failures"_s), qint64(thrown));
    QCOMPARE(report.value(u"events"_s)[u"emitter.handler_failed"_s].toInteger(), qint64(thrown));
    QCOMPARE(rowsWith(session, u"alerts"_s, Outcome::Failed), int(thrown));
    QCOMPARE(rowsWith(session, u"after"_s, Outcome::Succeeded), int(thrown));
    // The event says who, where and why, and stands behind its cause.
    const LogSnapshot log = session.log()->snapshot();
    bool found = false;
    for (LogRow row = log.begin(); row < log.end() && !found; ++row) {
        const Event event = log.entry(row).event;
        if (event.name() == "emitter.handler_failed"_L1) {
            found = true;
            QCOMPARE(
                session.summary(event), u"\"alerts\" failed on device.status_received: no route to the mail server"_s);
            QCOMPARE(log.entry(log.rowOfSequence(event.causeSequence())).event.name(), kStatus);
        }
    }
    QVERIFY(found);
}

void TestHandlerFaults::aHandlerThatSleepsDelaysAndLosesNothing()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    const auto messages = statusMessages(1, 50);
    const auto &[topic, payloads] = *messages.begin();
    Session session;
    std::atomic<int> calls = 0;
    session.onEmitterThread([&](EventEmitter &emitter) {
        emitter.on(kStatus,
            [&](const Event &) {
                if (++calls == 30) {
                    std::this_thread::sleep_for(2s);
                }
            },
            {.name = u"sleeper"_s});
    });
    // Who it was stands on stderr, with the place where it was registered.
    QTest::ignoreMessage(QtWarningMsg,
        QRegularExpression(u"the handler \"sleeper\" \\(.*tst_handlerfaults.cpp:\\d+\\) took 2.* s for "
                           "device.status_received"_s));
    const auto id = session.open(urlOf(u"mqtt://127.0.0.1:%1?poll=off"_s.arg(broker.port())));
    QVERIFY(id);
    QTRY_COMPARE_WITH_TIMEOUT(session.connections()[0].link.state, LinkState::Connected, kPatience);
    // Twice as many in 2 s as the emitter's inbox takes: the rest waits in the connection's queue.
    TopicStream stream({.port = broker.port(),
        .topic = topic,
        .payload = [&list = payloads](quint64 n) { return list[qsizetype(n) % list.size()]; },
        .perSecond = 1'000});
    QTRY_VERIFY_WITH_TIMEOUT(calls >= 30, kPatience);
    QElapsedTimer sleeping;
    sleeping.start();
    quint64 mostWaiting = 0;
    while (calls == 30 && sleeping.elapsed() < kPatience) {
        mostWaiting = std::max(mostWaiting, session.counts().waiting + session.connections()[0].link.messages.waiting);
        QTest::qWait(20);
    }
    QVERIFY2(mostWaiting > 1'000, qPrintable(QString::number(mostWaiting)));
    stream.stop();
    QTRY_COMPARE_WITH_TIMEOUT(session.connections()[0].link.messages.received, stream.sent(), kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(countOf(session, kStatus), stream.sent(), kPatience);
    session.stop(u"enough"_s);
    const QJsonObject report = session.report();
    QCOMPARE(complaintAboutLedger(report, session.log()->size()), QString());
    QCOMPARE(report.value(u"messages"_s)[u"dropped"_s].toInteger(), 0);
    QCOMPARE(report.value(u"dropped"_s).toInteger(), 0);
    QVERIFY(handlerFigure(report, u"sleeper"_s, u"maxNs"_s) >= 1'990'000'000);
    QCOMPARE(handlerFigure(report, u"sleeper"_s, u"calls"_s), qint64(stream.sent()));
    // And it stands in the trace of the very event.
    const LogSnapshot log = session.log()->snapshot();
    int slow = 0;
    for (LogRow row = log.begin(); row < log.end(); ++row) {
        slow += log.entry(row).durationNs >= 1'990'000'000 ? 1 : 0;
    }
    QCOMPARE(slow, 1);
}

void TestHandlerFaults::lookingDoesNotWaitForASlowHandler()
{
    Session session;
    std::atomic<bool> sleeping = false;
    session.onEmitterThread([&](EventEmitter &emitter) {
        emitter.once(kStatus,
            [&](const Event &) {
                sleeping = true;
                std::this_thread::sleep_for(2s);
                sleeping = false;
            },
            {.name = u"sleeper"_s});
    });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"the handler \"sleeper\""_s));
    QVERIFY(session.open(urlOf(u"sim:navien-nwp500?rate=100"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(sleeping.load(), kPatience);
    QElapsedTimer clock;
    clock.start();
    // Everything that the window asks for thirty times a second.
    (void)session.connections();
    (void)session.devices();
    (void)session.eventCounts();
    (void)session.counts();
    (void)session.handlerStatistics();
    (void)session.log()->snapshot();
    const qint64 looking = clock.elapsed();
    QVERIFY(sleeping);
    QVERIFY2(looking < 500, qPrintable(QString::number(looking)));
    QTRY_VERIFY_WITH_TIMEOUT(!sleeping, kPatience);
}

void TestHandlerFaults::aHandlerThatNeverFinishesHoldsNobodyUp()
{
    Session session;
    std::vector<QPromise<void>> promises; // emitter's thread
    std::atomic<int> begun = 0;
    const Messages messages;
    std::atomic<quint64> behind = 0;
    std::atomic<quint64> others = 0;
    session.onEmitterThread([&](EventEmitter &emitter) {
        emitter.on(kStatus,
            [&](const Event &) {
                promises.emplace_back().start();
                ++begun;
                return promises.back().future();
            },
            {.priority = 60, .name = u"never done"_s});
        emitter.on(kStatus, [&](const Event &) { ++behind; }, {.priority = 40, .name = u"behind"_s});
        emitter.on(u"device.*"_s, [&](const Event &) { ++others; },
            {.name = u"others"_s, .filter = [](const Event &event) { return event.causeSequence() > 0; }});
    });
    QVERIFY(session.open(urlOf(u"sim:navien-nwp500?seed=3&speed=2000"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(begun > 20, kPatience);
    // Later events are emitted, the state is live, other handlers run; those behind it in the same emission wait.
    QTRY_VERIFY_WITH_TIMEOUT(session.devices().value(0).messageCount() > 20, kPatience);
    QCOMPARE(behind.load(), quint64(0));
    const int before = begun;
    QTRY_VERIFY_WITH_TIMEOUT(begun > before + 200, kPatience);

    QElapsedTimer clock;
    clock.start();
    session.stop(u"enough"_s);
    QVERIFY2(clock.elapsed() < 10'000, qPrintable(QString::number(clock.elapsed()))); // it gets 3 s to finish
    QCOMPARE(messages.count(u"the emitter stopped while \"never done\" was still handling"_s), 1); // one line for all
    QCOMPARE(messages.count(u"%1 more were busy"_s.arg(begun - 5)), 1);
    QCOMPARE(rowsWith(session, u"never done"_s, Outcome::Pending), int(begun));
    QCOMPARE(behind.load(), quint64(0));
    QVERIFY2(others > 0, "children of a suspended emission follow at the end");
    const QJsonObject report = session.report();
    QCOMPARE(complaintAboutLedger(report, session.log()->size()), QString());
    QCOMPARE(report.value(u"messages"_s)[u"dropped"_s].toInteger(), 0);
}

void TestHandlerFaults::stoppingDoesNotWaitForHandlersThatLagBehind()
{
    Session session;
    std::atomic<quint64> calls = 0;
    session.onEmitterThread([&](EventEmitter &emitter) {
        emitter.on(kStatus,
            [&](const Event &) {
                ++calls;
                std::this_thread::sleep_for(300ms);
            },
            {.name = u"sleeper"_s});
    });
    QVERIFY(session.open(urlOf(u"sim:navien-nwp500?rate=10000"_s)));
    // Full to the brim: minutes of work.
    QTRY_VERIFY_WITH_TIMEOUT(session.connections()[0].link.messages.waiting >= kFull, kPatience);
    QTest::ignoreMessage(
        QtWarningMsg, QRegularExpression(u"the handler \"sleeper\" .* is still running, for 0\\.\\d s by now"_s));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"the last \\d+ events were counted and logged without"_s));
    QElapsedTimer clock;
    clock.start();
    session.stop(u"enough"_s);
    QVERIFY2(clock.elapsed() < 10'000, qPrintable(QString::number(clock.elapsed())));
    const QJsonObject report = session.report();
    QCOMPARE(complaintAboutLedger(report, session.log()->size()), QString());
    // What nobody handled is told: messages by topic, events by name.
    QVERIFY(report.value(u"messages"_s)[u"dropped"_s].toInteger() >= qint64(kMost));
    QVERIFY(!report.value(u"connections"_s)[0][u"droppedByTopic"_s].toObject().isEmpty());
    QCOMPARE(report.value(u"messages"_s)[u"waiting"_s].toInteger(), 0);
    QCOMPARE(report.value(u"events"_s)[u"emberscope.stopped"_s].toInteger(), 1);
    const LogSnapshot log = session.log()->snapshot();
    QCOMPARE(log.entry(log.end() - 1).event.name(), u"emberscope.stopped"_s);
}

void TestHandlerFaults::stoppingWaitsForAnAsynchronousHandler()
{
    Session session;
    QPromise<void> mail;
    mail.start();
    std::atomic<quint64> after = 0;
    session.onEmitterThread([&](EventEmitter &emitter) {
        emitter.once(kStatus, [&](const Event &) { return mail.future(); }, {.priority = 60, .name = u"mail"_s});
        emitter.on(kStatus, [&](const Event &) { ++after; }, {.priority = 40, .name = u"after"_s});
    });
    QVERIFY(session.open(urlOf(u"sim:navien-nwp500?seed=3&speed=100"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(session.counts().suspended == 1, kPatience);
    // It answers when the emitter takes no more: while the end waits.
    const EventEmitter *emitter = nullptr;
    session.onEmitterThread([&emitter](EventEmitter &one) { emitter = &one; });
    std::jthread server([&] {
        while (!emitter->isStopped()) {
            std::this_thread::yield();
        }
        mail.finish();
    });
    session.stop(u"enough"_s);
    QCOMPARE(rowsWith(session, u"mail"_s, Outcome::Succeeded), 1);
    QCOMPARE(rowsWith(session, u"mail"_s, Outcome::Pending), 0);
    QCOMPARE(after.load(), countOf(session, kStatus)); // the one behind it ran as well
    QCOMPARE(complaintAboutLedger(session.report(), session.log()->size()), QString());
}

void TestHandlerFaults::closingAConnectionDoesNotWaitForHandlersThatLagBehind()
{
    Session session;
    std::atomic<bool> slow = true;
    session.onEmitterThread([&](EventEmitter &emitter) {
        emitter.on(kStatus,
            [&](const Event &) {
                if (slow) {
                    std::this_thread::sleep_for(100ms);
                }
            },
            {.name = u"sleeper"_s});
    });
    const auto id = session.open(urlOf(u"sim:navien-nwp500?rate=10000"_s));
    QVERIFY(id);
    QTRY_VERIFY_WITH_TIMEOUT(session.connections()[0].link.messages.waiting >= kFull, kPatience);
    QElapsedTimer clock;
    clock.start();
    session.close(*id);
    QVERIFY2(clock.elapsed() < 1'000, qPrintable(QString::number(clock.elapsed()))); // nobody waits for it
    QTRY_COMPARE_WITH_TIMEOUT(session.connections()[0].link.state, LinkState::Closed, 4'000);
    QVERIFY(session.connections()[0].link.messages.dropped >= kMost);
    // Everything after it works.
    slow = false;
    session.reconnect(*id);
    const quint64 before = session.connections()[0].link.messages.decoded;
    QTRY_VERIFY_WITH_TIMEOUT(session.connections()[0].link.messages.decoded > before + 1'000, kPatience);
    session.stop(u"enough"_s);
    QCOMPARE(complaintAboutLedger(session.report(), session.log()->size()), QString());
}

QTEST_GUILESS_MAIN(TestHandlerFaults)
#include "tst_handlerfaults.moc"
