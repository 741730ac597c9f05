// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <optional>

/// Files that belong to this user alone. Any thread; the errors name the file and what the system says.
namespace ember::privatefile {

/// Replaces the file as a whole or leaves it as it was; nobody else can read it at any moment (mode 0600). Makes its
/// directory (0700). A symbolic link is followed, so that the file it leads to is the one replaced.
[[nodiscard]] Result<bool> write(const QString &path, const QByteArray &content);

/// Whom the file must be closed to.
enum class Demand : bool
{
    None,
    OnlyMine ///< refused when others can read or write it, or when it is somebody else's
};
/// What is in it; nullopt: there is no such file.
[[nodiscard]] Result<std::optional<QByteArray>> read(const QString &path, Demand demand);

} // namespace ember::privatefile
