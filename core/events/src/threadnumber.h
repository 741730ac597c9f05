// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QtGlobal>

namespace ember {

[[nodiscard]] quint64 nextThreadNumber() noexcept;

/// A number that this thread has and no other ever gets; 1 and up. The system's own ids are given again when a thread
/// has ended, and then a stranger would pass for it.
[[nodiscard]] inline quint64 threadNumber() noexcept
{
    // Read at every emission: not by a call, as a library otherwise would.
    [[gnu::tls_model("initial-exec")]] static constinit thread_local quint64 number = 0;
    if (number == 0) [[unlikely]] {
        number = nextThreadNumber();
    }
    return number;
}

} // namespace ember
