// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretfile.h"

#include "privatefile.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QLockFile>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kFormat = 1;
constexpr int kLockPatience = 2'000; // ms

QJsonObject objectOf(const ConnectionSecrets &secrets)
{
    QJsonObject object;
    if (!secrets.password.isEmpty()) {
        object.insert(u"password"_s, secrets.password.reveal());
    }
    if (!secrets.keyPassword.isEmpty()) {
        object.insert(u"keypassword"_s, secrets.keyPassword.reveal());
    }
    return object;
}

ConnectionSecrets secretsFrom(const QJsonObject &object)
{
    return {.password = Secret(object.value(u"password"_s).toString()),
        .keyPassword = Secret(object.value(u"keypassword"_s).toString())};
}

// The whole file; without one as it would begin.
Result<QJsonObject> load(const QString &path)
{
    const Result<std::optional<QByteArray>> content = privatefile::read(path, privatefile::Demand::OnlyMine);
    if (!content) {
        return Error{content.error()};
    }
    if (!content->has_value()) {
        return QJsonObject{{u"format"_s, kFormat}};
    }
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(**content, &problem);
    if (!document.isObject() || !document.object().value(u"connections"_s).isObject()) {
        // Nothing of it is repeated: it is made of passwords.
        return Error{u"“%1” is broken (%2), so no password is read from it or kept in it. "
                     u"Mend it, or move it away and enter the passwords anew."_s.arg(
                         path, document.isObject() ? u"there are no connections in it"_s : problem.errorString())};
    }
    if (document.object().value(u"format"_s).toInt() != kFormat) {
        return Error{u"“%1” was not written by this version of Emberscope (its “format” is not 1); use the "
                     u"other one, or move the file away."_s.arg(path)};
    }
    return document.object();
}

} // namespace

QByteArray secretsText(const ConnectionSecrets &secrets)
{
    return QJsonDocument(objectOf(secrets)).toJson(QJsonDocument::Compact);
}

std::optional<ConnectionSecrets> secretsFromText(const QByteArray &text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text);
    return document.isObject() ? std::optional(secretsFrom(document.object())) : std::nullopt;
}

Result<ConnectionSecrets> readSecretFile(const QString &path, const QString &connection)
{
    const Result<QJsonObject> file = load(path);
    return file
        ? Result<ConnectionSecrets>(secretsFrom(file->value(u"connections"_s).toObject().value(connection).toObject()))
        : Error{file.error()};
}

Result<bool> changeSecretFile(const QString &path, const QString &connection, const ConnectionSecrets &secrets)
{
    QLockFile turn(QString(path + u".lock"_s));
    // Without a directory there is nobody to take turns with, and the lock cannot be had.
    if (!turn.tryLock(kLockPatience) && turn.error() == QLockFile::LockFailedError) {
        return Error{u"“%1” is in use by another run of Emberscope; try again."_s.arg(path)};
    }
    Result<QJsonObject> file = load(path);
    if (!file) {
        return Error{file.error()};
    }
    QJsonObject connections = file->value(u"connections"_s).toObject();
    if (secrets.isEmpty() && !connections.contains(connection)) {
        return true;
    }
    if (secrets.isEmpty()) {
        connections.remove(connection);
    } else {
        connections.insert(connection, objectOf(secrets));
    }
    file.value().insert(u"connections"_s, connections);
    return privatefile::write(path, QJsonDocument(*file).toJson());
}

} // namespace ember
