// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/emission.h>

#include <QtCore/QPromise>

namespace ember {

/// One emitAsync() from its emission's start until every handler has finished. Emitter's thread.
class AskedEmission
{
public:
    explicit AskedEmission(QPromise<Emission> promise)
        : m_promise(std::move(promise))
    {
    }

    Emission result;

    /// One more part of it has to end: the emission itself, an awaited handler, a concurrent one.
    void begin() noexcept { ++m_open; }
    /// A part has ended. With the last one the future finishes, which runs its continuations: anybody's code.
    void end()
    {
        if (--m_open == 0) {
            if (result.outcome != EmissionOutcome::Stopped) {
                result.pending = 0;
            }
            m_promise.addResult(std::move(result));
            m_promise.finish();
        }
    }

private:
    QPromise<Emission> m_promise;
    int m_open = 0;
};

} // namespace ember
