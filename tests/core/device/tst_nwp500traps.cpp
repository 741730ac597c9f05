// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicemessages.h"

#include <ember/device/changedetector.h>
#include <ember/device/devicestate.h>
#include <ember/device/formatting.h>

using namespace ember;
using namespace ember::test;

namespace {

/// The heater's events for one status after another.
class Heater
{
public:
    QStringList feed(const QJsonObject &changes, const QStringList &removed = {})
    {
        const QJsonObject status = without(with(olderStatus(), changes), removed);
        latest = m_decoder.decode(statusMessage(status, ++m_second)).event;
        state.update(latest);
        QStringList names;
        children = m_detector.detect(latest);
        for (const Event &event : children) {
            names.append(event.name().section(u'.', 1));
        }
        return names;
    }
    Value value(QStringView path) const { return latest.field(path); }
    QString shown(QStringView key) const
    {
        const ProfilePtr profile = state.profile();
        return formatValue(profile->fields()[std::size_t(profile->fieldIndex(Symbol::find(key)))],
            latest.field(QString(u"values."_s + key)));
    }

    Event latest;
    std::vector<Event> children;
    DeviceState state;

private:
    Decoder m_decoder{{profileNamed(u"navien-nwp500"_s)}, u"c"_s};
    ChangeDetector m_detector;
    int m_second = 0;
};

} // namespace

