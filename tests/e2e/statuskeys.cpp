// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statuskeys.h"

namespace ember::e2e {

using namespace Qt::StringLiterals;

const QList<Key> &statusKeys()
{
    // clang-format off: one key a line
    static const QList<Key> keys{
        {u"airFilterAlarmElapsed"_s, Rule::Quantity, 0},
        {u"airFilterAlarmPeriod"_s, Rule::Quantity, 1000},
        {u"airFilterAlarmUse"_s, Rule::TriState, 2},
        {u"ambientTemperature"_s, Rule::DeciUnit, 266},
        {u"antiLegionellaOperationBusy"_s, Rule::TriState, 1},
        {u"antiLegionellaPeriod"_s, Rule::Whole, 7},
        {u"antiLegionellaUse"_s, Rule::TriState, 1},
        {u"availableEnergyCapacity"_s, Rule::EnergyCount, 119},
        {u"command"_s, Rule::Whole, 16777219},
        {u"compUse"_s, Rule::TriState, 1},
        {u"conOvrSensorUse"_s, Rule::Boolean, 1},
        {u"cumulatedDhwFlowRate"_s, Rule::Quantity, 0},
        {u"cumulatedOpTimeEvaFan"_s, Rule::Quantity, 189},
        {u"currentDhwFlowRate"_s, Rule::DeciUnit, 0},
        {u"currentFanRpm"_s, Rule::Quantity, 0},
        {u"currentHeatUse"_s, Rule::Whole, 0},
        {u"currentInletTemperature"_s, Rule::HalfCelsius, 0},
        {u"currentInstPower"_s, Rule::Quantity, 1},
        {u"currentStatenum"_s, Rule::Whole, 20},
        {u"currentSuperHeat"_s, Rule::DeciUnit, 83},
        {u"dhwChargePer"_s, Rule::Quantity, 98},
        {u"dhwOperationSetting"_s, Rule::Whole, 1},
        {u"dhwTargetTemperatureSetting"_s, Rule::HalfCelsius, 121},
        {u"dhwTemperature"_s, Rule::HalfCelsius, 120},
        {u"dhwTemperature2"_s, Rule::HalfCelsius, 0},
        {u"dhwTemperatureSetting"_s, Rule::HalfCelsius, 121},
        {u"dhwUse"_s, Rule::Boolean, 1},
        {u"dhwUseSustained"_s, Rule::Boolean, 0},
        {u"didReload"_s, Rule::Boolean, 1},
        {u"dischargeTemperature"_s, Rule::DeciUnit, 366},
        {u"drEventStatus"_s, Rule::Whole, 0},
        {u"drOverrideStatus"_s, Rule::Whole, 0},
        {u"ecoUse"_s, Rule::Boolean, 2},
        {u"eevStep"_s, Rule::Whole, 480},
        {u"eevUse"_s, Rule::Boolean, 1},
        {u"errorBuzzerUse"_s, Rule::Boolean, 2},
        {u"errorCode"_s, Rule::Whole, 0},
        {u"evaFanUse"_s, Rule::Boolean, 1},
        {u"evaporatorTemperature"_s, Rule::DeciUnit, 308},
        {u"fanPwm"_s, Rule::Whole, 0},
        {u"faultStatus1"_s, Rule::Whole, 0},
        {u"faultStatus2"_s, Rule::Whole, 0},
        {u"freezeProtectionTemperature"_s, Rule::HalfCelsius, 12},
        {u"freezeProtectionUse"_s, Rule::Boolean, 2},
        {u"heatLowerUse"_s, Rule::TriState, 1},
        {u"heatUpperUse"_s, Rule::TriState, 1},
        {u"heLowerOffDiffTempSetting"_s, Rule::DeciUnit, 0},
        {u"heLowerOffTempSetting"_s, Rule::HalfCelsius, 121},
        {u"heLowerOnTDiffempSetting"_s, Rule::DeciUnit, 0},
        {u"heLowerOnTempSetting"_s, Rule::HalfCelsius, 70},
        {u"heUpperOffDiffTempSetting"_s, Rule::DeciUnit, 0},
        {u"heUpperOffTempSetting"_s, Rule::HalfCelsius, 121},
        {u"heUpperOnDiffTempSetting"_s, Rule::DeciUnit, 0},
        {u"heUpperOnTempSetting"_s, Rule::HalfCelsius, 121},
        {u"hpLowerOffDiffTempSetting"_s, Rule::DeciUnit, 2},
        {u"hpLowerOffTempSetting"_s, Rule::HalfCelsius, 121},
        {u"hpLowerOnDiffTempSetting"_s, Rule::DeciUnit, 0},
        {u"hpLowerOnTempSetting"_s, Rule::HalfCelsius, 70},
        {u"hpUpperOffDiffTempSetting"_s, Rule::DeciUnit, 0},
        {u"hpUpperOffTempSetting"_s, Rule::HalfCelsius, 121},
        {u"hpUpperOnDiffTempSetting"_s, Rule::DeciUnit, 0},
        {u"hpUpperOnTempSetting"_s, Rule::HalfCelsius, 70},
        {u"mixingRate"_s, Rule::Quantity, 0},
        {u"operationBusy"_s, Rule::TriState, 1},
        {u"operationMode"_s, Rule::Whole, 0},
        {u"outsideTemperature"_s, Rule::HalfCelsius, 0},
        {u"programReservationType"_s, Rule::Whole, 0},
        {u"programReservationUse"_s, Rule::Boolean, 1},
        {u"scaldUse"_s, Rule::Boolean, 2},
        {u"shutOffValveUse"_s, Rule::Boolean, 1},
        {u"smartDiagnostic"_s, Rule::Whole, 0},
        {u"specialFunctionStatus"_s, Rule::Whole, 1},
        {u"subErrorCode"_s, Rule::Whole, 0},
        {u"suctionTemperature"_s, Rule::DeciUnit, 369},
        {u"tankLowerTemperature"_s, Rule::DeciUnit, 597},
        {u"tankUpperTemperature"_s, Rule::DeciUnit, 600},
        {u"targetFanRpm"_s, Rule::Quantity, 0},
        {u"targetSuperHeat"_s, Rule::DeciUnit, 50},
        {u"temperatureType"_s, Rule::Whole, 2},
        {u"tempFormulaType"_s, Rule::Whole, 1},
        {u"totalEnergyCapacity"_s, Rule::EnergyCount, 1861},
        {u"touOverrideStatus"_s, Rule::Override, 2},
        {u"touStatus"_s, Rule::Whole, 1},
        {u"vacationDayElapsed"_s, Rule::Whole, 0},
        {u"vacationDaySetting"_s, Rule::Whole, 0},
        {u"wifiRssi"_s, Rule::Whole, 61},
        {u"wtrOvrSensorUse"_s, Rule::Boolean, 1},
        {u"dhwOperationBusy"_s, Rule::Boolean, 1, true},
        {u"freezeProtectionTempMax"_s, Rule::HalfCelsius, 20, true},
        {u"freezeProtectionTempMin"_s, Rule::HalfCelsius, 12, true},
        {u"heatMinOpTemperature"_s, Rule::HalfCelsius, 81, true},
        {u"recircDhwFlowRate"_s, Rule::DeciUnit, 0, true},
        {u"recircErrorStatus"_s, Rule::Whole, 0, true},
        {u"recircFaucetTemperature"_s, Rule::HalfCelsius, 0, true},
        {u"recircHotBtnReady"_s, Rule::Whole, 2, true},
        {u"recircOperationBusy"_s, Rule::Boolean, 1, true},
        {u"recircOperationMode"_s, Rule::Whole, 1, true},
        {u"recircOperationReason"_s, Rule::Whole, 0, true},
        {u"recircPumpOperationStatus"_s, Rule::Whole, 0, true},
        {u"recircReservationUse"_s, Rule::TriState, 1, true},
        {u"recircTemperature"_s, Rule::HalfCelsius, 0, true},
        {u"recircTempSetting"_s, Rule::HalfCelsius, 0, true},
    };
    // clang-format on
    return keys;
}

const QList<Key> &featureKeys()
{
    // clang-format off: one key a line
    static const QList<Key> keys{
        {u"countryCode"_s, Rule::Whole, 3},
        {u"modelTypeCode"_s, Rule::Whole, 513},
        {u"controlTypeCode"_s, Rule::Whole, 100},
        {u"volumeCode"_s, Rule::Whole, 2},
        {u"controllerSwVersion"_s, Rule::Whole, 184614912},
        {u"panelSwVersion"_s, Rule::Whole, 0},
        {u"wifiSwVersion"_s, Rule::Whole, 34013184},
        {u"controllerSwCode"_s, Rule::Whole, 33556241},
        {u"panelSwCode"_s, Rule::Whole, 268435777},
        {u"wifiSwCode"_s, Rule::Whole, 268435985},
        {u"recircSwVersion"_s, Rule::Whole, 0},
        {u"recircModelTypeCode"_s, Rule::Whole, 0},
        {u"controllerSerialNumber"_s, Rule::Text, 0},
        {u"dhwTemperatureSettingUse"_s, Rule::Whole, 2},
        {u"dhwTemperatureMin"_s, Rule::HalfCelsius, 81},
        {u"dhwTemperatureMax"_s, Rule::HalfCelsius, 131},
        {u"freezeProtectionTempMin"_s, Rule::HalfCelsius, 12},
        {u"freezeProtectionTempMax"_s, Rule::HalfCelsius, 20},
        {u"recircTemperatureMin"_s, Rule::HalfCelsius, 0},
        {u"recircTemperatureMax"_s, Rule::HalfCelsius, 0},
        {u"powerUse"_s, Rule::Boolean, 2},
        {u"holidayUse"_s, Rule::Boolean, 2},
        {u"programReservationUse"_s, Rule::Boolean, 2},
        {u"dhwUse"_s, Rule::Boolean, 2},
        {u"smartDiagnosticUse"_s, Rule::Boolean, 2},
        {u"wifiRssiUse"_s, Rule::Boolean, 2},
        {u"energyUsageUse"_s, Rule::Boolean, 2},
        {u"freezeProtectionUse"_s, Rule::Boolean, 2},
        {u"mixingValveUse"_s, Rule::Boolean, 2},
        {u"drSettingUse"_s, Rule::Boolean, 2},
        {u"antiLegionellaSettingUse"_s, Rule::Boolean, 2},
        {u"hpwhUse"_s, Rule::Boolean, 2},
        {u"dhwRefillUse"_s, Rule::Boolean, 2},
        {u"ecoUse"_s, Rule::Boolean, 2},
        {u"electricUse"_s, Rule::Boolean, 2},
        {u"heatpumpUse"_s, Rule::Boolean, 2},
        {u"energySaverUse"_s, Rule::Boolean, 2},
        {u"highDemandUse"_s, Rule::Boolean, 2},
        {u"recirculationUse"_s, Rule::Boolean, 2},
        {u"recircReservationUse"_s, Rule::Boolean, 2},
        {u"title24Use"_s, Rule::Boolean, 2},
        {u"temperatureType"_s, Rule::Whole, 2},
        {u"tempFormulaType"_s, Rule::Whole, 1},
    };
    // clang-format on
    return keys;
}

QList<qint64> knownStates(const QString &key)
{
    if (key == "operationMode"_L1) {
        return {0, 32, 64, 96};
    }
    if (key == "dhwOperationSetting"_L1) {
        return {1, 2, 3, 4, 5, 6};
    }
    if (key == "currentHeatUse"_L1) {
        return {0, 1, 2, 3};
    }
    if (key == "temperatureType"_L1) {
        return {1, 2};
    }
    if (key == "drEventStatus"_L1) {
        return {0, 1, 2, 3, 4, 5};
    }
    if (key == "currentStatenum"_L1) {
        return {20, 30, 40, 50, 60, 70};
    }
    return {};
}

} // namespace ember::e2e
