// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionsmodel.h"

#include <QtCore/QString>

#include <optional>

namespace ember {

/// The mark of a connection: shape first (look.md).
[[nodiscard]] StateMark markOf(const LinkStatus &status);
/// Its state in words: "connected", "interrupted, trying again".
[[nodiscard]] QString stateWords(const LinkStatus &status);
/// Why it is not well and when it tries again, each on a line: "why: refused", "next try in 12 s"; empty while all is
/// well.
[[nodiscard]] QString noteWords(const LinkStatus &status, EventTime now);
/// How many devices there are beyond those listed; empty where all are.
[[nodiscard]] QString moreDevicesWords(const ConnectionItem &item);
/// The other connections that a device is heard through: "one device, also heard through lab"; empty without one.
[[nodiscard]] QString elsewhereWords(const DeviceItem &device);
/// How long ago, in whole units so that it changes seldom: "now", "12 s ago", "3 min ago"; "–" where unknown.
[[nodiscard]] QString agoWords(const std::optional<EventTime> &at, EventTime now);
/// "1.2/s" with the unit after a thin space; "–" where unknown.
[[nodiscard]] QString rateWords(const std::optional<double> &perSecond);
/// Everything about a connection, for a tool tip: URL, ledger of messages, the last drops.
[[nodiscard]] QString diagnosticsWords(const LinkStatus &status, EventTime now);

} // namespace ember
