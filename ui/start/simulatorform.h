// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "start/connectionform.h"

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace ember {

/// What to simulate: the choices, and the address that comes of them below. The address can be edited too (faults have
/// no field of their own); the choices follow it. GUI thread.
class SimulatorForm final : public ConnectionForm
{
    Q_OBJECT

public:
    explicit SimulatorForm(QWidget *parent = nullptr);

    [[nodiscard]] Result<ConnectionUrl> url() const override;

private:
    void makeFields();
    [[nodiscard]] QWidget *makeExplanation();
    void choicesChanged();
    void addressEdited();
    void focusMistake() override;

    QComboBox *m_speed = nullptr;
    QComboBox *m_rate = nullptr;
    QSpinBox *m_devices = nullptr;
    QLineEdit *m_seed = nullptr;
    QLineEdit *m_address = nullptr;
    QString m_faults; // of the address
};

} // namespace ember
