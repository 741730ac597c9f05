// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QtGlobal>

namespace ember {

[[nodiscard]] quint64 nextThreadNumber() noexcept;

/// What is no thread's number.
inline constexpr quint64 kNoThread = ~quint64(0);

/// This thread's number; 0 while it has none.
[[nodiscard]] inline quint64 &threadNumberOrZero() noexcept
{
    // Read at every emission: not by a call, as a library otherwise would.
    [[gnu::tls_model("initial-exec")]] static constinit thread_local quint64 number = 0;
    return number;
}

/// A number that this thread has and no other ever gets; 1 and up. The system's own ids are given again when a thread
/// has ended, and then a stranger would pass for it.
[[nodiscard]] inline quint64 threadNumber() noexcept
{
    quint64 &number = threadNumberOrZero();
    if (number == 0) [[unlikely]] {
        number = nextThreadNumber();
    }
    return number;
}

} // namespace ember
