// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A device that storms one topic while another one stays live, through a real broker.
#include "sessionsupport.h"

#include <mosquittobroker.h>
#include <topicstream.h>

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

#include <thread>

using namespace ember;
using namespace sessiontest;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 60'000; // ms
constexpr double kStormPerSecond = 10'000;
constexpr double kQuietPerSecond = 5;

/// Two units at a broker: one storms, the other one speaks now and then, and every word of it must arrive.
struct Storm
{
    MosquittoBroker broker;
    std::map<QString, QByteArrayList> messages = statusMessages(2, 100);
    QString stormTopic = messages.begin()->first;
    QString quietTopic = std::next(messages.begin())->first;
    std::unique_ptr<TopicStream> storm;
    std::unique_ptr<TopicStream> quiet;

    [[nodiscard]] bool start()
    {
        // No limit of the broker's own: what is lost is lost here.
        return broker.start({u"max_queued_messages 0"_s, u"max_inflight_messages 0"_s});
    }
    [[nodiscard]] std::unique_ptr<TopicStream> stream(const QString &topic, double perSecond, int qos) const
    {
        const QByteArrayList *const list = &messages.at(topic);
        return std::make_unique<TopicStream>(TopicStreamOptions{.port = broker.port(),
            .topic = topic,
            .payload = [list](quint64 n) { return list->at(qsizetype(n) % list->size()); },
            .perSecond = perSecond,
            .qos = qos});
    }
    void blow()
    {
        quiet = stream(quietTopic, kQuietPerSecond, 1);
        storm = stream(stormTopic, kStormPerSecond, 0);
    }
    [[nodiscard]] static DeviceState deviceOf(const Session &session, const QString &topic)
    {
        for (const DeviceState &device : session.devices()) {
            if (topic.contains(device.source().text().section(u'/', 1))) {
                return device;
            }
        }
        return {};
    }
};

} // namespace

class TestStorm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStormLeavesTheOtherDeviceLive();
    void anOverloadCostsTheLoudTopicOnly();
};

void TestStorm::aStormLeavesTheOtherDeviceLive()
{
    Storm scene;
    QVERIFY(scene.start());
    Session session({.logBudget = 64LL * 1024 * 1024, .profile = {}});
    QVERIFY(session.open(urlOf(u"mqtt://127.0.0.1:%1?poll=off"_s.arg(scene.broker.port()))));
    QTRY_COMPARE_WITH_TIMEOUT(session.connections()[0].link.state, LinkState::Connected, kPatience);
    scene.blow();
    QElapsedTimer clock;
    clock.start();
    qint64 longestSilence = 0;
    quint64 heard = 0;
    QElapsedTimer silence;
    silence.start();
    while (clock.elapsed() < 6'000) {
        QTest::qWait(20);
        if (const quint64 now = Storm::deviceOf(session, scene.quietTopic).messageCount(); now != heard) {
            heard = now;
            longestSilence = std::max(longestSilence, silence.restart());
        }
    }
    scene.storm->stop();
    const double seconds = double(clock.elapsed()) / 1000;
    scene.quiet->stop();
    QTRY_COMPARE_WITH_TIMEOUT(
        Storm::deviceOf(session, scene.quietTopic).messageCount(), scene.quiet->sent(), kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(session.connections()[0].link.messages.waiting, quint64(0), kPatience);
    const LinkStatus link = session.connections()[0].link;
    qInfo("storm: %.0f/s sent, %.0f/s handled, %llu dropped; the quiet device: %llu of %llu, silent at most %lld ms",
        double(scene.storm->sent()) / seconds, double(link.messages.decoded) / seconds, link.messages.dropped, heard,
        scene.quiet->sent(), longestSilence);
    QVERIFY(link.droppedByTopic.value(scene.quietTopic) == 0);
    QVERIFY2(longestSilence < 3'000, "at 5 messages a second a device that is live is never silent for that long");
    QCOMPARE(link.state, LinkState::Connected);
    QCOMPARE(link.interrupted, quint64(0));
    session.stop(u"enough"_s);
    QCOMPARE(complaintAboutLedger(session.report(), session.log()->size()), QString());
}

void TestStorm::anOverloadCostsTheLoudTopicOnly()
{
    Storm scene;
    QVERIFY(scene.start());
    Session session({.logBudget = 64LL * 1024 * 1024, .profile = {}});
    session.onEmitterThread([](EventEmitter &emitter) {
        emitter.on(
            u"device.status_received"_s, [](const Event &) { std::this_thread::sleep_for(1ms); }, {.name = u"slow"_s});
    });
    QVERIFY(session.open(urlOf(u"mqtt://127.0.0.1:%1?poll=off"_s.arg(scene.broker.port()))));
    QTRY_COMPARE_WITH_TIMEOUT(session.connections()[0].link.state, LinkState::Connected, kPatience);
    scene.blow();
    QTRY_VERIFY_WITH_TIMEOUT(session.connections()[0].link.messages.dropped > 10'000, kPatience);
    // It overflows now; the quiet device goes on through it.
    const quint64 before = Storm::deviceOf(session, scene.quietTopic).messageCount();
    QTRY_VERIFY_WITH_TIMEOUT(Storm::deviceOf(session, scene.quietTopic).messageCount() >= before + 10, kPatience);
    scene.storm->stop();
    scene.quiet->stop();
    QTRY_COMPARE_WITH_TIMEOUT(session.connections()[0].link.messages.waiting, quint64(0), kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(
        Storm::deviceOf(session, scene.quietTopic).messageCount(), scene.quiet->sent(), kPatience);
    session.stop(u"enough"_s);

    const QJsonObject report = session.report();
    QCOMPARE(complaintAboutLedger(report, session.log()->size()), QString());
    const qint64 dropped = report.value(u"messages"_s)[u"dropped"_s].toInteger();
    const QJsonObject byTopic = report.value(u"connections"_s)[0][u"droppedByTopic"_s].toObject();
    QCOMPARE(byTopic.keys(), QStringList{scene.stormTopic});
    QCOMPARE(byTopic[scene.stormTopic].toInteger(), dropped);
    QCOMPARE(report.value(u"dropped"_s).toInteger(), 0); // the emitter refused nothing: the queue is where it is lost
    // The gap stands in the log, at most once a second, and its figures add up.
    const LogSnapshot log = session.log()->snapshot();
    qint64 told = 0;
    Event last;
    for (LogRow row = log.begin(); row < log.end(); ++row) {
        const Event event = log.entry(row).event;
        if (event.name() == "connection.overflowed"_L1) {
            told += event.field(u"dropped").toInteger();
            QCOMPARE(event.field(u"topic").toString(), scene.stormTopic);
            last = event;
        }
    }
    QVERIFY(!last.isNull());
    QCOMPARE(last.field(u"droppedTotal").toInteger(), dropped);
    QVERIFY(told > 0 && told <= dropped); // older rows may have left the log
    QVERIFY2(session.summary(last).contains(scene.stormTopic), qPrintable(session.summary(last)));
    qInfo("%lld of %lld messages dropped, all of the loud topic; %s", dropped,
        report.value(u"messages"_s)[u"received"_s].toInteger(), qPrintable(session.summary(last)));
}

QTEST_GUILESS_MAIN(TestStorm)
#include "tst_storm.moc"
