// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/profilelibrary.h>

#include "builtinfiles.h"

#include <ember/device/topicfilter.h>

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
        return list;
    }();
    return profiles;
}

Result<ProfilePtr> ProfileLibrary::find(const QString &idOrFile)
{
    QStringList known;
    for (const ProfilePtr &profile : builtIn()) {
        if (profile->id() == idOrFile) {
            return profile;
        }
        known.append(profile->id());
    }
    if (QFileInfo(idOrFile).isFile()) {
        return loadProfile(idOrFile);
    }
    return Error{u"There is no profile \"%1\" and no file of that name. Built-in profiles: %2"_s.arg(
        idOrFile, known.join(u", "_s))};
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
