// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Commands to a device at a real broker.
#include "sessionbench.h"

#include <mosquittobroker.h>
#include <simulateddevice.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>

using namespace ember;
using namespace ember::test;
using namespace ember::e2e;

namespace {

struct Bench
{
    Bench()
        : device(startedPort(broker), 5, 1)
    {
        if (!device.arrive()) {
            qFatal("the device does not reach the broker");
        }
        const auto opened = session.open(
            urlOf(u"mqtt://127.0.0.1:%1?profile=navien-nwp500&device=%2:5322"_s.arg(broker.port()).arg(device.id())));
        if (!opened) {
            qFatal("%s", qPrintable(opened.error()));
        }
        id = *opened;
        session.setCommandsAllowed(id, true);
    }
    static quint16 startedPort(MosquittoBroker &broker)
    {
        if (!broker.start()) {
            qFatal("no broker");
        }
        return broker.port();
    }
    [[nodiscard]] bool hasDevice()
    {
        return QTest::qWaitFor([this] { return !deviceOf(session).isEmpty(); }, kPatience);
    }
    Result<QString> give(const QString &name, const CommandArguments &arguments = {})
    {
        return session.sendCommand(id, u"navien-nwp500/"_s + device.id(), name, arguments);
    }
    [[nodiscard]] std::optional<CommandOutcome::State> stateOf(const QString &correlationId) const
    {
        const auto outcome = session.commandOutcome(correlationId);
        return outcome ? std::optional(outcome->state) : std::nullopt;
    }
    [[nodiscard]] qint64 raw(QStringView key)
    {
        return deviceOf(session).field(Symbol::intern(QString(u"raw."_s + key.toString()))).toInteger();
    }

    MosquittoBroker broker;
    SimulatedDevice device;
    Session session;
    ConnectionId id = 0;
};

} // namespace

class TestBrokerCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commandsAreObeyedAndAcknowledged()
    {
        using State = CommandOutcome::State;
        Bench bench;
        QVERIFY(bench.hasDevice());
        const auto temperature = bench.give(u"set-temperature"_s, one(u"temperature"_s, 120, u"°F"_s));
        const auto mode = bench.give(u"set-mode"_s, one(u"mode"_s, u"Heat pump"_s));
        QVERIFY(temperature && mode);
        QTRY_COMPARE_WITH_TIMEOUT(bench.stateOf(*temperature), std::optional(State::Acknowledged), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(bench.stateOf(*mode), std::optional(State::Acknowledged), kPatience);
        QCOMPARE(bench.raw(u"dhwTemperatureSetting"), qint64(98));
        QCOMPARE(bench.raw(u"dhwOperationSetting"), qint64(1));
        QCOMPARE(bench.device.refusals(), QStringList());
        const auto energy
            = bench.give(u"read-energy"_s, {{u"year"_s, {.value = 2025}}, {u"months"_s, {.value = QJsonArray{4}}}});
        QVERIFY(energy);
        QTRY_COMPARE_WITH_TIMEOUT(bench.stateOf(*energy), std::optional(State::Acknowledged), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(eventsOf(bench.session, u"device.energy_received"_s).size(), 1, kPatience);
        // Our own requests come back from the broker: none of them may pass for an answer.
        QCOMPARE(eventsOf(bench.session, u"command.acknowledged"_s).size(), 3);
    }

    void whatWaitsWhileTheBrokerIsAwayGoesOutOnce()
    {
        using State = CommandOutcome::State;
        Bench bench;
        QVERIFY(bench.hasDevice());
        bench.device.leave();
        bench.broker.stop();
        QTRY_VERIFY_WITH_TIMEOUT(bench.session.connections().first().link.state == LinkState::Interrupted, kPatience);
        auto waiting = bench.give(u"set-temperature"_s, one(u"temperature"_s, 50));
        QVERIFY(waiting);
        QTRY_COMPARE_WITH_TIMEOUT(bench.stateOf(*waiting), std::optional(State::Queued), kPatience);
        QCOMPARE(bench.session.connections().first().link.commands.waiting, quint64(1));
        const auto takenBack = bench.give(u"power-off"_s);
        QVERIFY(takenBack);
        QTRY_COMPARE_WITH_TIMEOUT(bench.stateOf(*takenBack), std::optional(State::Queued), kPatience);
        bench.session.setCommandsAllowed(bench.id, false); // takes back both
        QTRY_COMPARE_WITH_TIMEOUT(bench.stateOf(*takenBack), std::optional(State::Refused), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(bench.stateOf(*waiting), std::optional(State::Refused), kPatience);
        bench.session.setCommandsAllowed(bench.id, true);
        waiting = bench.give(u"set-temperature"_s, one(u"temperature"_s, 50));
        QVERIFY(waiting);
        QVERIFY(bench.broker.restart());
        QVERIFY(bench.device.arrive());
        bench.session.reconnect(bench.id);
        QTRY_COMPARE_WITH_TIMEOUT(bench.stateOf(*waiting), std::optional(State::Acknowledged), kPatience);
        QCOMPARE(eventsOf(bench.session, u"command.sent"_s).size(), 1);
    }

    void whatLostItsConnectionIsNotSentAgain()
    {
        using State = CommandOutcome::State;
        Bench bench;
        QVERIFY(bench.hasDevice());
        bench.device.leave(); // nobody answers
        const auto sent = bench.give(u"power-off"_s);
        QVERIFY(sent);
        QTRY_COMPARE_WITH_TIMEOUT(bench.stateOf(*sent), std::optional(State::Sent), kPatience);
        bench.broker.stop();
        QTRY_COMPARE_WITH_TIMEOUT(bench.stateOf(*sent), std::optional(State::Expired), kPatience);
        QVERIFY(bench.session.commandOutcome(*sent)->reason.contains(u"is not known"));
        QVERIFY(bench.broker.restart());
        QVERIFY(bench.device.arrive());
        bench.session.reconnect(bench.id);
        QTRY_VERIFY_WITH_TIMEOUT(bench.session.connections().first().link.state == LinkState::Connected, kPatience);
        const auto after = bench.give(u"set-mode"_s, one(u"mode"_s, 1)); // the next one is answered, the old one not
        QVERIFY(after);
        QTRY_COMPARE_WITH_TIMEOUT(bench.stateOf(*after), std::optional(State::Acknowledged), kPatience);
        QCOMPARE(eventsOf(bench.session, u"command.sent"_s).size(), 2);
        QCOMPARE(bench.raw(u"dhwOperationSetting"), qint64(1)); // not 6: off
    }
};

QTEST_GUILESS_MAIN(TestBrokerCommands)
#include "tst_brokercommands.moc"
