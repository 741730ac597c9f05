// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QJsonValue>
#include <QtCore/QString>
#include <QtCore/QStringView>

#include <variant>

namespace ember {

/// One scalar as an event hands it out: a view, made and copied without allocation.
///
/// A text is borrowed from the payload it came from and lives as long as that event. `absent` means the event has no
/// such field, `null` that the field is there and its value unknown; neither ever reads as 0 or false.
class Value
{
public:
    enum class Type : quint8
    {
        Absent,
        Null,
        Boolean,
        Integer,
        Real,
        Text
    };

    constexpr Value() noexcept = default;
    constexpr Value(std::nullptr_t) noexcept // NOLINT(google-explicit-constructor): values are written inline
        : m_type(Type::Null)
    {
    }
    constexpr Value(bool value) noexcept
        : m_integer(value ? 1 : 0)
        , m_type(Type::Boolean)
    {
    }
    constexpr Value(int value) noexcept
        : Value(qint64(value))
    {
    }
    constexpr Value(qint64 value) noexcept
        : m_integer(value)
        , m_type(Type::Integer)
    {
    }
    constexpr Value(double value) noexcept
        : m_real(value)
        , m_type(Type::Real)
    {
    }
    constexpr Value(QStringView text) noexcept
        : m_text(text.utf16())
        , m_size(text.size())
        , m_type(Type::Text)
    {
    }
    Value(const QString &text) noexcept
        : Value(QStringView(text))
    {
    }
    Value(const void *) = delete; // a pointer would silently become true

    [[nodiscard]] constexpr Type type() const noexcept { return m_type; }
    [[nodiscard]] constexpr bool isAbsent() const noexcept { return m_type == Type::Absent; }
    [[nodiscard]] constexpr bool isNull() const noexcept { return m_type == Type::Null; }
    [[nodiscard]] constexpr bool isBoolean() const noexcept { return m_type == Type::Boolean; }
    [[nodiscard]] constexpr bool isNumber() const noexcept { return m_type == Type::Integer || m_type == Type::Real; }
    [[nodiscard]] constexpr bool isText() const noexcept { return m_type == Type::Text; }
    /// There and not null.
    [[nodiscard]] constexpr bool hasValue() const noexcept { return m_type > Type::Null; }

    /// The boolean; false for every other type.
    [[nodiscard]] constexpr bool toBoolean() const noexcept { return m_type == Type::Boolean && m_integer != 0; }
    /// The number as integer (a real is truncated towards 0, saturating); 0 for every other type.
    [[nodiscard]] qint64 toInteger() const noexcept;
    /// The number; 0 for every other type.
    [[nodiscard]] constexpr double toReal() const noexcept
    {
        return m_type == Type::Real ? m_real : m_type == Type::Integer ? double(m_integer) : 0.0;
    }
    /// The text; empty for every other type. Borrowed.
    [[nodiscard]] QStringView toText() const noexcept
    {
        return m_type == Type::Text ? QStringView(m_text, m_size) : QStringView();
    }

    /// The value as JSON: absent becomes undefined, an infinite or NaN real becomes null. Allocates for texts.
    [[nodiscard]] QJsonValue toJson() const;
    /// For people and messages: texts unquoted, reals in their shortest exact form, "null", "" when absent. Allocates.
    [[nodiscard]] QString toString() const;

    /// Same type class and same value; an integer equals a real of the same number. Two absent values are equal.
    friend bool operator==(const Value &a, const Value &b) noexcept;

private:
    union {
        qint64 m_integer = 0;
        double m_real;
        const char16_t *m_text;
    };
    qsizetype m_size = 0;
    Type m_type = Type::Absent;
};

/// One scalar that owns what it holds: what records store.
class Scalar
{
public:
    Scalar() = default; ///< null
    Scalar(std::nullptr_t) { }
    Scalar(bool value)
        : m_value(value)
    {
    }
    Scalar(int value)
        : m_value(qint64(value))
    {
    }
    Scalar(qint64 value)
        : m_value(value)
    {
    }
    Scalar(double value)
        : m_value(value)
    {
    }
    Scalar(QString text)
        : m_value(std::move(text))
    {
    }
    Scalar(const void *) = delete;
    /// A copy of what a view shows; absent becomes null.
    explicit Scalar(const Value &value);

    /// A view of this scalar; valid as long as the scalar is.
    [[nodiscard]] Value view() const noexcept;

private:
    std::variant<std::monostate, bool, qint64, double, QString> m_value;
};

} // namespace ember
