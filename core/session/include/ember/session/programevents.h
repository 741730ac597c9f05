// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/eventcatalogue.h>

#include <memory>

namespace ember {

/// A session began.
struct ProgramStarted
{
    QString version; ///< of Emberscope
};

/// A session ends; the last event that is posted. Only what asynchronous handlers still finish may follow.
struct ProgramStopped
{
    QString reason;
};

/// The system's clock was set while the session ran.
struct ClockChanged
{
    double seconds = 0; ///< forward
};

/// A profile's file changed and is in use.
struct ProfileReloaded
{
    QString file;
    QString profile; ///< its id
    qint64 version = 0;
};

/// A profile's file changed and is wrong; the edition before stays in use.
struct ProfileRefused
{
    QString file;
    QString reason; ///< with line and column
};

/// A person changed a setting: part of the audit trail. Metadata say who (`user`) and, where it is about one, for which
/// `connection`.
struct SettingChanged
{
    QString setting;
    Scalar old;
    Scalar now;
};

template <>
inline constexpr auto eventFields<ProgramStarted> = std::tuple{
    describeField(u"version", &ProgramStarted::version, {.description = u"of Emberscope"})};
template <>
inline constexpr auto eventFields<ProgramStopped> = std::tuple{describeField(u"reason", &ProgramStopped::reason)};
template <>
inline constexpr auto eventFields<ClockChanged> = std::tuple{
    describeField(u"seconds", &ClockChanged::seconds, {.description = u"forward", .unit = u"s"})};
template <>
inline constexpr auto eventFields<ProfileReloaded> = std::tuple{
    describeField(u"file", &ProfileReloaded::file),
    describeField(u"profile", &ProfileReloaded::profile, {.description = u"its id"}),
    describeField(u"version", &ProfileReloaded::version),
};
template <>
inline constexpr auto eventFields<ProfileRefused> = std::tuple{
    describeField(u"file", &ProfileRefused::file),
    describeField(u"reason", &ProfileRefused::reason, {.description = u"with line and column"}),
};
template <>
inline constexpr auto eventFields<SettingChanged> = std::tuple{
    describeField(u"setting", &SettingChanged::setting),
    describeField(u"old", &SettingChanged::old, {.description = u"the value before"}),
    describeField(u"new", &SettingChanged::now, {.description = u"the value by now"}),
};

inline constexpr EventType<ProgramStarted> programStarted{"emberscope.started", {.description = u"A session began"}};
inline constexpr EventType<ProgramStopped> programStopped{"emberscope.stopped", {.description = u"A session ended"}};
inline constexpr EventType<ProfileReloaded> profileReloaded{
    "emberscope.profile_reloaded", {.description = u"A profile's file changed and is in use"}};
inline constexpr EventType<ProfileRefused> profileRefused{"emberscope.profile_refused",
    {.description = u"A profile's file changed and is wrong; the edition before stays in use"}};
inline constexpr EventType<ClockChanged> clockChanged{
    "emberscope.clock_changed", {.description = u"The system's clock was set while the session ran"}};
inline constexpr EventType<SettingChanged> settingChanged{
    "audit.setting_changed", {.description = u"A person changed a setting"}};

/// Every event type the program emits itself (design.md §4), those of core/events, core/device and core/links
/// included, checked with whole JSON Schema. Events that a profile names itself are not in it. Made on first use; any
/// thread.
[[nodiscard]] const EventCatalogue &programCatalogue();

} // namespace ember
