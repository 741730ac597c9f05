// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>

#include <chrono>

namespace ember {

/// A duration as people write it on a command line: "500ms", "10s", "1.5m", "2h"; a bare number means seconds.
/// From 1 ms to 10,000 h; the error names the form.
[[nodiscard]] Result<std::chrono::milliseconds> parseDuration(QStringView text);

} // namespace ember
