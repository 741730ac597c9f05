// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lampprofile.h"

#include <ember/device/decodedmessage.h>
#include <ember/device/decoder.h>
#include <ember/device/profilelibrary.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QtTest>

#include <chrono>

/// Messages for the tests, written after the protocol (nwp500.md §2, §5, §6) with numbers of our own.
namespace ember::test {

using namespace Qt::StringLiterals;

inline constexpr auto kTopic = "cmd/52/navilink-a0b1c2d3e4f5/res";
inline constexpr auto kMac = "a0b1c2d3e4f5";

inline EventTime at(int seconds)
{
    return EventTime(std::chrono::seconds(1'780'000'000 + seconds));
}

inline QJsonObject objectOf(const char *json)
{
    return QJsonDocument::fromJson(QByteArray(json)).object();
}

/// The 87 keys of the older firmware, standing by.
inline QJsonObject olderStatus()
{
    return objectOf(R"({
      "command":16777219,"outsideTemperature":0,"specialFunctionStatus":1,"didReload":1,"errorCode":0,"subErrorCode":0,
      "operationMode":0,"operationBusy":1,"freezeProtectionUse":2,"dhwUse":1,"dhwUseSustained":0,"dhwTemperature":119,
      "dhwTemperatureSetting":120,"programReservationUse":1,"smartDiagnostic":0,"faultStatus1":0,"faultStatus2":0,
      "wifiRssi":57,"ecoUse":2,"dhwTargetTemperatureSetting":120,"tankUpperTemperature":597,"tankLowerTemperature":588,
      "dischargeTemperature":351,"suctionTemperature":342,"evaporatorTemperature":287,"ambientTemperature":241,
      "targetSuperHeat":50,"compUse":1,"eevUse":1,"evaFanUse":1,"currentInstPower":1,"shutOffValveUse":1,
      "conOvrSensorUse":1,"wtrOvrSensorUse":1,"dhwChargePer":97,"drEventStatus":0,"vacationDaySetting":0,
      "vacationDayElapsed":0,"freezeProtectionTemperature":12,"antiLegionellaUse":1,"antiLegionellaPeriod":14,
      "antiLegionellaOperationBusy":1,"programReservationType":0,"dhwOperationSetting":3,"temperatureType":2,
      "tempFormulaType":1,"errorBuzzerUse":2,"currentHeatUse":0,"currentInletTemperature":0,"currentStatenum":20,
      "targetFanRpm":0,"currentFanRpm":0,"fanPwm":0,"dhwTemperature2":0,"currentDhwFlowRate":0,"mixingRate":0,
      "eevStep":480,"currentSuperHeat":-12,"heatUpperUse":1,"heatLowerUse":1,"scaldUse":2,"airFilterAlarmUse":2,
      "airFilterAlarmPeriod":1000,"airFilterAlarmElapsed":41,"cumulatedOpTimeEvaFan":233,"cumulatedDhwFlowRate":0,
      "touStatus":1,"hpUpperOnTempSetting":70,"hpUpperOffTempSetting":120,"hpLowerOnTempSetting":70,
      "hpLowerOffTempSetting":120,"heUpperOnTempSetting":120,"heUpperOffTempSetting":120,"heLowerOnTempSetting":70,
      "heLowerOffTempSetting":120,"hpUpperOnDiffTempSetting":0,"hpUpperOffDiffTempSetting":0,
      "hpLowerOnDiffTempSetting":3,"hpLowerOffDiffTempSetting":-1,"heUpperOnDiffTempSetting":0,
      "heUpperOffDiffTempSetting":0,"heLowerOnTDiffempSetting":0,"heLowerOffDiffTempSetting":0,"drOverrideStatus":0,
      "touOverrideStatus":2,"totalEnergyCapacity":1790,"availableEnergyCapacity":55})");
}

/// The 102 keys of the newer firmware.
inline QJsonObject newerStatus()
{
    QJsonObject status = olderStatus();
    const QJsonObject added = objectOf(R"({
      "dhwOperationBusy":1,"freezeProtectionTempMin":12,"freezeProtectionTempMax":20,"heatMinOpTemperature":81,
      "recircTempSetting":0,"recircTemperature":0,"recircFaucetTemperature":0,"recircDhwFlowRate":0,
      "recircOperationMode":1,"recircPumpOperationStatus":0,"recircHotBtnReady":2,"recircOperationReason":0,
      "recircErrorStatus":0,"recircOperationBusy":1,"recircReservationUse":1})");
    for (auto member = added.begin(); member != added.end(); ++member) {
        status.insert(member.key(), member.value());
    }
    return status;
}

inline QJsonObject with(QJsonObject object, const QJsonObject &changes)
{
    for (auto member = changes.begin(); member != changes.end(); ++member) {
        object.insert(member.key(), member.value());
    }
    return object;
}

inline QJsonObject without(QJsonObject object, const QStringList &keys)
{
    for (const QString &key : keys) {
        object.remove(key);
    }
    return object;
}

inline Message messageOf(const QJsonObject &object, int seconds = 0, const QString &topic = QString::fromLatin1(kTopic))
{
    return {.topic = topic, .payload = QJsonDocument(object).toJson(QJsonDocument::Compact), .time = at(seconds)};
}

inline Message textMessage(
    const QByteArray &payload, const QString &topic = QString::fromLatin1(kTopic), int seconds = 0)
{
    return {.topic = topic, .payload = payload, .time = at(seconds)};
}

/// The envelope of nwp500.md §2 around a body.
inline QJsonObject response(const QString &key, const QJsonObject &body, const QString &mac = QString::fromLatin1(kMac))
{
    return {{u"protocolVersion"_s, 2}, {u"clientID"_s, u"somebody"_s}, {u"sessionID"_s, u"3"_s},
        {u"requestTopic"_s, u"cmd/52/navilink-%1/st"_s.arg(mac)},
        {u"response"_s,
            QJsonObject{
                {u"deviceType"_s, 52}, {u"macAddress"_s, mac}, {u"additionalValue"_s, u"4711"_s}, {key, body}}}};
}

inline Message statusMessage(const QJsonObject &status, int seconds = 0)
{
    return messageOf(response(u"status"_s, status), seconds);
}

inline ProfilePtr profileNamed(const QString &id)
{
    const auto profile = ProfileLibrary::find(id);
    return profile ? *profile : nullptr;
}

inline Decoder heaterDecoder(const QString &connection = u"mqtt://broker"_s)
{
    return Decoder({profileNamed(u"navien-nwp500"_s)}, connection);
}

inline ProfilePtr lamp()
{
    const auto profile = parseProfile(lampProfile(), u"lamp.json"_s);
    if (!profile) {
        qFatal("%ls", qUtf16Printable(profile.error()));
    }
    return *profile;
}

inline Message lampState(const QJsonObject &state, int seconds = 0, const QString &id = u"l1"_s)
{
    return messageOf({{u"state"_s, state}}, seconds, u"lamp/%1/state"_s.arg(id));
}

inline Message lampPart(const QJsonObject &part, int seconds = 0)
{
    return messageOf({{u"part"_s, part}}, seconds, u"lamp/l1/part"_s);
}

} // namespace ember::test
