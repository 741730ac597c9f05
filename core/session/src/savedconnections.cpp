// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/savedconnections.h>

#include "privatefile.h"
#include "savedconnectiontext.h"

#include <QtCore/QDateTime>
#include <QtCore/QFile>
#include <QtCore/QLockFile>
#include <QtCore/QUuid>

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLockPatience = 2'000; // ms
constexpr qsizetype kLongestName = 80; // characters: what the window has room for (look.md)

auto at(QList<SavedConnection> &list, const QString &id)
{
    return std::ranges::find(list, id, &SavedConnection::id);
}

QString gone()
{
    return u"That saved connection is not in the list any more; another run of Emberscope may have removed it."_s;
}

bool isTaken(const QList<SavedConnection> &list, const QString &name, const QString &id)
{
    return std::ranges::any_of(list,
        [&](const SavedConnection &one) { return one.id != id && one.name.compare(name, Qt::CaseInsensitive) == 0; });
}

QString problemOfName(const QList<SavedConnection> &list, const QString &name, const QString &id)
{
    if (name.trimmed().isEmpty()) {
        return u"The name is missing. Write what you call this connection, for example “basement”."_s;
    }
    if (name.size() > kLongestName) {
        return u"The name is longer than %1 characters."_s.arg(kLongestName);
    }
    if (std::ranges::any_of(name, [](QChar c) { return !c.isPrint(); })) {
        return u"There is a line break or another character that cannot be shown in the name; take it out."_s;
    }
    return isTaken(list, name.trimmed(), id)
        ? u"There is a saved connection “%1” already; choose another name."_s.arg(name.trimmed())
        : QString();
}

QString freeNameIn(const QList<SavedConnection> &list, const QString &name)
{
    QString free = name.left(kLongestName);
    for (int n = 2; isTaken(list, free, {}); ++n) {
        const QString number = u" (%1)"_s.arg(n);
        free = name.left(kLongestName - number.size()) + number;
    }
    return free;
}

// Reads the address, so that no secret in it reaches the file. One that is `before` already stays as it is: it may be
// of a version that knows more kinds of connections.
QString readAddress(SavedConnection &connection, const QString &before)
{
    const Result<ConnectionUrl> url = ConnectionUrl::parse(connection.address);
    if (!url) {
        return connection.address == before ? QString() : url.error();
    }
    connection.address = url->text;
    return {};
}

// Moves a file that cannot be understood out of the way; where to, or an empty text if that failed.
QString setAside(const QString &file)
{
    const QString name = file + u".broken-"_s + QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss"_s);
    for (int n = 1; n < 100; ++n) {
        const QString candidate = n == 1 ? name : QString(name + u"-%1"_s.arg(n));
        if (QFile::rename(file, candidate)) { // never onto another file
            return candidate;
        }
    }
    return {};
}

} // namespace

SavedConnections::SavedConnections(QString file, QObject *parent)
    : QObject(parent)
    , m_file(std::move(file))
{
    m_problem = load();
}

const SavedConnection *SavedConnections::find(const QString &id) const
{
    const auto found = std::ranges::find(m_list, id, &SavedConnection::id);
    return found == m_list.end() ? nullptr : &*found;
}

QString SavedConnections::nameProblem(const QString &name, const QString &id) const
{
    return problemOfName(m_list, name, id);
}

QString SavedConnections::freeName(const QString &name) const
{
    return freeNameIn(m_list, name);
}

