// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

#include <ember/events/emitterevents.h>

#include "logging.h"

#include <cxxabi.h>

#include <cstdlib>
#include <limits>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

quint32 saturated(quint64 ns) noexcept
{
    return quint32(std::min<quint64>(ns, std::numeric_limits<quint32>::max()));
}

QString typeName(const std::exception &error)
{
    int status = 0;
    const std::unique_ptr<char, void (*)(void *)> name(
        abi::__cxa_demangle(typeid(error).name(), nullptr, nullptr, &status), std::free);
    return QString::fromUtf8(status == 0 ? name.get() : typeid(error).name());
}

/// Type and message of whatever was thrown.
std::pair<QString, QString> describe(const std::exception_ptr &error)
{
    try {
        std::rethrow_exception(error);
    } catch (const std::exception &e) {
        return {typeName(e), QString::fromUtf8(e.what())};
    } catch (const QString &text) {
        return {u"QString"_s, text};
    } catch (const char *text) {
        return {u"const char *"_s, QString::fromUtf8(text)};
    } catch (...) {
        return {u"unknown type"_s, u"something that is no std::exception was thrown"_s};
    }
}

} // namespace

Channel *EventEmitter::Private::channelOf(Symbol name)
{
    const std::size_t id = name.id();
    if (id < bySymbol.size() && bySymbol[id]) {
        return bySymbol[id];
    }
    if (name.isNull() || channels.size() >= std::size_t(kMaxSeenNames)) {
        refusedNames.fetch_add(1, std::memory_order_relaxed);
        return nullptr;
    }
    const std::lock_guard lock(channelsMutex);
    if (id >= bySymbol.size()) {
        bySymbol.resize(std::max<std::size_t>(id + 1, bySymbol.size() * 2));
    }
    Channel &channel = channels.emplace_back();
    channel.name = name;
    channel.isOwn = name.text().startsWith("emitter."_L1);
    bySymbol[id] = &channel;
    order.push_back(&channel);
    return &channel;
}

Emission EventEmitter::Private::emitTop(const Event &event)
{
    if (depth >= kMaxDepth) {
        return refuseDepth(event);
    }
    std::vector<Event> children;
    if (!spareChildren.empty()) {
        children = std::move(spareChildren.back());
        spareChildren.pop_back();
    }
    Emission result = emitOne(event, children, depth == 0);
    emitChildren(children);
    children.clear();
    spareChildren.push_back(std::move(children));
    becomeIdle();
    return result;
}

/// After an emission and its children: what had to wait until no handler is running.
void EventEmitter::Private::becomeIdle()
{
    if (depth > 0) {
        return;
    }
    registry.releaseRetired();
    if (stopAsked && !draining) {
        endRun();
    }
}

void EventEmitter::Private::emitChildren(std::vector<Event> &children)
{
    // A child's own children queue up behind it: in order, and without recursion.
    for (std::size_t i = 0; i < children.size(); ++i) {
        const Event child = std::move(children[i]);
        emitOne(child, children, true);
    }
}

Emission EventEmitter::Private::refuseDepth(const Event &event)
{
    refusedDepth.fetch_add(1, std::memory_order_relaxed);
    HandlerFailure failure;
    failure.exceptionType = u"recursion limit"_s;
    failure.message = u"\"%1\" was not emitted: emissions are nested or chained %2 deep; a handler seems to cause "
                      u"its own event"_s.arg(event.name())
                          .arg(kMaxDepth);
    qCWarning(lcEvents).noquote() << failure.message;
    return {.failed = 1, .errors = {failure}};
}

