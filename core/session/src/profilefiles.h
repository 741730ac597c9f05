// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profileset.h>
#include <ember/events/event.h>

#include <QtCore/QFileSystemWatcher>
#include <QtCore/QObject>
#include <QtCore/QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace ember {

/// Reads the profile files in use again when they change. A right edition takes the place of the old one, with an
/// `emberscope.profile_reloaded`; of a wrong one an `emberscope.profile_refused` says line and reason, and the old one
/// stays in use. Also for editors that write a new file in the place of the old. Lives on the session's thread.
class ProfileFiles : public QObject
{
    Q_OBJECT

public:
    using Reloaded = std::function<void(const ProfilePtr &)>;

    /// `post` takes the events; `reloaded` is told of a new edition before its event.
    ProfileFiles(std::function<void(const Event &)> post, Reloaded reloaded);

    /// From now on `set` gets every right edition of `file`, whose present one is `profile`.
    void follow(const QString &file, const ProfilePtr &profile, const std::shared_ptr<ProfileSet> &set);

private:
    struct Followed
    {
        QString file;
        QByteArray content; // as it was last read
        ProfilePtr profile;
        std::vector<std::weak_ptr<ProfileSet>> sets;
    };

    void look();
    void read(Followed &followed);

    std::function<void(const Event &)> m_post;
    Reloaded m_reloaded;
    QFileSystemWatcher m_watcher;
    QTimer m_settle; // a file is written in pieces
    std::vector<Followed> m_files;
};

} // namespace ember
