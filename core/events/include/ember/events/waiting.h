// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>

namespace ember {

/// How a wait for an event ended.
enum class WaitOutcome : quint8
{
    Matched, ///< the event came
    TimedOut, ///< it did not come in time
    Stopped, ///< the emitter stopped before, or refused the wait, which a warning says
};

/// What EventEmitter::waitFor() answers.
struct WaitResult
{
    WaitOutcome outcome = WaitOutcome::Stopped;
    Event event = {}; ///< what was waited for; null unless it came
};

} // namespace ember
