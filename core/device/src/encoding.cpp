// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/encoding.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>

namespace ember {

namespace {

constexpr double kExactIntegers = 9007199254740992.0; // 2^53: below it every whole number is a double
constexpr int kLargestExactPower = 15;

struct Decimal
{
    double digits = 0;
    int exponent = 0; // the number is digits × 10^exponent
};

/// The number as its shortest decimal digits.
std::optional<Decimal> toDecimal(double number)
{
    std::array<char, 40> text{};
    const auto written = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::scientific);
    if (written.ec != std::errc() || !std::isfinite(number)) {
        return std::nullopt;
    }
    const char *const exponentMark = std::find(text.data(), written.ptr, 'e');
    Decimal decimal;
    bool afterPoint = false;
    for (const char *c = text.data(); c != exponentMark; ++c) {
        if (*c == '.') {
            afterPoint = true;
        } else if (*c != '-') {
            decimal.digits = decimal.digits * 10 + (*c - '0');
            decimal.exponent -= afterPoint ? 1 : 0;
        }
    }
    decimal.digits = std::copysign(decimal.digits, number);
    decimal.exponent += std::atoi(exponentMark + 1); // NOLINT(cert-err34-c): to_chars has just written it
    return decimal;
}

double powerOfTen(int exponent)
{
    double power = 1;
    for (int i = 0; i < exponent; ++i) {
        power *= 10;
    }
    return power;
}

} // namespace

LinearScale::LinearScale(double scale, double offset)
    : m_scale(scale)
    , m_offset(offset)
    , m_divisor(0)
{
    const auto decimalScale = toDecimal(scale);
    const auto decimalOffset = toDecimal(offset);
    if (!decimalScale || !decimalOffset) {
        return;
    }
    const int places = std::max({-decimalScale->exponent, -decimalOffset->exponent, 0});
    const int scaleShift = decimalScale->exponent + places;
    const int offsetShift = decimalOffset->exponent + places;
    if (places > kLargestExactPower || scaleShift > kLargestExactPower || offsetShift > kLargestExactPower) {
        return;
    }
    const double factor = decimalScale->digits * powerOfTen(scaleShift);
    const double addend = decimalOffset->digits * powerOfTen(offsetShift);
    if (std::abs(factor) < kExactIntegers && std::abs(addend) < kExactIntegers) {
        m_factor = factor;
        m_addend = addend;
        m_divisor = powerOfTen(places);
    }
}

double LinearScale::apply(double raw) const noexcept
{
    if (m_divisor > 0) {
        const double scaled = raw * m_factor + m_addend;
        if (std::abs(scaled) < kExactIntegers) {
            return scaled / m_divisor;
        }
    }
    return raw * m_scale + m_offset;
}

bool LinearScale::keepsIntegersFinite() const noexcept
{
    constexpr double kBeyond = 1e19; // every integer of 64 bits lies between this and its negative
    return std::isfinite(apply(kBeyond)) && std::isfinite(apply(-kBeyond));
}

namespace {

Value decodedWord(const Encoding &encoding, const Value &raw) noexcept
{
    return raw.isBoolean()                           ? raw
        : encoding.trueTexts.contains(raw.toText())  ? Value(true)
        : encoding.falseTexts.contains(raw.toText()) ? Value(false)
                                                     : Value(nullptr);
}

} // namespace

bool Encoding::fits(const Value &raw) const noexcept
{
    switch (raw.type()) {
    case Value::Type::Absent:
    case Value::Type::Null:
        return false;
    case Value::Type::Boolean:
        return takesBooleans;
    case Value::Type::Integer:
        return takesEveryInteger() || (kind == Kind::Linear && std::isfinite(scale.apply(raw.toReal())));
    case Value::Type::Real: {
        const double real = raw.toReal();
        constexpr double kIntegerLimit = 9223372036854775808.0; // 2^63
        return kind == Kind::Linear ? std::isfinite(scale.apply(real))
                                    : needsInteger() && !isOfWords() && std::trunc(real) == real
                && real >= -kIntegerLimit && real < kIntegerLimit;
    }
    case Value::Type::Text:
        return kind == Kind::Text || trueTexts.contains(raw.toText()) || falseTexts.contains(raw.toText());
    }
    return false;
}

Value Encoding::decode(const Value &raw) const noexcept
{
    if (!raw.hasValue()) {
        return raw;
    }
    const auto isListed = [&raw](const std::vector<qint64> &list) {
        return std::find(list.begin(), list.end(), raw.toInteger()) != list.end();
    };
    switch (kind) {
    case Kind::Linear:
        return scale.isIdentity() ? raw : Value(scale.apply(raw.toReal()));
    case Kind::Boolean:
    case Kind::TriState:
        if (!raw.isNumber()) {
            return decodedWord(*this, raw);
        }
        if (kind == Kind::Boolean) {
            return isListed(trueValues);
        }
        return isListed(trueValues) ? Value(true) : isListed(falseValues) ? Value(false) : Value(nullptr);
    case Kind::Enumeration:
    case Kind::Bits:
    case Kind::Integer:
    case Kind::Text:
        return raw;
    }
    return raw;
}

QStringView Encoding::label(const Value &raw) const noexcept
{
    if (kind != Kind::Enumeration || !raw.isNumber()) {
        return {};
    }
    const qint64 number = raw.toInteger();
    const auto at = std::lower_bound(
        labels.begin(), labels.end(), number, [](const auto &entry, qint64 wanted) { return entry.first < wanted; });
    return at != labels.end() && at->first == number ? QStringView(at->second) : QStringView();
}

} // namespace ember
