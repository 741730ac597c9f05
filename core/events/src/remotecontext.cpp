// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "remotecontext.h"

#include "eventemitter_p.h"
#include "thrown.h"

namespace ember {

using Kind = UnfinishedCall::Kind;

namespace {

/// Replies when the last copy of its task has gone: run or dropped.
class Ticket
{
public:
    Ticket(std::shared_ptr<RemoteCall> call, std::function<void()> reply)
        : m_call(std::move(call))
        , m_reply(std::move(reply))
    {
    }
    Ticket(const Ticket &) = delete;
    Ticket &operator=(const Ticket &) = delete;
    ~Ticket() { m_reply(); }

    void run() { m_call->run(); }

private:
    const std::shared_ptr<RemoteCall> m_call;
    const std::function<void()> m_reply;
};

} // namespace

RemoteContext::RemoteContext(const QObject *context)
    : m_box(TaskBox::watching(context, [listeners = m_listeners] {
        std::vector<Listener> ended;
        {
            const std::lock_guard lock(listeners->mutex);
            ended.swap(listeners->list);
        }
        for (const Listener &listener : ended) {
            listener.cancel();
        }
    }))
{
}

RemoteContext::~RemoteContext()
{
    end();
}

void RemoteContext::add(const Listener &listener)
{
    {
        const std::lock_guard lock(m_listeners->mutex);
        std::vector<Listener> &list = m_listeners->list;
        if (list.size() >= m_listeners->pruneAt) {
            std::erase_if(list, [](const Listener &one) { return !one.isActive(); });
            m_listeners->pruneAt = std::max<std::size_t>(16, list.size() * 2);
        }
        list.push_back(listener);
    }
    if (isGone()) { // meanwhile: nobody else ends it
        listener.cancel();
    }
}

void RemoteCall::run()
{
    if (!isWanted.load(std::memory_order_acquire) || (!isOnce && !listener.isActive())) {
        return;
    }
    startTicks = TraceClock::now();
    try {
        if (handler->isAsynchronous()) {
            future = handler->callAsynchronous(event);
        } else {
            handler->call(event);
        }
        end = End::Returned;
    } catch (const std::exception &error) {
        noteThrown();
        isTemporary = ember::isTemporary(error, retryIf ? *retryIf : RetryCondition());
    } catch (...) {
        noteThrown();
    }
    endTicks = TraceClock::now();
}

void RemoteCall::noteThrown()
{
    end = End::Threw;
    thrown = describeThrown();
}

TaskBox::Task taskOf(std::shared_ptr<RemoteCall> call, std::function<void()> reply)
{
    return [ticket = std::make_shared<Ticket>(std::move(call), std::move(reply))] { ticket->run(); };
}

/// The way to a context on another thread; the same for all its listeners, whose calls keep their order.
std::shared_ptr<RemoteContext> EventEmitter::Private::wayTo(const QObject *context)
{
    if (auto known = remoteContexts.value(context); known && !known->isGone()) {
        return known;
    }
    // Those that have gone are forgotten; one of them may have lain at this address.
    remoteContexts.removeIf([this](const std::pair<const QObject *const &, std::shared_ptr<RemoteContext> &> &entry) {
        if (!entry.second->isGone()) {
            return false;
        }
        if (!contexts.contains(entry.first)) {
            registry.removeContext(entry.first); // its listeners have ended
        }
        return true;
    });
    return *remoteContexts.insert(context, std::make_shared<RemoteContext>(context));
}

/// Registers a listener whose handler runs where its context lives.
Listener EventEmitter::Private::listenRemotely(
    Topic &topic, Handler &&handler, const ListenerOptions &options, const std::source_location &place, bool once)
{
    const std::shared_ptr<RemoteContext> way = wayTo(options.context);
    auto retryIf = options.retryIf ? std::make_shared<const RetryCondition>(options.retryIf) : nullptr;
    // In its place stands something that is not called and says "asynchronous".
    const Listener listener
        = registry.add(topic, Handler([](const Event &) { return QFuture<void>(); }), options, place, once);
    listener.m_record->extras->remote = std::make_shared<RemoteHandler>(RemoteHandler{
        .context = way, .handler = std::make_shared<Handler>(std::move(handler)), .retryIf = std::move(retryIf)});
    way->add(listener);
    return listener;
}

/// Sends the call to the handler's thread. It is awaited like an asynchronous one.
EventEmitter::Private::Ran EventEmitter::Private::callRemotely(RunningEmission &running, const ListenerEntry &entry)
{
    ListenerRecord &record = *entry.record;
    const std::shared_ptr<RemoteHandler> remote = record.extras->remote;
    if (remote->context->isGone()) {
        if (running.traced) {
            tracer.addRun(handlers.idOf(record), Outcome::Abandoned);
        }
        return Ran::No;
    }
    const bool waits = !record.extras->concurrent;
    UnfinishedCall &call = waits ? suspend(running, entry) : letRun(running, entry);
    call.startTicks = TraceClock::now();
    call.remote = std::make_shared<RemoteCall>();
    call.remote->handler = remote->handler;
    call.remote->retryIf = remote->retryIf;
    call.remote->event = running.event;
    call.remote->listener = Listener(&record, record.generation());
    call.remote->isOnce = record.once;
    // Where the way is closed by now, the task is dropped, which replies too.
    remote->context->put(taskOf(call.remote, [this, number = call.number, box = errands] {
        box->put([this, number] { takeReply(number); }); // not run when the emitter has gone
    }));
    return waits ? Ran::Suspended : Ran::No;
}

/// A handler on another thread has returned, or never began.
void EventEmitter::Private::takeReply(quint64 number)
{
    UnfinishedCall *call = unfinished.find(number);
    if (!call) {
        return;
    }
    if (call->remote->hasFuture() && !call->remote->future.isFinished()) {
        observe(*call, call->remote->future); // only now it is known
    } else {
        resume(number);
    }
}

/// How a call on another thread ended. False: it has a future, which says the rest.
bool EventEmitter::Private::noteRemoteEnd(RunningEmission &running, ListenerRecord &record, const RemoteCall &call)
{
    if (call.end == RemoteCall::End::Abandoned) {
        if (running.traced) {
            tracer.addRun(handlers.idOf(record), Outcome::Abandoned);
        }
        return true;
    }
    if (running.traced) {
        tracer.addGap(call.startTicks); // the way there, and the wait for its turn
    }
    if (call.end == RemoteCall::End::Threw) {
        noteFailure(running, record, Thrown(call.thrown), call.isTemporary);
        return true;
    }
    if (call.hasFuture()) {
        return false;
    }
    ++running.result.handled;
    if (running.traced) {
        tracer.addRun(handlers.idOf(record), Outcome::Succeeded, call.endTicks);
        tracer.addGap(TraceClock::now()); // the way back
    }
    return true;
}

} // namespace ember
