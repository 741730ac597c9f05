// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linkbench.h"

#include <ember/device/profilelibrary.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace ember;

namespace {

constexpr int kPatience = 20'000; // ms

/// A simulator's link and the state of its first device.
struct SimulatorBench
{
    explicit SimulatorBench(const QString &query)
    {
        const auto url = ConnectionUrl::parse(QString(u"sim:?"_s + query));
        const auto profile = ProfileLibrary::find(u"navien-nwp500"_s);
        if (!url || !profile) {
            qFatal("no simulator");
        }
        link = std::make_unique<Link>(
            *url, LinkOptions{.connection = u"sim"_s, .profiles = {*profile}}, recorder.poster());
    }
    /// The first device's state once it has said what it can do.
    [[nodiscard]] DeviceState state()
    {
        DeviceState state;
        for (const Event &event : recorder.events()) {
            std::ignore = state.update(event);
        }
        return state;
    }
    [[nodiscard]] QString give(const QString &name, const CommandArguments &arguments)
    {
        const DeviceState device = state();
        const auto prepared = prepareCommand(*device.profile()->command(name), device, arguments);
        if (!prepared) {
            return prepared.error();
        }
        const auto taken = link->send({.profile = device.profile(),
            .name = name,
            .device = device.source().text().section(u'/', 1),
            .prepared = *prepared,
            .correlationId = u"c%1"_s.arg(++given),
            .user = u"anna"_s});
        return taken ? QString() : taken.error();
    }
    /// What the status of the acknowledgement says.
    [[nodiscard]] qint64 acknowledged(int code, const QString &key)
    {
        for (const Event &event : recorder.events()) {
            if (event.field(u"raw.command").toInteger() == code) {
                return event.field(Symbol::find(QString(u"raw."_s + key))).toInteger();
            }
        }
        return -1;
    }

    EventRecorder recorder;
    int given = 0;
    std::unique_ptr<Link> link;
};

} // namespace

