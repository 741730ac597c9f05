// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/batchhandler.h>
#include <ember/events/deadletters.h>
#include <ember/events/emission.h>
#include <ember/events/emittermetrics.h>
#include <ember/events/emitteroptions.h>
#include <ember/events/event.h>
#include <ember/events/listener.h>
#include <ember/events/middleware.h>
#include <ember/events/shutdown.h>
#include <ember/events/trace.h>
#include <ember/events/typedhandler.h>
#include <ember/events/waiting.h>

#include <QtCore/QFuture>
#include <QtCore/QList>
#include <QtCore/QObject>

#include <chrono>
#include <memory>
#include <optional>
#include <source_location>
#include <span>
#include <utility>
#include <vector>

namespace ember {

class EventSignal;

/// A prioritized event emitter: handlers are registered for names or patterns and run on the thread the emitter lives
/// on, highest priority first, in one order across exact and wildcard listeners.
///
/// Two thread rules. Emitter's thread only (checked; from elsewhere a warning, and nothing happens): on, once, off,
/// signal, addMiddleware, emitEvent, emitNext, shutdown. Any thread: post, postWait, offer, emitAsync, waitFor, stop,
/// counts and introspection of seen names, handler information and statistics, Listener::cancel().
///
/// No exception leaves it: a handler that throws is logged, counted and traced, `emitter.handler_failed` follows, and
/// the next handler runs. Names that begin with `emitter.` are the emitter's own: a failure while one of these is
/// handled is logged and counted and causes no further event.
class EventEmitter : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMaxSeenNames = 65'536;
    /// Deepest nesting of emitEvent() inside handlers, and longest chain of children by emitNext(), where
    /// EmitterLimits::depth does not say another.
    static constexpr int kMaxDepth = 32;
    static constexpr qsizetype kAll = -1; ///< as a limit: none

    explicit EventEmitter(QObject *parent = nullptr);
    explicit EventEmitter(const EmitterOptions &options, QObject *parent = nullptr);
    /// Shuts down first, see shutdown().
    ~EventEmitter() override;

    // --- Listening (emitter's thread) ---------------------------------------------------------------------------

    /// Registers `handler` for a name or pattern. A handler added during an emission runs from the next one on; the
    /// same handler twice runs twice. A faulty pattern, an empty handler or a stopped emitter gives an inactive handle
    /// and a warning that says why.
    Listener on(QStringView pattern, Handler handler, const ListenerOptions &options = ListenerOptions::none(),
        const std::source_location &place = std::source_location::current());
    /// Calls a member of `receiver`, and ends with it: QObject::connect's habit.
    template <typename Receiver, typename Owner, typename Returned>
    Listener on(QStringView pattern, Receiver *receiver, Returned (Owner::*member)(const Event &),
        ListenerOptions options = {}, const std::source_location &place = std::source_location::current())
    {
        options.context = receiver;
        Handler handler; // empty, and thus refused, without a receiver
        if (receiver) {
            handler = Handler([receiver, member](const Event &e) { return (receiver->*member)(e); });
        }
        return on(pattern, std::move(handler), options, place);
    }
    /// As on(), for one event: removed before it is called, so it fires exactly once even if it throws or emits. An
    /// event that the filter refuses does not use it up.
    Listener once(QStringView pattern, Handler handler, const ListenerOptions &options = ListenerOptions::none(),
        const std::source_location &place = std::source_location::current());

    /// Typed: `handler` takes (const Data &, const Event &) or (const Data &) and gets the struct by reference, decoded
    /// at most once per event where its payload is something else. What does not fit is a failure of the handler that
    /// names the field. Another signature does not compile.
    template <typename Data, typename Callable>
    Listener on(const EventType<Data> &type, Callable handler, const ListenerOptions &options = ListenerOptions::none(),
        const std::source_location &place = std::source_location::current())
    {
        return on(type.name(), typedHandler<Data>(std::move(handler)), options, place);
    }
    template <typename Data, typename Receiver, typename Member>
    requires std::is_member_function_pointer_v<Member> Listener on(const EventType<Data> &type, Receiver *receiver,
        Member member, ListenerOptions options = {},
        const std::source_location &place = std::source_location::current())
    {
        options.context = receiver;
        return on(type.name(), typedHandler<Data>(receiver, member), options, place);
    }
    /// Data that does not fit uses it up: it was called for.
    template <typename Data, typename Callable>
    Listener once(const EventType<Data> &type, Callable handler,
        const ListenerOptions &options = ListenerOptions::none(),
        const std::source_location &place = std::source_location::current())
    {
        return once(type.name(), typedHandler<Data>(std::move(handler)), options, place);
    }

