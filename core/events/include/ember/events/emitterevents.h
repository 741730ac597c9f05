// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/eventcatalogue.h>

namespace ember {

/// A handler threw; see HandlerFailure.
struct HandlerFailed
{
    QString handler;
    QString pattern;
    int priority = 0;
    QString exceptionType;
    QString message;
    QString file; ///< place of registration
    int line = 0;
    QString eventId;
    QString eventName;
};

/// The inbox lost events since this was told last.
struct InboxOverflowed
{
    qint64 refused = 0;
    qint64 droppedOldest = 0;
};

/// A handler failed for good with an event, which became a dead letter; see DeadLetters.
struct DeadLettered
{
    QString handler;
    QString pattern;
    QString exceptionType;
    QString message;
    QString eventId;
    QString eventName;
    int calls = 0;
    QString reason;
    qint64 number = 0;
};

template <>
inline constexpr auto eventFields<HandlerFailed> = std::tuple{
    describeField(u"handler", &HandlerFailed::handler, {.description = u"the handler's name"}),
    describeField(u"pattern", &HandlerFailed::pattern, {.description = u"what it was registered for"}),
    describeField(u"priority", &HandlerFailed::priority),
    describeField(u"exceptionType", &HandlerFailed::exceptionType),
    describeField(u"message", &HandlerFailed::message, {.description = u"what the exception says"}),
    describeField(u"file", &HandlerFailed::file, {.description = u"place of registration"}),
    describeField(u"line", &HandlerFailed::line),
    describeField(u"eventId", &HandlerFailed::eventId, {.description = u"the event it was called with"}),
    describeField(u"eventName", &HandlerFailed::eventName),
};
template <>
inline constexpr auto eventFields<InboxOverflowed> = std::tuple{
    describeField(u"refused", &InboxOverflowed::refused, {.description = u"post() said no", .unit = u"events"}),
    describeField(u"droppedOldest", &InboxOverflowed::droppedOldest,
        {.description = u"made room for newer ones", .unit = u"events"}),
};

template <>
inline constexpr auto eventFields<DeadLettered> = std::tuple{
    describeField(u"handler", &DeadLettered::handler, {.description = u"the handler's name"}),
    describeField(u"pattern", &DeadLettered::pattern, {.description = u"what it was registered for"}),
    describeField(u"exceptionType", &DeadLettered::exceptionType),
    describeField(u"message", &DeadLettered::message, {.description = u"what the last exception says"}),
    describeField(u"eventId", &DeadLettered::eventId, {.description = u"the event it was called with"}),
    describeField(u"eventName", &DeadLettered::eventName),
    describeField(u"calls", &DeadLettered::calls, {.description = u"how often it was called"}),
    describeField(u"reason", &DeadLettered::reason, {.description = u"why it is not called again"}),
    describeField(u"number", &DeadLettered::number, {.description = u"of the dead letter"}),
};

/// The emitter's own events. A handler that fails for one of them causes no further event.
inline constexpr EventType<HandlerFailed> handlerFailed{
    "emitter.handler_failed", {.description = u"A handler threw; the handlers behind it ran"}};
inline constexpr EventType<InboxOverflowed> inboxOverflowed{
    "emitter.overflowed", {.description = u"The inbox was full and lost events; told at most once a second"}};
inline constexpr EventType<DeadLettered> deadLettered{
    "emitter.dead_lettered", {.description = u"A handler failed for good; its event can be given to it once more"}};

/// Adds the emitter's own event types.
void addEmitterEvents(EventCatalogue &catalogue);

} // namespace ember