/// Commands through a link to a simulated unit.
class TestLinkCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSimulatedUnitObeysAndAnswers_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<CommandArguments>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("key");
        QTest::addColumn<int>("raw");
        const auto row
            = [](const QString &name, const CommandArguments &arguments, int code, const QString &key, int raw) {
                  QTest::addRow("%s", qPrintable(name)) << name << arguments << code << key << raw;
              };
        row(u"set-temperature"_s, {{u"temperature"_s, {.value = 130, .unit = u"°F"_s}}}, 33554464,
            u"dhwTemperatureSetting"_s, 109);
        row(u"set-mode"_s, {{u"mode"_s, {.value = 1}}}, 33554437, u"dhwOperationSetting"_s, 1);
        row(u"start-vacation"_s, {{u"days"_s, {.value = 9}}}, 33554437, u"vacationDaySetting"_s, 9);
        row(u"power-off"_s, {}, 33554433, u"dhwOperationSetting"_s, 6);
        row(u"set-freeze-protection"_s, {{u"temperature"_s, {.value = 8}}}, 33554451, u"freezeProtectionTemperature"_s,
            16);
        row(u"anti-legionella-on"_s, {{u"days"_s, {.value = 21}}}, 33554472, u"antiLegionellaPeriod"_s, 21);
        row(u"anti-legionella-off"_s, {}, 33554471, u"antiLegionellaUse"_s, 1);
        row(u"tariff-on"_s, {}, 33554476, u"touStatus"_s, 1);
        row(u"reset-air-filter"_s, {}, 33554473, u"airFilterAlarmElapsed"_s, 0);
    }
    void theSimulatedUnitObeysAndAnswers()
    {
        QFETCH(QString, name);
        QFETCH(CommandArguments, arguments);
        QFETCH(int, code);
        QFETCH(QString, key);
        QFETCH(int, raw);
        SimulatorBench bench(u"speed=10"_s);
        bench.link->open();
        QVERIFY(bench.recorder.waitFor(u"device.feature_received"_s));
        QCOMPARE(bench.give(name, arguments), QString());
        QVERIFY(bench.recorder.waitFor(u"command.acknowledged"_s));
        QCOMPARE(bench.acknowledged(code, key), qint64(raw));
        const QStringList names = bench.recorder.names();
        QVERIFY(names.indexOf(u"command.queued"_s) < names.indexOf(u"command.sent"_s));
        QVERIFY(names.indexOf(u"command.sent"_s) < names.indexOf(u"command.acknowledged"_s));
        QTRY_COMPARE_WITH_TIMEOUT(
            bench.link->status().commands, (CommandCounts{.queued = 1, .sent = 1, .acknowledged = 1}), kPatience);
    }

    void theAnswerHasTheNewSettingAndTheOldRunningState()
    {
        SimulatorBench bench(u"speed=1"_s);
        bench.link->open();
        QVERIFY(bench.recorder.waitFor(u"device.feature_received"_s));
        const qint64 before = bench.state().field(Symbol::intern(u"raw.operationMode")).toInteger();
        QCOMPARE(bench.give(u"set-mode"_s, {{u"mode"_s, {.value = 2}}}), QString());
        QVERIFY(bench.recorder.waitFor(u"command.acknowledged"_s));
        QCOMPARE(bench.acknowledged(33554437, u"dhwOperationSetting"_s), qint64(2));
        QCOMPARE(bench.acknowledged(33554437, u"operationMode"_s), before);
    }

    void aClosedLinkTakesNone()
    {
        SimulatorBench bench(u"speed=10"_s);
        bench.link->open();
        QVERIFY(bench.recorder.waitFor(u"device.feature_received"_s));
        bench.link->close(u"enough"_s);
        const QString problem = bench.give(u"power-on"_s, {});
        QVERIFY2(problem.contains(u"closed"), qPrintable(problem));
        QCOMPARE(bench.recorder.count(u"command.queued"_s), 0);
    }

    void withoutPollingADeviceIsAskedWhatItCanDoOnceCommandsAreAllowed()
    {
        LinkBench bench({.url = u"mqtt://host?poll=off"_s});
        QVERIFY(bench.connect());
        bench.say(u"a"_s, 20);
        QVERIFY(bench.recorder.waitFor(u"device.status_received"_s));
        QCOMPARE(bench.broker.allRequests().size(), 0);
        bench.link().askCapabilities();
        bench.say(u"a"_s, 21);
        QVERIFY(bench.broker.waitForRequests(1));
        QCOMPARE(bench.broker.allRequests().first().topic, u"room/a/ask"_s);
        bench.say(u"a"_s, 22);
        QVERIFY(bench.recorder.waitFor(u"device.status_received"_s, 3));
        QVERIFY(bench.settled());
        QCOMPARE(bench.broker.allRequests().size(), 1);
    }

    void aDropEndsTheWaitForAnswersAndNothingIsSentAgain()
    {
        LinkBench bench({.backoff = 1ms});
        QVERIFY(bench.connect());
        const auto profile = ProfileLibrary::find(u"navien-nwp500"_s);
        QVERIFY(profile);
        OutgoingCommand command{.profile = *profile,
            .name = u"power-on"_s,
            .device = u"a0b1c2d3e4f5"_s,
            .prepared = {},
            .correlationId = u"c1"_s,
            .user = u"anna"_s};
        bench.link().reconnect(); // nothing to do: it stands
        QVERIFY(bench.link().send(command));
        QVERIFY(bench.recorder.waitFor(u"command.refused"_s)); // its additional value is not known
        const QString reason = bench.recorder.last(u"command.refused"_s).field(u"reason").toString();
        QVERIFY2(reason.contains(u"{var.additional}"), qPrintable(reason));
        bench.sink().dropped(u"the cable"_s);
        QVERIFY(bench.broker.waitForOpens(2));
        QVERIFY(bench.link().send(command)); // waits
        QVERIFY(bench.recorder.waitFor(u"command.queued"_s, 2));
        bench.link().close(u"enough"_s);
        QCOMPARE(bench.recorder.count(u"command.refused"_s), 2);
        QVERIFY(bench.recorder.last(u"command.refused"_s).field(u"reason").toString().contains(u"closed"));
        QCOMPARE(bench.recorder.names().last(), u"connection.closed"_s);
        QVERIFY(!bench.link().send(command));
    }
};

QTEST_GUILESS_MAIN(TestLinkCommands)
#include "tst_linkcommands.moc"
