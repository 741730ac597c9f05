// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>
#include <ember/links/simulationoptions.h>

#include <QtWidgets/QMenu>

namespace ember {

/// What a person can let go wrong at a simulator, now: a fault of the device, the fault gone, the connection dropped, a
/// garbled message, silence. GUI thread.
class FaultMenu : public QMenu
{
    Q_OBJECT

public:
    explicit FaultMenu(QWidget *parent = nullptr);

    /// Whose fault list a code is chosen from; null: no device was heard yet, so no code can be chosen.
    void setProfile(const ProfilePtr &profile);

Q_SIGNALS:
    /// Which device it is for, and when, is for others to say.
    void chosen(const ember::SimulatedFault &fault);

private:
    QAction *addFault(const QString &name, const QString &text, const QString &toolTip, SimulatedFault::Kind kind);
    void askForCode();

    QAction *m_error = nullptr;
    ProfilePtr m_profile;
};

} // namespace ember
