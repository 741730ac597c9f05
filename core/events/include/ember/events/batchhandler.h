// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>

namespace ember {

/// Gets several events at once, oldest first, never none; see EventEmitter::onBatch(). They are valid during the call;
/// copying one costs a reference.
using BatchHandler = std::function<void(std::span<const Event>)>;

/// When a batch is full.
struct BatchOptions
{
    std::size_t count = 100; ///< so many events
    std::chrono::milliseconds time = std::chrono::seconds(1); ///< since the first of them
};

} // namespace ember
