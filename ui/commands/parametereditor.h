// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/commands.h>

#include <QtWidgets/QWidget>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;

namespace ember {

/// Whether a person can give this value here: schedules, lists of entries, have no editor yet.
[[nodiscard]] bool hasEditor(const CommandParameter &parameter);

/// Asks for one value of a command, in the unit the person prefers, with its range beneath. GUI thread.
class ParameterEditor : public QWidget
{
    Q_OBJECT

public:
    /// Begins with what the device says now. `parameter` must outlive it.
    ParameterEditor(const CommandParameter &parameter, const DeviceState &state, QWidget *parent = nullptr);

    [[nodiscard]] CommandArgument argument() const;

private:
    void makeNumber();
    void makeChoice();
    void makeNumbers();
    void useUnit(const QString &unit);

    const CommandParameter &m_parameter;
    const DeviceState m_state;
    QString m_unit; // the one shown
    QDoubleSpinBox *m_number = nullptr;
    QComboBox *m_units = nullptr;
    QComboBox *m_choice = nullptr;
    QLineEdit *m_numbers = nullptr;
    QLabel *m_range = nullptr;
};

} // namespace ember
