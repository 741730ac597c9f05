// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/eventtype.h>

namespace ember::test {

/// What the tests of typed events send.
struct TemperatureChanged
{
    double old = 0;
    double now = 0;
    bool isHigh = false;
    QString unit;
    int sensor = 0;
    std::optional<QString> note = {};
};

/// Another view of the same data.
struct OnlyNew
{
    double now = 0;
};

[[nodiscard]] inline QString plausible(const TemperatureChanged &change)
{
    return change.now < -273.15 ? QStringLiteral("\"new\" is below absolute zero") : QString();
}

} // namespace ember::test

namespace ember {
template <>
inline constexpr auto eventFields<test::TemperatureChanged> = std::tuple{
    describeField(u"old", &test::TemperatureChanged::old, {.description = u"before", .unit = u"°C"}),
    describeField(u"new", &test::TemperatureChanged::now, {.description = u"by now", .unit = u"°C"}),
    describeField(u"high", &test::TemperatureChanged::isHigh),
    describeField(u"unit", &test::TemperatureChanged::unit),
    describeField(u"sensor", &test::TemperatureChanged::sensor),
    describeField(u"note", &test::TemperatureChanged::note),
};
template <>
inline constexpr auto eventFields<test::OnlyNew> = std::tuple{describeField(u"new", &test::OnlyNew::now)};
} // namespace ember

namespace ember::test {

inline constexpr EventType<TemperatureChanged> temperatureChanged{"device.temperature_changed",
    {.version = 3, .description = u"A temperature became another one", .validate = &plausible}};
inline constexpr EventType<OnlyNew> temperatureSeen{"device.temperature_changed"};

} // namespace ember::test
