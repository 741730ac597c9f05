// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QHash>
#include <QtCore/QString>

namespace ember {

/// How often events of one name may come: on average so many a second, and as many at once as `burst` says.
struct RateLimit
{
    double perSecond = 0; ///< 0: no limit
    int burst = 0; ///< 0: what comes in one second, at least one
};

/// What an emitter does not put up with. Events named `emitter.…` are bound by `depth` alone.
///
/// An event that `rate` or `payloadBytes` excludes is refused where it is handed over: post() and emitNext() answer
/// false, emitEvent() tells the name and the limit among its errors. It is counted by name (EmitterCounts), not as an
/// emission; `emitter.refused` and a warning tell of it, at most once a second. offer() answers true, for offering it
/// again would not help. Both cost an emission nothing while they are off.
struct EmitterLimits
{
    /// Listeners registered for one text. A soft limit: more are accepted, but the first one over it causes one warning
    /// that says where they were registered, for it may be a leak. 0: no limit.
    int listeners = 100;
    /// Deepest nesting of emitEvent() inside handlers, and longest chain of children by emitNext(); 1 to 1,000. What
    /// would go deeper is refused with an error.
    int depth = 32;
    /// Events of each name, if `rates` has no other limit for it. Off.
    RateLimit rate = {};
    /// Events of the names that have a limit of their own.
    QHash<QString, RateLimit> rates = {};
    /// Largest payload, as Payload::byteSize() has it. 0: no limit.
    qsizetype payloadBytes = 0;
};

} // namespace ember
