// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>

#include <QtCore/QList>
#include <QtCore/QMetaType>
#include <QtCore/QString>

#include <memory>
#include <span>
#include <vector>

namespace ember {

/// Who a handler is, for people: registrations that agree in all of this share one number.
struct HandlerInfo
{
    QString name = {};
    QString pattern = {};
    int priority = 0;
    QString file = {}; ///< place of registration
    int line = 0;
    bool isMiddleware = false; ///< then pattern and priority mean nothing
    bool asynchronous = false; ///< awaited: it returns a future or runs on another thread
};

/// The number of a HandlerInfo in its emitter, 0 and up; never reused.
using HandlerId = quint32;

/// How one handler's run for one event ended.
enum class Outcome : quint8
{
    Succeeded,
    Failed,
    Pending, ///< it had not finished when the trace ended
    Dropped, ///< of a middleware: it dropped the event; the reason stands among the failures
    Abandoned, ///< it lives on another thread and never began: its context or its listener ended before
};

/// One handler's run within an emission. Times in nanoseconds; `start` counts from the start of the emission. It begins
/// where the one before it ended; a handler on another thread begins when its turn has come there, and the way there
/// and back is no handler's time: a gap.
struct HandlerRun
{
    HandlerId handler = 0;
    quint32 startNs = 0; ///< saturates at about 4.3 s
    quint32 durationNs = 0; ///< saturates at about 4.3 s
    Outcome outcome = Outcome::Succeeded;
};

/// A handler that threw, or a middleware that dropped the event, in words.
struct HandlerFailure
{
    HandlerId handler = 0;
    QString handlerName = {};
    QString exceptionType = {};
    QString message = {};
    QString file = {}; ///< place of registration
    int line = 0;
    QString eventId = {};
};

enum class EmissionOutcome : quint8; // see emission.h

/// One emission as it went: which handlers ran, in the order they ran, when, how long, with which outcome.
struct EmissionTrace
{
    Event event;
    quint64 durationNs = 0;
    quint32 firstRun = 0; ///< index into TraceBatch::runs
    quint32 runCount = 0;
    quint32 firstFailure = 0; ///< index into TraceBatch::failures
    quint32 failureCount = 0;
    EmissionOutcome outcome = {};
};

/// What happened since the last batch, in the order the emissions ended.
struct TraceBatch
{
    std::vector<EmissionTrace> emissions;
    std::vector<HandlerRun> runs;
    std::vector<HandlerFailure> failures;

    [[nodiscard]] std::span<const HandlerRun> runsOf(const EmissionTrace &trace) const
    {
        return std::span(runs).subspan(trace.firstRun, trace.runCount);
    }
    [[nodiscard]] std::span<const HandlerFailure> failuresOf(const EmissionTrace &trace) const
    {
        return std::span(failures).subspan(trace.firstFailure, trace.failureCount);
    }
};

/// Which emissions leave a trace. Tracing one emission costs a clock read per handler and one more.
struct Tracing
{
    enum class Mode : quint8
    {
        Off,
        Sampled,
        All
    };
    Mode mode = Mode::All;
    quint32 every = 16; ///< with Sampled: one emission in so many
};

/// The running figures of one handler, from its traced runs. Times in nanoseconds; quantiles are exact to 1/16.
struct HandlerStatistics
{
    HandlerInfo info;
    HandlerId id = 0;
    quint64 calls = 0;
    quint64 failures = 0;
    quint64 totalNs = 0;
    quint64 p50Ns = 0;
    quint64 p99Ns = 0;
    quint64 maxNs = 0;

    [[nodiscard]] quint64 meanNs() const noexcept { return calls ? totalNs / calls : 0; }
};

/// So many runs took from `fromNs` to `toNs`, both included.
struct DurationBucket
{
    quint64 fromNs = 0;
    quint64 toNs = 0; ///< less than 1/16 above `fromNs`
    quint64 count = 0;
};

} // namespace ember

Q_DECLARE_METATYPE(ember::TraceBatch)
