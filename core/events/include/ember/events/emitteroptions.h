// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/emitterlimits.h>
#include <ember/events/trace.h>

#include <QtCore/QtGlobal>

#include <cstddef>
#include <functional>

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
    /// Most events that wait in the inbox, ordinary and urgent ones each, and what becomes of one more of its kind.
    std::size_t limit = 1'000;
    InboxPolicy policy = InboxPolicy::Refuse;
    /// Which emissions leave a trace; EventEmitter::setTracing() changes it later.
    Tracing tracing = {};
    /// The time by which events expire (EventInit::expiry): a replay gives the recording's. Called on the emitter's
    /// thread, once for each emission of an event that expires. Empty: the system's clock.
    std::function<EventTime()> clock = {};
    EmitterLimits limits = {};
};

} // namespace ember
