// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "profilefiles.h"

#include <ember/session/programevents.h>

#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kSettle{200};

std::optional<QByteArray> contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? std::optional(file.readAll()) : std::nullopt;
}

} // namespace

ProfileFiles::ProfileFiles(std::function<void(const Event &)> post, Reloaded reloaded)
    : m_post(std::move(post))
    , m_reloaded(std::move(reloaded))
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettle);
    connect(&m_settle, &QTimer::timeout, this, &ProfileFiles::look);
    const auto settle = [this] {
        if (!m_settle.isActive()) { // in a busy folder it would never end
            m_settle.start();
        }
    };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, settle);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, settle); // a new file in the old one's place
}

void ProfileFiles::follow(const QString &file, const ProfilePtr &profile, const std::shared_ptr<ProfileSet> &set)
{
    const QString path = QFileInfo(file).absoluteFilePath();
    auto followed = std::ranges::find(m_files, path, &Followed::file);
    if (followed == m_files.end()) {
        m_files.push_back({path, contentOf(path).value_or(QByteArray()), profile, {}});
        followed = std::prev(m_files.end());
        m_watcher.addPaths({path, QFileInfo(path).absolutePath()});
    }
    // The file may have changed between its first connection and this one: all have the latest edition.
    if (followed->profile != profile) {
        set->replace(profile, followed->profile);
    }
    followed->sets.push_back(set);
}

void ProfileFiles::look()
{
    for (Followed &followed : m_files) {
        read(followed);
    }
}

void ProfileFiles::read(Followed &followed)
{
    if (!m_watcher.files().contains(followed.file)) {
        m_watcher.addPath(followed.file); // fails while it is not there; its folder tells when it is
    }
    const std::optional<QByteArray> content = contentOf(followed.file);
    if (!content || *content == followed.content) {
        return;
    }
    followed.content = *content;
    const auto edition = parseProfile(*content, followed.file);
    if (!edition) {
        m_post(profileRefused.event({.file = followed.file, .reason = edition.error()}, u"emberscope"));
        return;
    }
    const ProfilePtr old = std::exchange(followed.profile, *edition);
    std::erase_if(followed.sets, [](const auto &set) { return set.expired(); });
    for (const std::weak_ptr<ProfileSet> &set : followed.sets) {
        if (const auto alive = set.lock()) {
            alive->replace(old, followed.profile);
        }
    }
    m_reloaded(followed.profile);
    m_post(profileReloaded.event(
        {.file = followed.file, .profile = followed.profile->id(), .version = followed.profile->version()},
        u"emberscope"));
}

} // namespace ember
