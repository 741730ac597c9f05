// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QString>

namespace ember {

/// An exception in words.
struct Thrown
{
    QString type;
    QString message;
};

/// The exception that is being handled. Inside a catch block; any thread.
[[nodiscard]] Thrown describeThrown();

} // namespace ember
