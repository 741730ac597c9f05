// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace ember {

// Exit codes (design.md §6).
inline constexpr int kDone = 0;
inline constexpr int kCouldNotBeDone = 1;
inline constexpr int kWrongUsage = 2;

/// Writes to stderr, each line shown so that nothing a file, a broker or an argument put into it reaches the terminal
/// as a command.
void tell(const QString &text);
/// The same; gives the exit code back, so that it can be returned.
[[nodiscard]] int complain(int exitCode, const QString &text);

} // namespace ember