// Takes in what the file says; what is wrong with it, in words.
QString SavedConnections::load()
{
    if (m_file.isEmpty()) {
        return {};
    }
    const Result<std::optional<QByteArray>> content = privatefile::read(m_file, privatefile::Demand::None);
    if (!content) {
        return content.error();
    }
    if (!content->has_value()) {
        m_list.clear();
        return {};
    }
    const SavedFile file = savedFileFromText(**content);
    m_isNewer = file.isNewer;
    if (m_isNewer) {
        return u"The saved connections in “%1” were written by a newer version of Emberscope; "
               u"they are left as they are and nothing can be saved here."_s.arg(m_file);
    }
    if (!file.problem.isEmpty()) {
        const QString aside = setAside(m_file);
        if (aside.isEmpty()) {
            m_isNewer = true; // nothing is written over it
            return u"The saved connections in “%1” cannot be read (%2), and the "
                   u"file cannot be moved away; do that, then start again."_s.arg(m_file, file.problem);
        }
        return u"The saved connections could not be read (%1). The file was kept as “%2”; "
               u"the list begins anew."_s.arg(file.problem, aside);
    }
    m_list = file.connections;
    m_others = file.others;
    return {};
}

QString SavedConnections::save(const QList<SavedConnection> &list)
{
    if (m_file.isEmpty()) {
        return {};
    }
    const Result<bool> written = privatefile::write(m_file, savedFileText(list, m_others));
    return written ? QString() : written.error();
}

Result<QString> SavedConnections::change(const QString &id, const Change &change)
{
    QLockFile turn(QString(m_file + u".lock"_s));
    if (!m_file.isEmpty()) {
        if (!turn.tryLock(kLockPatience) && turn.error() == QLockFile::LockFailedError) {
            return Error{u"“%1” is in use by another run of Emberscope; try again."_s.arg(m_file)};
        }
        if (const QString problem = load(); !problem.isEmpty()) {
            m_problem = problem;
            return Error{problem};
        }
    }
    QList<SavedConnection> list = m_list;
    QString problem = change(list);
    if (problem.isEmpty()) {
        problem = save(list);
    }
    if (!problem.isEmpty()) {
        return Error{problem};
    }
    m_list = std::move(list);
    Q_EMIT changed();
    return id;
}

Result<QString> SavedConnections::add(SavedConnection connection)
{
    connection.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    connection.name = connection.name.trimmed();
    if (const QString problem = readAddress(connection, {}); !problem.isEmpty()) {
        return Error{problem};
    }
    return change(connection.id, [&connection](QList<SavedConnection> &list) {
        QString problem = problemOfName(list, connection.name, connection.id);
        if (problem.isEmpty()) {
            list.append(connection);
        }
        return problem;
    });
}

Result<QString> SavedConnections::replace(SavedConnection connection)
{
    connection.name = connection.name.trimmed();
    return change(connection.id, [&connection](QList<SavedConnection> &list) {
        const auto place = at(list, connection.id);
        if (place == list.end()) {
            return gone();
        }
        QString problem = problemOfName(list, connection.name, connection.id);
        if (problem.isEmpty()) {
            problem = readAddress(connection, place->address);
        }
        if (problem.isEmpty()) {
            *place = connection;
        }
        return problem;
    });
}

Result<QString> SavedConnections::duplicate(const QString &id)
{
    const QString copyId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    return change(copyId, [&id, &copyId](QList<SavedConnection> &list) {
        const auto original = at(list, id);
        if (original == list.end()) {
            return gone();
        }
        SavedConnection copy = *original;
        copy.id = copyId;
        copy.name = freeNameIn(list, original->name);
        copy.place = SecretPlace::Nowhere;
        list.insert(original - list.begin() + 1, copy);
        return QString();
    });
}

Result<QString> SavedConnections::remove(const QString &id)
{
    return change(id, [&id](QList<SavedConnection> &list) {
        list.removeIf([&id](const SavedConnection &one) { return one.id == id; });
        return QString(); // gone already is as good
    });
}

Result<QString> SavedConnections::move(const QString &id, qsizetype place)
{
    return change(id, [&id, place](QList<SavedConnection> &list) {
        const auto found = at(list, id);
        if (found == list.end()) {
            return gone();
        }
        list.move(found - list.begin(), std::clamp<qsizetype>(place, 0, list.size() - 1));
        return QString();
    });
}

} // namespace ember
