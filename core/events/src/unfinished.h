// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/eventemitter.h>

#include "askedemission.h"
#include "deadlines.h"
#include "remotecontext.h"
#include "runningemission.h"
#include "topic.h"
#include "tracer.h"

#include <QtCore/QFutureWatcher>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <utility>
#include <vector>

namespace ember {

/// What an emission goes on with when the handler that it waits for has finished.
struct SuspendedEmission
{
    Event event;
    Topic *topic = nullptr;
    std::vector<std::pair<ListenerEntry, quint64>> rest; // those still to run, each with its generation
    std::vector<Event> children;
    AloneCall alone;
    bool traced = false;
    TracePart part; // runs and failures so far
    std::shared_ptr<AskedEmission> asked; // of emitAsync(), else null
};

/// One call of a handler that has not finished.
struct UnfinishedCall
{
    enum class Kind : quint8
    {
        Awaited, ///< its emission waits
        Concurrent, ///< its emission has gone on: `emission` has the event alone
        Late, ///< it took too long, and nobody waits any more: kept because it uses its handler
    };
    UnfinishedCall(quint64 which, Kind how) noexcept
        : number(which)
        , kind(how)
    {
    }

    const quint64 number;
    Kind kind;
    ListenerRecord *record = nullptr; // pinned
    SuspendedEmission emission;
    quint64 startTicks = 0;
    Deadlines::Handle deadline = {};
    std::shared_ptr<RemoteCall> remote; // of a handler on another thread, else null
    bool isObserved = false; // `watcher` has a future
    QFutureWatcher<void> watcher;

    [[nodiscard]] bool isFinished() const { return isObserved && watcher.future().isFinished(); }
};

/// The unfinished calls of an emitter, oldest first. Emitter's thread, but for the counts.
class UnfinishedCalls
{
public:
    using Kind = UnfinishedCall::Kind;

    [[nodiscard]] UnfinishedCall &add(Kind kind)
    {
        m_calls.push_back(std::make_unique<UnfinishedCall>(++m_last, kind));
        countOf(kind).fetch_add(1, std::memory_order_relaxed);
        return *m_calls.back();
    }
    /// Null if it has ended meanwhile.
    [[nodiscard]] UnfinishedCall *find(quint64 number) const noexcept
    {
        const auto at = place(number);
        return at != m_calls.end() ? at->get() : nullptr;
    }
    [[nodiscard]] std::unique_ptr<UnfinishedCall> take(quint64 number)
    {
        const auto at = place(number);
        if (at == m_calls.end()) {
            return nullptr;
        }
        std::unique_ptr<UnfinishedCall> call = std::move(m_calls[std::size_t(at - m_calls.begin())]);
        m_calls.erase(at);
        countOf(call->kind).fetch_sub(1, std::memory_order_relaxed);
        return call;
    }
    [[nodiscard]] std::unique_ptr<UnfinishedCall> takeFirst()
    {
        return m_calls.empty() ? nullptr : take(m_calls.front()->number);
    }
    /// Nobody waits for this one any more.
    void letBeLate(UnfinishedCall &call) noexcept
    {
        countOf(call.kind).fetch_sub(1, std::memory_order_relaxed);
        call.kind = Kind::Late;
        countOf(call.kind).fetch_add(1, std::memory_order_relaxed);
    }
    /// All of them, the late ones too.
    [[nodiscard]] std::size_t size() const noexcept { return m_calls.size(); }
    /// Any thread.
    [[nodiscard]] quint64 count(Kind kind) const noexcept
    {
        return m_counts[std::size_t(kind)].load(std::memory_order_relaxed);
    }

private:
    using Calls = std::vector<std::unique_ptr<UnfinishedCall>>;

    [[nodiscard]] Calls::const_iterator place(quint64 number) const noexcept
    {
        const auto at = std::ranges::lower_bound(m_calls, number, {}, [](const auto &one) { return one->number; });
        return at != m_calls.end() && (*at)->number == number ? at : m_calls.end();
    }
    [[nodiscard]] std::atomic<quint64> &countOf(Kind kind) noexcept { return m_counts[std::size_t(kind)]; }

    Calls m_calls; // by number
    quint64 m_last = 0;
    std::array<std::atomic<quint64>, 3> m_counts = {};
};

} // namespace ember
