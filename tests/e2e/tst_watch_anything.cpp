// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A broker full of devices that no profile knows, and the real program that is told nothing but its address.
#include "brokerclient.h"
#include "cliprocess.h"
#include "outputrules.h"

#include <mosquittobroker.h>

#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace ember::e2e;

namespace {

constexpr int kSoon = 20'000; // ms

/// A broker, the program watching it, and somebody who publishes.
class Scene
{
public:
    explicit Scene(const QString &parameters = {}, const QStringList &more = {})
    {
        if (!broker.start()) {
            return;
        }
        if (!broker.publish(u"plant/pump/speed"_s, "900", {u"-r"_s})) {
            return;
        }
        cli.emplace(QStringList{u"watch"_s, u"mqtt://127.0.0.1:%1%2"_s.arg(broker.port()).arg(parameters),
                        u"--format"_s, u"jsonl"_s, u"--report"_s, m_folder.filePath(u"report.json"_s)}
            + more);
        cli->start();
        client.emplace(u"stranger"_s, broker.port());
        client->start(u"nothing/at/all"_s);
        m_stands
            = QTest::qWaitFor([this] { return client->isReady() && cli->errors().contains("connected: "); }, kSoon);
    }

    [[nodiscard]] bool stands() const { return m_stands; }
    [[nodiscard]] bool publish(const QString &topic, const QByteArray &payload)
    {
        return client->publish({topic, payload});
    }
    [[nodiscard]] QList<QJsonObject> events(const QString &type) const
    {
        QList<QJsonObject> list = cli->events();
        list.removeIf([&type](const QJsonObject &event) { return event[u"type"_s].toString() != type; });
        return list;
    }
    /// Ends the program; the report, which has passed the rules that every report must.
    QJsonObject end()
    {
        cli->signal(SIGINT);
        if (!QTest::qWaitFor([this] { return cli->hasEnded(); }, kSoon) || cli->exitCode() != 0) {
            qWarning("the program did not end well: %s", cli->errors().constData());
            return {};
        }
        const QJsonObject report = readReport(m_folder.filePath(u"report.json"_s));
        const QString complaint = complaintAboutReport(report);
        if (!complaint.isEmpty()) {
            qWarning("%s", qUtf8Printable(complaint));
        }
        return complaint.isEmpty() ? report : QJsonObject();
    }

    MosquittoBroker broker;
    std::optional<CliProcess> cli;
    std::optional<BrokerClient> client;

private:
    QTemporaryDir m_folder;
    bool m_stands = false;
};

qint64 messages(const QJsonObject &report, const QString &what)
{
    return report[u"messages"_s][what].toInteger(-1);
}

} // namespace

