// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calls.h"

#include <utility>

namespace ember::test {

/// A middleware that notes "<name>" before and "/<name>" after.
[[nodiscard]] inline Middleware noting(Calls &calls, const QString &name)
{
    return {.name = name,
        .before =
            [&calls, name](const Event &) {
                calls.add(name);
                return Middleware::Verdict::pass();
            },
        .after = [&calls, name](const Event &, const Emission &,
                     std::chrono::nanoseconds) { calls.add(QStringLiteral("/") + name); }};
}

/// One that drops every event.
[[nodiscard]] inline Middleware dropping(const QString &name, const QString &reason)
{
    return {.name = name, .before = [reason](const Event &) { return Middleware::Verdict::drop(reason); }};
}

/// One that adds `text` to the field "text".
[[nodiscard]] inline Middleware adding(const QString &text)
{
    return {.name = QStringLiteral("adding"), .before = [text](const Event &e) {
                EventInit parts = e.parts();
                parts.payload = Record::make({{u"text", QString(e.field(u"text").toString() + text)}});
                return Middleware::Verdict::replace(Event(std::move(parts)));
            }};
}

} // namespace ember::test
