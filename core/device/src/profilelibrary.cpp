// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/profilelibrary.h>

#include "builtinfiles.h"

#include <ember/device/topicfilter.h>

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QLoggingCategory>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QJsonValue at(QJsonValue value, const JsonPath &path)
{
    for (const QByteArray &key : path) {
        value = value.toObject().value(QString::fromUtf8(key));
    }
    return value;
}

/// Whether the body says that it is not for this profile: a mark is there with another value, and none fits.
bool contradicts(const Profile &profile, const QJsonValue &body)
{
    bool contradicted = false;
    for (const BodyMark &mark : profile.content().marks) {
        const QJsonValue found = at(body, mark.path);
        if (found.isUndefined()) {
            continue;
        }
        if (mark.equals.isUndefined() || found == mark.equals) {
            return false;
        }
        contradicted = true;
    }
    return contradicted;
}

Error unknown(const QString &idOrFile)
{
    QStringList known;
    for (const ProfilePtr &profile : ProfileLibrary::builtIn()) {
        known.append(profile->id());
    }
    return Error{u"There is no profile \"%1\" and no file of that name. Built-in profiles: %2"_s.arg(
        idOrFile, known.join(u", "_s))};
}

} // namespace

const std::vector<ProfilePtr> &ProfileLibrary::builtIn()
{
    static const std::vector<ProfilePtr> profiles = [] {
        std::vector<ProfilePtr> list;
        for (const QString &file : builtInProfileFiles()) {
            auto profile = parseProfile(builtInFile(file), file);
            if (profile) {
                list.push_back(*std::move(profile));
            } else {
                qCritical("Built-in profile left out: %ls", qUtf16Printable(profile.error()));
            }
        }
        // What reads every topic comes after all that know theirs.
        std::ranges::stable_partition(
            list, [](const ProfilePtr &profile) { return !profile->topicFilters().contains(u"#"_s); });
        return list;
    }();
    return profiles;
}

Result<ProfilePtr> ProfileLibrary::find(const QString &idOrFile)
{
    const auto known
        = std::ranges::find_if(builtIn(), [&idOrFile](const ProfilePtr &profile) { return profile->id() == idOrFile; });
    if (known != builtIn().end()) {
        return *known;
    }
    if (QFileInfo(idOrFile).isFile()) {
        return loadProfile(idOrFile);
    }
    return unknown(idOrFile);
}

Result<QByteArray> ProfileLibrary::text(const QString &idOrFile)
{
    for (const QString &name : builtInProfileFiles()) {
        const auto profile = parseProfile(builtInFile(name), name);
        if (profile && (*profile)->id() == idOrFile) {
            return builtInFile(name);
        }
    }
    QFile file(idOrFile);
    if (!QFileInfo(idOrFile).isFile()) {
        return unknown(idOrFile);
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{u"%1: the profile could not be read: %2"_s.arg(idOrFile, file.errorString())};
    }
    return file.readAll();
}

ProfilePtr ProfileLibrary::recognise(const QString &topic, const QByteArray &payload)
{
    const QJsonValue body = payload.isEmpty() ? QJsonValue() : QJsonDocument::fromJson(payload).object();
    for (const ProfilePtr &profile : builtIn()) {
        const QStringList &filters = profile->topicFilters();
        const bool reads = std::any_of(
            filters.begin(), filters.end(), [&](const QString &filter) { return topicMatches(filter, topic); });
        if (reads && !contradicts(*profile, body)) {
            return profile;
        }
    }
    return nullptr;
}

} // namespace ember
