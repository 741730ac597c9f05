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

template <>
inline constexpr auto eventFields<ProgramStarted> = std::tuple{
    describeField(u"version", &ProgramStarted::version, {.description = u"of Emberscope"})};
template <>
inline constexpr auto eventFields<ProgramStopped> = std::tuple{describeField(u"reason", &ProgramStopped::reason)};
template <>
inline constexpr auto eventFields<ClockChanged> = std::tuple{
    describeField(u"seconds", &ClockChanged::seconds, {.description = u"forward", .unit = u"s"})};

inline constexpr EventType<ProgramStarted> programStarted{"emberscope.started", {.description = u"A session began"}};
inline constexpr EventType<ProgramStopped> programStopped{"emberscope.stopped", {.description = u"A session ended"}};
inline constexpr EventType<ClockChanged> clockChanged{
    "emberscope.clock_changed", {.description = u"The system's clock was set while the session ran"}};

/// Every event type the program emits itself (design.md §4), those of core/events, core/device and core/links
/// included, checked with whole JSON Schema. Events that a profile names itself are not in it. Made on first use; any
/// thread.
[[nodiscard]] const EventCatalogue &programCatalogue();

} // namespace ember
