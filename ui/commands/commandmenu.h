// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands/devicetarget.h"

#include <QtWidgets/QMenu>

namespace ember {

class FrameClock;

/// What a device can be told. What it cannot now is shown with the reason; while the connection is read-only a first
/// entry leads to the switch. GUI thread.
class CommandMenu : public QMenu
{
    Q_OBJECT

public:
    CommandMenu(Session &session, FrameClock &clock, QWidget *parent = nullptr);

    /// For which device; a new menu is made of it each time it opens.
    void setTarget(const DeviceTarget &target) { m_target = target; }

private:
    void fill();

    Session &m_session;
    FrameClock &m_clock;
    DeviceTarget m_target;
};

/// Whether a person can be offered this command: it changes something and all of its values can be asked for.
[[nodiscard]] bool isOffered(const CommandDefinition &command);

/// Asks whether commands may be sent through a connection, says what that means, and allows them if the answer is yes.
/// Returns at once.
void askToAllowCommands(Session &session, ConnectionId connection, QWidget *parent);

} // namespace ember
