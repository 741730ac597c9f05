// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/trace.h>

#include <QtCore/QtGlobal>

#include <cstddef>

namespace ember {

/// What a full inbox does with one more event. Every loss is counted by its reason and told by `emitter.overflowed`.
enum class InboxPolicy : quint8
{
    Refuse, ///< post() returns false
    DropOldest, ///< the oldest waiting event makes room
    CoalesceLatest, ///< a waiting event of the same name and source is replaced, at any fill; refuses when still full
};

/// What can be chosen when an emitter is made; the defaults suit a desktop program.
struct EmitterOptions
{
    /// Most events that wait in the inbox, and what becomes of one more.
    std::size_t limit = 1'000;
    InboxPolicy policy = InboxPolicy::Refuse;
    /// Most asynchronous calls that have not finished. One more is not called: it has failed.
    std::size_t maxPending = 1'000;
    /// Which emissions leave a trace; EventEmitter::setTracing() changes it later.
    Tracing tracing = {};
};

} // namespace ember
