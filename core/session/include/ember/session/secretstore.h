// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/connectionsecrets.h>

#include <QtCore/QObject>
#include <QtCore/QString>

#include <functional>

namespace ember {

/// Where the secrets of a saved connection are between two runs.
enum class SecretPlace : quint8
{
    Nowhere, ///< asked for each time
    Keyring, ///< the system's: Secret Service (GNOME Keyring, KeePassXC) or KWallet
    File ///< unencrypted in a file that only this user can read; only where the person chose it
};

/// Keeps the secrets of connections, in the place that is named each time. Nothing falls back from one place to another
/// by itself.
///
/// Every call returns at once and answers later by its callback, on the thread the store lives on (which needs a
/// running event loop) and never after the store is gone. The keyring may first ask the person to unlock it, so its
/// answer can take as long as that person. Callbacks of one store come in the order of the calls within one place.
/// Errors say what to do and never hold a secret.
class SecretStore : public QObject
{
    Q_OBJECT

public:
    /// The secrets that are kept; those that are not are empty. A place that was never written to holds nothing, which
    /// is no error.
    using Found = std::function<void(const Result<ConnectionSecrets> &)>;
    /// True, or why it could not be done.
    using Done = std::function<void(const Result<bool> &)>;

    /// `file` is that of SecretPlace::File: its directory is made with the first secret. Empty: there is no such place,
    /// and reading or writing there is an error. `service` is the name that the keyring lists the secrets under.
    explicit SecretStore(QString file, QString service = QStringLiteral("Emberscope"), QObject *parent = nullptr);
    ~SecretStore() override;

    /// Whether this build can speak with a keyring at all; whether one runs shows with the first call.
    [[nodiscard]] static bool hasKeyring() noexcept;

    /// What is kept for that connection (SavedConnection::id). A file that others can read, that belongs to somebody
    /// else or that is broken is refused; what is in it stays.
    void read(SecretPlace place, const QString &connection, Found found);
    /// Keeps these and nothing else for that connection; empty ones are forgotten. The file is replaced as a whole,
    /// with mode 0600 from its first moment on.
    void write(SecretPlace place, const QString &connection, const ConnectionSecrets &secrets, Done done);
    /// Keeps in `to` what is kept in `from`, with the entered secrets in the place of those they replace, and forgets
    /// it in `from` if that is another place. Of what was kept only the kinds in `wanted` stay. If one step fails,
    /// `from` still has what it had.
    void change(SecretPlace from, SecretPlace to, const QString &connection, SecretKinds wanted,
        const ConnectionSecrets &entered, const Done &done);
    /// Forgets what is kept for that connection; where there is nothing, that is done too.
    void remove(SecretPlace place, const QString &connection, Done done);

private:
    void answerLater(std::function<void()> answer);

    QString m_file;
    QString m_service;
};

} // namespace ember