    /// Registers a handler for several events at once: it is called when `batch.count` of those it wants have come, or
    /// `batch.time` after the first of them, which needs an event loop; deliverBatches() and shutdown() do not wait for
    /// either. Filter, priority, context and past of `options` are as for on(); an event counts as handled when it has
    /// been taken into the batch.
    ///
    /// Each call is one of its own in the traces and in the handler's figures, with the last event of the batch, which
    /// its children name as their cause; when that event filled the batch, the call is made within its emission. A
    /// call that fails is one failure; it is tried again as a whole, and for good it makes a dead letter of each event,
    /// which a re-drive hands over alone. The emitter's destructor hands over too: what the handler uses must live
    /// until then. What waits when the listener ends is not delivered: a warning says how many, and they are counted.
    Listener onBatch(QStringView pattern, BatchHandler handler, BatchOptions batch = {},
        const ListenerOptions &options = ListenerOptions::none(),
        const std::source_location &place = std::source_location::current());
    /// Calls every batch handler that has events waiting, now. Emitter's thread.
    void deliverBatches();

    /// Removes listeners; a removed one does not run any more, also not in a running emission. Returns how many.
    int off(const Listener &listener);
    /// Those registered under exactly this text.
    int off(QStringView pattern);
    /// Those registered with this context.
    int off(const QObject *context);
    int removeAllListeners();

    /// A plain Qt signal for a pattern: one object per (pattern, priority), owned by the emitter, one entry in traces.
    EventSignal *signal(QStringView pattern, int priority = priority::normal);

    /// Puts `middleware` between every emission and its handlers, behind what was added before; see Middleware. One
    /// added during an emission sees the next one on. Events named `emitter.…` bypass it. Emitter's thread. A stopped
    /// emitter, or one without functions, gives an inactive handle and a warning. Costs an emission nothing while none
    /// is there, else two clock reads and two calls for each.
    MiddlewareHandle addMiddleware(
        Middleware middleware, const std::source_location &place = std::source_location::current());

    // --- Emitting -----------------------------------------------------------------------------------------------

    /// Emits now and here (emitter's thread). Never blocks: at an unfinished asynchronous handler it returns with
    /// `pending` > 0, and the rest of this emission goes on when the handler has finished. Inside a handler it is
    /// depth-first. Children (emitNext) of this emission have been emitted when it returns.
    ///
    /// The event is borrowed, not copied; a handler may overwrite or destroy the variable it came from. Costs a few
    /// nanoseconds and one indirect call per handler, and no allocation.
    Emission emitEvent(const Event &event);
    /// Gives `event` the name `name` and emits it: for a prepared event, and names known only at run time. Costs one
    /// look-up more.
    Emission emitEvent(QStringView name, Event &event);
    /// Makes the event of its parts, with the time now, and emits it. Costs a clock read and no allocation.
    Emission emitEvent(Symbol name, PayloadPtr payload, Symbol source = {});
    /// Inside a handler: a child, emitted when the running emission has ended, in order, before anything from the
    /// inbox; it names the running event as its cause. Outside of one it is emitted at once. False if refused: a null
    /// event, a chain of EmitterLimits::depth causes, or what other limits exclude.
    bool emitNext(Event event);

    /// Hands an event over to the emitter's thread; never blocks. Any thread. False when the inbox is full (policy
    /// Refuse) or the emitter has stopped: then the event is counted as refused. False also for what EmitterLimits
    /// excludes, which has counts of its own.
    ///
    /// An urgent event (EventInit::urgent) is emitted before all ordinary ones that wait, in the order of its thread
    /// among the urgent ones. Urgent events have a limit of their own, of the same size: a full inbox of ordinary ones
    /// refuses none of them, and no event is dropped for one of the other kind; with CoalesceLatest the newer of two
    /// with the same key stays, and it is urgent if either is. A flood of urgent events does not starve the others:
    /// when as many as the limit have overtaken an ordinary one, that has its turn.
    bool post(Event event);
    /// As post(), but waits up to `deadline` for room. On the emitter's own thread it does not wait.
    bool postWait(Event event, std::chrono::milliseconds deadline = std::chrono::seconds(5));

