// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/commanddefinitions.h>
#include <ember/device/devicestate.h>
#include <ember/events/result.h>

#include <QtCore/QJsonObject>
#include <QtCore/QJsonValue>
#include <QtCore/QMap>
#include <QtCore/QString>

#include <optional>
#include <utility>
#include <vector>

/// From what a person wants to what a device is sent: capability, range, encoding. Any thread; nothing here sends.
namespace ember {

/// What a person gave for a parameter. A number, a label or a raw number of a choice, the sum of days' bits, a list of
/// objects by the items' names.
struct CommandArgument
{
    QJsonValue value;
    QString unit = {}; ///< of a number; empty: the parameter's own. "°F" is understood where that is °C
};
using CommandArguments = QMap<QString, CommandArgument>; ///< by the parameter's name

/// The limits of a value, in the parameter's unit.
struct ParameterRange
{
    std::optional<double> least;
    std::optional<double> greatest;
};

/// The limits that hold for this device now: those it told, else those of the profile.
[[nodiscard]] ParameterRange rangeOf(const CommandParameter &parameter, const DeviceState &state);
/// "40.5 to 65.5 °C", in `unit` ("°F" for a parameter in °C; empty: its own); empty without limits. Limits in °F are
/// whole where that means the same raw number.
[[nodiscard]] QString rangeText(const CommandParameter &parameter, const ParameterRange &range, const QString &unit);
/// The raw numbers that may be chosen, with their labels, in rising order.
[[nodiscard]] std::vector<std::pair<qint64, QString>> choicesOf(const CommandParameter &parameter);
/// What the device says of the parameter now, in `unit`; nullopt if it said nothing.
[[nodiscard]] std::optional<double> currentValue(
    const CommandParameter &parameter, const DeviceState &state, const QString &unit);
/// A value in the parameter's unit from one in another, and the other way round.
[[nodiscard]] double fromUnit(double value, const QString &unit);
[[nodiscard]] double toUnit(double value, const QString &unit);

/// Why this device cannot be given the command, in words; empty if it can. A device that has not yet said what it can
/// do is one that cannot.
[[nodiscard]] QString unavailableReason(const CommandDefinition &command, const DeviceState &state);

/// A command with its values, ready to be sent once the link fills in what it knows.
struct PreparedCommand
{
    QMap<QString, QJsonValue> raw; ///< as the device is sent it, by the parameter's name
    QJsonObject parameters; ///< decoded, in the parameters' own units: for people and events
};

/// Checks capability, names, types and ranges. The error says which value is wrong and what is right instead, in the
/// unit the person used.
[[nodiscard]] Result<PreparedCommand> prepareCommand(
    const CommandDefinition &command, const DeviceState &state, const CommandArguments &arguments);

} // namespace ember
