// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace ember::test {

/// How often this thread has asked for memory, by `operator new` or, without a sanitizer, by malloc (which is what Qt's
/// containers call).
std::size_t allocationCount() noexcept;

/// Whether malloc is counted too. A sanitizer brings its own malloc, which nobody may replace.
bool countsMalloc() noexcept;

} // namespace ember::test
