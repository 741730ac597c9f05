// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionsmodel.h"

namespace ember {

class Session;

/// The connections of a session with the devices heard through each. GUI thread.
/// Of each connection the first kMostListed devices singly: more would be a list to search in.
inline constexpr std::size_t kMostListed = 1'000;
[[nodiscard]] std::vector<ConnectionItem> connectionItems(const Session &session);

/// How the devices are, in figures. A unit that is heard through several connections is one device, as well as the best
/// of them says; beyond the listed ones each counts by itself.
struct Health
{
    int alive = 0;
    int stale = 0;
    int notConnected = 0; ///< devices whose connection is down
    int faulty = 0; ///< devices, alive or stale, with a fault that stands
    int interrupted = 0; ///< connections
    int lost = 0; ///< connections
    int connecting = 0; ///< connections
    int connections = 0;
    bool hasFurther = false; ///< there are devices whose state is not kept
    friend bool operator==(const Health &, const Health &) = default;
};
[[nodiscard]] Health healthOf(const std::vector<ConnectionItem> &items);

/// The sentence of the tool bar: "2 devices alive, 0 stale".
[[nodiscard]] QString healthWords(const Health &health);
[[nodiscard]] StateMark healthMark(const Health &health);

} // namespace ember
