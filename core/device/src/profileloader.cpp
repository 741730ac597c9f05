// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "profilereading.h"

#include <ember/device/profile.h>

#include <QtCore/QFile>

#include <exception>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargestFile = 16LL * 1024 * 1024;

} // namespace

Result<ProfilePtr> parseProfile(const QByteArray &json, const QString &fileName)
{
    const auto root = JsonNode::parse(json);
    if (!root) {
        return Error{u"%1: %2"_s.arg(fileName, root.error())};
    }
    try {
        checkAgainstSchema(*root);
        ProfileReading reading{*root, {}, {}, {}, {}};
        readFrame(reading);
        readFields(reading);
        readRules(reading);
        readCommands(reading);
        readTables(reading);
        return ProfilePtr(std::make_shared<const Profile>(std::move(reading.content)));
    } catch (const ProfileError &error) {
        return Error{u"%1: line %2, column %3: %4"_s.arg(fileName).arg(error.line).arg(error.column).arg(error.rule)};
    } catch (const std::exception &error) {
        return Error{u"%1: the profile could not be checked: %2"_s.arg(fileName, QString::fromUtf8(error.what()))};
    }
}

Result<ProfilePtr> loadProfile(const QString &file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly)) {
        return Error{u"%1: the profile could not be read: %2"_s.arg(file, source.errorString())};
    }
    if (source.size() > kLargestFile) {
        return Error{u"%1: a profile may not be larger than 16 MiB"_s.arg(file)};
    }
    return parseProfile(source.readAll(), file);
}

} // namespace ember
