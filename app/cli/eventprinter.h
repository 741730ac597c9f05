// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "arguments.h"

#include <ember/events/trace.h>
#include <ember/session/logscope.h>

#include <QtCore/QByteArray>

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>

namespace ember {

/// Writes events to stdout as they are traced, filtered and counted. Used on the emitter's thread only: a slow reader
/// of stdout slows the emitter down instead of filling memory.
class EventPrinter
{
public:
    enum class State : quint8
    {
        Printing,
        CountReached,
        OutputClosed
    };

    EventPrinter(OutputFormat format, std::optional<Expression> filter, std::optional<quint64> count,
        std::function<QString(const Event &)> summary, HandlerLookup handlers);

    State print(const TraceBatch &batch);

    /// The program ends: from then on a reader that takes nothing is waited for no longer than this. Any thread.
    void endWithin(std::chrono::milliseconds patience) { m_deadline = std::chrono::steady_clock::now() + patience; }
    /// Whether something was left unprinted because of that. Any thread.
    [[nodiscard]] bool isCutShort() const noexcept { return m_cutShort; }

private:
    // False when it is over.
    [[nodiscard]] bool waitForReader();
    [[nodiscard]] QByteArray line(const LogEntry &entry) const;
    [[nodiscard]] QByteArray tableRow(const LogEntry &entry) const;
    bool write(const QByteArray &text);

    const OutputFormat m_format;
    const std::optional<Expression> m_filter;
    const std::function<QString(const Event &)> m_summary;
    const HandlerLookup m_handlers;
    std::optional<quint64> m_left;
    State m_state = State::Printing;
    std::atomic<std::chrono::steady_clock::time_point> m_deadline = std::chrono::steady_clock::time_point::max();
    std::atomic<bool> m_cutShort = false;
};

} // namespace ember
