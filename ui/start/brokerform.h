// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "start/connectionform.h"
#include "start/connectiontext.h"

class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;
class QToolButton;

namespace ember {

class BrokerAdvanced;

/// The form for a connection to an MQTT broker, with the address that comes of it shown below (never with the password)
/// and what is wrong said in place. GUI thread.
class BrokerForm final : public ConnectionForm
{
    Q_OBJECT

public:
    explicit BrokerForm(QWidget *parent = nullptr);

    [[nodiscard]] BrokerChoices choices() const;
    [[nodiscard]] Result<ConnectionUrl> url() const override;

private:
    void makeFields();
    void addFields(QFormLayout *form);
    [[nodiscard]] QLineEdit *makeWatchedField(const QString &name, const QString &accessibleName);
    void makeAdvanced();
    void makePreview();
    void showTopicsOfProfile();
    void choicesChanged();
    void takeApartPastedUrl();
    void focusMistake() override;

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
};

} // namespace ember
