// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/expression/eventscope.h>
#include <ember/session/eventlog.h>

#include <functional>
#include <memory>

namespace ember {

/// Who a handler number is; EventEmitter::handlerInfo() or the session's.
using HandlerLookup = std::function<std::shared_ptr<const HandlerInfo>(HandlerId)>;

/// A row of the log as a filter sees it: the event, `duration`, `age` against `now`, and `handler.*` of its trace.
/// Where the clock may have been set meanwhile `now` is ClockHistory::nowAsOf() the event. Everything is borrowed for
/// the time of one evaluation.
class LogScope final : public EventScope
{
public:
    LogScope(const LogEntry &entry, EventTime now, const HandlerLookup &handlers) noexcept
        : EventScope(entry.event)
        , m_entry(entry)
        , m_now(now)
        , m_handlers(handlers)
    {
    }

    [[nodiscard]] int handlerCount() const noexcept override { return int(m_entry.runs.size()); }

protected:
    [[nodiscard]] Value handlerField(Symbol path, int handler) const noexcept override;
    [[nodiscard]] Value duration() const noexcept override { return qint64(m_entry.durationNs); }
    [[nodiscard]] Value age() const noexcept override;

private:
    const LogEntry &m_entry;
    const EventTime m_now;
    const HandlerLookup &m_handlers;
    mutable std::shared_ptr<const HandlerInfo> m_info; // keeps the text alive that handlerField() lends out
};

/// The word for an outcome, as `handler.outcome` compares it: "succeeded", "failed", "pending".
[[nodiscard]] const QString &outcomeText(Outcome outcome);

} // namespace ember
