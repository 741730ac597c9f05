// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/texttemplate.h>
#include <ember/events/symbol.h>
#include <ember/expression/expression.h>

#include <QtCore/QString>

#include <optional>

/// The rules of a profile: when something happened, what stands, what it means. Plain data, never changed once the
/// profile is made; any thread. An index of -1 means "none".
namespace ember {

/// Which code and sub-code an event or an alarm is about.
struct FaultReference
{
    std::optional<Expression> code; ///< always there in a loaded profile
    std::optional<Expression> subCode;
};

/// An event on a change between two messages of a device.
struct EventDefinition
{
    Symbol name;
    int message = -1;
    std::optional<Expression> when; ///< always there in a loaded profile
    int changedField = -1; ///< data: field, old, new …
    int changedDerived = -1;
    bool values = false; ///< data: values
    std::optional<FaultReference> fault; ///< data: code, subCode, text, advice
    TextTemplate summary;
};

/// A condition that stands until it ends, shown from the first message on.
struct AlarmDefinition
{
    std::optional<Expression> when; ///< always there in a loaded profile
    std::optional<FaultReference> fault;
    QString text; ///< without a fault: what is wrong
    QString advice; ///< without a fault: what a person can do
};

/// What a fault code means and what a person can do about it.
struct FaultDefinition
{
    qint64 code = 0;
    std::optional<qint64> subCode; ///< nullopt: every sub-code without an entry of its own
    QString text;
    QString advice;
};

/// One sentence of the live state in words.
struct SentenceDefinition
{
    std::optional<Expression> when;
    std::optional<FaultReference> fault; ///< gives {code} {subCode} {text} {advice}
    TextTemplate text;
};

} // namespace ember
