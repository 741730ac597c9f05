// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/commandmenu.h"

#include "commands/commanddialog.h"
#include "commands/parametereditor.h"
#include "theme/theme.h"

#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

bool isOffered(const CommandDefinition &command)
{
    return !command.isQuestion && std::ranges::all_of(command.parameters, hasEditor);
}

CommandMenu::CommandMenu(Session &session, FrameClock &clock, QWidget *parent)
    : QMenu(parent)
    , m_session(session)
    , m_clock(clock)
{
    setObjectName(u"commandMenu"_s);
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &CommandMenu::fill);
}

void CommandMenu::fill()
{
    clear();
    const QList<ConnectionStatus> connections = m_session.connections();
    const auto connection = std::ranges::find(connections, m_target.connection, &ConnectionStatus::id);
    if (connection != connections.end() && !connection->commandsAllowed) {
        QAction *allow = addAction(tr("Read-only. Allow commands…"), this,
            [this] { askToAllowCommands(m_session, m_target.connection, parentWidget()); });
        allow->setObjectName(u"allowFromMenuAction"_s);
        allow->setToolTip(tr("Nothing that changes a device is sent through this connection until you allow it"));
        addSeparator();
    }
    for (const CommandDefinition &command :
        m_target.profile ? m_target.profile->commands() : std::vector<CommandDefinition>()) {
        if (!isOffered(command)) {
            continue;
        }
        QAction *action = addAction(command.label + u"…"_s, this, [this, target = m_target, name = command.name] {
            auto *dialog = new CommandDialog(m_session, m_clock, target, *target.profile->command(name), window());
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->open();
        });
        action->setObjectName(command.name + u"Command"_s);
        const QString obstacle = m_session.commandObstacle(m_target.connection, m_target.source, command.name);
        action->setEnabled(obstacle.isEmpty());
        action->setToolTip(obstacle.isEmpty() ? command.description : obstacle);
    }
}

void askToAllowCommands(Session &session, ConnectionId connection, QWidget *parent)
{
    const QList<ConnectionStatus> connections = session.connections();
    const auto at = std::ranges::find(connections, connection, &ConnectionStatus::id);
    if (at == connections.end()) {
        return;
    }
    auto *box = new QMessageBox(QMessageBox::NoIcon, QMessageBox::tr("Allow commands"),
        QMessageBox::tr("Allow commands for \"%1\"?").arg(at->name), QMessageBox::Cancel, parent);
    box->setObjectName(u"allowCommandsBox"_s);
    box->setInformativeText(
        QMessageBox::tr("So far Emberscope only listens to this connection and asks for states. From then on commands "
                        "can change what its devices do: temperature, mode, power, schedules. Each one is checked "
                        "first, and stands in the log with your name. It is read-only again when you say so, and the "
                        "next time Emberscope starts."));
    QPushButton *allow = box->addButton(QMessageBox::tr("Allow commands"), QMessageBox::AcceptRole);
    allow->setObjectName(u"allowCommandsButton"_s);
    box->setDefaultButton(QMessageBox::Cancel);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(
        allow, &QPushButton::clicked, box, [&session, connection] { session.setCommandsAllowed(connection, true); });
    box->open();
}

} // namespace ember
