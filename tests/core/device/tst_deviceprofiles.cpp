// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The profiles for other people's firmware, with messages of our own in the form that their documentation gives.
#include "devicemessages.h"

#include <ember/device/changedetector.h>
#include <ember/device/devicestate.h>
#include <ember/device/formatting.h>

using namespace ember;
using namespace ember::test;

namespace {

constexpr auto kPlugState = R"({"Time":"2026-11-26T10:00:00","Uptime":"0T02:00:10","UptimeSec":7210,"Heap":26,
    "SleepMode":"Dynamic","Sleep":50,"LoadAvg":19,"MqttCount":2,"POWER":"OFF","Wifi":{"AP":1,"SSId":"attic",
    "BSSId":"02:00:00:00:00:01","Channel":6,"Mode":"11n","RSSI":62,"Signal":-69,"LinkCount":1,"Downtime":"0T00:00:04"}})";
constexpr auto kPlugSensor = R"({"Time":"2026-11-26T10:00:00","ENERGY":{"TotalStartTime":"2026-01-01T00:00:00",
    "Total":12.5,"Yesterday":0.4,"Today":0.2,"Period":1,"Power":42,"ApparentPower":50,"ReactivePower":9,"Factor":0.84,
    "Voltage":231,"Current":0.217},"DS18B20":{"Id":"00000A1B2C3D","Temperature":21.6},"TempUnit":"C"})";
constexpr auto kNotification = R"({"src":"shellyplus1pm-a0b1c2d3e4f5","dst":"shellyplus1pm-a0b1c2d3e4f5/events",
    "method":"NotifyStatus","params":{"ts":1780000000.25,"switch:0":{"id":0,"output":true,"apower":12.5}}})";
constexpr auto kSwitchStatus = R"({"id":0,"source":"init","output":false,"apower":0,"voltage":230.4,"current":0,
    "aenergy":{"total":17.2,"by_minute":[0,0,0],"minute_ts":1780000000},"temperature":{"tC":41.3,"tF":106.3}})";
constexpr auto kAnnouncement = R"({"name":"Temperature","stat_t":"~/state","~":"attic/probe",
    "unit_of_meas":"°C","dev_cla":"temperature","val_tpl":"{{ value_json.temperature }}","uniq_id":"probe-t",
    "dev":{"ids":["probe"],"name":"Attic probe","mf":"Somebody","mdl":"P1"}})";

Message on(const QString &topic, const QByteArray &payload, int seconds = 0)
{
    return {.topic = topic, .payload = payload, .time = at(seconds)};
}

/// What is in `wanted` is in `values` too, with the same value.
QString firstDifference(const QJsonObject &wanted, const QJsonObject &values)
{
    for (auto member = wanted.begin(); member != wanted.end(); ++member) {
        if (values[member.key()] != member.value()) {
            return u"%1 is %2"_s.arg(member.key(),
                QString::fromUtf8(QJsonDocument(QJsonArray{values[member.key()]}).toJson(QJsonDocument::Compact)));
        }
    }
    return {};
}

} // namespace

