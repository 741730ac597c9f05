// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

#include <ember/events/emitterevents.h>

#include "logging.h"
#include "thrown.h"

#include <cxxabi.h>

#include <cstdlib>
#include <typeindex>
#include <unordered_map>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// The name of an exception's type for people. Remembered: a program has few of them.
QString typeName(const std::type_info &type)
{
    static thread_local std::unordered_map<std::type_index, QString> known;
    QString &name = known[type];
    if (name.isEmpty()) {
        int status = 0;
        const std::unique_ptr<char, void (*)(void *)> readable(
            abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
        name = QString::fromUtf8(status == 0 ? readable.get() : type.name());
    }
    return name;
}

} // namespace

Thrown describeThrown()
{
    try {
        throw;
    } catch (const std::exception &error) {
        return {typeName(typeid(error)), QString::fromUtf8(error.what())};
    } catch (const QString &text) {
        return {u"QString"_s, text};
    } catch (const char *text) {
        return {u"const char *"_s, QString::fromUtf8(text)};
    } catch (...) {
        return {u"unknown type"_s, u"something that is no std::exception was thrown"_s};
    }
}

void EventEmitter::Private::noteThrown(RunningEmission &running, ListenerRecord &record, const std::exception &error)
{
    const bool mayRetry
        = record.extras && record.extras->retry.attempts > 0 && isTemporary(error, record.extras->retryIf);
    noteFailure(running, record, typeName(typeid(error)), QString::fromUtf8(error.what()), mayRetry);
}

void EventEmitter::Private::noteUnknown(RunningEmission &running, ListenerRecord &record)
{
    noteFailure(running, record, u"unknown type"_s, u"something that is no std::exception was thrown"_s);
}

/// Where a failed handler ends.
void EventEmitter::Private::noteFailure(
    RunningEmission &running, ListenerRecord &record, const QString &type, const QString &message, bool mayRetry)
{
    noteFailureOf(running, handlers.idOf(record), type, message);
    if (!running.topic->isOwn) {
        afterFailure(running, record, mayRetry);
    }
}

/// For a catch block: what was thrown there.
void EventEmitter::Private::noteCaught(RunningEmission &running, HandlerId id)
{
    const Thrown thrown = describeThrown();
    noteFailureOf(running, id, thrown.type, thrown.message);
}

/// What failed, a handler or a middleware, is traced, logged, counted, told, and the last of the result's errors.
void EventEmitter::Private::noteFailureOf(
    RunningEmission &running, HandlerId id, const QString &type, const QString &message)
{
    if (running.traced) {
        tracer.addRun(id, Outcome::Failed);
    }
    const Event &event = running.event;
    const auto info = handlers.info(id);
    HandlerFailure failure{.handler = id,
        .handlerName = info->name,
        .exceptionType = type,
        .message = message,
        .file = info->file,
        .line = info->line,
        .eventId = event.id()};
    qCWarning(lcEvents).noquote() << u"handler \"%1\" (%2:%3) failed on %4 %5: %6: %7"_s.arg(
        failure.handlerName, failure.file, QString::number(failure.line), event.name(), failure.eventId, type, message);
    ++running.result.failed;
    handlerFailures.fetch_add(1, std::memory_order_relaxed);
    running.topic->failures.fetch_add(1, std::memory_order_relaxed);
    if (running.traced) {
        tracer.addFailure(failure);
    }
    if (!running.topic->isOwn) { // a failure while a failure is told must not tell another one
        Event child = handlerFailed.event({.handler = failure.handlerName,
                                              .pattern = info->pattern,
                                              .priority = info->priority,
                                              .exceptionType = type,
                                              .message = message,
                                              .file = failure.file,
                                              .line = failure.line,
                                              .eventId = failure.eventId,
                                              .eventName = event.name()},
            {.name = {}, .source = event.sourceSymbol()});
        child.setCause(event);
        eventsOf(running.children).push_back(std::move(child));
    }
    running.result.errors.append(std::move(failure));
}

void EventEmitter::Private::refuseDepth(const Event &event, Emission &result)
{
    result.outcome = EmissionOutcome::Dropped;
    refusedDepth.fetch_add(1, std::memory_order_relaxed);
    HandlerFailure failure;
    failure.exceptionType = u"recursion limit"_s;
    failure.message = u"\"%1\" was not emitted: emissions are nested or chained %2 deep; a handler seems to cause "
                      u"its own event"_s.arg(event.name())
                          .arg(maxDepth);
    qCWarning(lcEvents).noquote() << failure.message;
    result.failed = 1;
    result.outcome = EmissionOutcome::Dropped;
    result.errors.append(failure);
}

} // namespace ember
