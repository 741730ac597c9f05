// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "threadnumber.h"

#include <atomic>

namespace ember {

quint64 nextThreadNumber() noexcept
{
    static constinit std::atomic<quint64> latest = 0;
    return latest.fetch_add(1, std::memory_order_relaxed) + 1;
}

} // namespace ember
