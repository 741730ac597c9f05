// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QString>

#include <chrono>
#include <exception>
#include <functional>
#include <stdexcept>

namespace ember {

/// A failure that may be gone by the next try. A handler throws it (or its future ends with it) to be tried again, as
/// often as its listener's Retry says.
class TemporaryError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
    explicit TemporaryError(const QString &message)
        : std::runtime_error(message.toStdString())
    {
    }
};

/// How a listener is called again after a temporary failure: after `first`, then after `factor` times the wait before,
/// never after more than `max`. By default not at all.
struct Retry
{
    int attempts = 0; ///< how often at most, after the first call; 0: never
    std::chrono::milliseconds first = std::chrono::seconds(1);
    double factor = 2;
    std::chrono::milliseconds max = std::chrono::minutes(1);

    /// The wait before the attempt of that number, 1 and up. Any thread.
    [[nodiscard]] std::chrono::milliseconds waitBefore(int attempt) const;
    /// Why these cannot be; empty if they can.
    [[nodiscard]] QString complaint() const;
};

/// Which failures are temporary besides TemporaryError. Runs on the thread of the handler, for a failed future on the
/// emitter's; when it throws itself, the failure is permanent.
using RetryCondition = std::function<bool(const std::exception &)>;

} // namespace ember
