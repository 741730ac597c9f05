// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/secretstore.h>

#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QObject>
#include <QtCore/QString>

namespace ember {

/// A connection under a name, to be opened again. It holds no secret.
struct SavedConnection
{
    QString id; ///< made when it is added, never shown, the same for ever: the SecretStore keeps its secrets by it
    QString name; ///< what the person calls it; unique in its list, capitals or not
    QString address; ///< as ConnectionUrl::text: without secrets
    SecretKinds secrets; ///< those it was saved with: kept in `place`, or to be asked for
    SecretPlace place = SecretPlace::Nowhere;
    QJsonObject others = {}; ///< of its entry in the file, what this version does not know; kept as it is
};

/// The person's list of connections, in the order they want, in a JSON file:
/// {"format":1,"connections":[{"id","name","address","secrets":["password"],"keep":"keyring"}]}.
///
/// Every change reads the file anew, with a lock file beside it, and replaces it as a whole: two runs of the program do
/// not undo each other's changes. A file that cannot be understood is moved aside under a name of its own (problem()
/// says so) before a new one is begun; one of a newer version is left alone and nothing can be changed. Lives on one
/// thread; no function waits for anything but the disk.
class SavedConnections : public QObject
{
    Q_OBJECT

public:
    /// Reads the file; one that is not there yet is an empty list. An empty path: the list is only in memory.
    explicit SavedConnections(QString file, QObject *parent = nullptr);

    [[nodiscard]] const QList<SavedConnection> &list() const noexcept { return m_list; }
    /// The one with that id, or null.
    [[nodiscard]] const SavedConnection *find(const QString &id) const;
    /// What was wrong with the file, in words for a person; empty if nothing was.
    [[nodiscard]] const QString &problem() const noexcept { return m_problem; }

    /// Why a connection cannot have that name; empty if it can. `id` is whose name it would be; empty: a new one's.
    [[nodiscard]] QString nameProblem(const QString &name, const QString &id = {}) const;
    /// `name` if it is free, else with a number behind it.
    [[nodiscard]] QString freeName(const QString &name) const;

    // Each gives the id of the connection it left behind, or says why nothing was changed. changed() follows a success.
    // An address is taken over without the secrets that stand in it.

    /// At the end of the list; its id is made.
    Result<QString> add(SavedConnection connection);
    /// Instead of the one with its id.
    Result<QString> replace(SavedConnection connection);
    /// A copy behind the original, under a free name, without secrets: those are asked for.
    Result<QString> duplicate(const QString &id);
    Result<QString> remove(const QString &id);
    /// To that place in the list; beyond its ends: to the end.
    Result<QString> move(const QString &id, qsizetype place);

Q_SIGNALS:
    void changed();

private:
    using Change = std::function<QString(QList<SavedConnection> &)>; // what is wrong; empty if it was done
    Result<QString> change(const QString &id, const Change &change);
    [[nodiscard]] QString load();
    [[nodiscard]] QString save(const QList<SavedConnection> &list);

    QString m_file;
    QList<SavedConnection> m_list;
    QJsonObject m_others; // of the file, what this version does not know
    QString m_problem;
    bool m_isNewer = false;
};

} // namespace ember
