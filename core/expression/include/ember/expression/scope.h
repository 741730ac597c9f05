// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/symbol.h>
#include <ember/events/value.h>

#include <QtCore/QtGlobal>

namespace ember {

/// Where one field of an expression is found. Made when the expression is parsed, so that reading it is a switch and
/// one lookup.
struct FieldReference
{
    /// The roots of design.md §7. `type` is Name; `values.x`, `labels.x`, `raw.x`, `derived.x` are Data.
    enum class Root : quint8
    {
        Name,
        Source,
        Subject,
        Time, ///< microseconds since 1970, UTC
        Sequence,
        CorrelationId,
        Replayed,
        Connection,
        Data,
        Handler, ///< path: name, priority, duration (ns), failed, outcome
        Duration, ///< nanoseconds
        Age, ///< nanoseconds before the view's moment
        Old,
        New,
    };

    Root root = Root::Data;
    /// What stands below the root, ready for Event::field(): `values.x` and `data.values.x` both have "values.x",
    /// `old.x` has "x". Null for roots without anything below them.
    Symbol path;
};

/// What an expression is evaluated against: an event, a log row, two states of a device.
///
/// Used by one thread at a time, the one that evaluates. A text it answers must stay valid as long as the scope.
class Scope
{
public:
    virtual ~Scope() = default;

    /// The field's value, absent where there is none; answered without allocation. `handler` is an index below
    /// handlerCount() for Root::Handler; for the other roots it means nothing and may be -1.
    [[nodiscard]] virtual Value value(const FieldReference &ref, int handler) const noexcept = 0;
    /// How many handlers `handler.*` ranges over.
    [[nodiscard]] virtual int handlerCount() const noexcept { return 0; }

protected:
    Scope() = default;
    Scope(const Scope &) = default;
    Scope &operator=(const Scope &) = default;
};

} // namespace ember
