// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>
#include <ember/expression/expression.h>
#include <ember/links/connectionurl.h>
#include <ember/session/eventlog.h>

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <chrono>
#include <optional>

namespace ember {

enum class OutputFormat
{
    Table,
    JsonLines
};

/// What the log may keep in memory unless the person says otherwise, bytes. Less than in the window: here nobody
/// scrolls back.
inline constexpr qint64 kTerminalLogBudget = 64'000'000;

/// What `watch` was asked to do; checked.
struct WatchArguments
{
    QList<ConnectionUrl> urls;
    QString profile; ///< id or file; empty: recognised
    std::optional<Expression> filter;
    std::optional<std::chrono::milliseconds> duration;
    std::optional<quint64> count;
    OutputFormat format = OutputFormat::Table;
    QString report; ///< file; empty: none
    qint64 logBudget = kTerminalLogBudget; ///< bytes
};

/// Reads what follows `watch`. The error is what goes to stderr before exit code 2.
[[nodiscard]] Result<WatchArguments> parseWatchArguments(const QStringList &arguments);

/// The help of the program, and of `watch`.
[[nodiscard]] QString usageText();
[[nodiscard]] QString watchUsageText();

} // namespace ember
