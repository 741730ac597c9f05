// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/eventcatalogue.h>
#include <ember/links/outgoingcommand.h>

namespace ember {

/// What happened to a command that a person gave (design.md §4). The source of these events is the device; metadata are
/// `connection`, `profile` and `user`, which makes them the audit trail of commands: what was refused is told as well.
/// All events about one command have one correlation id. Besides these fields the data has `parameters`: an object of
/// the decoded values by name.
struct CommandTold
{
    QString name; ///< as in the profile
    QString label; ///< as a person reads it
    QString reason; ///< why it waits, was refused or expired; may be empty
};

template <>
inline constexpr auto eventFields<CommandTold> = std::tuple{
    describeField(u"name", &CommandTold::name, {.description = u"of the profile's command"}),
    describeField(u"label", &CommandTold::label, {.description = u"what it does, in words"}),
    describeField(u"reason", &CommandTold::reason, {.description = u"why it waits, was refused or expired"}),
};

/// Every command that was not refused begins with this, whether it waits or is sent at once.
inline constexpr EventType<CommandTold> commandQueued{
    "command.queued", {.description = u"A command was taken and waits to be sent"}};
inline constexpr EventType<CommandTold> commandSent{
    "command.sent", {.description = u"A command was handed to the connection"}};
inline constexpr EventType<CommandTold> commandAcknowledged{
    "command.acknowledged", {.description = u"The device answered to a command"}};
/// Nothing more will come of it: it waited too long or behind too many, or nothing answered it.
inline constexpr EventType<CommandTold> commandExpired{
    "command.expired", {.description = u"A command was not sent in time, or not answered"}};
inline constexpr EventType<CommandTold> commandRefused{
    "command.refused", {.description = u"A command was not sent and never will be"}};

/// An event about a command; `connection` is the connection's name. A null time stands for now.
[[nodiscard]] Event commandEvent(const EventType<CommandTold> &type, const OutgoingCommand &command,
    const QString &connection, const QString &reason = {});

/// Adds the event types of commands.
void addCommandEvents(EventCatalogue &catalogue);

} // namespace ember
