// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/handler.h>
#include <ember/events/listener.h>
#include <ember/events/taskbox.h>

#include "thrown.h"

#include <QtCore/QFuture>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace ember {

/// A context that lives on another thread than its emitter: the way there, open until the context ends.
class RemoteContext
{
public:
    explicit RemoteContext(const QObject *context);
    /// As end().
    ~RemoteContext();
    RemoteContext(const RemoteContext &) = delete;
    RemoteContext &operator=(const RemoteContext &) = delete;

    /// The listener ends with the context: at once, in the context's thread.
    void add(const Listener &listener);
    /// Calls that wait are dropped; no more is begun.
    void end() { m_box->close(); }
    /// False when the context has ended.
    bool put(TaskBox::Task task) { return m_box->put(std::move(task)); }
    [[nodiscard]] bool isGone() const noexcept { return !m_box->isOpen(); }

private:
    struct Listeners
    {
        std::mutex mutex;
        std::vector<Listener> list;
        std::size_t pruneAt = 16;
    };

    const std::shared_ptr<Listeners> m_listeners = std::make_shared<Listeners>();
    const std::shared_ptr<TaskBox> m_box;
};

/// A handler that runs on another thread.
struct RemoteHandler
{
    std::shared_ptr<RemoteContext> context;
    std::shared_ptr<Handler> handler; // held by its calls too
    std::shared_ptr<const RetryCondition> retryIf; // likewise; may be null
};

/// One call of such a handler. Goes to the other thread and comes back through task boxes, whose locks order what is
/// written here.
struct RemoteCall
{
    enum class End : quint8
    {
        Abandoned, ///< it never began: its context, its listener or the emitter's patience had ended
        Returned,
        Threw
    };

    std::shared_ptr<Handler> handler;
    std::shared_ptr<const RetryCondition> retryIf;
    Event event;
    Listener listener; // has to be active for the call to begin
    bool isOnce = false; // or not: it was used up when the call was made
    std::atomic<bool> isWanted = true; // cleared on the emitter's thread: do not begin any more

    // Written by the other thread, before it replies.
    End end = End::Abandoned;
    quint64 startTicks = 0;
    quint64 endTicks = 0;
    Thrown thrown;
    bool isTemporary = false; // what it threw; an exception itself does not cross threads
    QFuture<void> future; // of an asynchronous handler that returned

    [[nodiscard]] bool hasFuture() const noexcept { return end == End::Returned && handler->isAsynchronous(); }
    /// Runs the handler, unless it may not begin any more. No exception leaves it.
    void run();

private:
    void noteThrown();
};

/// The task that runs `call` in its thread; `reply` is called there when it ran, or wherever the task was dropped.
[[nodiscard]] TaskBox::Task taskOf(std::shared_ptr<RemoteCall> call, std::function<void()> reply);

} // namespace ember
