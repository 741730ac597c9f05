// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicemessages.h"

#include <ember/device/commands.h>

using namespace ember;
using namespace ember::test;

namespace {

/// What a unit says it can do and within which limits (nwp500.md §6).
QJsonObject feature(const QJsonObject &changes = {})
{
    return with(objectOf(R"({"powerUse":2,"dhwUse":2,"programReservationUse":2,"dhwTemperatureSettingUse":2,
        "freezeProtectionUse":2,"antiLegionellaSettingUse":2,"drSettingUse":2,"recirculationUse":2,
        "recircReservationUse":2,"energyUsageUse":2,"controllerSerialNumber":"SN0123456789",
        "dhwTemperatureMin":81,"dhwTemperatureMax":131,"freezeProtectionTempMin":12,"freezeProtectionTempMax":20})"),
        changes);
}

/// A device that has said all that.
class Unit
{
public:
    explicit Unit(const QJsonObject &said = feature())
        : m_profile(profileNamed(u"navien-nwp500"_s))
        , m_decoder({m_profile}, u"lab"_s)
    {
        hear(statusMessage(newerStatus()));
        if (!said.isEmpty()) {
            hear(messageOf(response(u"feature"_s, said)));
        }
    }
    void hear(const Message &message)
    {
        const Decoded decoded = m_decoder.decode(message);
        if (decoded.outcome != Decoded::Outcome::Decoded || !m_state.update(decoded.event)) {
            qFatal("%ls", qUtf16Printable(decoded.reason));
        }
    }
    [[nodiscard]] const CommandDefinition &command(const QString &name) const
    {
        const CommandDefinition *found = m_profile->command(name);
        if (!found) {
            qFatal("no command %ls", qUtf16Printable(name));
        }
        return *found;
    }
    [[nodiscard]] Result<PreparedCommand> prepare(const QString &name, const CommandArguments &arguments) const
    {
        return prepareCommand(command(name), m_state, arguments);
    }
    /// The message as the link would send it.
    [[nodiscard]] Result<PreparedRequest> request(const QString &name, const CommandArguments &arguments) const
    {
        const auto prepared = prepare(name, arguments);
        if (!prepared) {
            return Error{prepared.error()};
        }
        return fillRequest(command(name).request,
            {.device = QString::fromLatin1(kMac),
                .clientId = u"ember-1"_s,
                .session = u"1780000000123"_s,
                .nowMs = 0,
                .variables = {{u"additional"_s, u"4711"_s}},
                .parameters = prepared->raw});
    }
    [[nodiscard]] const DeviceState &state() const { return m_state; }

private:
    ProfilePtr m_profile;
    Decoder m_decoder;
    DeviceState m_state;
};

CommandArguments one(const QString &name, const QJsonValue &value, const QString &unit = {})
{
    return {{name, {.value = value, .unit = unit}}};
}

QByteArray control(int code, const QByteArray &mode, const QByteArray &param)
{
    return R"({"clientID":"ember-1","protocolVersion":2,"request":{"additionalValue":"4711","command":)"
        + QByteArray::number(code) + R"(,"deviceType":52,"macAddress":"a0b1c2d3e4f5","mode":")" + mode + R"(","param":)"
        + param
        + R"(,"paramStr":""},"requestTopic":"cmd/52/navilink-a0b1c2d3e4f5/ctrl",)"
          R"("responseTopic":"cmd/52/navilink-a0b1c2d3e4f5/ember-1/res","sessionID":"1780000000123"})";
}

} // namespace

