// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>
#include <ember/links/simulationoptions.h>

#include <QtWidgets/QDialog>

class QLabel;
class QListWidget;

namespace ember {

/// Asks for one of the faults a profile knows, with the advice that belongs to it. GUI thread.
class FaultDialog : public QDialog
{
    Q_OBJECT

public:
    explicit FaultDialog(const Profile &profile, QWidget *parent = nullptr);

    /// The chosen one.
    [[nodiscard]] SimulatedFault fault() const;

private:
    void showMatching(const QString &text);
    void showAdvice();

    QListWidget *m_list = nullptr;
    QLabel *m_advice = nullptr;
};

} // namespace ember
