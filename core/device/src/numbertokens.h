// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <optional>
#include <string_view>
#include <variant>

namespace ember {

/// A number read from a text: an integer if it is written as one and fits, else a real. Infinite if it is too large for
/// a double or says so ("inf", "NaN").
using NumberToken = std::variant<qint64, double>;

/// The number a text says, whatever the locale; nullopt if it says none. Blanks around it and a plus are fine.
[[nodiscard]] std::optional<NumberToken> parseNumber(std::string_view text);

/// The JSON text with every well-formed number that neither 64 bits nor a double hold replaced by a text: kNumberMark
/// and the digits as written.
[[nodiscard]] QByteArray withMarkedNumbers(const QByteArray &json);
inline constexpr char kNumberMark = '\0';

} // namespace ember
