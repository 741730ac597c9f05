// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringView>

#include <optional>

namespace ember {

/// Microseconds since 1970, UTC, of an ISO 8601 date or date and time ("2026-11-21", "2026-11-21T10:01:02.314159Z",
/// "2026-11-21 10:01+02:00"); without a zone it is local time. Digits behind the microseconds are cut off. Empty for
/// anything else.
[[nodiscard]] std::optional<qint64> microsecondsOfTimeText(QStringView text);

} // namespace ember
