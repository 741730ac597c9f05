// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/figures.h"
#include "theme/roles.h"

#include <ember/session/eventlog.h>

#include <QtCore/QString>

#include <array>
#include <optional>

namespace ember {

/// The columns of the log, in their first order.
enum class LogColumn : quint8
{
    Time,
    Source,
    Event,
    Summary,
    Handlers,
    Duration
};
inline constexpr int kLogColumns = 6;

/// The heading of a column.
[[nodiscard]] QString columnTitle(LogColumn column);

/// What stands in it, for somebody who sees it for the first time.
[[nodiscard]] QString columnTip(LogColumn column);

/// What a row of the log says, in words; made only for rows that are shown.
struct RowText
{
    std::array<QString, kLogColumns> cells; ///< the duration without its unit
    std::optional<StateMark> mark; ///< of the event itself
    int failedHandlers = 0;
    int depth = 0; ///< 0 for an event from outside, else how many causes stand before it
    bool dim = false; ///< a replayed event

    [[nodiscard]] const QString &cell(LogColumn column) const { return cells[std::size_t(column)]; }
};

[[nodiscard]] RowText rowText(const LogEntry &entry, const QString &summary);

/// The mark of an event by its name (design.md §4): connection states, undecodable messages, errors, failures.
[[nodiscard]] std::optional<StateMark> eventMark(QStringView name);
/// The word that goes with it, for screen readers and tooltips.
[[nodiscard]] QString markWord(StateMark mark);

} // namespace ember
