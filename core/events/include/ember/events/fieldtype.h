// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/value.h>

#include <QtCore/QString>

#include <concepts>
#include <limits>
#include <optional>
#include <type_traits>

namespace ember {

/// What a field of an event struct may hold.
enum class FieldType : quint8
{
    Boolean,
    Integer,
    Number,
    Text,
    Any ///< a Scalar: any of these, or null
};

/// A field of an event struct, as schemas and messages need it.
struct FieldInfo
{
    QStringView name; ///< its path below `data`; a dotted one stands in nested objects
    FieldType type = FieldType::Any;
    bool required = true; ///< false for a std::optional
    qint64 least = std::numeric_limits<qint64>::min(); ///< of an integer
    qint64 greatest = std::numeric_limits<qint64>::max();
    QStringView description = {};
    QStringView unit = {};
};

/// Why a value does not fit a field: `"new" must be a number, but is the text "hot"`.
[[nodiscard]] QString fieldMismatch(const FieldInfo &field, const Value &value);

namespace detail {

template <typename>
inline constexpr bool isKnownFieldType = false;

/// How a member of an event struct is shown as a Value and read from one. read() answers whether the value fits.
template <typename Member>
struct FieldCodec
{
    static_assert(isKnownFieldType<Member>,
        "ember: a field of an event struct is a bool, an integer (unsigned ones up to 32 bits), an enum, a float, a "
        "double, a QString, an ember::Scalar, or a std::optional of one of these");
};

template <>
struct FieldCodec<bool>
{
    static constexpr FieldType type = FieldType::Boolean;
    static Value view(bool member) noexcept { return member; }
    static bool read(const Value &value, bool &member) noexcept
    {
        member = value.toBoolean();
        return value.isBoolean();
    }
};

template <typename Member>
concept FieldInteger
    = std::integral<Member> && !std::same_as<Member,
          bool> && !std::same_as<Member, char> && !std::same_as<Member, char16_t> && !std::same_as<Member, char32_t> && !std::same_as<Member, wchar_t> && (std::is_signed_v<Member> || sizeof(Member) < sizeof(qint64));

template <FieldInteger Member>
struct FieldCodec<Member>
{
    static constexpr FieldType type = FieldType::Integer;
    static constexpr qint64 least = qint64(std::numeric_limits<Member>::min());
    static constexpr qint64 greatest = qint64(std::numeric_limits<Member>::max());
    static Value view(Member member) noexcept { return Value(qint64(member)); }
    static bool read(const Value &value, Member &member) noexcept
    {
        const qint64 number = value.toInteger();
        if (!value.isNumber() || !(value == Value(number)) || number < least || number > greatest) {
            return false; // a real fits where it is a whole number
        }
        member = static_cast<Member>(number);
        return true;
    }
};

template <typename Member>
requires std::is_enum_v<Member>
struct FieldCodec<Member> : FieldCodec<std::underlying_type_t<Member>>
{
    using Number = std::underlying_type_t<Member>;
    static Value view(Member member) noexcept { return FieldCodec<Number>::view(static_cast<Number>(member)); }
    static bool read(const Value &value, Member &member) noexcept
    {
        Number number = {};
        const bool fits = FieldCodec<Number>::read(value, number);
        member = static_cast<Member>(number);
        return fits;
    }
};

template <std::floating_point Member>
requires(sizeof(Member) <= sizeof(double)) struct FieldCodec<Member>
{
    static constexpr FieldType type = FieldType::Number;
    static Value view(Member member) noexcept { return Value(double(member)); }
    static bool read(const Value &value, Member &member) noexcept
    {
        member = static_cast<Member>(value.toReal());
        return value.isNumber();
    }
};

template <>
struct FieldCodec<QString>
{
    static constexpr FieldType type = FieldType::Text;
    static Value view(const QString &member) noexcept { return member; }
    static bool read(const Value &value, QString &member)
    {
        member = value.toText().toString();
        return value.isText();
    }
};

template <>
struct FieldCodec<Scalar>
{
    static constexpr FieldType type = FieldType::Any;
    static Value view(const Scalar &member) noexcept { return member.view(); }
    static bool read(const Value &value, Scalar &member)
    {
        member = Scalar(value);
        return !value.isAbsent();
    }
};

/// Absent where there is no value. Null reads as no value, except where null is one (Scalar).
template <typename Inner>
struct FieldCodec<std::optional<Inner>> : FieldCodec<Inner>
{
    static Value view(const std::optional<Inner> &member) noexcept
    {
        return member ? FieldCodec<Inner>::view(*member) : Value();
    }
    static bool read(const Value &value, std::optional<Inner> &member)
    {
        member.reset();
        if (value.isAbsent() || (value.isNull() && FieldCodec<Inner>::type != FieldType::Any)) {
            return true;
        }
        return FieldCodec<Inner>::read(value, member.emplace());
    }
};

template <typename>
inline constexpr bool isOptional = false;
template <typename Inner>
inline constexpr bool isOptional<std::optional<Inner>> = true;

} // namespace detail

} // namespace ember
