// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace ember::test {

/// How many times this thread has called operator new.
[[nodiscard]] std::size_t allocationCount() noexcept;

} // namespace ember::test
