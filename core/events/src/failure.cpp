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

/// The name of an exception's type for people. Remembered: a program has few of them, and mostly the same comes again.
const QString &typeName(const std::type_info &type)
{
    struct Names
    {
        std::unordered_map<std::type_index, QString> known;
        std::pair<const std::type_index, QString> *latest = nullptr;
    };
    static thread_local Names names;
    if (names.latest && names.latest->first == type) [[likely]] {
        return names.latest->second;
    }
    names.latest = &*names.known.try_emplace(type).first;
    QString &name = names.latest->second;
    if (name.isEmpty()) {
        int status = 0;
        const std::unique_ptr<char, void (*)(void *)> readable(
            abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
        name = QString::fromUtf8(status == 0 ? readable.get() : type.name());
    }
    return name;
}

/// One more of what this thread alone counts.
void countOne(std::atomic<quint64> &figure) noexcept
{
    figure.store(figure.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
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
    noteFailure(running, record, {typeName(typeid(error)), QString::fromUtf8(error.what())}, mayRetry);
}

// These are functions so that the loop over handlers has room for no texts: it is what every emission runs.
void EventEmitter::Private::noteThrown(RunningEmission &running, ListenerRecord &record, const QString &text)
{
    noteFailure(running, record, {u"QString"_s, text});
}

void EventEmitter::Private::noteThrown(RunningEmission &running, ListenerRecord &record, const char *text)
{
    noteFailure(running, record, {u"const char *"_s, QString::fromUtf8(text)});
}

void EventEmitter::Private::noteUnknown(RunningEmission &running, ListenerRecord &record)
{
    noteFailure(running, record, {u"unknown type"_s, u"something that is no std::exception was thrown"_s});
}

/// Where a failed handler ends.
void EventEmitter::Private::noteFailure(
    RunningEmission &running, ListenerRecord &record, Thrown &&thrown, bool mayRetry)
{
    std::shared_ptr<const FailureNote> failure = noteFailureOf(running, handlers.idOf(record), std::move(thrown));
    if (!running.topic->isOwn) {
        afterFailure(running, record, std::move(failure), mayRetry);
    }
}

/// For a catch block: what was thrown there.
void EventEmitter::Private::noteCaught(RunningEmission &running, HandlerId id)
{
    noteFailureOf(running, id, describeThrown());
}

/// What failed, a handler or a middleware, is traced, logged, counted, told, and the last of the result's errors.
std::shared_ptr<const FailureNote> EventEmitter::Private::noteFailureOf(
    RunningEmission &running, HandlerId id, Thrown &&thrown)
{
    if (running.traced) {
        tracer.addRun(id, Outcome::Failed);
    }
    const Event &event = running.event;
    auto note = newPayload<FailureNote>(id, handlers.infoHere(id), event, std::move(thrown));
    HandlerFailure failure = note->inWords();
    qCWarning(lcEvents).noquote() << u"handler \"%1\" (%2:%3) failed on %4 %5: %6: %7"_s.arg(failure.handlerName,
        failure.file, QString::number(failure.line), event.name(), failure.eventId, failure.exceptionType,
        failure.message);
    ++running.result.failed;
    countOne(handlerFailures);
    countOne(running.topic->failures);
    if (running.traced) {
        tracer.addFailure(failure);
    }
    running.result.errors.append(std::move(failure));
    if (!running.topic->isOwn) { // a failure while a failure is told must not tell another one
        Event child(EventInit{.name = handlerFailed.symbol(), .source = event.sourceSymbol(), .payload = note});
        child.setCause(event);
        eventsOf(running.children).push_back(std::move(child));
    }
    return note;
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
