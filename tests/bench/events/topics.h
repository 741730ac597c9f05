// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scoreboard.h"

namespace bench {

// One function per topic, each in the file of its name; they add to the scoreboard.
void dispatch(Scoreboard &board, const Effort &effort); ///< 1–6, 8
void names(Scoreboard &board, const Effort &effort); ///< 7, 8
void tracing(Scoreboard &board, const Effort &effort); ///< 9–12
void isolation(Scoreboard &board, const Effort &effort); ///< 13
void once(Scoreboard &board, const Effort &effort); ///< 14
void registration(Scoreboard &board, const Effort &effort); ///< 15–19
void wildcards(Scoreboard &board, const Effort &effort); ///< 20, 21
void posting(Scoreboard &board, const Effort &effort); ///< 22, 23
void endToEnd(Scoreboard &board, const Effort &effort); ///< 24, 25
void latency(Scoreboard &board, const Effort &effort); ///< 26
void flood(Scoreboard &board, const Effort &effort); ///< 27
void allocations(Scoreboard &board, const Effort &effort); ///< 28
void settings(Scoreboard &board, const Effort &effort); ///< the program's own settings

} // namespace bench
