// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/connectionurl.h>
#include <ember/links/simulationoptions.h>

#include <QtWidgets/QWidget>

class QComboBox;
class QHBoxLayout;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace ember {

/// What to simulate: the choices, and the address that comes of them below. The address can be edited too (faults have
/// no field of their own); the choices follow it. GUI thread.
class SimulatorForm : public QWidget
{
    Q_OBJECT

public:
    explicit SimulatorForm(QWidget *parent = nullptr);

    /// The address as a connection, or what is wrong with it.
    [[nodiscard]] Result<ConnectionUrl> url() const;
    /// Gives the keyboard to the button that starts to watch.
    void focusButton();
    /// Adds a button that asks to keep what is filled in.
    void offerSaving();

Q_SIGNALS:
    /// The person wants to keep it, and the address can be read.
    void saveRequested(const ember::ConnectionUrl &url);
    /// The person asked to watch and the address can be read.
    void submitted(const ember::ConnectionUrl &url);
    /// What is wrong, in words; empty once it is mended.
    void problemChanged(const QString &problem);

private:
    void makeFields();
    [[nodiscard]] QWidget *makeExplanation();
    void choicesChanged();
    void addressEdited();
    void submit();
    /// What is filled in, if it can be read; what is wrong is said in place.
    [[nodiscard]] Result<ConnectionUrl> checked();

    QComboBox *m_speed = nullptr;
    QComboBox *m_rate = nullptr;
    QSpinBox *m_devices = nullptr;
    QLineEdit *m_seed = nullptr;
    QLineEdit *m_address = nullptr;
    QPushButton *m_watch = nullptr;
    QHBoxLayout *m_buttons = nullptr;
    QString m_faults; // of the address
    bool m_submittedOnce = false; // from then on a mistake is said while typing
};

} // namespace ember
