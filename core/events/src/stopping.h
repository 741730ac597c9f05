// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/shutdown.h>

#include <QtCore/QFuture>
#include <QtCore/QPromise>

#include <mutex>
#include <vector>

namespace ember {

/// How far an emitter is with its end, and who waits for it.
class Stopping
{
public:
    // Emitter's thread.
    bool isAsked = false; ///< stop(): ends when nothing is pending
    bool hasBegun = false; ///< the last events are being emitted, or were
    ShutdownReport report; ///< until finish()

    /// A future of the report: finished by finish(), or already. Any thread.
    [[nodiscard]] QFuture<ShutdownReport> ask()
    {
        QPromise<ShutdownReport> promise;
        promise.start();
        QFuture<ShutdownReport> future = promise.future();
        {
            const std::lock_guard lock(m_mutex);
            if (!m_hasEnded) {
                m_askers.push_back(std::move(promise));
                return future;
            }
            promise.addResult(m_report);
        }
        promise.finish();
        return future;
    }
    /// Everything has ended. Emitter's thread; runs the futures' continuations, which are anybody's code.
    void finish()
    {
        std::vector<QPromise<ShutdownReport>> askers;
        const ShutdownReport told = report;
        {
            const std::lock_guard lock(m_mutex);
            m_hasEnded = true;
            m_report = told;
            askers.swap(m_askers);
        }
        for (QPromise<ShutdownReport> &asker : askers) {
            asker.addResult(told);
            asker.finish();
        }
    }

private:
    std::mutex m_mutex;
    std::vector<QPromise<ShutdownReport>> m_askers;
    bool m_hasEnded = false;
    ShutdownReport m_report;
};

} // namespace ember
