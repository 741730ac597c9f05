// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "numbertokens.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

namespace ember {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// The number grammar of JSON (RFC 8259 §6).
bool isJsonNumber(std::string_view token)
{
    std::size_t i = token.starts_with('-') ? 1 : 0;
    const auto digits = [&] {
        const std::size_t start = i;
        while (i < token.size() && token[i] >= '0' && token[i] <= '9') {
            ++i;
        }
        return i - start;
    };
    const std::size_t whole = i;
    const std::size_t count = digits();
    if (count == 0 || (count > 1 && token[whole] == '0')) {
        return false;
    }
    if (i < token.size() && token[i] == '.') {
        ++i;
        if (digits() == 0) {
            return false;
        }
    }
    if (i < token.size() && (token[i] == 'e' || token[i] == 'E')) {
        ++i;
        if (i < token.size() && (token[i] == '+' || token[i] == '-')) {
            ++i;
        }
        if (digits() == 0) {
            return false;
        }
    }
    return i == token.size();
}

/// Whether simdjson takes it: an integer in 64 bits, signed or not, or a finite double.
bool isHoldable(std::string_view token)
{
    if (token.find_first_of(".eE") == std::string_view::npos) {
        quint64 positive = 0;
        qint64 negative = 0;
        const char *const end = token.data() + token.size();
        return std::from_chars(token.data(), end, positive).ec == std::errc()
            || std::from_chars(token.data(), end, negative).ec == std::errc();
    }
    const auto number = parseNumber(token);
    return number && (std::holds_alternative<qint64>(*number) || std::isfinite(std::get<double>(*number)));
}

} // namespace

std::optional<NumberToken> parseNumber(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) {
        return std::nullopt;
    }
    text = text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
    if (text.starts_with('+') && text.size() > 1 && text[1] != '-') {
        text.remove_prefix(1);
    }
    const char *const end = text.data() + text.size();
    qint64 integer = 0;
    if (const auto read = std::from_chars(text.data(), end, integer); read.ptr == end && read.ec == std::errc()) {
        return integer;
    }
    double real = 0;
    const auto read = std::from_chars(text.data(), end, real);
    if (read.ptr != end || read.ec == std::errc::invalid_argument) {
        return std::nullopt;
    }
    if (read.ec == std::errc::result_out_of_range) {
        real = std::strtod(std::string(text).c_str(), nullptr); // tells too large (infinite) from too small (0)
    }
    return real;
}

QByteArray withMarkedNumbers(const QByteArray &json)
{
    QByteArray marked;
    marked.reserve(json.size() + 16);
    bool insideText = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (insideText && c == '\\' && i + 1 < json.size()) {
            marked += c;
            marked += json[++i];
            continue;
        }
        insideText = insideText != (c == '"');
        if (insideText || (c != '-' && (c < '0' || c > '9'))) {
            marked += c;
            continue;
        }
        qsizetype end = i + 1;
        while (end < json.size() && std::string_view("0123456789+-.eE").find(json[end]) != std::string_view::npos) {
            ++end;
        }
        const QByteArray token = json.mid(i, end - i);
        const std::string_view view(token.constData(), std::size_t(token.size()));
        if (isJsonNumber(view) && !isHoldable(view)) {
            marked.append("\"\\u0000").append(token).append('"');
        } else {
            marked.append(token);
        }
        i = end - 1;
    }
    return marked;
}

} // namespace ember
