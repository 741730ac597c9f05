// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/savedconnections.h>

#include <QtCore/QObject>
#include <QtCore/QPointer>

#include <functional>
#include <memory>

class QWidget;

namespace ember {

class SecretsDialog;

/// What a person does with saved connections: opening one with its secrets, asking for those that are missing, saving,
/// editing, duplicating, removing. Asks in window-modal dialogs over the widget that is named, and waits for nobody: a
/// keyring that does not answer is told, and the secret can be typed instead. GUI thread; list and store outlive it.
class SavedDesk : public QObject
{
    Q_OBJECT

public:
    /// Opens a connection under a name; empty if that went well, else what went wrong.
    using Opener = std::function<QString(const ConnectionUrl &, const QString &name)>;

    SavedDesk(SavedConnections &saved, SecretStore &secrets, Opener open, QObject *parent = nullptr);
    ~SavedDesk() override;

    [[nodiscard]] const SavedConnections &saved() const noexcept { return m_saved; }

    void open(const QString &id, QWidget *asker);
    /// Asks for a name, and where the secrets that the address brought shall be.
    void save(const ConnectionUrl &url, QWidget *asker);
    void edit(const QString &id, QWidget *asker);
    /// With its secrets, which the copy keeps in the same place.
    void duplicate(const QString &id);
    /// Asks whether it is meant, then forgets its secrets too.
    void remove(const QString &id, QWidget *asker);
    void move(const QString &id, int by);

Q_SIGNALS:
    /// A saved connection was opened.
    void opened();
    /// What could not be done, in words; empty: what was said before holds no longer.
    void problem(const QString &text);

private:
    /// One that is being opened.
    struct Opening;
    using OpeningPtr = std::shared_ptr<Opening>;

    void takeFound(const OpeningPtr &opening, const Result<ConnectionSecrets> &found);
    void ask(const OpeningPtr &opening, const QString &why);
    void finish(const OpeningPtr &opening, const ConnectionSecrets &secrets);
    void keep(
        const SavedConnection &connection, SecretPlace place, const ConnectionSecrets &typed, const QString &failure);
    bool tell(const Result<QString> &result);

    SavedConnections &m_saved;
    SecretStore &m_secrets;
    Opener m_open;
};

} // namespace ember
