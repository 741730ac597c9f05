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

/// Events whose time to live was over when they should have been delivered, since this was told last.
struct EventsExpired
{
    qint64 count = 0;
    QString names; ///< the most frequent, each with its number
};

/// Events that EmitterLimits excluded since this was told last.
struct EventsRefused
{
    qint64 tooOften = 0;
    qint64 tooLarge = 0;
    QString names; ///< the most frequent, each with its number
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
inline constexpr auto eventFields<EventsExpired> = std::tuple{
    describeField(u"count", &EventsExpired::count, {.description = u"were not delivered", .unit = u"events"}),
    describeField(u"names", &EventsExpired::names, {.description = u"the most frequent ones, with their numbers"}),
};
template <>
inline constexpr auto eventFields<EventsRefused> = std::tuple{
    describeField(u"tooOften", &EventsRefused::tooOften, {.description = u"for their rate", .unit = u"events"}),
    describeField(u"tooLarge", &EventsRefused::tooLarge, {.description = u"for their payload", .unit = u"events"}),
    describeField(u"names", &EventsRefused::names, {.description = u"the most frequent ones, with their numbers"}),
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
inline constexpr EventType<EventsExpired> eventsExpired{
    "emitter.expired", {.description = u"Events came after their time to live; told at most once a second"}};
inline constexpr EventType<EventsRefused> eventsRefused{"emitter.refused",
    {.description = u"Events came too often or were too large for the limits; told at most once a second"}};

/// Adds the emitter's own event types.
void addEmitterEvents(EventCatalogue &catalogue);

} // namespace ember
