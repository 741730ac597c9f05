// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>
#include <ember/events/event.h>

#include <QtCore/QJsonObject>
#include <QtCore/QList>

#include <optional>

namespace ember {

/// One field of an event as the inspector shows it.
struct FieldRow
{
    enum class State : quint8
    {
        Same, ///< as in the message before, or nothing to compare with
        Changed,
        Invalid, ///< the device sent something that cannot be right
        Unknown, ///< a key the profile does not know
        Missing, ///< not in this message, though it should be
    };

    QString path; ///< below `data`: "values.dhwTemperature"
    QString label;
    QString value;
    QString unit;
    QString previous; ///< empty when there is nothing to compare with
    QString raw;
    State state = State::Same;
    QString note; ///< the state in words
    QString tip; ///< wire name, raw and decoded value, rule and hint
    QString filter; ///< an expression that finds rows of the same value; may be empty
};

/// The fields of an event, changed ones first, then what is wrong, then the profile's order. `profile` may be null:
/// then every member of the data is shown under its own name.
[[nodiscard]] QList<FieldRow> fieldRows(
    const Event &event, const Profile *profile, const std::optional<Event> &previous);

} // namespace ember
