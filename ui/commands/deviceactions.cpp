// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/deviceactions.h"

#include "commands/commandmenu.h"
#include "commands/recordsdialog.h"
#include "theme/theme.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

DeviceActions::DeviceActions(Session &session, FrameClock &clock, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_clock(clock)
    , m_menu(new CommandMenu(session, clock, this))
    , m_commands(new QPushButton(tr("Commands…"), this))
    , m_records(new QPushButton(tr("Energy, schedules…"), this))
{
    m_commands->setObjectName(u"commandsButton"_s);
    m_commands->setToolTip(tr("What this device can be told; only where you have allowed commands"));
    connect(m_commands, &QPushButton::clicked, this,
        [this] { m_menu->popup(m_commands->mapToGlobal(m_commands->rect().bottomLeft())); });
    m_records->setObjectName(u"recordsButton"_s);
    m_records->setToolTip(tr("Ask the device for the energy it used and for its schedules"));
    connect(m_records, &QPushButton::clicked, this, &DeviceActions::showRecords);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metric::kPadding, 0, metric::kPadding, metric::kPadding);
    layout->setSpacing(metric::kPadding);
    layout->addWidget(m_commands);
    layout->addWidget(m_records);
    layout->addStretch(1);
    hide();
}

void DeviceActions::setDevice(const DeviceState &device)
{
    m_target = targetOf(m_session, device);
    m_menu->setTarget(m_target);
    const bool hasCommands = m_target.profile && std::ranges::any_of(m_target.profile->commands(), isOffered);
    const bool hasRecords = m_target.profile && !m_target.profile->tables().empty();
    m_commands->setVisible(hasCommands);
    m_records->setVisible(hasRecords);
    setVisible(hasCommands || hasRecords);
}

void DeviceActions::showRecords()
{
    auto *dialog = new RecordsDialog(m_session, m_clock, m_target, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace ember
