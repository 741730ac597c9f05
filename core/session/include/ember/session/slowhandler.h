// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace ember {

/// A handler that runs so long is slow: a warning names it, once and again when it got twice as slow, and the window
/// shows the slowest.
inline constexpr std::chrono::nanoseconds kSlowHandler = std::chrono::seconds(1);

} // namespace ember
