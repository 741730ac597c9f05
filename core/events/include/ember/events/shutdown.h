// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>
#include <ember/events/trace.h>

#include <QtCore/QList>
#include <QtCore/QString>

#include <chrono>

namespace ember {

/// A handler that was still busy when its emitter stopped.
struct AbandonedCall
{
    HandlerId handler = 0;
    QString handlerName = {};
    Event event = {};
    std::chrono::milliseconds runningFor = {}; ///< since it was called
    int behind = 0; ///< handlers behind it that did not run
};

/// What an emitter left unfinished when it stopped.
struct ShutdownReport
{
    QList<AbandonedCall> abandoned; ///< in the order they were called; empty when everything had finished

    [[nodiscard]] bool isComplete() const noexcept { return abandoned.isEmpty(); }
};

/// A handler that is running at the moment somebody looks.
struct RunningHandler
{
    HandlerId handler = 0; ///< EventEmitter::handlerInfo() says who that is
    std::chrono::nanoseconds runningFor = {};
};

} // namespace ember
