// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>

#include <QtCore/QStringView>

namespace ember {

/// Bounds of what a person may choose as the log's budget, bytes. Below the least the log would hold no more than the
/// stretch it is writing.
inline constexpr qint64 kLeastLogBudget = 1'000'000;
inline constexpr qint64 kMostLogBudget = 1'000'000'000'000;

/// A budget for the log as people write it on a command line: "128MB", "2GiB"; bytes. The error says what to write.
[[nodiscard]] Result<qint64> parseLogBudget(QStringView text);

} // namespace ember
