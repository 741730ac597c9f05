// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>
#include <ember/events/result.h>

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <vector>

namespace ember {

/// The profiles this program brings along, read once and shared by everyone. Any thread.
class ProfileLibrary
{
public:
    /// Every built-in profile, by file name, and at the end "mqtt", which reads what no other one does. Each call
    /// answers the same objects.
    [[nodiscard]] static const std::vector<ProfilePtr> &builtIn();

    /// The built-in profile of that id, else the profile in the file of that name. The error lists the known ids.
    [[nodiscard]] static Result<ProfilePtr> find(const QString &idOrFile);

    /// The text of a built-in profile's file, or of the file of that name, which need not be right. The error lists the
    /// known ids.
    [[nodiscard]] static Result<QByteArray> text(const QString &idOrFile);

    /// The first built-in profile that reads messages of that topic; null if there is none. With a payload given, a
    /// profile whose marks the body contradicts is passed over.
    [[nodiscard]] static ProfilePtr recognise(const QString &topic, const QByteArray &payload = {});
};

} // namespace ember
