// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "savedconnectiontext.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QSet>

#include <array>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kFormat = 1;
const QString kPassword = u"password"_s;
const QString kKeyPassword = u"keypassword"_s;

constexpr std::array kPlaces{std::pair{SecretPlace::Nowhere, "nowhere"_L1},
    std::pair{SecretPlace::Keyring, "keyring"_L1}, std::pair{SecretPlace::File, "file"_L1}};

QString wordOf(SecretPlace place)
{
    for (const auto &[one, word] : kPlaces) {
        if (one == place) {
            return QString(word);
        }
    }
    return {};
}

QJsonObject objectOf(const SavedConnection &connection)
{
    QJsonArray secrets;
    if (connection.secrets.testFlag(SecretKind::Password)) {
        secrets.append(kPassword);
    }
    if (connection.secrets.testFlag(SecretKind::KeyPassword)) {
        secrets.append(kKeyPassword);
    }
    QJsonObject object = connection.others;
    object.insert(u"id"_s, connection.id);
    object.insert(u"name"_s, connection.name);
    object.insert(u"address"_s, connection.address);
    object.insert(u"secrets"_s, secrets);
    object.insert(u"keep"_s, wordOf(connection.place));
    return object;
}

SavedConnection connectionFrom(QJsonObject object)
{
    SavedConnection connection;
    connection.id = object.take(u"id"_s).toString();
    connection.name = object.take(u"name"_s).toString();
    connection.address = object.take(u"address"_s).toString();
    const QJsonArray secrets = object.take(u"secrets"_s).toArray();
    connection.secrets.setFlag(SecretKind::Password, secrets.contains(kPassword));
    connection.secrets.setFlag(SecretKind::KeyPassword, secrets.contains(kKeyPassword));
    const QString keep = object.take(u"keep"_s).toString();
    for (const auto &[place, word] : kPlaces) {
        connection.place = keep == word ? place : connection.place;
    }
    connection.others = object;
    return connection;
}

// What is wrong with an entry that a hand may have changed.
QString problemOf(const SavedConnection &connection, qsizetype number, const QSet<QString> &ids)
{
    if (connection.id.isEmpty() || connection.name.isEmpty() || connection.address.isEmpty()) {
        return u"connection %1 has no “id”, “name” or “address”"_s.arg(number);
    }
    return ids.contains(connection.id) ? u"connection %1 has the “id” of another one"_s.arg(number) : QString();
}

} // namespace

SavedFile savedFileFromText(const QByteArray &text)
{
    SavedFile file;
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (!document.isObject()) {
        const qsizetype line = text.left(error.offset).count('\n') + 1;
        file.problem = error.error == QJsonParseError::NoError ? u"it is no JSON object"_s
                                                               : u"line %1: %2"_s.arg(line).arg(error.errorString());
        return file;
    }
    QJsonObject object = document.object();
    const int format = object.take(u"format"_s).toInt();
    file.isNewer = format > kFormat;
    if (file.isNewer) {
        return file;
    }
    const QJsonValue connections = object.take(u"connections"_s);
    if (format != kFormat || !connections.isArray()) {
        file.problem = u"there is no “format”: 1 with a list of “connections” in it"_s;
        return file;
    }
    QSet<QString> ids;
    for (const QJsonValue entry : connections.toArray()) {
        SavedConnection connection = connectionFrom(entry.toObject());
        if (file.problem = problemOf(connection, file.connections.size() + 1, ids); !file.problem.isEmpty()) {
            return file;
        }
        ids.insert(connection.id);
        file.connections.append(std::move(connection));
    }
    file.others = object;
    return file;
}

QByteArray savedFileText(const QList<SavedConnection> &connections, const QJsonObject &others)
{
    QJsonArray list;
    for (const SavedConnection &connection : connections) {
        list.append(objectOf(connection));
    }
    QJsonObject object = others;
    object.insert(u"format"_s, kFormat);
    object.insert(u"connections"_s, list);
    return QJsonDocument(object).toJson();
}

} // namespace ember
