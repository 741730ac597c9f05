// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "start/connectiontext.h"

#include <ember/links/connectionurl.h>

#include <QtWidgets/QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;

namespace ember {

/// What few need to reach a broker: transport and encryption, certificates, version, client id, session. What does not
/// go with the chosen transport is not shown. GUI thread.
class BrokerAdvanced : public QWidget
{
    Q_OBJECT

public:
    explicit BrokerAdvanced(QWidget *parent = nullptr);

    /// Fills in its part of the choices.
    void addTo(BrokerChoices &choices) const;
    /// Shows what a connection says about it; true if anything is not as usual.
    bool show(const ConnectionUrl &url);
    /// The port that brokers usually have for the chosen transport.
    [[nodiscard]] int usualPort() const;

Q_SIGNALS:
    void changed();
    void transportChanged();
    void submitted();

private:
    QLineEdit *makeField(const QString &name, const QString &label, const QString &placeholder);
    QWidget *makeFileField(QLineEdit *field, const QString &title);
    void adapt();

    QFormLayout *m_form;
    QComboBox *m_transport;
    QLineEdit *m_path;
    QLineEdit *m_ca;
    QLineEdit *m_cert;
    QLineEdit *m_key;
    QLineEdit *m_keyPassword;
    QComboBox *m_version;
    QLineEdit *m_clientId;
    QCheckBox *m_session;
    QList<QWidget *> m_ofTls;
};

} // namespace ember
