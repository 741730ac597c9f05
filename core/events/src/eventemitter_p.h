// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/eventemitter.h>
#include <ember/events/eventsignal.h>
#include <ember/events/taskbox.h>

#include "admission.h"
#include "deadletterbox.h"
#include "deadlines.h"
#include "eventbatch.h"
#include "eventhistory.h"
#include "failurenote.h"
#include "handlertable.h"
#include "handlerwatch.h"
#include "inbox.h"
#include "lastvalues.h"
#include "listenerregistry.h"
#include "logging.h"
#include "lossledger.h"
#include "middlewarechain.h"
#include "remotecontext.h"
#include "retryqueue.h"
#include "runningemission.h"
#include "stopping.h"
#include "threadnumber.h"
#include "thrown.h"
#include "tracer.h"
#include "unfinished.h"
#include "waiters.h"

#include <QtCore/QBasicTimer>
#include <QtCore/QHash>
#include <QtCore/QPointer>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>

namespace ember {

class EventEmitter::Private
{
public:
    Private(EventEmitter *owner, const EmitterOptions &options)
        : q(owner)
        , errands(TaskBox::of(owner))
        , inbox(options)
        , admission(options.limits, losses)
        , lastValues(options.lastValues)
        , retries(options.waitingRetries)
        , deadLetters(options.deadLetters)
        , traceCategory(lcEventsTrace())
        , maxDepth(std::clamp(options.limits.depth, 1, 1'000))
        , depthToLookFrom(admission.isOn() ? 0 : maxDepth)
        , listenerLimit(options.limits.listeners > 0 ? options.limits.listeners : std::numeric_limits<int>::max())
        , registry(depth)
        , history(options.history)
        , clock(options.clock)
        , maxPending(options.maxPending)
        , deadlines(new Deadlines(owner))
    {
        setTracing(options.tracing);
        attend(HistoryIsOn, history.isOn());
        attend(LastValuesAreOn, lastValues.isOn());
    }

    /// While one of these lives, a handler or slot that destroys the emitter does not destroy this.
    class Hold
    {
    public:
        explicit Hold(Private &d) noexcept
            : m_d(d)
        {
            ++m_d.holds;
        }
        Hold(const Hold &) = delete;
        Hold &operator=(const Hold &) = delete;
        ~Hold()
        {
            if (--m_d.holds == 0 && !m_d.q && m_d.depth == 0) {
                delete &m_d;
            }
        }

    private:
        Private &m_d;
    };

    // eventemitter.cpp
    Listener listen(const char *function, QStringView pattern, Handler &&handler, const ListenerOptions &options,
        const std::source_location &place, bool once);
    Listener refuseListener(QStringView pattern, const QString &complaint, const std::source_location &place);
    void watchContext(const QObject *context);
    void setTracing(Tracing wanted);
    void lookWhoListens();
    [[nodiscard]] bool isKnownThread() noexcept
    {
        return registry.mailbox().thread.load(std::memory_order_relaxed) == threadNumberOrZero();
    }
    [[nodiscard]] bool isOwnThread(const char *function) { return isKnownThread() || checkThread(function); }
    bool checkThread(const char *function);

    // emission.cpp: where every emission begins and ends
    void emitTop(const Event &event, Topic *topic, Emission &result, int lookFrom);
    void emitApart(const Event &event, Emission &result);
    void emitHeard(const Event &event, Topic &topic, Emission &result, const EmissionBeginning &beginning);
    void emitNamed(QStringView name, Event &event, Emission &result);
    void emitFromNewThread(const Event &event, Emission &result);
    void emitPlain(const Event &event, Topic &topic, Emission &result);
    void emitOther(const Event &event, Topic *topic, Emission &result, int lookFrom);
    void count(Topic &topic, quint64 number);
    bool begin(const Event &event, Topic &topic, Emission &result, EmissionBeginning &beginning);
    void handle(const Event &event, Topic &topic, ChildList &children, Emission &result,
        const EmissionBeginning &beginning, std::size_t childrenBegin);
    bool runAttended(RunningEmission &running);
    bool runAdmitted(RunningEmission &running);
    void remember(const Event &event);
    bool wantsTrace(quint32 wanted);
    bool runTraced(RunningEmission &running)
    {
        return running.traced ? runWatched(running) : runHandlers<false>(running);
    }
    void endAttended(RunningEmission &running);
    /// Null if its name was never emitted.
    [[nodiscard]] Topic *knownTopicOf(const Event &event) const
    {
        auto *known = static_cast<Topic *>(event.topicIn(run));
        if (known) [[likely]] {
            return known;
        }
        Topic *topic = registry.find(event.nameSymbol());
        return topic && topic->isSeen ? topic : nullptr;
    }
    [[nodiscard]] Topic *topicOf(const Event &event)
    {
        Topic *known = knownTopicOf(event);
        return known ? known : lookTopicUp(event.nameSymbol());
    }
    [[nodiscard]] Topic *lookTopicUp(Symbol name);
    bool firstSeen(Topic &topic);
    void emitChildren(ChildList &children);
    std::vector<Event> &eventsOf(ChildList &children);
    void becomeIdle();
    bool refuse(const Event &event, const Topic *topic, Emission &result);
    void tellRefusal();

    // handlerloop.h, dispatch.cpp: the loop over the handlers, where each begins and ends
    enum class Ran : quint8
    {
        Yes,
        No,
        Suspended
    };
    template <bool traced>
    bool runHandlers(RunningEmission &running);
    bool runWatched(RunningEmission &running);
    template <bool traced>
    bool loopOverHandlers(
        RunningEmission &running, const ListenerEntry *first, const ListenerEntry *end, quint64 cancels);
    Ran runWithALook(RunningEmission &running, const ListenerEntry &entry);

    // failure.cpp
    void noteFailure(RunningEmission &running, ListenerRecord &record, Thrown &&thrown, bool mayRetry = false);
    void noteThrown(RunningEmission &running, ListenerRecord &record, const std::exception &error);
    void noteThrown(RunningEmission &running, ListenerRecord &record, const QString &text);
    void noteThrown(RunningEmission &running, ListenerRecord &record, const char *text);
    void noteUnknown(RunningEmission &running, ListenerRecord &record);
    std::shared_ptr<const FailureNote> noteFailureOf(RunningEmission &running, HandlerId id, Thrown &&thrown);
    void noteCaught(RunningEmission &running, HandlerId id);
    void refuseDepth(const Event &event, Emission &result);

    // limits.cpp
    bool admits(const Event &event, QString *why);
    bool admitsFromOutside(const Event &event);
    void warnOfCrowd(Topic &topic);
    [[nodiscard]] std::vector<LossCount> refusals() const;

    // expiry.cpp
    EventTime clockNow();
    bool expire(const Event &given, Topic &topic, quint64 number, Emission &result);

    // middleware.cpp
    bool runThroughMiddleware(RunningEmission &running);
    bool callBefore(RunningEmission &running, MiddlewarePassage &passage);
    void callAfter(RunningEmission &running, MiddlewarePassage &passage);
    bool replaceEvent(RunningEmission &running, MiddlewarePassage &passage, const Event &changed);
    void noteDrop(RunningEmission &running, const MiddlewareRecord &record, const QString &given);
    void setAside(RunningEmission &running, MiddlewarePassage &&passage);
    void endPassage(RunningEmission &running, bool ended);
    template <typename Function>
    auto guard(RunningEmission &running, HandlerId id, Function function) -> std::optional<decltype(function())>;

    // suspension.cpp
    bool mayAwait(RunningEmission &running, ListenerRecord &record);
    Ran awaitHandler(RunningEmission &running, const ListenerEntry &entry);
    UnfinishedCall &addUnfinished(RunningEmission &running, ListenerRecord &record, UnfinishedCall::Kind kind);
    UnfinishedCall &letRun(RunningEmission &running, const ListenerEntry &entry);
    UnfinishedCall &suspend(RunningEmission &running, const ListenerEntry &entry);
    void observe(UnfinishedCall &call, const QFuture<void> &future);
    void resume(quint64 number);
    void finishCall(UnfinishedCall &call);
    void expire(quint64 number);
    void goOn(SuspendedEmission &waiting, bool isConcurrent, const std::function<void(RunningEmission &)> &noteEnd);

    // remotecontext.cpp
    std::shared_ptr<RemoteContext> wayTo(const QObject *context);
    Listener listenRemotely(
        Topic &topic, Handler &&handler, const ListenerOptions &options, const std::source_location &place, bool once);
    Ran callRemotely(RunningEmission &running, const ListenerEntry &entry);
    void takeReply(quint64 number);
    bool noteRemoteEnd(RunningEmission &running, ListenerRecord &record, const RemoteCall &call);

    // waiting.cpp
    void beginWait(std::shared_ptr<WaitAnswer> answer, QStringView pattern, std::chrono::milliseconds timeout,
        EventFilter &&filter, const std::source_location &place);
    void endWait(quint64 number, WaitOutcome outcome, const Event &event = {});
    void endWaits();

    // askedemission.cpp
    bool emitAsked(const Event &envelope);

    // stopping.cpp
    void stopWithin(std::chrono::milliseconds deadline);
    void stopIfDone();
    void endRunNow();
    void endRun();
    void abandonUnfinished();

    // alone.cpp: one event for one listener, apart from emissions
    bool callAlone(const Event &event, ListenerRecord &record, ChildList &children, Emission &result,
        const AloneCall *call = nullptr);
    void endAlone(ChildList &children);

    // replay.cpp
    int replay(const Listener &listener, const QList<Event> &events);
    [[nodiscard]] QList<Event> pastOf(QStringView pattern, const Replay &wanted) const;
    void givePast(const Listener &listener, const Replay &wanted)
    {
        if (wanted.history != 0 || wanted.lastValues) [[unlikely]] {
            replayPast(listener, wanted);
        }
    }
    void replayPast(const Listener &listener, const Replay &wanted);

    // batches.cpp
    void collect(RunningEmission &running, ListenerRecord &record);
    void callBatch(EventBatch &batch, ChildList &children);
    void callBatches(EventBatch::Clock::time_point by);
    void endBatches();
    void armBatchTimer();

    // retry.cpp
    void afterFailure(
        RunningEmission &running, ListenerRecord &record, std::shared_ptr<const FailureNote> failure, bool mayRetry);
    void armRetryTimer();
    void runRetries();
    void endRetries();
    void giveUp(WaitingRetry &&waiting, DeadLetterReason reason, ChildList &children);

    // deadletters.cpp
    void putAside(KeptLetter &&letter, const std::vector<Event> *batch, ChildList &children);
    void putAside(KeptLetter &&letter, ChildList &children);
    Result<Emission> redrive(quint64 number);

    // delivery.cpp
    void wakeUp();
    bool accept(Inbox::Answer answer);
    void drain();
    void emitAll();
    bool emitChunk(std::chrono::nanoseconds most);
    bool takeChunk();
    Event nextOrdinary();
    Event nextUrgent();
    void runErrands();
    enum class Telling : quint8
    {
        AtMostOnceASecond,
        Now
    };
    void tellLosses(Telling telling);
    void startFrame();
    void noteBatchGrew();
    bool flush();
    void endFrame();

    EventEmitter *q; // null: gone while a handler was running

    // Any thread.
    const std::shared_ptr<TaskBox> errands; // what other threads want done here
    const std::shared_ptr<std::atomic<quint64>> askedUnderWay = std::make_shared<std::atomic<quint64>>(0);
    HandlerWatch watch;
    Stopping stopping;
    Inbox inbox;
    HandlerTable handlers;
    LossLedger losses;
    Admission admission;
    mutable std::mutex seenMutex; // guards the growth of the two below against readers elsewhere
    std::vector<Topic *> seen; // by first emission
    QHash<Symbol, Topic *> seenByName;
    std::atomic<quint64> sequence = 0;
    std::atomic<quint64> sequenceAtReset = 0;
    std::atomic<quint64> handlerFailures = 0;
    std::atomic<quint64> refusedNames = 0;
    std::atomic<quint64> refusedDepth = 0;
    std::atomic<quint64> crowdedNames = 0;
    std::atomic<bool> warnedStopped = false;
    LastValues lastValues; // its count of refusals alone is for any thread
    WaitingBatches batches; // likewise what was not delivered
    RetryQueue retries; // likewise its size
    std::atomic<quint64> retried = 0;
    DeadLetterBox deadLetters;

    /// What an emission has to see to besides calling its handlers. All absent: one test of this word, and nothing.
    /// What comes later (middleware, history, expiry, rate …) gets a bit here and a line in runAttended().
    enum Attention : quint32
    {
        TracingIsOn = 1U << 0U,
        EmittedWanted = 1U << 1U, // set by whichever thread connects
        FrameNotRunning = 1U << 2U, // the next batch signal has no date yet
        MiddlewareIsThere = 1U << 3U,
        HistoryIsOn = 1U << 16U,
        LastValuesAreOn = 1U << 17U,
    };
    void attend(Attention what, bool isWanted)
    {
        if (isWanted) {
            attention.fetch_or(what, std::memory_order_relaxed);
        } else {
            attention.fetch_and(~quint32(what), std::memory_order_relaxed);
        }
    }
    std::atomic<quint32> attention = FrameNotRunning;
    const QLoggingCategory &traceCategory; // "ember.events.trace"
    std::atomic<bool> tracedWanted = false; // written by whichever thread connects
    std::atomic<bool> wantedMayHaveEnded = false;

    // Emitter's thread.
    const quint64 run = newRun();
    int depth = 0;
    const int maxDepth;
    const int depthToLookFrom; // an event emitted here is held against the limits: from maxDepth on, or always
    const int listenerLimit;
    int holds = 0;
    RunningEmission *current = nullptr;
    ListenerRegistry registry;
    EventHistory history;
    QHash<const QObject *, QMetaObject::Connection> contexts;
    QHash<const QObject *, std::shared_ptr<RemoteContext>> remoteContexts; // those on other threads
    struct SignalEntry
    {
        QPointer<EventSignal> object;
        Listener listener;
    };
    QHash<std::pair<QString, int>, SignalEntry> signalObjects;
    MiddlewareChain middleware;
    std::function<EventTime()> clock; // empty: the system's
    Tracing tracing;
    quint32 untilSample = 0;
    Tracer tracer;
    QList<Event> emittedBatch;
    TraceBatch spareBatch; // its room is used again
    quint64 toldSequence = 0;
    bool wasReset = false;
    bool batchIsFull = false;
    QBasicTimer frameTimer;
    EventQueue chunk; // taken out of the inbox
    std::size_t lastTaken = 0; // events
    std::size_t urgentInARow = 0; // that overtook ordinary ones
    bool draining = false;
    bool stopAsked = false; // by shutdown() inside a handler: done when the handler has returned
    Inbox::Losses toldLosses;
    std::chrono::steady_clock::time_point lossesToldAt;
    QBasicTimer lossesTimer;
    QBasicTimer retryTimer;
    QBasicTimer batchTimer;
    EventBatch::Clock::time_point batchTimerDue;
    UnfinishedCalls unfinished;
    const std::size_t maxPending;
    Deadlines *const deadlines; // the emitter's child: none without `q`
    std::shared_ptr<AskedEmission> asked; // whose emission runs
    Waiters waiters;
    std::vector<std::unique_ptr<std::vector<Event>>> childLists; // all that were made
    std::vector<std::vector<Event> *> spareChildLists; // those not in use

private:
    static quint64 newRun();
};

} // namespace ember
