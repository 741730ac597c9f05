// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "program.h"

namespace ember {

/// `left operation right` for one of Add, Subtract, Multiply, Divide, BitAnd; absent where that is no finite number.
[[nodiscard]] Value calculate(Operation operation, const Value &left, const Value &right) noexcept;
/// The number with its sign turned; absent for what is no number.
[[nodiscard]] Value negated(const Value &value) noexcept;
/// `left operation right` for one of Equal … GreaterEqual, Contains: false for different types or absent values.
[[nodiscard]] bool compares(Operation operation, const Value &left, const Value &right) noexcept;

} // namespace ember
