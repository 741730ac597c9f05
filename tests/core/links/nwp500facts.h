// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace nwp500 {

using namespace Qt::StringLiterals;

/// The keys of the older firmware in the order they are sent, and those that came later (nwp500.md §5).
inline const QString kOlderKeys
    = u"command outsideTemperature specialFunctionStatus didReload errorCode subErrorCode operationMode operationBusy "
      "freezeProtectionUse dhwUse dhwUseSustained dhwTemperature dhwTemperatureSetting programReservationUse "
      "smartDiagnostic faultStatus1 faultStatus2 wifiRssi ecoUse dhwTargetTemperatureSetting tankUpperTemperature "
      "tankLowerTemperature dischargeTemperature suctionTemperature evaporatorTemperature ambientTemperature "
      "targetSuperHeat compUse eevUse evaFanUse currentInstPower shutOffValveUse conOvrSensorUse wtrOvrSensorUse "
      "dhwChargePer drEventStatus vacationDaySetting vacationDayElapsed freezeProtectionTemperature antiLegionellaUse "
      "antiLegionellaPeriod antiLegionellaOperationBusy programReservationType dhwOperationSetting temperatureType "
      "tempFormulaType errorBuzzerUse currentHeatUse currentInletTemperature currentStatenum targetFanRpm "
      "currentFanRpm fanPwm dhwTemperature2 currentDhwFlowRate mixingRate eevStep currentSuperHeat heatUpperUse "
      "heatLowerUse scaldUse airFilterAlarmUse airFilterAlarmPeriod airFilterAlarmElapsed cumulatedOpTimeEvaFan "
      "cumulatedDhwFlowRate touStatus hpUpperOnTempSetting hpUpperOffTempSetting hpLowerOnTempSetting "
      "hpLowerOffTempSetting heUpperOnTempSetting heUpperOffTempSetting heLowerOnTempSetting heLowerOffTempSetting "
      "hpUpperOnDiffTempSetting hpUpperOffDiffTempSetting hpLowerOnDiffTempSetting hpLowerOffDiffTempSetting "
      "heUpperOnDiffTempSetting heUpperOffDiffTempSetting heLowerOnTDiffempSetting heLowerOffDiffTempSetting "
      "drOverrideStatus touOverrideStatus totalEnergyCapacity availableEnergyCapacity"_s;
inline const QString kNewerKeys
    = u"heatMinOpTemperature recircTempSetting recircTemperature recircFaucetTemperature recircDhwFlowRate "
      "recircOperationMode recircPumpOperationStatus recircHotBtnReady recircOperationReason recircErrorStatus "
      "recircOperationBusy recircReservationUse dhwOperationBusy freezeProtectionTempMin freezeProtectionTempMax"_s;

struct Range
{
    const char *key;
    int lowest, highest;
};
/// Column "seen" of nwp500.md §5, raw. Keys that only take a few values: anEnumeratedValueIsOneThatWasSeen in
/// tst_simulatedunit.cpp.
inline constexpr Range kSeen[] = {
    {"specialFunctionStatus", 1, 1},
    {"didReload", 1, 1},
    {"errorCode", 0, 0},
    {"subErrorCode", 0, 0},
    {"smartDiagnostic", 0, 0},
    {"faultStatus1", 0, 0},
    {"faultStatus2", 0, 0},
    {"wifiRssi", 55, 64},
    {"temperatureType", 2, 2},
    {"tempFormulaType", 1, 1},
    {"errorBuzzerUse", 2, 2},
    {"operationBusy", 1, 2},
    {"currentHeatUse", 0, 3},
    {"dhwUse", 1, 2},
    {"dhwUseSustained", 0, 1},
    {"compUse", 1, 2},
    {"eevUse", 1, 2},
    {"evaFanUse", 1, 2},
    {"heatUpperUse", 1, 2},
    {"heatLowerUse", 1, 1},
    {"currentInstPower", 1, 5378},
    {"dhwChargePer", 92, 100},
    {"freezeProtectionUse", 2, 2},
    {"ecoUse", 2, 2},
    {"scaldUse", 2, 2},
    {"conOvrSensorUse", 1, 1},
    {"wtrOvrSensorUse", 1, 1},
    {"shutOffValveUse", 1, 1},
    {"airFilterAlarmUse", 2, 2},
    {"airFilterAlarmPeriod", 1000, 1000},
    {"airFilterAlarmElapsed", 0, 0},
    {"cumulatedOpTimeEvaFan", 185, 396},
    {"cumulatedDhwFlowRate", 0, 0},
    {"antiLegionellaUse", 1, 2},
    {"antiLegionellaOperationBusy", 1, 1},
    {"vacationDaySetting", 0, 10},
    {"vacationDayElapsed", 0, 10},
    {"programReservationUse", 1, 2},
    {"programReservationType", 0, 0},
    {"touOverrideStatus", 1, 2},
    {"drEventStatus", 0, 0},
    {"drOverrideStatus", 0, 0},
    {"dhwTemperature", 117, 121},
    {"dhwTemperature2", 0, 0},
    {"tankUpperTemperature", 585, 606},
    {"tankLowerTemperature", 535, 612},
    {"dischargeTemperature", 262, 722},
    {"suctionTemperature", 73, 378},
    {"evaporatorTemperature", 58, 314},
    {"ambientTemperature", 156, 266},
    {"targetSuperHeat", 50, 50},
    {"currentSuperHeat", -114, 157},
    {"outsideTemperature", 0, 0},
    {"currentInletTemperature", 0, 0},
    {"freezeProtectionTemperature", 12, 12},
    {"hpUpperOnDiffTempSetting", -1, 4},
    {"hpUpperOffDiffTempSetting", -1, 4},
    {"hpLowerOnDiffTempSetting", -1, 4},
    {"hpLowerOffDiffTempSetting", -1, 4},
    {"heUpperOnDiffTempSetting", -1, 4},
    {"heUpperOffDiffTempSetting", -1, 4},
    {"heLowerOnTDiffempSetting", 0, 0},
    {"heLowerOffDiffTempSetting", -1, 4},
    {"currentDhwFlowRate", 0, 0},
    {"mixingRate", 0, 0},
    {"targetFanRpm", 0, 900},
    {"currentFanRpm", 0, 900},
    {"fanPwm", 0, 1880},
    {"eevStep", 28, 480},
    {"availableEnergyCapacity", 0, 386},
};

} // namespace nwp500
