// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/eventemitter.h>
#include <ember/events/eventsignal.h>

#include "deadlines.h"
#include "handlertable.h"
#include "handlerwatch.h"
#include "inbox.h"
#include "listenerregistry.h"
#include "logging.h"
#include "remotecontext.h"
#include "runningemission.h"
#include "stopping.h"
#include "taskbox.h"
#include "threadnumber.h"
#include "tracer.h"
#include "unfinished.h"
#include "waiters.h"

#include <QtCore/QBasicTimer>
#include <QtCore/QHash>
#include <QtCore/QPointer>

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <mutex>

namespace ember {

class EventEmitter::Private
{
public:
    Private(EventEmitter *owner, const EmitterOptions &options)
        : q(owner)
        , errands(TaskBox::of(owner))
        , inbox(options)
        , traceCategory(lcEventsTrace())
        , registry(depth)
        , maxPending(options.maxPending)
        , deadlines(new Deadlines(owner))
    {
        setTracing(options.tracing);
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
    Listener listen(const char *function, QStringView pattern, Handler &&handler, ListenerOptions &&options,
        const std::source_location &place, bool once);
    Listener refuseListener(QStringView pattern, const QString &complaint, const std::source_location &place);
    void watchContext(const QObject *context);
    void setTracing(Tracing wanted);
    void lookWhoListens();
    [[nodiscard]] bool isOwnThread(const char *function)
    {
        return registry.mailbox().thread.load(std::memory_order_relaxed) == threadNumber() || checkThread(function);
    }
    bool checkThread(const char *function);

    // emission.cpp: where every emission begins and ends
    void emitTop(const Event &event, Topic *topic, Emission &result);
    void emitApart(const Event &event, Emission &result);
    void emitOne(const Event &event, Topic &topic, ChildList &children, Emission &result);
    bool runAttended(RunningEmission &running);
    void endAttended(RunningEmission &running);
    [[nodiscard]] Topic *topicOf(const Event &event)
    {
        auto *known = static_cast<Topic *>(event.topicIn(run));
        return known ? known : lookTopicUp(event.nameSymbol());
    }
    [[nodiscard]] Topic *lookTopicUp(Symbol name);
    bool firstSeen(Topic &topic);
    void emitChildren(ChildList &children);
    std::vector<Event> &eventsOf(ChildList &children);
    void becomeIdle();
    void refuse(const Event &event, const Topic *topic, Emission &result);

    // dispatch.cpp: the loop over the handlers, where each begins and ends
    enum class Ran : quint8
    {
        Yes,
        No,
        Suspended
    };
    template <bool traced>
    bool runHandlers(RunningEmission &running);
    bool runWatched(RunningEmission &running);
    Ran runWithALook(RunningEmission &running, const ListenerEntry &entry);

    // failure.cpp
    void noteFailure(RunningEmission &running, ListenerRecord &record, const QString &type, const QString &message);
    void noteThrown(RunningEmission &running, ListenerRecord &record, const std::exception &error);
    void noteUnknown(RunningEmission &running, ListenerRecord &record);
    void refuseDepth(const Event &event, Emission &result);

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
        Topic &topic, Handler &&handler, ListenerOptions &&options, const std::source_location &place, bool once);
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

    // delivery.cpp
    bool accept(Inbox::Answer answer);
    void drain();
    void emitAll();
    bool emitChunk(quint64 deadlineTicks);
    void tellLosses();
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
    mutable std::mutex seenMutex; // guards the growth of the two below against readers elsewhere
    std::vector<Topic *> seen; // by first emission
    QHash<Symbol, Topic *> seenByName;
    std::atomic<quint64> sequence = 0;
    std::atomic<quint64> sequenceAtReset = 0;
    std::atomic<quint64> handlerFailures = 0;
    std::atomic<quint64> refusedNames = 0;
    std::atomic<quint64> refusedDepth = 0;
    std::atomic<bool> warnedStopped = false;

    /// What an emission has to see to besides calling its handlers. All absent: one test of this word, and nothing.
    /// What comes later (middleware, history, expiry, rate …) gets a bit here and a line in runAttended().
    enum Attention : quint32
    {
        TracingIsOn = 1U << 0U,
        EmittedWanted = 1U << 1U, // set by whichever thread connects
        FrameNotRunning = 1U << 2U, // the next batch signal has no date yet
    };
    std::atomic<quint32> attention = FrameNotRunning;
    const QLoggingCategory &traceCategory; // "ember.events.trace"
    std::atomic<bool> tracedWanted = false; // written by whichever thread connects
    std::atomic<bool> wantedMayHaveEnded = false;

    // Emitter's thread.
    const quint64 run = newRun();
    int depth = 0;
    int holds = 0;
    RunningEmission *current = nullptr;
    ListenerRegistry registry;
    QHash<const QObject *, QMetaObject::Connection> contexts;
    QHash<const QObject *, std::shared_ptr<RemoteContext>> remoteContexts; // those on other threads
    struct SignalEntry
    {
        QPointer<EventSignal> object;
        Listener listener;
    };
    QHash<std::pair<QString, int>, SignalEntry> signalObjects;
    Tracing tracing;
    quint32 untilSample = 0;
    Tracer tracer;
    QList<Event> emittedBatch;
    TraceBatch spareBatch; // its room is used again
    quint64 toldSequence = 0;
    bool wasReset = false;
    bool batchIsFull = false;
    QBasicTimer frameTimer;
    std::vector<Event> chunk;
    std::size_t chunkNext = 0;
    bool draining = false;
    bool stopAsked = false; // by shutdown() inside a handler: done when the handler has returned
    Inbox::Losses toldLosses;
    std::chrono::steady_clock::time_point lossesToldAt;
    QBasicTimer lossesTimer;
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
