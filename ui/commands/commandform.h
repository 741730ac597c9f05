// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands/devicetarget.h"
#include "theme/roles.h"

#include <QtWidgets/QWidget>

#include <optional>
#include <vector>

class QLabel;

namespace ember {

class FrameClock;
class IconLabel;
class ParameterEditor;

/// The values of one command, and beneath them what became of it: waiting, sent, confirmed, refused. It asks the
/// session at the frame clock and waits for nothing. GUI thread.
class CommandForm : public QWidget
{
    Q_OBJECT

public:
    /// Session and clock must outlive it.
    CommandForm(Session &session, FrameClock &clock, DeviceTarget target, const CommandDefinition &command,
        QWidget *parent = nullptr);

    /// Gives the command with the values as they stand.
    void send();
    [[nodiscard]] const CommandDefinition &command() const noexcept { return m_command; }

Q_SIGNALS:
    /// There is something new to read.
    void said();

private:
    void pull();
    void say(StateMark mark, const QString &words);

    Session &m_session;
    const DeviceTarget m_target; // keeps the profile, and so the command
    const CommandDefinition &m_command;
    std::vector<std::pair<QString, ParameterEditor *>> m_editors;
    IconLabel *m_mark = nullptr;
    QLabel *m_result = nullptr;
    QString m_correlationId; // of the one that is under way; empty: none
    std::optional<CommandOutcome::State> m_shown;
};

} // namespace ember
