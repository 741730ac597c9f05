// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/faultmenu.h"

#include "connections/faultdialog.h"

#include <QtGui/QAction>

namespace ember {

using namespace Qt::StringLiterals;

FaultMenu::FaultMenu(QWidget *parent)
    : QMenu(tr("Provoke a &fault"), parent)
{
    setToolTipsVisible(true);
    m_error = addAction(tr("Device &fault…"), this, &FaultMenu::askForCode);
    m_error->setObjectName(u"provokeErrorAction"_s);
    m_error->setToolTip(tr("Choose a fault code; the device reports it until it is cleared"));
    m_error->setEnabled(false);
    addFault(u"provokeClearAction"_s, tr("Device fault &cleared"), tr("The device reports that its fault is gone"),
        SimulatedFault::Kind::Clear);
    addSeparator();
    addFault(u"provokeDropAction"_s, tr("Connection &drops"),
        tr("The connection breaks once; Emberscope connects again by itself"), SimulatedFault::Kind::Drop);
    addFault(u"provokeGarbageAction"_s, tr("&Garbled message"),
        tr("One broken message; the next one is broken in another way, six ways in turn"),
        SimulatedFault::Kind::Garbage);
    addFault(u"provokeSilenceAction"_s, tr("&Silence"),
        tr("The device says nothing for 15 minutes of its own time, which pass as fast as the simulator runs; after "
           "10 of them a connection on which nobody else speaks counts as silent"),
        SimulatedFault::Kind::Silence);
}

void FaultMenu::setProfile(const ProfilePtr &profile)
{
    m_profile = profile;
    m_error->setEnabled(profile && !profile->content().faults.empty());
}

QAction *FaultMenu::addFault(
    const QString &name, const QString &text, const QString &toolTip, SimulatedFault::Kind kind)
{
    QAction *action = addAction(text, this, [this, kind] {
        SimulatedFault fault;
        fault.kind = kind;
        fault.duration = SimulatedFault::kUsualSilence;
        Q_EMIT chosen(fault);
    });
    action->setObjectName(name);
    action->setToolTip(toolTip);
    return action;
}

void FaultMenu::askForCode()
{
    auto *dialog = new FaultDialog(*m_profile, parentWidget());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { Q_EMIT chosen(dialog->fault()); });
    dialog->open();
}

} // namespace ember
