// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "report.h"

#include <ember/session/connectionreport.h>

#include <QtCore/QJsonArray>

#include <algorithm>
#include <functional>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QJsonObject messagesOf(const QList<LinkStatus> &links)
{
    MessageCounts sum;
    for (const LinkStatus &link : links) {
        sum.received += link.messages.received;
        sum.decoded += link.messages.decoded;
        sum.ignored += link.messages.ignored;
        sum.undecodable += link.messages.undecodable;
        sum.waiting += link.messages.waiting;
        sum.dropped += link.messages.dropped;
    }
    return {{u"received"_s, qint64(sum.received)}, {u"decoded"_s, qint64(sum.decoded)},
        {u"ignored"_s, qint64(sum.ignored)}, {u"undecodable"_s, qint64(sum.undecodable)},
        {u"waiting"_s, qint64(sum.waiting)}, {u"dropped"_s, qint64(sum.dropped)}};
}

QJsonObject handlerOf(const HandlerStatistics &handler)
{
    QJsonObject row{{u"name"_s, handler.info.name}, {u"calls"_s, qint64(handler.calls)},
        {u"failures"_s, qint64(handler.failures)}, {u"meanNs"_s, qint64(handler.meanNs())},
        {u"p50Ns"_s, qint64(handler.p50Ns)}, {u"p99Ns"_s, qint64(handler.p99Ns)}, {u"maxNs"_s, qint64(handler.maxNs)}};
    if (handler.info.isMiddleware) {
        row.insert(u"middleware"_s, true); // it has no pattern and no priority: it runs before all handlers
    } else {
        row.insert(u"pattern"_s, handler.info.pattern);
        row.insert(u"priority"_s, handler.info.priority);
    }
    return row;
}

/// In the order in which they run for an event: middleware, then by priority.
QJsonArray handlersOf(QList<HandlerStatistics> handlers)
{
    std::ranges::stable_sort(handlers, std::greater(),
        [](const HandlerStatistics &handler) { return std::pair(handler.info.isMiddleware, handler.info.priority); });
    QJsonArray list;
    for (const HandlerStatistics &handler : handlers) {
        list.append(handlerOf(handler));
    }
    return list;
}

/// How much of what happened the log still holds, and why not all of it.
QJsonObject logOf(const EventLog &log)
{
    const LogSnapshot now = log.snapshot();
    return {{u"rows"_s, qint64(now.size())}, {u"leftForBudget"_s, qint64(now.begin())}, {u"bytes"_s, log.bytes()},
        {u"budgetBytes"_s, now.budget()}};
}

QJsonObject devicesOf(const DeviceCounts &counts)
{
    return {{u"followed"_s, counts.followed}, {u"forgotten"_s, qint64(counts.forgotten)},
        {u"messagesOfFurther"_s, qint64(counts.messagesOfFurther)}, {u"valuesNotKept"_s, qint64(counts.valuesNotKept)},
        {u"valuesNotFollowed"_s, qint64(counts.valuesNotFollowed)}};
}

} // namespace

QJsonObject makeReport(const ReportInput &input)
{
    QJsonObject events;
    for (const EventCount &count : input.events) {
        events.insert(count.name.text(), qint64(count.count));
    }
    QJsonArray connections;
    for (const LinkStatus &link : input.links) {
        connections.append(connectionReport(link));
    }
    const EmitterCounts &counts = input.counts;
    const quint64 inboxDrops = counts.refused + counts.droppedOldest;
    return {{u"elapsedSeconds"_s, std::chrono::duration<double>(input.elapsed).count()},
        {u"messages"_s, messagesOf(input.links)}, {u"events"_s, events},
        {u"dropped"_s, qint64(inboxDrops + counts.dropped + counts.refusedRate + counts.refusedPayload)},
        {u"droppedBy"_s,
            QJsonObject{{u"inbox"_s, qint64(inboxDrops)}, {u"middleware"_s, qint64(counts.dropped)},
                {u"rate"_s, qint64(counts.refusedRate)}, {u"payload"_s, qint64(counts.refusedPayload)}}},
        {u"expired"_s, qint64(counts.expired)}, {u"coalesced"_s, qint64(counts.coalesced)},
        {u"deadLettered"_s, qint64(counts.deadLettered)}, {u"handlerFailures"_s, qint64(counts.handlerFailures)},
        {u"handlers"_s, handlersOf(input.handlers)}, {u"log"_s, logOf(*input.log)},
        {u"devices"_s, devicesOf(input.devices)}, {u"connections"_s, connections}};
}

} // namespace ember
