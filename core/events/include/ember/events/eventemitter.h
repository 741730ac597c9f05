// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/emission.h>
#include <ember/events/emitteroptions.h>
#include <ember/events/event.h>
#include <ember/events/listener.h>
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
#include <utility>
#include <vector>

namespace ember {

class EventSignal;

/// How often an event name was emitted.
struct EventCount
{
    Symbol name;
    quint64 count = 0;
};

/// Totals of an emitter since it was made (or since resetCounts(), for `emitted` and `handlerFailures`).
struct EmitterCounts
{
    quint64 emitted = 0;
    quint64 posted = 0; ///< accepted by the inbox
    quint64 waiting = 0; ///< accepted and not yet emitted
    quint64 refused = 0; ///< post() said no: inbox full or emitter stopped
    quint64 droppedOldest = 0;
    quint64 coalesced = 0;
    quint64 handlerFailures = 0;
    quint64 refusedNames = 0; ///< emissions refused because kMaxSeenNames names were seen
    quint64 refusedDepth = 0; ///< emissions refused because they were nested or chained too deep
    quint64 suspended = 0; ///< emissions that wait for an asynchronous handler now
};

/// A prioritized event emitter: handlers are registered for names or patterns and run on the thread the emitter lives
/// on, highest priority first, in one order across exact and wildcard listeners.
///
/// Two thread rules. Emitter's thread only (checked; from elsewhere a warning, and nothing happens): on, once, off,
/// signal, emitEvent, emitNext, shutdown. Any thread: post, postWait, offer, emitAsync, waitFor, stop, counts and
/// introspection of seen names, handler information and statistics, Listener::cancel().
///
/// No exception leaves it: a handler that throws is logged, counted and traced, `emitter.handler_failed` follows, and
/// the next handler runs. Names that begin with `emitter.` are the emitter's own: a failure while one of these is
/// handled is logged and counted and causes no further event.
class EventEmitter : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMaxSeenNames = 65'536;
    /// Deepest nesting of emitEvent() inside handlers, and longest chain of children by emitNext().
    static constexpr int kMaxDepth = 32;

    explicit EventEmitter(QObject *parent = nullptr);
    explicit EventEmitter(EmitterOptions options, QObject *parent = nullptr);
    /// Shuts down first, see shutdown().
    ~EventEmitter() override;

    // --- Listening (emitter's thread) ---------------------------------------------------------------------------

    /// Registers `handler` for a name or pattern. A handler added during an emission runs from the next one on; the
    /// same handler twice runs twice. A faulty pattern, an empty handler or a stopped emitter gives an inactive handle
    /// and a warning that says why.
    Listener on(QStringView pattern, Handler handler, ListenerOptions options = {},
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
        return on(pattern, std::move(handler), std::move(options), place);
    }
    /// As on(), for one event: removed before it is called, so it fires exactly once even if it throws or emits. An
    /// event that the filter refuses does not use it up.
    Listener once(QStringView pattern, Handler handler, ListenerOptions options = {},
        const std::source_location &place = std::source_location::current());

    /// Typed: `handler` takes (const Data &, const Event &) or (const Data &) and gets the struct by reference, decoded
    /// at most once per event where its payload is something else. What does not fit is a failure of the handler that
    /// names the field. Another signature does not compile.
    template <typename Data, typename Callable>
    Listener on(const EventType<Data> &type, Callable handler, ListenerOptions options = {},
        const std::source_location &place = std::source_location::current())
    {
        return on(type.name(), typedHandler<Data>(std::move(handler)), std::move(options), place);
    }
    template <typename Data, typename Receiver, typename Member>
    requires std::is_member_function_pointer_v<Member> Listener on(const EventType<Data> &type, Receiver *receiver,
        Member member, ListenerOptions options = {},
        const std::source_location &place = std::source_location::current())
    {
        options.context = receiver;
        return on(type.name(), typedHandler<Data>(receiver, member), std::move(options), place);
    }
    /// Data that does not fit uses it up: it was called for.
    template <typename Data, typename Callable>
    Listener once(const EventType<Data> &type, Callable handler, ListenerOptions options = {},
        const std::source_location &place = std::source_location::current())
    {
        return once(type.name(), typedHandler<Data>(std::move(handler)), std::move(options), place);
    }

    /// Removes listeners; a removed one does not run any more, also not in a running emission. Returns how many.
    int off(const Listener &listener);
    /// Those registered under exactly this text.
    int off(QStringView pattern);
    /// Those registered with this context.
    int off(const QObject *context);
    int removeAllListeners();

    /// A plain Qt signal for a pattern: one object per (pattern, priority), owned by the emitter, one entry in traces.
    EventSignal *signal(QStringView pattern, int priority = priority::normal);

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
    /// event, or a chain of kMaxDepth causes.
    bool emitNext(Event event);

    /// Hands an event over to the emitter's thread; never blocks. Any thread. False when the inbox is full (policy
    /// Refuse) or the emitter has stopped: then the event is counted as refused.
    bool post(Event event);
    /// As post(), but waits up to `deadline` for room. On the emitter's own thread it does not wait.
    bool postWait(Event event, std::chrono::milliseconds deadline = std::chrono::seconds(5));

    /// As postWait(), for a caller that keeps an event there is no room for and offers it again: such a refusal is no
    /// loss and not counted. False at once when the emitter has stopped, see isStopped(): that is counted.
    bool offer(const Event &event, std::chrono::milliseconds patience);

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
    /// ended, and the report is empty.
    ShutdownReport shutdown();
    /// Stops when everything pending has ended: takes no more events at once, emits those already accepted as usual,
    /// waits for asynchronous handlers until `deadline` has passed, then does the rest of shutdown(). Any thread; does
    /// not block. The future always finishes with a report, in the emitter's thread, which has to run its event loop
    /// meanwhile; a handler that never returns keeps it from finishing: runningHandler() says which one. A shutdown(),
    /// or the emitter's end, ends the waiting. Where several are asked for, the first deadline counts.
    [[nodiscard]] QFuture<ShutdownReport> stop(std::chrono::milliseconds deadline);
    [[nodiscard]] bool isStopped() const noexcept;

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
    friend class Listener;
    [[nodiscard]] bool mayBlock(const char *function) const;
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ember
