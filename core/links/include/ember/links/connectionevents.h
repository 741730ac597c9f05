// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/eventcatalogue.h>

namespace ember {

/// The events of a connection (design.md §4). Their source is `emberscope`, their subject and their metadata entry
/// `connection` the connection's name. `url` shows no password.

/// It stands for the first time.
struct ConnectionEstablished
{
    QString url;
    int attempt = 0; ///< 1 and up
};

/// It dropped and is tried again.
struct ConnectionInterrupted
{
    QString url;
    QString reason; ///< what is known
    QString inference; ///< what it probably is; mostly empty
    double nextTrySeconds = 0;
};

/// It stands again.
struct ConnectionResumed
{
    QString url;
    int attempt = 0;
};

/// It was refused, or given up.
struct ConnectionLost
{
    QString url;
    QString reason;
    int attempt = 0;
};

/// The person, or the end of the program, closed it.
struct ConnectionClosed
{
    QString url;
    QString reason;
};

/// It stands, and nothing comes.
struct ConnectionStale
{
    QString url;
    double silentSeconds = 0;
};

/// Its queue was full and lost messages; told at most once a second.
struct ConnectionOverflowed
{
    QString url;
    qint64 dropped = 0;
    qint64 droppedTotal = 0;
    QString topic;
    qint64 droppedOfTopic = 0;
};

template <>
inline constexpr auto eventFields<ConnectionEstablished> = std::tuple{
    describeField(u"url", &ConnectionEstablished::url),
    describeField(u"attempt", &ConnectionEstablished::attempt, {.description = u"the attempt that succeeded"}),
};
template <>
inline constexpr auto eventFields<ConnectionInterrupted> = std::tuple{
    describeField(u"url", &ConnectionInterrupted::url),
    describeField(u"reason", &ConnectionInterrupted::reason, {.description = u"what is known"}),
    describeField(u"inference", &ConnectionInterrupted::inference,
        {.description = u"what it probably is, from a series of drops; empty if nothing can be inferred"}),
    describeField(u"nextTrySeconds", &ConnectionInterrupted::nextTrySeconds,
        {.description = u"until the next attempt", .unit = u"s"}),
};
template <>
inline constexpr auto eventFields<ConnectionResumed> = std::tuple{
    describeField(u"url", &ConnectionResumed::url),
    describeField(u"attempt", &ConnectionResumed::attempt, {.description = u"the attempt that succeeded"}),
};
template <>
inline constexpr auto eventFields<ConnectionLost> = std::tuple{
    describeField(u"url", &ConnectionLost::url),
    describeField(u"reason", &ConnectionLost::reason),
    describeField(u"attempt", &ConnectionLost::attempt, {.description = u"the last attempt"}),
};
template <>
inline constexpr auto eventFields<ConnectionClosed> = std::tuple{
    describeField(u"url", &ConnectionClosed::url),
    describeField(u"reason", &ConnectionClosed::reason),
};
template <>
inline constexpr auto eventFields<ConnectionStale> = std::tuple{
    describeField(u"url", &ConnectionStale::url),
    describeField(
        u"silentSeconds", &ConnectionStale::silentSeconds, {.description = u"since the last message", .unit = u"s"}),
};

template <>
inline constexpr auto eventFields<ConnectionOverflowed> = std::tuple{
    describeField(u"url", &ConnectionOverflowed::url),
    describeField(u"dropped", &ConnectionOverflowed::dropped, {.description = u"messages since this was last told"}),
    describeField(u"droppedTotal", &ConnectionOverflowed::droppedTotal, {.description = u"messages of the connection"}),
    describeField(u"topic", &ConnectionOverflowed::topic, {.description = u"the one that lost most"}),
    describeField(u"droppedOfTopic", &ConnectionOverflowed::droppedOfTopic, {.description = u"of `dropped`"}),
};

inline constexpr EventType<ConnectionEstablished> connectionEstablished{
    "connection.established", {.description = u"A connection stands for the first time"}};
inline constexpr EventType<ConnectionInterrupted> connectionInterrupted{
    "connection.interrupted", {.description = u"A connection dropped and is tried again"}};
inline constexpr EventType<ConnectionResumed> connectionResumed{
    "connection.resumed", {.description = u"A connection that had dropped stands again"}};
inline constexpr EventType<ConnectionLost> connectionLost{
    "connection.lost", {.description = u"A connection was refused, or given up"}};
inline constexpr EventType<ConnectionClosed> connectionClosed{
    "connection.closed", {.description = u"A connection was closed by the person or by the end of the program"}};
inline constexpr EventType<ConnectionStale> connectionStale{
    "connection.stale", {.description = u"A connection stands, but has been silent for too long"}};
inline constexpr EventType<ConnectionOverflowed> connectionOverflowed{
    "connection.overflowed", {.description = u"A connection's queue was full and lost messages"}};

/// Adds the event types of connections.
void addConnectionEvents(EventCatalogue &catalogue);

} // namespace ember
