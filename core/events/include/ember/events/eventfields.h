// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/fieldtype.h>
#include <ember/events/symbol.h>

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>

namespace ember {

/// What people read about a field: in the schema and in the catalogue.
struct FieldNotes
{
    QStringView description = {};
    QStringView unit = {}; ///< "°C", "W"; empty for a number without one
};

/// Names one member of an event struct, see eventFields.
template <typename Struct, typename Member>
struct FieldDescription
{
    QStringView name;
    Member Struct::*member;
    FieldNotes notes = {};

    [[nodiscard]] constexpr FieldInfo info() const noexcept
    {
        using Codec = detail::FieldCodec<Member>;
        FieldInfo info{.name = name,
            .type = Codec::type,
            .required = !detail::isOptional<Member>,
            .description = notes.description,
            .unit = notes.unit};
        if constexpr (requires { Codec::least; }) {
            info.least = Codec::least;
            info.greatest = Codec::greatest;
        }
        return info;
    }
};

/// One row of an eventFields table. A std::optional member may be absent in the data; every other one must be there.
template <typename Struct, typename Member>
constexpr FieldDescription<Struct, Member> describeField(
    QStringView name, Member Struct::*member, FieldNotes notes = {})
{
    return {name, member, notes};
}

/// The one table that describes an event struct; specialise it beside the struct, in namespace ember:
///
///     struct Fever { double old = 0; double now = 0; };
///     template <> inline constexpr auto eventFields<Fever> = std::tuple{
///         describeField(u"old", &Fever::old),
///         describeField(u"new", &Fever::now, {.description = u"in the morning", .unit = u"°C"})};
template <typename Struct>
inline constexpr std::tuple<> eventFields{};

/// Whether a struct has an eventFields table with at least one row.
template <typename Struct>
concept DescribedStruct = (std::tuple_size_v<std::remove_cvref_t<decltype(eventFields<Struct>)>> > 0);

/// How many fields the table of a struct has.
template <DescribedStruct Struct>
inline constexpr std::size_t fieldCount = std::tuple_size_v<std::remove_cvref_t<decltype(eventFields<Struct>)>>;

/// The table of a struct without its members, in the table's order.
template <DescribedStruct Struct>
inline constexpr std::array<FieldInfo, fieldCount<Struct>> fieldInfos
    = std::apply([](const auto &...fields) { return std::array<FieldInfo, fieldCount<Struct>>{fields.info()...}; },
        eventFields<Struct>);

/// The symbols of the fields' names, in the table's order; made on first use. Any thread.
template <DescribedStruct Struct>
[[nodiscard]] const std::array<Symbol, fieldCount<Struct>> &fieldSymbols()
{
    static const auto symbols = std::apply(
        [](const auto &...fields) { return std::array<Symbol, fieldCount<Struct>>{Symbol::intern(fields.name)...}; },
        eventFields<Struct>);
    return symbols;
}

} // namespace ember
