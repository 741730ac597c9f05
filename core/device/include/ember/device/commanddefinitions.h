// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/encoding.h>
#include <ember/device/requests.h>
#include <ember/expression/expression.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonValue>
#include <QtCore/QMap>
#include <QtCore/QString>

#include <chrono>
#include <optional>
#include <vector>

/// What a person can tell a device, or ask of it on demand: the `commands` of a profile (design.md §4). Plain data,
/// never changed once the profile is made; any thread. An index of -1 means "none".
namespace ember {

/// A value that a person gives with a command.
struct CommandParameter
{
    enum class Kind : quint8
    {
        Number, ///< in the parameter's unit; what is sent is the nearest raw number of the encoding
        Integer,
        Choice, ///< one of the encoding's labels
        Days, ///< some of the encoding's bits
        Numbers, ///< several integers
        List ///< several objects of `items`
    };

    QString name; ///< `{param.NAME}` in the command's templates
    QString label;
    Kind kind = Kind::Number;
    QString unit; ///< of the value; empty: none
    int decimals = -1;
    EncodingPtr encoding; ///< null: sent as given
    std::optional<double> least; ///< of the value; of a choice the raw number; of a list how many
    std::optional<double> greatest;
    int leastField = -1; ///< once this field of the device is known, it counts instead of `least`
    int greatestField = -1;
    int currentField = -1; ///< what the device says of it now
    std::vector<CommandParameter> items; ///< of a list
};

/// What the answer to a command is known by: every mark has to fit, and texts in `equals` are templates.
struct AnswerMark
{
    std::vector<QByteArray> path;
    QJsonValue equals;
};

struct CommandDefinition
{
    QString name;
    QString label;
    QString description; ///< one or two sentences; may be empty
    bool isQuestion = false; ///< only asks: changes nothing at the device, so it is no matter of permission
    std::vector<CommandParameter> parameters;
    QMap<QString, int> fromDevice; ///< `{param.NAME}` that nobody is asked for: the raw value of a field
    int capabilityMessage = -1; ///< the message in which a device says what it can do
    std::optional<Expression> capability; ///< over the device's state; none: every device of the profile can
    QString capabilityText; ///< of whom `capability` is not true; empty: a general sentence
    QString risk; ///< what a person has to be told and to confirm; empty: nothing
    RequestTemplate request;
    std::vector<AnswerMark> answer; ///< none: nothing says that it was heard
    std::chrono::seconds answerWithin{30};
};

} // namespace ember
