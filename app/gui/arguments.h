// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>
#include <ember/links/connectionurl.h>
#include <ember/session/eventlog.h>

#include <QtCore/QList>
#include <QtCore/QSize>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <chrono>
#include <optional>

namespace ember {

/// What the window was asked to do (design.md §6); checked.
struct WindowArguments
{
    enum class Task
    {
        Show,
        Help,
        Version,
        CheckDisplay
    };

    Task task = Task::Show;
    QList<ConnectionUrl> urls;
    std::optional<bool> dark; ///< none: as kept, or as the desktop says
    std::optional<QSize> size;
    QString screenshot; ///< file; empty: none
    std::chrono::milliseconds after{5000}; ///< until the screenshot
    qint64 logBudget = EventLog::kDefaultBudget; ///< bytes
};

/// Reads everything behind the program's name. The error is what goes to stderr before exit code 2.
[[nodiscard]] Result<WindowArguments> parseWindowArguments(const QStringList &arguments);

[[nodiscard]] QString windowUsageText();

} // namespace ember