class TestWatchAnything : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anyBrokerIsUsefulAtOnce()
    {
        Scene scene;
        QVERIFY(scene.stands());
        QTRY_COMPARE_WITH_TIMEOUT(scene.events(u"message.received"_s).size(), 1, kSoon);
        const QJsonObject retained = scene.events(u"message.received"_s).first();
        QCOMPARE(retained[u"source"_s].toString(), u"mqtt/plant/pump"_s);
        QCOMPARE(retained[u"profile"_s].toString(), u"mqtt"_s);
        QCOMPARE(retained[u"data"_s].toObject(),
            (QJsonObject{{u"topic"_s, u"plant/pump/speed"_s}, {u"values"_s, QJsonObject{{u"value"_s, 900}}},
                {u"size"_s, 3}, {u"retained"_s, true}}));

        QVERIFY(scene.publish(u"plant/oven"_s, R"({"temperature":21.4,"door":{"open":false}})"));
        QVERIFY(scene.publish(u"plant/oven"_s, R"({"temperature":21.5,"door":{"open":false}})"));
        QVERIFY(scene.publish(u"plant/pump/speed"_s, "950"));
        QVERIFY(scene.publish(u"plant/pump/state"_s, "running"));
        QVERIFY(scene.publish(u"cmd/52/navilink-a0b1c2d3e4f5/x/res"_s,
            R"({"response":{"deviceType":52,"macAddress":"a0b1c2d3e4f5","status":{"dhwTemperature":100}}})"));
        QTRY_COMPARE_WITH_TIMEOUT(scene.events(u"device.status_received"_s).size(), 1, kSoon);

        const auto changes = scene.events(u"field.changed"_s);
        QCOMPARE(changes.size(), 2);
        QCOMPARE(changes[0][u"source"_s].toString(), u"mqtt/plant/oven"_s);
        QCOMPARE(changes[0][u"data"_s].toObject(),
            (QJsonObject{
                {u"topic"_s, u"plant/oven"_s}, {u"field"_s, u"temperature"_s}, {u"old"_s, 21.4}, {u"new"_s, 21.5}}));
        const auto received = scene.events(u"message.received"_s);
        QCOMPARE(received.size(), 5);
        QCOMPARE(changes[0][u"causationid"_s], received[2][u"id"_s]);
        QCOMPARE(changes[1][u"data"_s][u"old"_s].toInt(), 900);
        QCOMPARE(changes[1][u"data"_s][u"field"_s].toString(), u"value"_s);

        const QJsonObject report = scene.end();
        QCOMPARE(messages(report, u"undecodable"_s), 0);
        QVERIFY(messages(report, u"decoded"_s) >= 6);
        QCOMPARE(report[u"events"_s][u"field.changed"_s].toInt(), 2);
    }

    void filtersReachFieldsAndValues()
    {
        Scene scene({}, {u"--filter"_s, u"data.field == \"temperature\" or values.temperature > 30"_s});
        QVERIFY(scene.stands());
        for (const char *temperature : {"20", "25", "35"}) {
            QVERIFY(scene.publish(u"home/hall"_s, "{\"humidity\":50,\"temperature\":" + QByteArray(temperature) + '}'));
        }
        QTRY_COMPARE_WITH_TIMEOUT(scene.cli->events().size(), 3, kSoon);
        QCOMPARE(scene.events(u"field.changed"_s).size(), 2);
        QCOMPARE(scene.events(u"message.received"_s).size(), 1);
        QVERIFY(!scene.end().isEmpty());
    }

    void aChangedProfileIsTakenWhileItRuns()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"well.json"_s);
        const auto write = [&path](const QByteArray &content) {
            QFile file(path);
            return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
        };
        const auto profile = [](const QByteArray &scale) -> QByteArray {
            return R"({"id":"well","version":1,"name":"Well","match":{"topics":["well/+"]},
                "device":{"id":[{"topicSegment":1}]},
                "messages":[{"id":"level","topics":["well/+"],"payload":"number","field":"level",
                    "event":"device.status_received"}],
                "encodings":{"level":{"type":"linear","scale":)"
                + scale + R"(}},"groups":[{"id":"g","label":"G"}],
                "fields":{"level":{"label":"Level","encoding":"level","group":"g"}}})";
        };
        QVERIFY(write(profile("1")));
        Scene scene({}, {u"--profile"_s, path});
        QVERIFY(scene.stands());
        QVERIFY(scene.publish(u"well/north"_s, "7"));
        QTRY_COMPARE_WITH_TIMEOUT(scene.events(u"device.status_received"_s).size(), 1, kSoon);
        QVERIFY(write(profile("\"much\"")));
        QTRY_COMPARE_WITH_TIMEOUT(scene.events(u"emberscope.profile_refused"_s).size(), 1, kSoon);
        const QString reason = scene.events(u"emberscope.profile_refused"_s)[0][u"data"_s][u"reason"_s].toString();
        QVERIFY2(reason.startsWith(path + u": line 5, "_s), qPrintable(reason));
        QVERIFY(scene.publish(u"well/north"_s, "8"));
        QTRY_COMPARE_WITH_TIMEOUT(scene.events(u"device.status_received"_s).size(), 2, kSoon);
        QVERIFY(write(profile("10")));
        QTRY_COMPARE_WITH_TIMEOUT(scene.events(u"emberscope.profile_reloaded"_s).size(), 1, kSoon);
        QVERIFY(scene.publish(u"well/north"_s, "9"));
        QTRY_COMPARE_WITH_TIMEOUT(scene.events(u"device.status_received"_s).size(), 3, kSoon);
        QList<int> levels;
        for (const QJsonObject &event : scene.events(u"device.status_received"_s)) {
            levels.append(event[u"data"_s][u"values"_s][u"level"_s].toInt());
        }
        QCOMPARE(levels, (QList<int>{7, 8, 90}));
        QVERIFY(!scene.end().isEmpty());
    }

    void withAProfileNamedTheRestIsIgnored()
    {
        Scene scene(u"?profile=navien-nwp500&topic=%23&poll=off"_s);
        QVERIFY(scene.stands());
        QVERIFY(scene.publish(u"home/hall"_s, "20"));
        QVERIFY(scene.publish(u"cmd/52/navilink-a0b1c2d3e4f5/x/res"_s,
            R"({"response":{"deviceType":52,"macAddress":"a0b1c2d3e4f5","status":{"dhwTemperature":100}}})"));
        QTRY_COMPARE_WITH_TIMEOUT(scene.events(u"device.status_received"_s).size(), 1, kSoon);
        QCOMPARE(scene.events(u"message.received"_s).size(), 0);
        const QJsonObject report = scene.end();
        QCOMPARE(messages(report, u"ignored"_s), 2); // the retained one too
        QCOMPARE(messages(report, u"decoded"_s), 1);
    }
};

QTEST_GUILESS_MAIN(TestWatchAnything)
#include "tst_watch_anything.moc"
