// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/secretstore.h>

#include <QtWidgets/QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace ember {

/// Fields for the secrets of a connection, and where they shall be between two runs. GUI thread.
class SecretsForm : public QWidget
{
    Q_OBJECT

public:
    explicit SecretsForm(QWidget *parent = nullptr);

    /// A further field before those of the secrets, under the one that was added last.
    void addField(const QString &label, QWidget *field);
    /// Which fields there are; without any the place is not asked for either.
    void setKinds(SecretKinds kinds);
    void setPlace(SecretPlace place);
    void setSecrets(const ConnectionSecrets &secrets);
    /// What an empty field means: "unchanged", "none".
    void setEmptyWords(const QString &words);

    /// What was typed into the fields that are shown.
    [[nodiscard]] ConnectionSecrets secrets() const;
    [[nodiscard]] SecretPlace place() const;
    /// Gives the keyboard to the first field.
    void focusFirst();

Q_SIGNALS:
    /// Enter was pressed in a field.
    void submitted();

private:
    QLineEdit *makeField(const QString &name, const QString &label);
    void showWarning();

    QFormLayout *m_form;
    int m_added = 0; // further fields
    QLineEdit *m_password;
    QLineEdit *m_keyPassword;
    QComboBox *m_place;
    QLabel *m_warning;
    SecretKinds m_kinds;
};

} // namespace ember
