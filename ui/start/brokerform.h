// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "start/connectiontext.h"

#include <ember/links/connectionurl.h>

#include <QtWidgets/QWidget>

class QComboBox;
class QFormLayout;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

class QToolButton;

namespace ember {

class BrokerAdvanced;

/// The form for a connection to an MQTT broker, with the address that comes of it shown below (never with the password)
/// and what is wrong said in place. GUI thread.
class BrokerForm : public QWidget
{
    Q_OBJECT

public:
    explicit BrokerForm(QWidget *parent = nullptr);

    [[nodiscard]] BrokerChoices choices() const;
    /// The choices as a connection, or what is wrong with them.
    [[nodiscard]] Result<ConnectionUrl> url() const;
    /// Adds a button that asks to keep what is filled in.
    void offerSaving();

Q_SIGNALS:
    /// The person wants to keep it, and the address can be read.
    void saveRequested(const ember::ConnectionUrl &url);
    /// The person asked to connect and the address can be read.
    void submitted(const ember::ConnectionUrl &url);
    /// What is wrong, in words; empty once it is mended.
    void problemChanged(const QString &problem);

private:
    void makeFields();
    void addFields(QFormLayout *form);
    QLineEdit *makeField(const QString &name, const QString &accessibleName);
    void makeAdvanced();
    void makeEnd();
    void showTopicsOfProfile();
    void choicesChanged();
    void takeApartPastedUrl();
    void submit();
    /// What is filled in, if it can be read; what is wrong is said in place.
    [[nodiscard]] Result<ConnectionUrl> checked();

    QLineEdit *m_host = nullptr;
    QSpinBox *m_port = nullptr;
    QLineEdit *m_user = nullptr;
    QLineEdit *m_password = nullptr;
    QComboBox *m_profile = nullptr;
    QLineEdit *m_topic = nullptr;
    QLineEdit *m_device = nullptr;
    QToolButton *m_advancedToggle = nullptr;
    BrokerAdvanced *m_advanced = nullptr;
    int m_usualPort = 0; // of the chosen transport
    QLineEdit *m_preview = nullptr;
    QPushButton *m_connect = nullptr;
    QHBoxLayout *m_buttons = nullptr;
    bool m_submittedOnce = false; // from then on a mistake is said while typing
};

} // namespace ember
