// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/event.h>
#include <ember/expression/expression.h>
#include <ember/expression/scope.h>

#include <array>
#include <functional>

namespace ember {

/// One event as an expression sees it: envelope and `data`. A log row derives from it and adds its trace through the
/// three hooks and handlerCount().
///
/// Lives on the stack beside one evaluation: the event is borrowed and must outlive it. Nothing here allocates.
/// An envelope attribute without content (no source, no connection, not yet numbered) is absent.
class EventScope : public Scope
{
public:
    explicit EventScope(const Event &event) noexcept
        : m_event(event)
    {
    }
    explicit EventScope(Event &&) = delete; // the scope would outlive it
    EventScope(const EventScope &) = delete; // values may point into m_correlationId
    EventScope &operator=(const EventScope &) = delete;

    [[nodiscard]] Value value(const FieldReference &ref, int handler) const noexcept final;

    [[nodiscard]] const Event &event() const noexcept { return m_event; }

protected:
    /// `handler.<path>` of the handler of that index (0 to handlerCount() - 1).
    [[nodiscard]] virtual Value handlerField(Symbol path, int handler) const noexcept;
    /// `duration`: how long the emission took, in nanoseconds.
    [[nodiscard]] virtual Value duration() const noexcept;
    /// `age`: nanoseconds from the event's time to the view's moment.
    [[nodiscard]] virtual Value age() const noexcept;

private:
    [[nodiscard]] Value correlationId() const noexcept;

    const Event &m_event;
    mutable std::array<char16_t, 16 + 1 + 20> m_correlationId = {}; // run in hex, '-', sequence; made when asked for
};

/// The expression as a filter of a subscription (ListenerOptions::filter). Runs on whichever thread asks.
[[nodiscard]] std::function<bool(const Event &)> subscriptionFilter(Expression expression);

} // namespace ember
