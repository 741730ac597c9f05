// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/eventemitter.h>
#include <ember/events/eventsignal.h>

#include "inbox.h"
#include "listenerregistry.h"
#include "tracer.h"

#include <QtCore/QBasicTimer>
#include <QtCore/QFutureWatcher>
#include <QtCore/QHash>
#include <QtCore/QPointer>

#include <atomic>
#include <chrono>
#include <deque>
#include <exception>
#include <mutex>

namespace ember {

/// What the emitter remembers of one event name. The count is read by other threads.
struct Channel
{
    Symbol name;
    std::atomic<quint64> count = 0;
    ListenerRegistry::Resolved resolved;
    bool isOwn = false; // "emitter.…"
};

/// One emission while its handlers run.
struct RunningEmission
{
    Event event;
    Channel *channel = nullptr;
    const ListenerList *listeners = nullptr;
    std::size_t next = 0; // index into listeners
    Emission result = {};
    std::vector<Event> *children = nullptr; // where emitNext() puts the effects of this emission
    std::size_t childrenBegin = 0; // where its own begin there
    RunningEmission *outer = nullptr;
    bool traced = false;
    quint64 startNs = 0;
    quint64 lastNs = 0; // end of the previous handler, which is the start of the next
    Tracer::Mark mark = {};
};

/// One emission that waits for an asynchronous handler.
struct SuspendedEmission
{
    Event event;
    Channel *channel = nullptr;
    ListenerList listeners; // those still to run; the first is the one that is awaited
    Emission result;
    std::vector<Event> children;
    bool traced = false;
    quint64 startNs = 0;
    quint64 handlerStartNs = 0;
    TraceBatch part; // runs and failures so far
    QFutureWatcher<void> watcher;
};

class EventEmitter::Private
{
public:
    Private(EventEmitter *owner, InboxOptions options)
        : q(owner)
        , inbox(options)
    {
    }

    // eventemitter.cpp
    ListenerEntryPtr addEntry(const char *function, QStringView pattern, Handler handler, ListenerOptions options,
        const std::source_location &place, bool once = false);

    // emission.cpp
    Channel *channelOf(Symbol name);
    Emission emitTop(const Event &event);
    Emission emitOne(const Event &event, std::vector<Event> &children, bool mayReuse);
    template <bool traced>
    bool runHandlers(RunningEmission &running);
    void noteRun(RunningEmission &running, const ListenerEntry &entry, Outcome outcome);
    void noteFailure(RunningEmission &running, const ListenerEntry &entry, const std::exception_ptr &error);
    void finish(const RunningEmission &running);
    void becomeIdle();
    void emitChildren(std::vector<Event> &children);
    Emission refuseDepth(const Event &event);

    // suspension.cpp
    bool awaitHandler(RunningEmission &running, const ListenerEntry &entry);
    void suspend(RunningEmission &running, const QFuture<void> &future);
    void resume(SuspendedEmission *suspended);
    void goOn(SuspendedEmission &waiting);
    void abandonSuspended();

    // delivery.cpp
    bool accept(Inbox::Answer answer);
    void drain();
    void endRun();
    bool emitChunk(std::chrono::steady_clock::time_point deadline);
    void tellLosses();
    void startFrame();
    void noteBatchGrew();
    void flush();

    void lookWhoListens();
    [[nodiscard]] bool isOwnThread(const char *function) const;

    EventEmitter *const q;

    // Any thread.
    Inbox inbox;
    HandlerTable handlers;
    mutable std::mutex channelsMutex; // guards the growth of `channels` and `order` against readers elsewhere
    std::vector<Channel *> order; // by first emission
    std::atomic<quint64> sequence = 0;
    std::atomic<quint64> emittedCount = 0;
    std::atomic<quint64> handlerFailures = 0;
    std::atomic<quint64> refusedNames = 0;
    std::atomic<quint64> refusedDepth = 0;
    std::atomic<bool> warnedStopped = false;

    // Emitter's thread.
    const quint64 run = newRun();
    ListenerRegistry registry;
    static constexpr int kReleaseInterval = 1024;
    int addedSinceRelease = 0;
    std::deque<Channel> channels;
    std::vector<Channel *> bySymbol; // indexed by Symbol::id()
    QHash<const QObject *, QMetaObject::Connection> contexts;
    struct SignalEntry
    {
        QPointer<EventSignal> object;
        Listener listener;
    };
    QHash<std::pair<QString, int>, SignalEntry> signalObjects;
    RunningEmission *current = nullptr;
    int depth = 0;
    Tracing tracing;
    Tracer tracer;
    QList<Event> emittedBatch;
    std::atomic<bool> emittedWanted = false; // written by whichever thread connects
    std::atomic<bool> tracedWanted = false;
    std::atomic<bool> wantedMayHaveEnded = false;
    quint64 toldSequence = 0;
    std::size_t foldFrom = 0; // runs of the batch before this one belong to a time before resetCounts()
    bool wasReset = false;
    QBasicTimer frameTimer;
    std::vector<Event> chunk;
    std::size_t chunkNext = 0;
    bool draining = false;
    bool stopAsked = false; // by shutdown() inside a handler: done when the handler has returned
    Inbox::Losses toldLosses;
    std::chrono::steady_clock::time_point lossesToldAt;
    QBasicTimer lossesTimer;
    std::vector<std::unique_ptr<SuspendedEmission>> suspended;
    std::vector<std::vector<Event>> spareChildren; // emptied lists, so that children cost no list each time

private:
    static quint64 newRun();
};

} // namespace ember
