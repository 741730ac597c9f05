// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/savedconnections.h>

#include <QtWidgets/QDialog>

class QLabel;
class QLineEdit;

namespace ember {

class SecretsForm;

/// Name, address and secrets of a saved connection: of a new one, or to edit one. What is wrong is said in place, and
/// it stays open until nothing is. A secret in the typed address moves to its field. GUI thread; the list outlives it.
class SavedDialog : public QDialog
{
    Q_OBJECT

public:
    /// `connection` without an id is a new one; `brought` are secrets that are known already.
    SavedDialog(const SavedConnections &saved, SavedConnection connection, const ConnectionSecrets &brought,
        QWidget *parent = nullptr);

    /// As filled in: its secrets are those that it has to have, its place where the person wants them.
    [[nodiscard]] SavedConnection connection() const;
    /// What was typed; an empty one stays as it is.
    [[nodiscard]] ConnectionSecrets secrets() const;

    void accept() override;

private:
    void addressEdited();
    [[nodiscard]] QString problem() const;

    const SavedConnections &m_saved;
    SavedConnection m_connection;
    QLineEdit *m_name;
    QLineEdit *m_address;
    SecretsForm *m_secrets;
    QLabel *m_problem;
    bool m_triedOnce = false; // from then on a mistake is said while typing
};

} // namespace ember
