// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessionbench.h"

#include <ember/session/programevents.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>

using namespace ember;
using namespace ember::test;

namespace {

const Symbol kUser = Symbol::intern(u"user");
const Symbol kConnection = Symbol::intern(u"connection");

/// A session on a simulator whose device has said what it can do.
struct Bench
{
    Bench()
    {
        const auto opened = session.open(urlOf(u"sim:?speed=10"_s));
        if (!opened) {
            qFatal("%s", qPrintable(opened.error()));
        }
        id = *opened;
    }
    [[nodiscard]] bool hasDevice()
    {
        return QTest::qWaitFor([this] { return !deviceOf(session).isEmpty(); }, kPatience);
    }
    Result<QString> give(const QString &name, const CommandArguments &arguments = {})
    {
        return session.sendCommand(id, deviceOf(session).source().text(), name, arguments);
    }
    [[nodiscard]] bool ends(const QString &correlationId, CommandOutcome::State state)
    {
        return QTest::qWaitFor(
            [&] {
                const auto outcome = session.commandOutcome(correlationId);
                return outcome && outcome->state == state;
            },
            kPatience);
    }
    [[nodiscard]] bool isLogged(const QString &event, qsizetype count = 1)
    {
        return QTest::qWaitFor([&] { return eventsOf(session, event).size() == count; }, kPatience);
    }

    Session session;
    ConnectionId id = 0;
};

} // namespace

class TestSessionCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aConnectionIsReadOnlyUntilItIsSwitched()
    {
        Bench bench;
        QVERIFY(bench.hasDevice());
        QVERIFY(!bench.session.connections().first().commandsAllowed);
        const auto refused = bench.give(u"set-mode"_s, one(u"mode"_s, 1));
        QVERIFY(!refused);
        QVERIFY2(refused.error().contains(u"read-only"), qPrintable(refused.error()));
        QVERIFY(bench.isLogged(u"command.refused"_s)); // the audit trail has what was refused too
        const Event event = eventsOf(bench.session, u"command.refused"_s).first();
        QCOMPARE(event.source(), deviceOf(bench.session).source().text());
        QCOMPARE(event.data()[u"parameters"][u"mode"].toInt(), 1);
        QCOMPARE(event.data()[u"reason"].toString(), refused.error());
        QVERIFY(!event.metadata(kUser).isEmpty());
        QCOMPARE(event.metadata(kConnection).toString(), u"simulator"_s);
        QVERIFY2(bench.session.commandObstacle(bench.id, event.source(), u"set-mode"_s).contains(u"read-only"), "");

        bench.session.setCommandsAllowed(bench.id, true);
        QVERIFY(bench.session.connections().first().commandsAllowed);
        QCOMPARE(bench.session.commandObstacle(bench.id, event.source(), u"set-mode"_s), QString());
        const auto sent = bench.give(u"set-mode"_s, one(u"mode"_s, 1));
        QVERIFY2(sent, sent ? "" : qPrintable(sent.error()));
        QVERIFY(bench.ends(*sent, CommandOutcome::State::Acknowledged));
        bench.session.setCommandsAllowed(bench.id, false);
        QVERIFY(!bench.give(u"power-off"_s));
    }

    void theSwitchStandsInTheAuditTrail()
    {
        Bench bench;
        bench.session.setCommandsAllowed(bench.id, false); // it is so already
        bench.session.setCommandsAllowed(bench.id, true);
        bench.session.setCommandsAllowed(bench.id, true);
        bench.session.setCommandsAllowed(bench.id, false);
        bench.session.setCommandsAllowed(bench.id + 1, true); // there is none
        QVERIFY(bench.isLogged(u"audit.setting_changed"_s, 2));
        const QList<Event> events = eventsOf(bench.session, u"audit.setting_changed"_s);
        QCOMPARE(events.first().data(),
            (QJsonObject{{u"setting"_s, u"commands allowed"_s}, {u"old"_s, false}, {u"new"_s, true}}));
        QCOMPARE(events.last().data()[u"new"_s].toBool(), false);
        QCOMPARE(events.first().subject(), u"simulator"_s);
        QVERIFY(!events.first().metadata(kUser).isEmpty());
        QCOMPARE(bench.session.summary(events.first()), u"simulator, commands allowed: false → true"_s);
        QCOMPARE(programCatalogue().check(events.first()), QStringList());
    }

    void oneCorrelationIdLeadsThroughACommand()
    {
        Bench bench;
        QVERIFY(bench.hasDevice());
        bench.session.setCommandsAllowed(bench.id, true);
        const auto sent = bench.give(u"set-temperature"_s, one(u"temperature"_s, 130, u"°F"_s));
        QVERIFY2(sent, sent ? "" : qPrintable(sent.error()));
        QVERIFY(bench.isLogged(u"command.acknowledged"_s));
        for (const QString &name : {u"command.queued"_s, u"command.sent"_s, u"command.acknowledged"_s}) {
            const QList<Event> events = eventsOf(bench.session, name);
            QCOMPARE(events.size(), 1);
            QCOMPARE(events.first().correlationId(), *sent);
            QCOMPARE(events.first().data()[u"parameters"][u"temperature"].toDouble(), 54.5); // raw 109
            QCOMPARE(programCatalogue().check(events.first()), QStringList());
        }
        QCOMPARE(bench.session.summary(eventsOf(bench.session, u"command.sent"_s).first()),
            u"Set the temperature (temperature 54.5): sent"_s);
        QTRY_COMPARE_WITH_TIMEOUT(
            deviceOf(bench.session).field(Symbol::intern(u"values.dhwTemperatureSetting")).toReal(), 54.5, kPatience);
    }

    void whatCannotBeIsRefusedWithTheReason_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<CommandArguments>("arguments");
        QTest::addColumn<QString>("reason");
        QTest::newRow("unknown") << u"explode"_s << CommandArguments() << u"knows no command \"explode\""_s;
        QTest::newRow("range") << u"set-temperature"_s << one(u"temperature"_s, 90) << u"40.5 to 65.5"_s;
        QTest::newRow("capability") << u"recirculation-button"_s << CommandArguments() << u"has no recirculation"_s;
    }
    void whatCannotBeIsRefusedWithTheReason()
    {
        QFETCH(QString, name);
        QFETCH(CommandArguments, arguments);
        QFETCH(QString, reason);
        Bench bench;
        QVERIFY(bench.hasDevice());
        bench.session.setCommandsAllowed(bench.id, true);
        const auto refused = bench.give(name, arguments);
        QVERIFY(!refused);
        QVERIFY2(refused.error().contains(reason), qPrintable(refused.error()));
        QVERIFY(bench.isLogged(u"command.refused"_s));
        QVERIFY(eventsOf(bench.session, u"command.sent"_s).isEmpty());
    }

    void aDeviceThatWasNotHeardIsRefused()
    {
        Bench bench;
        bench.session.setCommandsAllowed(bench.id, true);
        const auto nobody = bench.session.sendCommand(bench.id, u"navien-nwp500/nobody"_s, u"power-on"_s, {});
        QVERIFY(!nobody);
        QVERIFY2(nobody.error().contains(u"navien-nwp500/nobody"), qPrintable(nobody.error()));
        QVERIFY(!bench.session.sendCommand(bench.id + 1, u"navien-nwp500/nobody"_s, u"power-on"_s, {}));
        QVERIFY(bench.isLogged(u"command.refused"_s, 2));
    }

    void aClosedConnectionTakesNone()
    {
        Bench bench;
        QVERIFY(bench.hasDevice());
        bench.session.setCommandsAllowed(bench.id, true);
        bench.session.close(bench.id);
        const auto refused = bench.give(u"power-off"_s);
        QVERIFY(!refused);
        QVERIFY2(refused.error().contains(u"closed"), qPrintable(refused.error()));
        QVERIFY(bench.isLogged(u"command.refused"_s));
    }

    void questionsNeedNoPermission()
    {
        Bench bench;
        QVERIFY(bench.hasDevice());
        const auto energy
            = bench.give(u"read-energy"_s, {{u"year"_s, {.value = 2026}}, {u"months"_s, {.value = QJsonArray{2, 3}}}});
        QVERIFY2(energy, energy ? "" : qPrintable(energy.error()));
        QVERIFY(bench.ends(*energy, CommandOutcome::State::Acknowledged));
        QVERIFY(bench.isLogged(u"device.energy_received"_s));
        const QJsonObject data = eventsOf(bench.session, u"device.energy_received"_s).first().data();
        QCOMPARE(data[u"tables"][u"energy"].toArray().size(), 28 + 31);
        qint64 heatPump = 0;
        for (const QJsonValue row : data[u"tables"][u"energy"].toArray()) {
            heatPump += row[u"heatPump"].toInteger();
        }
        QVERIFY(heatPump > 0);
        QCOMPARE(data[u"values"][u"hpUsage"].toInteger(), heatPump);
        for (const auto &[name, event] : {std::pair(u"read-reservations"_s, u"device.reservations_received"_s),
                 std::pair(u"read-tariff"_s, u"device.tariff_received"_s)}) {
            const auto asked = bench.give(name);
            QVERIFY2(asked, asked ? "" : qPrintable(asked.error()));
            QVERIFY(bench.ends(*asked, CommandOutcome::State::Acknowledged));
            QVERIFY(bench.isLogged(event));
        }
    }

    void writtenReservationsAreReadBack()
    {
        Bench bench;
        QVERIFY(bench.hasDevice());
        bench.session.setCommandsAllowed(bench.id, true);
        const QJsonArray entries{QJsonObject{
            {u"enable"_s, 2}, {u"week"_s, 124}, {u"hour"_s, 5}, {u"min"_s, 45}, {u"mode"_s, 3}, {u"param"_s, 52.5}}};
        const auto sent
            = bench.give(u"set-reservations"_s, {{u"use"_s, {.value = 2}}, {u"entries"_s, {.value = entries}}});
        QVERIFY2(sent, sent ? "" : qPrintable(sent.error()));
        QVERIFY(bench.ends(*sent, CommandOutcome::State::Acknowledged));
        QVERIFY(bench.isLogged(u"device.reservations_received"_s));
        const QJsonObject row = eventsOf(bench.session, u"device.reservations_received"_s)
                                    .first()
                                    .data()[u"tables"][u"reservations"][0]
                                    .toObject();
        QCOMPARE(row,
            (QJsonObject{{u"active"_s, true}, {u"days"_s, 124}, {u"hour"_s, 5}, {u"minute"_s, 45}, {u"mode"_s, 3},
                {u"temperature"_s, 52.5}}));
    }
};

QTEST_GUILESS_MAIN(TestSessionCommands)
#include "tst_sessioncommands.moc"