class TestCommands : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theBytesAreThoseOfTheProtocol_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<CommandArguments>("arguments");
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char *name, const CommandArguments &arguments, int code, const char *mode,
                             const char *param = "[]") {
            QTest::addRow("%s %s", name, param)
                << QString::fromLatin1(name) << arguments << control(code, QByteArray(mode), QByteArray(param));
        };
        row("power-off", {}, 33554433, "power-off");
        row("power-on", {}, 33554434, "power-on");
        row("set-mode", one(u"mode"_s, 3), 33554437, "dhw-mode", "[3]");
        row("set-mode", one(u"mode"_s, u"High demand"_s), 33554437, "dhw-mode", "[4]");
        row("start-vacation", one(u"days"_s, 7), 33554437, "dhw-mode", "[5,7]");
        row("water-program", {}, 33554441, "reservation-mode");
        row("check-firmware", {}, 33554443, "ota-check");
        row("recirculation-button", {}, 33554444, "recirc-hotbtn", "[1]");
        row("set-recirculation-mode", one(u"mode"_s, 2), 33554445, "recirc-mode", "[2]");
        row("reconnect-wifi", {}, 33554446, "wifi-reconnect");
        row("set-freeze-protection", one(u"temperature"_s, 6.5), 33554451, "frez-temp", "[13]");
        row("smart-diagnostic", {}, 33554455, "smart-diagnostic");
        // nwp500.md §3: 140 °F is 120, 120 °F 98, 150 °F 131, 130 °F 109
        row("set-temperature", one(u"temperature"_s, 60), 33554464, "dhw-temperature", "[120]");
        row("set-temperature", one(u"temperature"_s, 140, u"°F"_s), 33554464, "dhw-temperature", "[120]");
        row("set-temperature", one(u"temperature"_s, 120, u"°F"_s), 33554464, "dhw-temperature", "[98]");
        row("set-temperature", one(u"temperature"_s, 150, u"°F"_s), 33554464, "dhw-temperature", "[131]");
        row("set-temperature", one(u"temperature"_s, 130, u"°F"_s), 33554464, "dhw-temperature", "[109]");
        row("intelligent-off", {}, 33554467, "intelligent-off");
        row("intelligent-on", {}, 33554468, "intelligent-on");
        row("demand-response-off", {}, 33554469, "dr-off");
        row("demand-response-on", {}, 33554470, "dr-on");
        row("anti-legionella-off", {}, 33554471, "anti-leg-off");
        row("anti-legionella-on", one(u"days"_s, 14), 33554472, "anti-leg-on", "[14]");
        row("reset-air-filter", {}, 33554473, "air-filter-reset");
        row("tariff-off", {}, 33554475, "tou-off");
        row("tariff-on", {}, 33554476, "tou-on");
    }
    void theBytesAreThoseOfTheProtocol()
    {
        QFETCH(QString, name);
        QFETCH(CommandArguments, arguments);
        QFETCH(QByteArray, bytes);
        const auto request = Unit().request(name, arguments);
        QVERIFY2(request, request ? "" : qPrintable(request.error()));
        QCOMPARE(request->topic, u"cmd/52/navilink-a0b1c2d3e4f5/ctrl"_s);
        QCOMPARE(request->body, bytes);
    }

    void questionsAndSchedules_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<CommandArguments>("arguments");
        QTest::addColumn<QString>("topic");
        QTest::addColumn<QByteArray>("request");
        const QJsonArray entries{QJsonObject{{u"enable"_s, 2}, {u"week"_s, 62}, {u"hour"_s, 6}, {u"min"_s, 30},
            {u"mode"_s, 4}, {u"param"_s, 60}}}; // nwp500.md §6: 023e061e0478
        const QByteArray entry = R"([{"enable":2,"hour":6,"min":30,"mode":4,"param":120,"week":62}])";
        const CommandArguments schedule{{u"use"_s, {.value = 2}}, {u"entries"_s, {.value = entries}}};
        QTest::newRow("energy") << u"read-energy"_s
                                << CommandArguments{{u"year"_s, {.value = 2026}},
                                       {u"months"_s, {.value = QJsonArray{10, 11}}}}
                                << u"st/energy-usage-daily-query/rd"_s
                                << QByteArray(R"("command":16777225,"month":[10,11],"year":2026)");
        QTest::newRow("reservations") << u"read-reservations"_s << CommandArguments() << u"st/rsv/rd"_s
                                      << QByteArray(R"("command":16777222)");
        QTest::newRow("tariff") << u"read-tariff"_s << CommandArguments() << u"ctrl/tou/rd"_s
                                << QByteArray(R"("command":33554439)");
        QTest::newRow("write reservations")
            << u"set-reservations"_s << schedule << u"ctrl/rsv/rd"_s
            << QByteArray(R"("command":16777226,"reservation":)" + entry + R"(,"reservationUse":2)");
        QTest::newRow("write weekly") << u"set-weekly-schedule"_s << schedule << u"ctrl"_s
                                      << QByteArray(
                                             R"("command":33554438,"reservation":)" + entry + R"(,"reservationUse":2)");
        const QJsonArray prices{QJsonObject{{u"season"_s, 448}, {u"week"_s, 124}, {u"startHour"_s, 0},
            {u"startMinute"_s, 0}, {u"endHour"_s, 15}, {u"endMinute"_s, 59}, {u"priceMin"_s, 36261},
            {u"priceMax"_s, 46378}, {u"decimalPoint"_s, 5}}};
        QTest::newRow("write tariff")
            << u"set-tariff-schedule"_s << CommandArguments{{u"use"_s, {.value = 2}}, {u"entries"_s, {.value = prices}}}
            << u"ctrl/tou/rd"_s
            << QByteArray(R"("command":33554439,"controllerSerialNumber":"SN0123456789","reservation":)"
                   + QJsonDocument(prices).toJson(QJsonDocument::Compact) + R"(,"reservationUse":2)");
        const QJsonArray times{QJsonObject{{u"enable"_s, 1}, {u"week"_s, 254}, {u"startHour"_s, 6}, {u"startMin"_s, 0},
            {u"endHour"_s, 7}, {u"endMin"_s, 30}, {u"mode"_s, 3}}};
        QTest::newRow("write recirculation")
            << u"set-recirculation-schedule"_s << one(u"entries"_s, times) << u"ctrl"_s
            << QByteArray(R"("command":33554440,"schedule":)" + QJsonDocument(times).toJson(QJsonDocument::Compact));
    }
    void questionsAndSchedules()
    {
        QFETCH(QString, name);
        QFETCH(CommandArguments, arguments);
        QFETCH(QString, topic);
        QFETCH(QByteArray, request);
        const auto filled = Unit().request(name, arguments);
        QVERIFY2(filled, filled ? "" : qPrintable(filled.error()));
        QCOMPARE(filled->topic, QString(u"cmd/52/navilink-a0b1c2d3e4f5/"_s + topic));
        QJsonObject wanted = QJsonDocument::fromJson(QByteArray("{" + request + "}")).object();
        wanted.insert(u"deviceType"_s, 52);
        wanted.insert(u"macAddress"_s, QString::fromLatin1(kMac));
        wanted.insert(u"additionalValue"_s, u"4711"_s);
        const QJsonObject sent = QJsonDocument::fromJson(filled->body).object();
        QCOMPARE(sent[u"request"].toObject(), wanted);
        QCOMPARE(sent[u"requestTopic"].toString(), filled->topic);
    }

    void whatIsNotOfferedIsNotThere()
    {
        const ProfilePtr profile = profileNamed(u"navien-nwp500"_s);
        QVERIFY(profile->commands().size() > 25);
        for (const CommandDefinition &command : profile->commands()) {
            const int code = command.request.body.toObject()[u"request"][u"command"].toInt();
            QVERIFY2(code != 33554442 && code != 33554447, qPrintable(command.name)); // flashes, erases the Wi-Fi
            QVERIFY2(!command.answer.empty(), qPrintable(command.name));
            const int family = code >> 24;
            QVERIFY2(
                family == 2 || command.isQuestion || command.name == u"set-reservations", qPrintable(command.name));
        }
    }

    void risksAreNamed()
    {
        const Unit unit;
        for (const QString &name : {u"power-off"_s, u"set-mode"_s, u"set-temperature"_s, u"set-freeze-protection"_s,
                 u"anti-legionella-off"_s, u"set-weekly-schedule"_s, u"set-tariff-schedule"_s,
                 u"set-recirculation-schedule"_s, u"reconnect-wifi"_s}) {
            QVERIFY2(!unit.command(name).risk.isEmpty(), qPrintable(name));
        }
        QVERIFY(unit.command(u"power-on"_s).risk.isEmpty());
    }

    void whatIsOutOfRangeIsRefusedInThePersonsUnit_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<CommandArguments>("arguments");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *title, const QString &name, const CommandArguments &arguments,
                             const QString &reason) { QTest::newRow(title) << name << arguments << reason; };
        row("too hot", u"set-temperature"_s, one(u"temperature"_s, 66),
            u"Temperature: 66 is out of range; it can be 40.5 to 65.5\u2009°C"_s);
        row("too cold", u"set-temperature"_s, one(u"temperature"_s, 40), u"40.5 to 65.5\u2009°C"_s);
        row("too hot in °F", u"set-temperature"_s, one(u"temperature"_s, 151, u"°F"_s), u"105 to 150\u2009°F"_s);
        row("frost", u"set-freeze-protection"_s, one(u"temperature"_s, 52, u"°F"_s), u"43 to 50\u2009°F"_s);
        row("no number", u"set-temperature"_s, one(u"temperature"_s, u"hot"_s), u"a number is needed"_s);
        row("unit", u"set-temperature"_s, one(u"temperature"_s, 300, u"K"_s), u"the unit K is not known here"_s);
        row("nothing", u"set-temperature"_s, {}, u"a value is needed"_s);
        row("too long", u"start-vacation"_s, one(u"days"_s, 31), u"1 to 30\u2009d"_s);
        row("part of a day", u"start-vacation"_s, one(u"days"_s, 1.5), u"not a whole number"_s);
        row("vacation is no mode", u"set-mode"_s, one(u"mode"_s, 5), u"it can be \"Heat pump\" (1)"_s);
        row("no such mode", u"set-mode"_s, one(u"mode"_s, u"Turbo"_s), u"Turbo cannot be chosen"_s);
        row("surplus", u"power-on"_s, one(u"mode"_s, 1), u"takes no value \"mode\""_s);
        row("month", u"read-energy"_s, {{u"year"_s, {.value = 2026}}, {u"months"_s, {.value = QJsonArray()}}},
            u"1 to 12"_s);
        row("entry", u"set-recirculation-schedule"_s,
            one(u"entries"_s, QJsonArray{QJsonObject{{u"enable"_s, 2}, {u"week"_s, 1}}}),
            u"Entries: entry 1, Days: at least one"_s);
    }
    void whatIsOutOfRangeIsRefusedInThePersonsUnit()
    {
        QFETCH(QString, name);
        QFETCH(CommandArguments, arguments);
        QFETCH(QString, reason);
        const auto prepared = Unit().prepare(name, arguments);
        QVERIFY(!prepared);
        QString said = prepared.error();
        QVERIFY2(said.replace(u"\u2009°C is out"_s, u" is out"_s).contains(reason), qPrintable(said));
    }

    void theDevicesOwnLimitsCount()
    {
        const Unit unit(feature({{u"dhwTemperatureMin"_s, 90}, {u"dhwTemperatureMax"_s, 100}}));
        QVERIFY(unit.prepare(u"set-temperature"_s, one(u"temperature"_s, 50)));
        const auto refused = unit.prepare(u"set-temperature"_s, one(u"temperature"_s, 51));
        QVERIFY(!refused);
        QVERIFY2(refused.error().contains(u"45 to 50"), qPrintable(refused.error()));
        const Unit silent(without(feature(), {u"dhwTemperatureMin"_s, u"dhwTemperatureMax"_s}));
        QVERIFY(!silent.prepare(u"set-temperature"_s, one(u"temperature"_s, 65.5))); // the profile's
    }

    void whatTheDeviceCannotDoIsRefused_data()
    {
        QTest::addColumn<QString>("flag");
        QTest::addColumn<QString>("name");
        QTest::addColumn<CommandArguments>("arguments");
        QTest::newRow("power") << u"powerUse"_s << u"power-off"_s << CommandArguments();
        QTest::newRow("mode") << u"dhwUse"_s << u"set-mode"_s << one(u"mode"_s, 1);
        QTest::newRow("temperature") << u"dhwTemperatureSettingUse"_s << u"set-temperature"_s
                                     << one(u"temperature"_s, 50);
        QTest::newRow("freeze") << u"freezeProtectionUse"_s << u"set-freeze-protection"_s << one(u"temperature"_s, 7);
        QTest::newRow("legionella") << u"antiLegionellaSettingUse"_s << u"anti-legionella-off"_s << CommandArguments();
        QTest::newRow("demand") << u"drSettingUse"_s << u"demand-response-on"_s << CommandArguments();
        QTest::newRow("schedule") << u"programReservationUse"_s << u"tariff-on"_s << CommandArguments();
        QTest::newRow("recirculation") << u"recirculationUse"_s << u"recirculation-button"_s << CommandArguments();
        QTest::newRow("energy") << u"energyUsageUse"_s << u"read-energy"_s
                                << CommandArguments{
                                       {u"year"_s, {.value = 2026}}, {u"months"_s, {.value = QJsonArray{1}}}};
    }
    void whatTheDeviceCannotDoIsRefused()
    {
        QFETCH(QString, flag);
        QFETCH(QString, name);
        QFETCH(CommandArguments, arguments);
        QVERIFY(Unit().prepare(name, arguments));
        for (const QJsonObject &said : {feature({{flag, 1}}), without(feature(), {flag})}) {
            const auto refused = Unit(said).prepare(name, arguments);
            QVERIFY(!refused);
            QVERIFY2(refused.error().startsWith(u"This unit"), qPrintable(refused.error()));
        }
        const auto untold = Unit(QJsonObject()).prepare(name, arguments); // the status alone says nothing about it
        QVERIFY(!untold);
        QVERIFY2(untold.error().contains(u"not yet told what it can do"), qPrintable(untold.error()));
    }

    void waterBeingDrawnIsNoCapability()
    {
        Unit unit(feature({{u"dhwUse"_s, 1}}));
        unit.hear(statusMessage(with(newerStatus(), {{u"dhwUse"_s, 2}}), 5)); // the same key, another meaning
        QVERIFY(!unit.prepare(u"set-mode"_s, one(u"mode"_s, 1)));
    }

    void theSerialNumberIsTheDevicesOwn()
    {
        const Unit unit(without(feature(), {u"controllerSerialNumber"_s}));
        QJsonArray entries{QJsonObject{{u"season"_s, 1}, {u"week"_s, 2}, {u"startHour"_s, 0}, {u"startMinute"_s, 0},
            {u"endHour"_s, 1}, {u"endMinute"_s, 0}, {u"priceMin"_s, 1}, {u"priceMax"_s, 2}, {u"decimalPoint"_s, 0}}};
        const auto refused
            = unit.prepare(u"set-tariff-schedule"_s, {{u"use"_s, {.value = 2}}, {u"entries"_s, {.value = entries}}});
        QVERIFY(!refused);
        QVERIFY2(refused.error().contains(u"has not yet told its value"), qPrintable(refused.error()));
    }

    void theDialogIsToldWhatItNeeds()
    {
        const Unit unit;
        const CommandParameter &temperature = unit.command(u"set-temperature"_s).parameters.front();
        QCOMPARE(rangeText(temperature, rangeOf(temperature, unit.state()), u"°F"_s), u"105 to 150\u2009°F"_s);
        QCOMPARE(currentValue(temperature, unit.state(), u"°C"_s).value_or(0), 60.0);
        QCOMPARE(currentValue(temperature, unit.state(), u"°F"_s).value_or(0), 140.0);
        const CommandParameter &mode = unit.command(u"set-mode"_s).parameters.front();
        QCOMPARE(choicesOf(mode).size(), std::size_t(4));
        QCOMPARE(choicesOf(mode).front(), (std::pair<qint64, QString>(1, u"Heat pump"_s)));
    }
};

QTEST_GUILESS_MAIN(TestCommands)
#include "tst_commands.moc"
