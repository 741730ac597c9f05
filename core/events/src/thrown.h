// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/retry.h>

#include <QtCore/QString>

#include <exception>

namespace ember {

/// An exception in words.
struct Thrown
{
    QString type;
    QString message;
};

/// The exception that is being handled. Inside a catch block; any thread.
[[nodiscard]] Thrown describeThrown();

/// Whether a handler that failed so may succeed when it is called again: it threw TemporaryError, or what `retryIf`
/// (empty: none) takes for one; false if that throws. Any thread.
[[nodiscard]] bool isTemporary(const std::exception &error, const RetryCondition &retryIf);

} // namespace ember