    /// As postWait(), for a caller that keeps an event there is no room for and offers it again: such a refusal is no
    /// loss and not counted. False at once when the emitter has stopped, see isStopped(): that is counted.
    bool offer(const Event &event, std::chrono::milliseconds patience);
    /// As offer() for each of several, in their order, but with one wake-up: who hands on what came together wakes the
    /// emitter's thread once. As many of the first as there is room for are taken, and are null then; it waits for room
    /// for one. Returns how many were settled; the rest is to be offered again, unless the emitter has stopped.
    std::size_t offer(std::span<Event> events, std::chrono::milliseconds patience);

    /// As post(), and tells what became of it: the future finishes when every handler has finished, asynchronous and
    /// concurrent ones too, with everything that failed; `outcome` is dropped where the inbox refused or lost the
    /// event, and stopped where the emitter was, or stopped before the last handler had finished. Cancelling the future
    /// changes nothing. Any thread; never blocks. Continuations of the future run on the emitter's thread. Costs a few
    /// allocations more than post().
    [[nodiscard]] QFuture<Emission> emitAsync(Event event);
    /// Waits for the next event of a name or pattern, that `filter` wants if there is one: the future finishes with it,
    /// or with "timed out", or with "stopped" when the emitter stops. A listener of its own, called once with normal
    /// priority, and counted as such. Cancelling the future removes it. Any thread; from another one than the emitter's
    /// it hears whatever that thread posts afterwards. `filter` and continuations run on the emitter's thread.
    [[nodiscard]] QFuture<WaitResult> waitFor(QStringView pattern, std::chrono::milliseconds timeout,
        EventFilter filter = {}, const std::source_location &place = std::source_location::current());
    /// Blocks until a future of emitAsync(), waitFor() or stop() has finished. On the emitter's own thread, which would
    /// wait for itself: false at once, and a warning. Any other thread.
    template <typename Result>
    bool waitForFinished(QFuture<Result> future) const
    {
        if (!mayBlock("waitForFinished()")) {
            return false;
        }
        future.waitForFinished();
        return true;
    }

    /// Stops now: takes no more events, emits those already accepted, tells the last batch. Afterwards post() returns
    /// false. Emitter's thread; returns when all of this is done. Unfinished asynchronous handlers are not awaited:
    /// they are traced as pending, the handlers behind them do not run, and the report, with one warning, says which
    /// they were. Inside a handler it takes no more events at once; the rest follows when the running emission has
    /// ended, and the report is empty. Batches are handed over; calls that wait for another attempt become dead
    /// letters.
    ShutdownReport shutdown();
    /// Stops when everything pending has ended: takes no more events at once, emits those already accepted as usual,
    /// waits for asynchronous handlers until `deadline` has passed, then does the rest of shutdown(). Any thread; does
    /// not block. The future always finishes with a report, in the emitter's thread, which has to run its event loop
    /// meanwhile; a handler that never returns keeps it from finishing: runningHandler() says which one. A shutdown(),
    /// or the emitter's end, ends the waiting. Where several are asked for, the first deadline counts.
    [[nodiscard]] QFuture<ShutdownReport> stop(std::chrono::milliseconds deadline);
    [[nodiscard]] bool isStopped() const noexcept;

    // --- The past (emitter's thread) ----------------------------------------------------------------------------

