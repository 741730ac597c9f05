// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/savedconnections.h>

#include <QtWidgets/QDialog>

class QLabel;

namespace ember {

class SecretsForm;

/// Asks for the secrets that a saved connection lacks. GUI thread.
class SecretsDialog : public QDialog
{
    Q_OBJECT

public:
    /// `missing` are those to ask for. `why` says why they are not there, in words; may be empty.
    SecretsDialog(
        const SavedConnection &connection, SecretKinds missing, const QString &why, QWidget *parent = nullptr);

    /// What was typed; what was left empty shall be tried without.
    [[nodiscard]] ConnectionSecrets secrets() const;
    [[nodiscard]] SecretPlace place() const;

private:
    SecretsForm *m_form;
};

} // namespace ember
