// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/commands.h>
#include <ember/device/profile.h>

#include <QtCore/QString>

namespace ember {

/// A checked command on its way to a device.
struct OutgoingCommand
{
    ProfilePtr profile;
    QString name; ///< of one of the profile's commands
    QString device; ///< its id, without the profile
    PreparedCommand prepared;
    QString correlationId; ///< of every event about it
    QString user; ///< who asked for it: metadata of every event about it
};

/// What became of a connection's commands since it was made.
struct CommandCounts
{
    quint64 queued = 0; ///< all that were taken
    quint64 waiting = 0; ///< not yet sent
    quint64 unanswered = 0; ///< sent, the answer may still come
    quint64 sent = 0;
    quint64 acknowledged = 0;
    quint64 expired = 0; ///< too old, or without an answer
    quint64 dropped = 0; ///< because too many waited
    quint64 refused = 0;
    friend bool operator==(const CommandCounts &, const CommandCounts &) = default;
};

} // namespace ember
