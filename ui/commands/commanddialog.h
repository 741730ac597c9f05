// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands/devicetarget.h"

#include <QtWidgets/QDialog>

class QCheckBox;
class QPushButton;
class QVBoxLayout;

namespace ember {

class CommandForm;
class FrameClock;

/// Gives one command to one device: what it does, its values, the risk that has to be confirmed where there is one,
/// and what became of it. Stays open until the person closes it. GUI thread.
class CommandDialog : public QDialog
{
    Q_OBJECT

public:
    CommandDialog(Session &session, FrameClock &clock, const DeviceTarget &target, const CommandDefinition &command,
        QWidget *parent = nullptr);

private:
    void addRisk(QVBoxLayout *layout, const QString &risk);
    void adaptSend();
    void makeRoom();

    CommandForm *m_form = nullptr;
    QCheckBox *m_understood = nullptr; // null: there is no risk to confirm
    QPushButton *m_send = nullptr;
};

} // namespace ember