/// One test for each trap of nwp500.md §14 that is behaviour.
class TestNwp500Traps : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void trap01_idlePowerOfOneWattIsNotHeating()
    {
        Heater heater;
        QVERIFY(heater.feed({{u"currentInstPower"_s, 0}}).isEmpty());
        QCOMPARE(heater.feed({{u"currentInstPower"_s, 1}}), QStringList{u"power_changed"_s});
        QVERIFY(heater.value(u"derived.heating") == Value(false));
    }

    void trap01_heatingStartsAndStopsOnOperationBusy()
    {
        Heater heater;
        QVERIFY(heater.feed({}).isEmpty());
        QCOMPARE(heater.feed({{u"operationBusy"_s, 2}}), QStringList{u"heating_started"_s});
        QCOMPARE(heater.children[0].data().value(u"values").toObject().size(), 87);
        QVERIFY(heater.feed({{u"operationBusy"_s, 2}}).isEmpty());
        QCOMPARE(heater.feed({{u"operationBusy"_s, 1}}), QStringList{u"heating_stopped"_s});
    }

    void trap01_withoutOperationBusyTheHeatSourceDecides()
    {
        Heater heater;
        const QStringList busy{u"operationBusy"_s};
        QVERIFY(heater.feed({}, busy).isEmpty());
        QCOMPARE(heater.feed({{u"currentHeatUse"_s, 2}}, busy), QStringList{u"heating_started"_s});
        QCOMPARE(heater.feed({{u"currentHeatUse"_s, 0}}, busy), QStringList{u"heating_stopped"_s});
        QVERIFY(heater.feed({}, {u"operationBusy"_s, u"currentHeatUse"_s}).isEmpty());
        QVERIFY(heater.value(u"derived.heating").isAbsent());
    }

    void trap02_operationModeIsNamedByWhatRuns_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<QString>("shown");
        QTest::newRow("0") << 0 << u"Standby"_s;
        QTest::newRow("32") << 32 << u"Heat pump"_s;
        QTest::newRow("64") << 64 << u"Electric element"_s;
        QTest::newRow("96") << 96 << u"Heat pump and element"_s;
        QTest::newRow("other") << 128 << u"unknown (128)"_s;
    }
    void trap02_operationModeIsNamedByWhatRuns()
    {
        QFETCH(int, mode);
        Heater heater;
        heater.feed({{u"operationMode"_s, mode}});
        QTEST(heater.shown(u"operationMode"), "shown");
        QCOMPARE(heater.value(u"values.operationMode").toInteger(), mode);
    }

    void trap02_modeChangedIsAboutTheRunningModeNotTheSetting()
    {
        Heater heater;
        heater.feed({});
        QVERIFY(heater.feed({{u"dhwOperationSetting"_s, 2}}).isEmpty());
        QCOMPARE(
            heater.feed({{u"dhwOperationSetting"_s, 2}, {u"operationMode"_s, 64}}), QStringList{u"mode_changed"_s});
        QCOMPARE(heater.children[0].data(),
            (QJsonObject{{u"field"_s, u"operationMode"_s}, {u"old"_s, 0}, {u"new"_s, 64}, {u"oldLabel"_s, u"Standby"_s},
                {u"newLabel"_s, u"Electric element"_s}}));
    }

    void trap03_powerIncludesTheElements()
    {
        Heater heater;
        heater.feed({});
        QCOMPARE(heater.feed({{u"currentInstPower"_s, 5211}}), QStringList{u"power_changed"_s});
        QCOMPARE(heater.value(u"values.currentInstPower").toReal(), 5211.0);
        // With element and heat pump the pump's share counts 2.9-fold: power + 855 W of heat, not power × 2.9.
        heater.feed({{u"currentInstPower"_s, 5211}, {u"compUse"_s, 2}, {u"heatUpperUse"_s, 2},
            {u"availableEnergyCapacity"_s, 300}});
        QCOMPARE(heater.value(u"derived.minutesToFull").toReal(), 60.0 * 1200.0 / (5211.0 + 855.0));
    }

    void trap04_wifiSignalStaysAsSent()
    {
        Heater heater;
        heater.feed({{u"wifiRssi"_s, 57}});
        QCOMPARE(heater.value(u"values.wifiRssi").toInteger(), 57);
        QCOMPARE(heater.shown(u"wifiRssi"), u"57"_s);
    }

    void trap05_tariffStatusKeepsItsNumber()
    {
        Heater heater;
        for (const int status : {0, 1, 3, 2}) {
            heater.feed({{u"touStatus"_s, status}});
            QCOMPARE(heater.value(u"values.touStatus").type(), Value::Type::Integer);
            QCOMPARE(heater.value(u"values.touStatus").toInteger(), status);
        }
    }

    void trap06_equippedIsNoAlarm()
    {
        Heater heater;
        QVERIFY(heater.feed({{u"ecoUse"_s, 1}, {u"scaldUse"_s, 1}, {u"freezeProtectionUse"_s, 1}}).isEmpty());
        QVERIFY(heater.feed({{u"ecoUse"_s, 2}, {u"scaldUse"_s, 2}, {u"freezeProtectionUse"_s, 2}}).isEmpty());
        QVERIFY(heater.state.alarms().empty());
        QCOMPARE(heater.shown(u"ecoUse"), u"yes"_s);
    }

    void trap07_superheatIsADifferenceAndMayBeNegative()
    {
        Heater heater;
        heater.feed({{u"currentSuperHeat"_s, -114}});
        QCOMPARE(heater.value(u"values.currentSuperHeat").toReal(), -11.4);
        QCOMPARE(heater.shown(u"currentSuperHeat"), u"-11.4\u2009K"_s);
    }

    void trap08_missingKeysAndUnknownNumbersSpoilNothing()
    {
        Heater heater;
        heater.feed({}, {u"errorCode"_s, u"dhwTemperature"_s});
        const QStringList events = heater.feed(
            {{u"operationMode"_s, 7}, {u"errorCode"_s, 12345}, {u"dhwOperationSetting"_s, 9}, {u"novelty"_s, 1}});
        QCOMPARE(events, QStringList{u"mode_changed"_s}); // the code is seen for the first time
        const QJsonObject data = heater.latest.data();
        QCOMPARE(data.value(u"values").toObject().value(u"errorCode").toInt(), 12345);
        QCOMPARE(data.value(u"unknown").toObject(), (QJsonObject{{u"novelty"_s, 1}}));
        QVERIFY(data.value(u"invalid").toObject().isEmpty());
        QCOMPARE(data.value(u"missing").toArray().size(), 15);
        QCOMPARE(heater.state.alarms().at(0).code, std::optional<qint64>(12345));
        QCOMPARE(heater.state.alarms().at(0).text, u"Unknown fault"_s);
    }

    void trap09_availableEnergyIsADeficitInFourWattHours()
    {
        Heater heater;
        heater.feed({{u"totalEnergyCapacity"_s, 1790}, {u"availableEnergyCapacity"_s, 55}});
        QCOMPARE(heater.value(u"values.availableEnergyCapacity").toReal(), 220.0);
        QCOMPARE(heater.value(u"values.totalEnergyCapacity").toReal(), 7160.0);
        QCOMPARE(heater.value(u"derived.usableEnergy").toReal(), 6940.0);
        heater.feed({{u"totalEnergyCapacity"_s, 10}, {u"availableEnergyCapacity"_s, 55}});
        QCOMPARE(heater.value(u"derived.usableEnergy").toReal(), 0.0);
    }

    void trap10_antiLegionellaCommandsUseTheWordsOfTheCode()
    {
        const ProfilePtr profile = profileNamed(u"navien-nwp500"_s);
        QHash<int, QString> modes;
        for (const CommandDefinition &command : profile->commands()) {
            const QJsonObject request = command.request.body.toObject()[u"request"].toObject();
            modes.insert(request.value(u"command").toInt(), request.value(u"mode").toString());
        }
        QCOMPARE(modes.value(33554472), u"anti-leg-on"_s);
        QCOMPARE(modes.value(33554471), u"anti-leg-off"_s);
        for (const QString &mode : std::as_const(modes)) {
            QVERIFY(mode != u"anti-legionella-setting");
        }
        QCOMPARE(modes.value(33554464), u"dhw-temperature"_s); // trap 12: not 33554438
    }

    void trap13_halfDegreesAreHalved()
    {
        Heater heater;
        heater.feed({});
        QCOMPARE(heater.feed({{u"dhwTemperature"_s, 120}}), QStringList{u"temperature_changed"_s});
        QCOMPARE(heater.children[0].data(),
            (QJsonObject{{u"field"_s, u"dhwTemperature"_s}, {u"old"_s, 59.5}, {u"new"_s, 60},
                {u"unit"_s, u"°C"_s}})); // 140 °F, without any offset
        QCOMPARE(heater.value(u"values.dhwTemperatureSetting").toReal(), 60.0);
    }

    void trap14_totalWaterIsInLitres()
    {
        Heater heater;
        heater.feed({{u"cumulatedDhwFlowRate"_s, 4321}});
        QCOMPARE(heater.shown(u"cumulatedDhwFlowRate"), u"4321\u2009L"_s);
    }

    void trap15_inletTemperatureIsInHalfDegrees()
    {
        Heater heater;
        heater.feed({{u"currentInletTemperature"_s, 25}});
        QCOMPARE(heater.value(u"values.currentInletTemperature").toReal(), 12.5);
    }

    void trap17_keysOfTheDocumentsAloneAreUnknown()
    {
        Heater heater;
        heater.feed({{u"compRunningMinuteTotal"_s, 5}, {u"heater1RunningMinuteTotal"_s, 6}});
        const QJsonObject data = heater.latest.data();
        QCOMPARE(data.value(u"unknown").toObject().keys(),
            (QStringList{u"compRunningMinuteTotal"_s, u"heater1RunningMinuteTotal"_s}));
        QVERIFY(!data.value(u"values").toObject().contains(u"compRunningMinuteTotal"_s));
    }

    void errorsAreDetectedChangedAndCleared()
    {
        Heater heater;
        QVERIFY(heater.feed({{u"errorCode"_s, 96}}).isEmpty()); // the first status fires nothing
        QCOMPARE(heater.state.alarms().size(), std::size_t(1));
        QCOMPARE(heater.feed({{u"errorCode"_s, 799}}), QStringList{u"error_detected"_s});
        QVERIFY(summary(heater.children[0], *heater.state.profile()).startsWith(u"E799 "));
        QVERIFY(!heater.children[0].field(u"advice").toText().isEmpty());
        // What the value is called is what the alarm beside it says.
        QCOMPARE(heater.state.field(Symbol::intern(u"labels.errorCode")).toText().toString(),
            heater.state.alarms().at(0).text);
        QVERIFY(heater.feed({{u"errorCode"_s, 407}, {u"subErrorCode"_s, 1}}).contains(u"error_detected"_s));
        QCOMPARE(heater.state.field(Symbol::intern(u"labels.errorCode")).toText().toString(),
            heater.state.profile()->fault(407, std::nullopt)->text);
        heater.feed({{u"errorCode"_s, 799}});
        QCOMPARE(heater.feed({}), QStringList{u"error_cleared"_s});
        QCOMPARE(heater.children[0].field(u"code").toInteger(), 799);
        QVERIFY(heater.state.alarms().empty());
    }

    void acknowledgementsCountAsStatus()
    {
        Heater heater;
        heater.feed({});
        heater.feed({{u"command"_s, 33554437}, {u"currentInstPower"_s, 2}});
        QCOMPARE(heater.latest.name(), u"device.status_received"_s);
        QCOMPARE(heater.children.size(), std::size_t(1));
    }

    void theSameNameMeansAnotherThingInTheFeatureMessage()
    {
        Decoder decoder = heaterDecoder();
        const Event feature
            = decoder.decode(messageOf(response(u"feature"_s, {{u"dhwUse"_s, 2}, {u"mixingValueUse"_s, 2}}))).event;
        QCOMPARE(feature.name(), u"device.feature_received"_s);
        QVERIFY(feature.field(u"values.dhwUse") == Value(true));
        QVERIFY(feature.field(u"values.mixingValveUse") == Value(true)); // the documents' name for it
        DeviceState state;
        state.update(feature);
        QVERIFY(state.field(Symbol::find(u"values.dhwUse")).isAbsent()); // no hot water is said to be drawn
    }
};

QTEST_GUILESS_MAIN(TestNwp500Traps)
#include "tst_nwp500traps.moc"
