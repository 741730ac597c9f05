// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/value.h>

#include <QtCore/QLocale>

#include <cmath>
#include <limits>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr double kIntegerLimit = 9223372036854775808.0; // 2^63, the first double above the largest integer

/// Exact: an integer beyond 2^53 is not rounded to the nearest real first.
bool sameNumber(qint64 integer, double real) noexcept
{
    return real >= -kIntegerLimit && real < kIntegerLimit && static_cast<qint64>(real) == integer
        && std::trunc(real) == real;
}

} // namespace

qint64 Value::toInteger() const noexcept
{
    if (m_type == Type::Integer) {
        return m_integer;
    }
    if (m_type != Type::Real || std::isnan(m_real)) {
        return 0;
    }
    if (m_real >= kIntegerLimit) {
        return std::numeric_limits<qint64>::max();
    }
    return m_real < -kIntegerLimit ? std::numeric_limits<qint64>::min() : static_cast<qint64>(m_real);
}

QJsonValue Value::toJson() const
{
    switch (m_type) {
    case Type::Absent:
        return QJsonValue(QJsonValue::Undefined);
    case Type::Null:
        return QJsonValue(QJsonValue::Null);
    case Type::Boolean:
        return QJsonValue(m_integer != 0);
    case Type::Integer:
        return QJsonValue(m_integer);
    case Type::Real:
        return std::isfinite(m_real) ? QJsonValue(m_real) : QJsonValue(QJsonValue::Null);
    case Type::Text:
        return QJsonValue(toText().toString());
    }
    return QJsonValue(QJsonValue::Undefined);
}

QString Value::toString() const
{
    switch (m_type) {
    case Type::Absent:
        return {};
    case Type::Null:
        return u"null"_s;
    case Type::Boolean:
        return m_integer != 0 ? u"true"_s : u"false"_s;
    case Type::Integer:
        return QString::number(m_integer);
    case Type::Real:
        return QString::number(m_real, 'g', QLocale::FloatingPointShortest);
    case Type::Text:
        return toText().toString();
    }
    return {};
}

bool operator==(const Value &a, const Value &b) noexcept
{
    if (a.m_type != b.m_type) {
        if (!a.isNumber() || !b.isNumber()) {
            return false;
        }
        return a.m_type == Value::Type::Integer ? sameNumber(a.m_integer, b.m_real) : sameNumber(b.m_integer, a.m_real);
    }
    switch (a.m_type) {
    case Value::Type::Real:
        return a.m_real == b.m_real;
    case Value::Type::Integer:
    case Value::Type::Boolean:
        return a.m_integer == b.m_integer;
    case Value::Type::Text:
        return a.toText() == b.toText();
    default:
        return true;
    }
}

Scalar::Scalar(const Value &value)
{
    switch (value.type()) {
    case Value::Type::Absent:
    case Value::Type::Null:
        break;
    case Value::Type::Boolean:
        m_value = value.toBoolean();
        break;
    case Value::Type::Integer:
        m_value = value.toInteger();
        break;
    case Value::Type::Real:
        m_value = value.toReal();
        break;
    case Value::Type::Text:
        m_value = value.toText().toString();
        break;
    }
}

Value Scalar::view() const noexcept
{
    struct View
    {
        Value operator()(std::monostate) const { return nullptr; }
        Value operator()(bool value) const { return value; }
        Value operator()(qint64 value) const { return value; }
        Value operator()(double value) const { return value; }
        Value operator()(const QString &value) const { return QStringView(value); }
    };
    return std::visit(View(), m_value);
}

} // namespace ember
