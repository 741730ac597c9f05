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
    Dropped, ///< middleware dropped the event: no handler was called
    Expired, ///< its time to live was over before a handler was called
    Stopped, ///< the emitter stopped, or refused it, before every handler had finished
};

/// What became of one emission.
struct Emission
{
    int handled = 0; ///< handlers that ran without throwing
    int failed = 0;
    int pending = 0; ///< handlers that wait for an unfinished asynchronous one, that one included
    QList<HandlerFailure> errors = {};
    EmissionOutcome outcome = EmissionOutcome::Delivered;
};

} // namespace ember
