// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "arithmetic.h"

#include <QtCore/QtNumeric>

#include <cmath>
#include <limits>
#include <optional>

namespace ember {

namespace {

constexpr qint64 kMinInteger = std::numeric_limits<qint64>::min();

Value finite(double number) noexcept
{
    return std::isfinite(number) ? Value(number) : Value();
}

Value quotient(qint64 left, qint64 right) noexcept
{
    if (right == 0) {
        return {};
    }
    const bool overflows = left == kMinInteger && right == -1;
    return !overflows && left % right == 0 ? Value(left / right) : finite(double(left) / double(right));
}

Value calculateIntegers(Operation operation, qint64 left, qint64 right) noexcept
{
    qint64 result = 0;
    switch (operation) {
    case Operation::Add:
        return qAddOverflow(left, right, &result) ? finite(double(left) + double(right)) : Value(result);
    case Operation::Subtract:
        return qSubOverflow(left, right, &result) ? finite(double(left) - double(right)) : Value(result);
    case Operation::Multiply:
        return qMulOverflow(left, right, &result) ? finite(double(left) * double(right)) : Value(result);
    case Operation::Divide:
        return quotient(left, right);
    default:
        return {};
    }
}

Value calculateReals(Operation operation, double left, double right) noexcept
{
    switch (operation) {
    case Operation::Add:
        return finite(left + right);
    case Operation::Subtract:
        return finite(left - right);
    case Operation::Multiply:
        return finite(left * right);
    case Operation::Divide:
        return right == 0.0 ? Value() : finite(left / right);
    default:
        return {};
    }
}

/// Equal numbers must behave alike, so 6.0 is a whole number as 6 is.
std::optional<qint64> wholeNumber(const Value &value) noexcept
{
    if (value.type() == Value::Type::Integer) {
        return value.toInteger();
    }
    constexpr double limit = 9223372036854775808.0; // 2^63
    const double real = value.toReal();
    const bool whole = value.isNumber() && real >= -limit && real < limit && std::trunc(real) == real;
    return whole ? std::optional(value.toInteger()) : std::nullopt;
}

bool ordered(Operation operation, bool less, bool equal) noexcept
{
    switch (operation) {
    case Operation::Equal:
        return equal;
    case Operation::NotEqual:
        return !equal;
    case Operation::Less:
        return less;
    case Operation::LessEqual:
        return less || equal;
    case Operation::Greater:
        return !less && !equal;
    case Operation::GreaterEqual:
        return !less;
    default:
        return false;
    }
}

bool comparesNumbers(Operation operation, const Value &left, const Value &right) noexcept
{
    if (left.type() == Value::Type::Integer && right.type() == Value::Type::Integer) {
        const qint64 a = left.toInteger();
        const qint64 b = right.toInteger();
        return ordered(operation, a < b, a == b);
    }
    const double a = left.toReal();
    const double b = right.toReal();
    return !std::isnan(a) && !std::isnan(b) && ordered(operation, a < b, a == b);
}

bool comparesTexts(Operation operation, QStringView left, QStringView right) noexcept
{
    switch (operation) {
    case Operation::Contains:
        return left.contains(right);
    case Operation::Equal:
        return left == right;
    case Operation::NotEqual:
        return left != right;
    default:
        const int order = left.compare(right);
        return ordered(operation, order < 0, order == 0);
    }
}

} // namespace

Value calculate(Operation operation, const Value &left, const Value &right) noexcept
{
    if (!left.isNumber() || !right.isNumber()) {
        return {};
    }
    if (operation == Operation::BitAnd) {
        const auto a = wholeNumber(left);
        const auto b = wholeNumber(right);
        return a && b ? Value(*a & *b) : Value();
    }
    if (left.type() == Value::Type::Integer && right.type() == Value::Type::Integer) {
        return calculateIntegers(operation, left.toInteger(), right.toInteger());
    }
    return calculateReals(operation, left.toReal(), right.toReal());
}

Value negated(const Value &value) noexcept
{
    if (value.type() == Value::Type::Integer && value.toInteger() != kMinInteger) {
        return Value(-value.toInteger());
    }
    return value.isNumber() ? finite(-value.toReal()) : Value();
}

bool compares(Operation operation, const Value &left, const Value &right) noexcept
{
    if (left.isNumber() && right.isNumber()) {
        return comparesNumbers(operation, left, right);
    }
    if (left.isText() && right.isText()) {
        return comparesTexts(operation, left.toText(), right.toText());
    }
    if (left.type() != right.type() || left.isAbsent()) {
        return false;
    }
    // Two booleans or two nulls: they can be equal, but neither stands before the other.
    return operation == Operation::Equal ? left == right : operation == Operation::NotEqual && !(left == right);
}

} // namespace ember
