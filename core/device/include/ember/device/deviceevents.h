// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/eventcatalogue.h>

namespace ember {

/// A message that could not be read (design.md §4). The event's raw() holds its bytes, unless there were too many.
struct MessageUndecodable
{
    QString topic;
    QString reason;
    qint64 size = 0;
    QString head; ///< the first bytes, escaped
};

/// A field, or a derived value, became another one: the data of every profile event of the kind `change`. What the
/// values are, the profile says: numbers, booleans, texts.
struct FieldChanged
{
    QString field;
    Scalar old;
    Scalar now;
    std::optional<Scalar> oldLabel = {}; ///< of an enumeration; null for a number without label
    std::optional<Scalar> newLabel = {};
    std::optional<QString> unit = {};
};

/// A fault appeared or went away: the data of every profile event of the kind `fault`.
struct FaultChanged
{
    qint64 code = 0;
    Scalar subCode; ///< null where the device says none
    QString text;
    QString advice;
};

/// A field that was found in a message, and that no profile has a rule for, became another one.
struct DiscoveredFieldChanged
{
    QString topic;
    QString field;
    Scalar old;
    Scalar now;
    std::optional<QString> unit = {};
};

template <>
inline constexpr auto eventFields<DiscoveredFieldChanged> = std::tuple{
    describeField(u"topic", &DiscoveredFieldChanged::topic),
    describeField(u"field", &DiscoveredFieldChanged::field,
        {.description = u"its dotted path in the message; \"value\" of a message that is one value"}),
    describeField(u"old", &DiscoveredFieldChanged::old, {.description = u"the value before"}),
    describeField(u"new", &DiscoveredFieldChanged::now, {.description = u"the value by now"}),
    describeField(u"unit", &DiscoveredFieldChanged::unit, {.description = u"if a profile knows it"}),
};
template <>
inline constexpr auto eventFields<MessageUndecodable> = std::tuple{
    describeField(u"topic", &MessageUndecodable::topic),
    describeField(u"reason", &MessageUndecodable::reason),
    describeField(u"size", &MessageUndecodable::size, {.description = u"of the message", .unit = u"B"}),
    describeField(u"head", &MessageUndecodable::head, {.description = u"the first bytes, escaped"}),
};
template <>
inline constexpr auto eventFields<FieldChanged> = std::tuple{
    describeField(u"field", &FieldChanged::field, {.description = u"the device's own name of it"}),
    describeField(u"old", &FieldChanged::old, {.description = u"the value before"}),
    describeField(u"new", &FieldChanged::now, {.description = u"the value by now"}),
    describeField(u"oldLabel", &FieldChanged::oldLabel, {.description = u"the text of an enumeration's value before"}),
    describeField(u"newLabel", &FieldChanged::newLabel, {.description = u"the text of an enumeration's value by now"}),
    describeField(u"unit", &FieldChanged::unit),
};
template <>
inline constexpr auto eventFields<FaultChanged> = std::tuple{
    describeField(u"code", &FaultChanged::code),
    describeField(u"subCode", &FaultChanged::subCode),
    describeField(u"text", &FaultChanged::text, {.description = u"what it means"}),
    describeField(u"advice", &FaultChanged::advice, {.description = u"what to do"}),
};

inline constexpr EventType<MessageUndecodable> messageUndecodable{
    "message.undecodable", {.description = u"A message could not be read"}};
inline constexpr EventType<DiscoveredFieldChanged> fieldChanged{
    "field.changed", {.description = u"A field of a device without a profile became another one"}};
inline constexpr EventType<FieldChanged> temperatureChanged{
    "device.temperature_changed", {.description = u"The temperature a profile watches became another one"}};
inline constexpr EventType<FieldChanged> modeChanged{
    "device.mode_changed", {.description = u"The device's mode of operation became another one"}};
inline constexpr EventType<FieldChanged> powerChanged{
    "device.power_changed", {.description = u"The power the device draws became another one"}};
inline constexpr EventType<FaultChanged> errorDetected{
    "device.error_detected", {.description = u"A device reports a fault that it did not report before"}};
inline constexpr EventType<FaultChanged> errorCleared{
    "device.error_cleared", {.description = u"A device reports no fault any more; the data is that of the last one"}};

/// Adds the event types above, and those whose data a profile or the message lays out: device.status_received,
/// .feature_received, .energy_received, .reservations_received, .tariff_received, .heating_started, .heating_stopped,
/// message.received. Events that a profile names itself are not here.
void addDeviceEvents(EventCatalogue &catalogue);

} // namespace ember
