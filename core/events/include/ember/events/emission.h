// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/trace.h>

#include <QtCore/QList>

namespace ember {

/// How an emission went as a whole.
enum class EmissionOutcome : quint8
{
    Delivered, ///< its handlers were called: those it had, also if none
    Dropped, ///< no handler was called: middleware dropped the event, the inbox lost it, or it was refused
    Expired, ///< its time to live was over before a handler was called
    Stopped, ///< the emitter stopped before every handler had finished
};

/// What became of one emission.
struct Emission
{
    int handled = 0; ///< handlers that ran without throwing
    int failed = 0;
    /// Handlers that have not finished: an asynchronous one that is awaited and those behind it, and concurrent ones.
    int pending = 0;
    QList<HandlerFailure> errors = {};
    EmissionOutcome outcome = EmissionOutcome::Delivered;
};

} // namespace ember