class TestDeviceProfiles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void documentedMessagesAreRead_data()
    {
        QTest::addColumn<QString>("topic");
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("event");
        QTest::addColumn<QJsonObject>("values");
        const auto row = [](const char *name, const QString &topic, const QByteArray &payload, const QString &source,
                             const QString &event, const QJsonObject &values) {
            QTest::newRow(name) << topic << payload << source << event << values;
        };
        const QString status = u"device.status_received"_s;
        const QString available = u"device.availability_received"_s;

        const QString plug = u"tasmota/plug"_s;
        row("tasmota LWT", u"tele/plug/LWT"_s, "Online", plug, available, {{u"online"_s, true}});
        row("tasmota LWT, gone", u"tele/plug/LWT"_s, "Offline", plug, available, {{u"online"_s, false}});
        row("tasmota STATE", u"tele/plug/STATE"_s, kPlugState, plug, status,
            {{u"power"_s, false}, {u"uptime"_s, 7210}, {u"wifi"_s, 62}, {u"wifiSignal"_s, -69},
                {u"wifiName"_s, u"attic"_s}, {u"mqttCount"_s, 2}});
        row("tasmota RESULT", u"stat/plug/RESULT"_s, R"({"POWER2":"ON"})", plug, status, {{u"power2"_s, true}});
        row("tasmota POWER", u"stat/plug/POWER"_s, "ON", plug, status, {{u"power"_s, true}});
        row("tasmota SENSOR", u"tele/plug/SENSOR"_s, kPlugSensor, plug, u"device.sensor_received"_s,
            {{u"ENERGY.Power"_s, 42}, {u"ENERGY.Total"_s, 12.5}, {u"DS18B20.Temperature"_s, 21.6}});
        row("tasmota INFO2", u"tele/plug/INFO2"_s, R"({"Info2":{"Hostname":"plug-1234","IPAddress":"192.0.2.7"}})",
            plug, u"message.received"_s, {{u"Info2.Hostname"_s, u"plug-1234"_s}});

        const QString shelly = u"shelly-gen2/shellyplus1pm-a0b1c2d3e4f5"_s;
        row("shelly online", u"shellyplus1pm-a0b1c2d3e4f5/online"_s, "true", shelly, available, {{u"online"_s, true}});
        row("shelly status", u"shellyplus1pm-a0b1c2d3e4f5/status/switch:0"_s, kSwitchStatus, shelly, status,
            {{u"output"_s, false}, {u"voltage"_s, 230.4}, {u"aenergy.total"_s, 17.2}, {u"temperature.tC"_s, 41.3}});
        row("shelly notification", u"shellyplus1pm-a0b1c2d3e4f5/events/rpc"_s, kNotification, shelly, status,
            {{u"switch:0.output"_s, true}, {u"switch:0.apower"_s, 12.5}});
        row("shelly under another prefix", u"attic/events/rpc"_s, kNotification, shelly, status,
            {{u"switch:0.output"_s, true}});

        row("zigbee2mqtt sensor", u"zigbee2mqtt/attic"_s, R"({"battery":91,"humidity":44.7,"linkquality":120,
            "temperature":20.3})",
            u"zigbee2mqtt/attic"_s, status, {{u"temperature"_s, 20.3}, {u"battery"_s, 91}});
        row("zigbee2mqtt lamp", u"zigbee2mqtt/lamp"_s, R"({"state":"ON","brightness":200,"color_temp":320})",
            u"zigbee2mqtt/lamp"_s, status, {{u"state"_s, true}, {u"brightness"_s, 200}});
        row("zigbee2mqtt cover", u"zigbee2mqtt/blind"_s, R"({"state":"OPEN"})", u"zigbee2mqtt/blind"_s, status,
            {{u"state"_s, u"OPEN"_s}});
        row("zigbee2mqtt availability", u"zigbee2mqtt/lamp/availability"_s, R"({"state":"offline"})",
            u"zigbee2mqtt/lamp"_s, available, {{u"availability"_s, false}});
        row("zigbee2mqtt availability of old", u"zigbee2mqtt/lamp/availability"_s, "online", u"zigbee2mqtt/lamp"_s,
            available, {{u"availability"_s, true}});
        row("zigbee2mqtt bridge", u"zigbee2mqtt/bridge/state"_s, R"({"state":"online"})", u"zigbee2mqtt/bridge"_s,
            available, {{u"availability"_s, true}});
        row("zigbee2mqtt log", u"zigbee2mqtt/bridge/logging"_s, R"({"level":"info","message":"hello"})",
            u"zigbee2mqtt/bridge"_s, u"message.received"_s, {{u"level"_s, u"info"_s}});
        row("zigbee2mqtt command", u"zigbee2mqtt/lamp/set"_s, R"({"state":"OFF"})", u"zigbee2mqtt/lamp"_s,
            u"message.received"_s, {{u"state"_s, u"OFF"_s}});

        row("esphome sensor", u"node1/sensor/attic_temperature/state"_s, "20.5", u"esphome/node1"_s, status,
            {{u"value"_s, 20.5}});
        row("esphome switch", u"node1/switch/pump/state"_s, "ON", u"esphome/node1"_s, status, {{u"value"_s, true}});
        row("esphome light", u"node1/light/lamp/state"_s,
            R"({"state":"ON","brightness":128,"color_mode":"brightness"})", u"esphome/node1"_s, status,
            {{u"state"_s, true}, {u"brightness"_s, 128}});
        row("esphome climate", u"node1/climate/hall/mode/state"_s, "heat", u"esphome/node1"_s, status,
            {{u"value"_s, u"heat"_s}});

        row("home assistant", u"homeassistant/sensor/probe/temperature/config"_s, kAnnouncement,
            u"homeassistant/probe"_s, u"device.announced"_s,
            {{u"name"_s, u"Temperature"_s}, {u"state_topic"_s, u"~/state"_s}, {u"unit_of_measurement"_s, u"°C"_s},
                {u"device_class"_s, u"temperature"_s}, {u"device_name"_s, u"Attic probe"_s},
                {u"base_topic"_s, u"attic/probe"_s}});
        row("home assistant, no node", u"homeassistant/sensor/probe/config"_s, kAnnouncement, u"homeassistant/probe"_s,
            u"device.announced"_s, {{u"name"_s, u"Temperature"_s}});
    }

    /// Recognised by topic among all profiles, and by its own alone.
    void documentedMessagesAreRead()
    {
        QFETCH(const QString, topic);
        QFETCH(const QByteArray, payload);
        QFETCH(const QString, source);
        QFETCH(const QJsonObject, values);
        const ProfilePtr own = profileNamed(source.section(u'/', 0, 0));
        QVERIFY(own);
        for (const auto &profiles : {ProfileLibrary::builtIn(), std::vector<ProfilePtr>{own}}) {
            Decoder decoder(profiles, u"c1"_s);
            const Decoded decoded = decoder.decode(on(topic, payload));
            QVERIFY2(decoded.outcome == Decoded::Outcome::Decoded, qUtf8Printable(decoded.reason));
            QCOMPARE(decoded.event.source(), source);
            QTEST(decoded.event.name(), "event");
            const QString difference = firstDifference(values, decoded.event.data()[u"values"_s].toObject());
            QVERIFY2(difference.isEmpty(), qUtf8Printable(difference));
            QCOMPARE(decoder.identityConflicts(), quint64(0));
        }
    }

    void aTopicOfTheirShapeIsNotEnough_data()
    {
        QTest::addColumn<QString>("topic");
        QTest::addColumn<QByteArray>("payload");
        QTest::newRow("some status") << u"oven/status"_s << QByteArray("hot");
        QTest::newRow("somebody's last will") << u"oven/status"_s << QByteArray("online");
        QTest::newRow("some status of a part") << u"oven/status/door"_s << QByteArray(R"({"open":true})");
        QTest::newRow("online without a name of theirs") << u"oven/online"_s << QByteArray("true");
        QTest::newRow("a call without parameters") << u"oven/events/rpc"_s << QByteArray(R"({"method":"x"})");
        QTest::newRow("a call of somebody else")
            << u"oven/events/rpc"_s << QByteArray(R"({"src":"oven-1","params":{"a":1}})");
    }
    void aTopicOfTheirShapeIsNotEnough()
    {
        QFETCH(QString, topic);
        QFETCH(QByteArray, payload);
        Decoder decoder(ProfileLibrary::builtIn(), u"c1"_s);
        const Decoded decoded = decoder.decode(on(topic, payload));
        QCOMPARE(decoded.outcome, Decoded::Outcome::Decoded);
        QCOMPARE(decoded.event.name(), u"message.received"_s);
        QVERIFY2(decoded.event.source().startsWith(u"mqtt/oven"), qUtf8Printable(decoded.event.source()));
    }

    void aMessageThatIsRefusedIsNotLaidToAGuess()
    {
        const Decoder decoder(ProfileLibrary::builtIn(), u"c1"_s);
        QCOMPARE(decoder.undecodable(on(u"oven/status"_s, "x"), u"too large"_s).event.source(), u"mqtt"_s);
        QCOMPARE(decoder.undecodable(on(u"tele/plug/STATE"_s, "x"), u"too large"_s).event.source(), u"tasmota"_s);
    }

    void aKnownNodeSaysWhetherItIsReachable()
    {
        Decoder decoder(ProfileLibrary::builtIn(), u"c1"_s);
        ChangeDetector detector;
        DeviceState state;
        const auto feed = [&](const QString &topic, const QByteArray &payload) {
            const Event event = decoder.decode(on(topic, payload)).event;
            state.update(event);
            return detector.detect(event);
        };
        QVERIFY(feed(u"node1/sensor/t/state"_s, "20").empty());
        QVERIFY(feed(u"node1/status"_s, "online").empty());
        QVERIFY(state.alarms().empty());
        const auto gone = feed(u"node1/status"_s, "offline");
        QCOMPARE(gone.size(), std::size_t(1));
        QCOMPARE(gone[0].name(), u"device.availability_changed"_s);
        QCOMPARE(gone[0].data()[u"new"_s], QJsonValue(false));
        QCOMPARE(summary(gone[0], *state.profile()), u"online → offline"_s);
        QCOMPARE(state.alarms().size(), std::size_t(1));
        QCOMPARE(state.discovered().size(), std::size_t(1));
    }

    void aSwitchIsOneFieldWhereverItIsTold()
    {
        Decoder decoder({profileNamed(u"tasmota"_s)}, u"c1"_s);
        ChangeDetector detector;
        const auto feed = [&](const QString &topic, const QByteArray &payload) {
            return detector.detect(decoder.decode(on(topic, payload)).event);
        };
        QVERIFY(feed(u"tele/plug/STATE"_s, kPlugState).empty());
        const auto switched = feed(u"stat/plug/POWER"_s, "ON");
        QCOMPARE(switched.size(), std::size_t(1));
        QCOMPARE(switched[0].name(), u"device.switched"_s);
        QCOMPARE(switched[0].data()[u"old"_s], QJsonValue(false));
        QCOMPARE(summary(switched[0], *profileNamed(u"tasmota"_s)), u"Switched on"_s);
        QVERIFY(feed(u"stat/plug/RESULT"_s, R"({"POWER":"ON"})").empty());
        QCOMPARE(feed(u"tele/plug/STATE"_s, kPlugState).size(), std::size_t(1));
    }

    void discoveredFieldsHaveTheProfilesUnits()
    {
        Decoder decoder(ProfileLibrary::builtIn(), u"c1"_s);
        ChangeDetector detector;
        const QString topic = u"tele/plug/SENSOR"_s;
        std::ignore = detector.detect(decoder.decode(on(topic, R"({"ENERGY":{"Power":42}})")).event);
        const auto events = detector.detect(decoder.decode(on(topic, R"({"ENERGY":{"Power":43}})")).event);
        QCOMPARE(events.size(), std::size_t(1));
        QCOMPARE(events[0].data()[u"unit"_s].toString(), u"W"_s);
        QCOMPARE(events[0].data()[u"field"_s].toString(), u"ENERGY.Power"_s);
        QCOMPARE(summary(events[0], *profileNamed(u"tasmota"_s)), u"ENERGY.Power 42\u2009W → 43\u2009W"_s);
    }

    void wordsThatAreNoneAreInvalid()
    {
        Decoder decoder({profileNamed(u"tasmota"_s)}, u"c1"_s);
        const QJsonObject data = decoder.decode(on(u"stat/plug/POWER"_s, "maybe")).event.data();
        QCOMPARE(data[u"values"_s][u"power"_s], QJsonValue(QJsonValue::Null));
        QCOMPARE(data[u"invalid"_s][u"power"_s].toString(), u"\"maybe\" is a text, ON or OFF was expected"_s);
        const QJsonObject number = decoder.decode(on(u"stat/plug/RESULT"_s, R"({"POWER":1})")).event.data();
        QCOMPARE(number[u"invalid"_s][u"power"_s].toString(), u"1 is a number, ON or OFF was expected"_s);
    }

    void nestedKeysThatNobodyKnowsAreKept()
    {
        Decoder decoder({profileNamed(u"tasmota"_s)}, u"c1"_s);
        const QJsonObject data
            = decoder.decode(on(u"tele/plug/STATE"_s, R"({"Wifi":{"RSSI":50,"Novel":{"a":[1]}},"Berry":{}})"))
                  .event.data();
        QCOMPARE(data[u"values"_s].toObject(), (QJsonObject{{u"wifi"_s, 50}}));
        QCOMPARE(data[u"unknown"_s].toObject(), (QJsonObject{{u"Wifi.Novel.a"_s, QJsonArray{1}}}));
    }
};

QTEST_GUILESS_MAIN(TestDeviceProfiles)
#include "tst_deviceprofiles.moc"
