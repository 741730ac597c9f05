// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "failurenote.h"

#include "eventid.h"

#include <utility>

namespace ember {

FailureNote::FailureNote(
    HandlerId id, std::shared_ptr<const HandlerInfo> handler, const Event &event, Thrown &&thrown) noexcept
    : m_handler(std::move(handler))
    , m_thrown(std::move(thrown))
    , m_run(event.run())
    , m_sequence(event.sequence())
    , m_eventName(event.nameSymbol())
    , m_id(id)
{
}

HandlerFailure FailureNote::inWords() const
{
    return {.handler = m_id,
        .handlerName = m_handler->name,
        .exceptionType = m_thrown.type,
        .message = m_thrown.message,
        .file = m_handler->file,
        .line = m_handler->line,
        .eventId = eventIdText(m_run, m_sequence)};
}

HandlerFailed FailureNote::made() const
{
    return {.handler = m_handler->name,
        .pattern = m_handler->pattern,
        .priority = m_handler->priority,
        .exceptionType = m_thrown.type,
        .message = m_thrown.message,
        .file = m_handler->file,
        .line = m_handler->line,
        .eventId = eventIdText(m_run, m_sequence),
        .eventName = m_eventName.text()};
}

DeadLetter KeptLetter::inWords() const
{
    return {.number = number,
        .event = event,
        .failure = failure->inWords(),
        .calls = calls,
        .reason = reason,
        .time = time,
        .listener = listener};
}

LetterNote::LetterNote(const KeptLetter &letter) noexcept
    : m_failure(letter.failure)
    , m_run(letter.event.run())
    , m_sequence(letter.event.sequence())
    , m_eventName(letter.event.nameSymbol())
    , m_number(letter.number)
    , m_calls(letter.calls)
    , m_reason(letter.reason)
{
}

DeadLettered LetterNote::made() const
{
    return {.handler = m_failure->handler().name,
        .pattern = m_failure->handler().pattern,
        .exceptionType = m_failure->thrown().type,
        .message = m_failure->thrown().message,
        .eventId = eventIdText(m_run, m_sequence),
        .eventName = m_eventName.text(),
        .calls = m_calls,
        .reason = toText(m_reason),
        .number = qint64(m_number)};
}

} // namespace ember