    /// The latest events whose names match `pattern`, at most `limit`, newest last; from a ring of
    /// EmitterOptions::history. An event stands there from the start of its emission. Empty for a faulty pattern, which
    /// is told by a warning. Costs a look at each event kept.
    [[nodiscard]] QList<Event> history(QStringView pattern = u"**", qsizetype limit = kAll) const;
    void clearHistory();
    /// Calls `listener`, and nobody else, with the latest events of the history that match its pattern, at most
    /// `limit`, oldest first, now and here. They are marked copies with their old numbers (Event::isReplayed()): no
    /// count, no history, no last value changes, and no middleware is asked; traces show them. Its filter decides as
    /// ever, a failure is reported as ever. What is posted, or emitted by emitNext(), meanwhile comes afterwards. An
    /// asynchronous handler is called for the next event before it has finished with one, as by emissions.
    ///
    /// Returns how many calls there were. 0, with a warning that says why, for a handle that is inactive or another
    /// emitter's.
    int replayHistory(const Listener &listener, qsizetype limit = kAll);
    /// The latest event of that name and source; null if none is kept. Costs a hash look-up. See
    /// EmitterOptions::lastValues and ListenerOptions::replay.
    [[nodiscard]] Event lastValue(QStringView name, QStringView source) const;
    /// Of each source and name that match `pattern`, in the order of their numbers.
    [[nodiscard]] QList<Event> lastValues(QStringView pattern = u"**") const;
    /// Forgets it, so that late subscribers do not get it any more. False if there was none.
    bool clearLastValue(QStringView name, QStringView source);
    /// Forgets those that match; returns how many.
    int clearLastValues(QStringView pattern = u"**");

    /// What failed for good, to be listed, re-driven and discarded. `emitter.*` events never are. Any thread.
    [[nodiscard]] DeadLetters deadLetters();

    // --- Looking ------------------------------------------------------------------------------------------------

    /// Listeners registered under exactly this text; of all patterns for an empty text. Emitter's thread.
    [[nodiscard]] int listenerCount(QStringView pattern = {}) const;
    /// Names and patterns that have listeners, in the order of registration. Emitter's thread.
    [[nodiscard]] QList<Symbol> eventNames() const;
    /// Every name ever emitted, in the order of first emission; bounded by kMaxSeenNames. Any thread.
    [[nodiscard]] QList<Symbol> seenNames() const;
    /// How often a name was emitted, also without listeners; counted when the emission starts. Any thread.
    [[nodiscard]] quint64 eventCount(QStringView name) const;
    [[nodiscard]] std::vector<EventCount> eventCounts() const;
    [[nodiscard]] EmitterCounts counts() const;
    /// Sets to 0: counts and failures in all and by name, what handlers took, and the times of the latest events.
    /// Emitter's thread.
    void resetCounts();
    /// The number of the latest emission; to poll cheaply whether there is something new. Any thread.
    [[nodiscard]] quint64 lastSequence() const noexcept;

    /// The handler that is running now: for a thread that waits for the emitter and wants to say for whom. Any thread.
    /// Only handlers of traced emissions are seen, see Tracing; none while none runs. Cost: a few nanoseconds.
    [[nodiscard]] std::optional<RunningHandler> runningHandler() const;

    void setTracing(Tracing tracing);
    /// Who a handler number is. Any thread; an empty info for an unknown number.
    [[nodiscard]] std::shared_ptr<const HandlerInfo> handlerInfo(HandlerId id) const;
    /// Figures of every handler that ran traced, up to the last batch. Any thread.
    [[nodiscard]] QList<HandlerStatistics> handlerStatistics() const;
    /// What one handler's traced runs took, up to the last batch, shortest first; empty for an unknown number. Any
    /// thread.
    [[nodiscard]] QList<DurationBucket> durations(HandlerId id) const;
    /// All figures at once: counts as they are now, those of handlers up to the last batch. Any thread; costs a copy of
    /// everything there is, so ask once per frame and not per event. Emissions pay nothing for it but what tracing
    /// costs.
    [[nodiscard]] EmitterMetrics metrics() const;

    /// Hands out what the next batch has gathered, now. Emitter's thread.
    void flushBatch();

Q_SIGNALS:
    /// Everything emitted since the last batch, in the order of sequence numbers, at most once per frame (33 ms) or
    /// when a batch is full. An event stands here when its emission has begun, also while a handler is awaited.
    void emitted(const QList<ember::Event> &events);
    /// The traces of the same time, likewise.
    void traced(const ember::TraceBatch &batch);
    /// Some count changed; at most once per frame.
    void countsChanged();
    /// Private: wakes the emitter's thread; carries nothing on purpose.
    void wakeUpRequested(QPrivateSignal);

protected:
    void timerEvent(QTimerEvent *event) override;
    void connectNotify(const QMetaMethod &signal) override;
    void disconnectNotify(const QMetaMethod &signal) override;

private:
    friend class DeadLetters;
    friend class Listener;
    [[nodiscard]] bool mayBlock(const char *function) const;
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ember
