// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandqueue.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QString unknownOutcome(const QString &why)
{
    return why + u"; whether the device did it is not known"_s;
}

QJsonValue at(const QJsonObject &message, const std::vector<QByteArray> &path)
{
    QJsonValue value = message;
    for (const QByteArray &key : path) {
        value = value.toObject().value(QString::fromUtf8(key));
    }
    return value;
}

bool fits(const std::vector<AnswerMark> &marks, const QJsonObject &message)
{
    return std::ranges::all_of(marks, [&](const AnswerMark &mark) { return at(message, mark.path) == mark.equals; });
}

} // namespace

CommandQueue::CommandQueue(Link link, Limits limits)
    : m_link(std::move(link))
    , m_limits(limits)
{
}

void CommandQueue::add(OutgoingCommand command, Clock::time_point now)
{
    const QString wait = u"not connected; it waits for up to %1 s"_s.arg(m_limits.lifetime.count());
    ++m_counts.queued;
    tell(commandQueued, command, m_stands ? QString() : wait);
    m_waiting.push_back({.command = std::move(command), .until = now + m_limits.lifetime});
    if (m_stands) {
        flush(now);
    }
    while (m_waiting.size() > m_limits.most) {
        const OutgoingCommand oldest = std::move(m_waiting.front().command);
        m_waiting.pop_front();
        ++m_counts.dropped;
        tell(commandExpired, oldest, u"dropped, because more than %1 commands wait"_s.arg(m_limits.most));
    }
    countWaiting();
}

void CommandQueue::connected(Clock::time_point now)
{
    m_stands = true;
    runDue(now); // what is too old first
    flush(now);
    countWaiting();
}

void CommandQueue::disconnected()
{
    m_stands = false;
    m_retryAt.reset();
    for (const Sent &sent : std::exchange(m_sent, {})) {
        ++m_counts.expired;
        tell(commandExpired, sent.command, unknownOutcome(u"the connection broke before an answer came"_s));
    }
    countWaiting();
}

void CommandQueue::heard(const Message &message)
{
    if (m_sent.empty()) {
        return;
    }
    const QJsonObject json = QJsonDocument::fromJson(message.payload).object();
    const auto answered = std::ranges::find_if(m_sent, [&](const Sent &sent) { return fits(sent.marks, json); });
    if (answered == m_sent.end()) {
        return;
    }
    const OutgoingCommand command = std::move(answered->command);
    m_sent.erase(answered);
    ++m_counts.acknowledged;
    countWaiting();
    tell(commandAcknowledged, command);
}

void CommandQueue::refuseWaiting(const QString &reason)
{
    for (Waiting &waiting : std::exchange(m_waiting, {})) {
        const CommandDefinition *definition = waiting.command.profile->command(waiting.command.name);
        if (definition && definition->isQuestion) {
            m_waiting.push_back(std::move(waiting));
            continue;
        }
        ++m_counts.refused;
        tell(commandRefused, waiting.command, reason);
    }
    countWaiting();
}

void CommandQueue::refuseAll(const QString &reason)
{
    disconnected();
    for (const Waiting &waiting : std::exchange(m_waiting, {})) {
        ++m_counts.refused;
        tell(commandRefused, waiting.command, reason);
    }
    countWaiting();
}

std::optional<CommandQueue::Clock::time_point> CommandQueue::nextDue() const
{
    std::optional<Clock::time_point> next = m_retryAt;
    const auto consider = [&next](Clock::time_point at) { next = next ? std::min(*next, at) : at; };
    if (!m_waiting.empty()) {
        consider(m_waiting.front().until);
    }
    for (const Sent &sent : m_sent) {
        consider(sent.until);
    }
    return next;
}

void CommandQueue::runDue(Clock::time_point now)
{
    while (!m_waiting.empty() && m_waiting.front().until <= now) {
        const OutgoingCommand stale = std::move(m_waiting.front().command);
        m_waiting.pop_front();
        ++m_counts.expired;
        tell(commandExpired, stale, u"could not be sent within %1 s"_s.arg(m_limits.lifetime.count()));
    }
    for (std::size_t i = 0; i < m_sent.size();) {
        if (m_sent[i].until > now) {
            ++i;
            continue;
        }
        const Sent silent = std::move(m_sent[i]);
        m_sent.erase(m_sent.begin() + std::ptrdiff_t(i));
        ++m_counts.expired;
        tell(commandExpired, silent.command,
            unknownOutcome(u"no answer came within %1 s"_s.arg(silent.patience.count())));
    }
    if (m_retryAt && *m_retryAt <= now) {
        m_retryAt.reset();
        flush(now);
    }
    countWaiting();
}

void CommandQueue::flush(Clock::time_point now)
{
    while (m_stands && !m_waiting.empty()) {
        if (m_sent.size() >= m_limits.most || !send(m_waiting.front().command, now)) {
            m_retryAt = now + m_limits.retryAfter;
            return;
        }
        m_waiting.pop_front();
    }
}

bool CommandQueue::send(const OutgoingCommand &command, Clock::time_point now)
{
    const CommandDefinition *definition = command.profile->command(command.name);
    const RequestVariables variables{.device = command.device,
        .clientId = m_link.clientId,
        .session = newSession(),
        .nowMs = QDateTime::currentMSecsSinceEpoch(),
        .variables = m_link.variables(command),
        .parameters = command.prepared.raw};
    const Result<PreparedRequest> request
        = definition ? fillRequest(definition->request, variables) : Error{u"the profile has no such command"_s};
    std::vector<AnswerMark> marks;
    for (const AnswerMark &mark : request ? definition->answer : std::vector<AnswerMark>()) {
        const Result<QJsonValue> equals = fillValue(mark.equals, variables);
        marks.push_back({mark.path, equals ? *equals : QJsonValue()});
    }
    if (!request) {
        ++m_counts.refused;
        tell(commandRefused, command, request.error());
        return true; // dealt with
    }
    if (!m_link.publish(*request)) {
        return false;
    }
    ++m_counts.sent;
    tell(commandSent, command);
    if (!marks.empty()) {
        m_sent.push_back({.command = command,
            .marks = std::move(marks),
            .until = now + definition->answerWithin,
            .patience = definition->answerWithin});
    }
    return true;
}

void CommandQueue::tell(const EventType<CommandTold> &type, const OutgoingCommand &command, const QString &reason)
{
    m_link.tell(commandEvent(type, command, m_link.connection, reason));
}

/// As the vendor's app does: the milliseconds since 1970, here never the same twice.
QString CommandQueue::newSession()
{
    m_lastSession = std::max(m_lastSession + 1, QDateTime::currentMSecsSinceEpoch());
    return QString::number(m_lastSession);
}

void CommandQueue::countWaiting()
{
    m_counts.waiting = m_waiting.size();
    m_counts.unanswered = m_sent.size();
}

} // namespace ember
