// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scoreboard.h"

namespace bench {

/// How long everything takes; the quick form is for CI: below 20 s together.
struct Extent
{
    int rounds = 9; ///< EMBER_BENCH_ROUNDS
    bool quick = false; ///< it is set

    /// What one way gets in one round.
    [[nodiscard]] quint64 messages(quint64 full) const { return quick ? full / 8 : full; }
    /// How long the window is watched, seconds.
    [[nodiscard]] int watching() const { return quick ? 2 : 30; }
};

/// Decoding a status against a QJsonDocument parse that walks the same numbers.
void decoding(Scoreboard &board, const Extent &extent);
/// Messages a second from a real broker to the log, against a subscriber that only counts.
void throughput(Scoreboard &board, const Extent &extent);
/// From publishing to the painted row of the real window.
void visible(Scoreboard &board, const Extent &extent);

} // namespace bench
