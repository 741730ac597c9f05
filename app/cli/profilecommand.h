// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

namespace ember {

/// `profile list`, `profile show` and `profile check`: runs what follows `profile` and answers the exit code. Data goes
/// to stdout, messages to stderr.
[[nodiscard]] int runProfileCommand(const QStringList &arguments);

/// The help of `profile`.
[[nodiscard]] QString profileUsageText();

} // namespace ember
