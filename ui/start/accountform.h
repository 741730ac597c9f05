// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/connectionurl.h>

#include <QtWidgets/QWidget>

class QHBoxLayout;
class QLineEdit;
class QPushButton;

namespace ember {

/// The form for a NaviLink account: e-mail address and password; what is wrong is said in place. GUI thread.
class AccountForm : public QWidget
{
    Q_OBJECT

public:
    explicit AccountForm(QWidget *parent = nullptr);

    /// The account as a connection, its password in it, or what is missing.
    [[nodiscard]] Result<ConnectionUrl> url() const;
    /// Fills in the account of an address whose password has to be asked for, and gives the keyboard to that. Its
    /// parameters are kept as long as the e-mail address stays.
    void ask(const ConnectionUrl &url);
    /// Adds a button that asks to keep what is filled in.
    void offerSaving();

Q_SIGNALS:
    /// The person wants to keep it, and nothing is missing.
    void saveRequested(const ember::ConnectionUrl &url);
    /// The person asked to connect and nothing is missing.
    void submitted(const ember::ConnectionUrl &url);
    /// What is wrong, in words; empty once it is mended.
    void problemChanged(const QString &problem);

private:
    [[nodiscard]] QLineEdit *makeField(const QString &name, const QString &accessibleName);
    void choicesChanged();
    void submit();
    /// What is filled in, if nothing is missing; what is, is said in place.
    [[nodiscard]] Result<ConnectionUrl> checked();

    QLineEdit *m_email = nullptr;
    QLineEdit *m_password = nullptr;
    QPushButton *m_connect = nullptr;
    QHBoxLayout *m_buttons = nullptr;
    ConnectionUrl m_asked; // of ask()
    bool m_submittedOnce = false; // from then on a mistake is said while typing
};

} // namespace ember