Emission EventEmitter::Private::emitOne(const Event &given, std::vector<Event> &children, bool mayReuse)
{
    Channel *channel = channelOf(given.nameSymbol());
    if (!channel) {
        HandlerFailure failure;
        failure.message = given.isNull() || given.nameSymbol().isNull()
            ? u"an event without a name was not emitted"_s
            : u"\"%1\" was not emitted: %2 different names were seen, which is the limit"_s.arg(given.name())
                  .arg(kMaxSeenNames);
        return {.failed = 1, .errors = {failure}};
    }
    const quint64 number = sequence.load(std::memory_order_relaxed) + 1;
    sequence.store(number, std::memory_order_release); // the only writer is this thread
    emittedCount.store(emittedCount.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    channel->count.store(channel->count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);

    RunningEmission running{.event = given.numbered(run, number, mayReuse), .channel = channel};
    running.listeners = &registry.resolve(channel->name, channel->resolved);
    running.children = &children;
    running.childrenBegin = children.size();
    running.outer = current;
    running.mark = tracer.mark();
    running.traced = tracing.mode == Tracing::Mode::All
        || (tracing.mode == Tracing::Mode::Sampled && tracing.every > 0 && number % tracing.every == 0);
    if (emittedWanted) {
        emittedBatch.append(running.event); // at the start, so that the batch is in the order of sequence numbers
    }
    qCDebug(lcEventsTrace).noquote() << "emit" << channel->name.text() << number << "to" << running.listeners->size()
                                     << "listeners";
    if (running.traced) {
        running.startNs = running.lastNs = traceClockNow();
    }
    current = &running;
    ++depth;
    const bool ended = running.traced ? runHandlers<true>(running) : runHandlers<false>(running);
    --depth;
    current = running.outer;
    if (ended) {
        finish(running);
    }
    noteBatchGrew();
    return std::move(running.result);
}

template <bool traced>
bool EventEmitter::Private::runHandlers(RunningEmission &running)
{
    const ListenerList &listeners = *running.listeners;
    while (running.next < listeners.size()) {
        // The try block stands outside the inner loop: entering it costs nothing, and after a throw the loop goes on
        // behind the handler that threw.
        try {
            for (; running.next < listeners.size(); ++running.next) {
                const ListenerEntry &entry = *listeners[running.next];
                if (!entry.active.load(std::memory_order_acquire)) {
                    continue;
                }
                if (entry.filter && (!entry.filter(running.event) || !entry.active.load(std::memory_order_acquire))) {
                    continue; // refused, or removed meanwhile
                }
                if (entry.once && !registry.remove(listeners[running.next])) {
                    continue;
                }
                if (entry.handler.isAsynchronous()) {
                    if (!awaitHandler(running, entry)) {
                        return false;
                    }
                } else {
                    entry.handler.call(running.event);
                }
                ++running.result.handled;
                if constexpr (traced) {
                    noteRun(running, entry, Outcome::Succeeded);
                }
            }
        } catch (...) {
            const ListenerEntry &entry = *listeners[running.next];
            ++running.next;
            if constexpr (traced) {
                noteRun(running, entry, Outcome::Failed);
            }
            noteFailure(running, entry, std::current_exception());
        }
    }
    return true;
}

template bool EventEmitter::Private::runHandlers<true>(RunningEmission &);
template bool EventEmitter::Private::runHandlers<false>(RunningEmission &);

void EventEmitter::Private::noteRun(RunningEmission &running, const ListenerEntry &entry, Outcome outcome)
{
    const quint64 now = traceClockNow();
    tracer.addRun({.handler = entry.id,
        .startNs = saturated(running.lastNs - running.startNs),
        .durationNs = saturated(now - running.lastNs),
        .outcome = outcome});
    running.lastNs = now;
}

void EventEmitter::Private::noteFailure(
    RunningEmission &running, const ListenerEntry &entry, const std::exception_ptr &error)
{
    const auto info = handlers.info(entry.id);
    const auto [type, message] = describe(error);
    const HandlerFailure failure{.handler = entry.id,
        .handlerName = info->name,
        .exceptionType = type,
        .message = message,
        .file = info->file,
        .line = info->line,
        .eventId = running.event.id()};
    qCWarning(lcEvents).noquote() << u"handler \"%1\" (%2:%3) failed on %4 %5: %6: %7"_s.arg(failure.handlerName,
        failure.file, QString::number(failure.line), running.event.name(), failure.eventId, type, message);
    ++running.result.failed;
    running.result.errors.append(failure);
    handlerFailures.fetch_add(1, std::memory_order_relaxed);
    if (running.traced) {
        tracer.addFailure(failure);
    }
    if (running.channel->isOwn) {
        return; // a failure while a failure is told must not tell another one
    }
    Event told = handlerFailed.event({.handler = failure.handlerName,
                                         .pattern = info->pattern,
                                         .priority = info->priority,
                                         .exceptionType = type,
                                         .message = message,
                                         .file = failure.file,
                                         .line = failure.line,
                                         .eventId = failure.eventId,
                                         .eventName = running.event.name()},
        running.event.source());
    told.setCause(running.event);
    running.children->push_back(std::move(told));
}

void EventEmitter::Private::finish(const RunningEmission &running)
{
    if (running.traced) {
        tracer.finish(running.mark, running.event, running.lastNs - running.startNs, tracedWanted);
    }
}

} // namespace ember
