// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/commands.h>
#include <ember/device/devicestate.h>
#include <ember/events/event.h>
#include <ember/links/outgoingcommand.h>
#include <ember/session/commandoutcome.h>

#include <QtCore/QHash>
#include <QtCore/QString>

#include <deque>
#include <mutex>
#include <optional>

namespace ember {

/// Turns what a person wants into a command that may be sent, and remembers how the latest ones ended. Any thread.
class CommandDesk
{
public:
    static constexpr std::size_t kRemembered = 500; ///< outcomes

    /// What a person wants, and of which device.
    struct Wish
    {
        QString connection; ///< its name
        bool isAllowed = false; ///< the connection is not read-only
        QString source; ///< of the device
        QString command;
        CommandArguments arguments;
        QString user;
    };

    /// The command, or why not: `reason` is then set and the rest is what can be said about it all the same.
    struct Answer
    {
        OutgoingCommand command;
        QString reason;
    };
    /// `device`: the wish's, null if it was never heard.
    [[nodiscard]] static Answer prepare(const Wish &wish, const DeviceState *device);
    /// Why the command cannot be given whatever its values are; empty if it can.
    [[nodiscard]] static QString obstacle(const Wish &wish, const DeviceState *device);

    /// A `command.*` event passed by; others are ignored.
    void note(const Event &event);
    [[nodiscard]] std::optional<CommandOutcome> outcome(const QString &correlationId) const;

private:
    mutable std::mutex m_mutex;
    QHash<QString, CommandOutcome> m_outcomes;
    std::deque<QString> m_order;
};

/// Who runs the program, for the audit trail.
[[nodiscard]] QString userName();

} // namespace ember
