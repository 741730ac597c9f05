// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/symbol.h>
#include <ember/events/value.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>

#include <array>
#include <initializer_list>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

namespace ember {

/// What an event carries: immutable once the event is made, shared by everyone who holds the event, readable from any
/// thread. Two kinds exist here, a Record and a described struct (makePayload); a decoder brings its own.
class Payload
{
public:
    Payload() = default;
    Payload(const Payload &) = delete;
    Payload &operator=(const Payload &) = delete;
    virtual ~Payload();

    /// The scalar at a dotted path below `data` ("old", "values.dhwTemperature"); absent if there is none.
    /// Allocates nothing; a text is borrowed from this payload.
    [[nodiscard]] virtual Value field(Symbol path) const noexcept = 0;
    /// Everything, as the CloudEvents member `data`.
    [[nodiscard]] virtual QJsonObject toJson() const = 0;
    /// The bytes this payload was made from, where there were any: exactly as received.
    [[nodiscard]] virtual QByteArray raw() const;
    /// Bytes this payload keeps in memory, about; what budgets count.
    [[nodiscard]] virtual qsizetype byteSize() const = 0;
};

using PayloadPtr = std::shared_ptr<const Payload>;

/// A flat list of {field, scalar}, with the raw bytes beside it.
class Record final : public Payload
{
public:
    struct Field
    {
        Symbol id;
        Scalar value;
    };

    explicit Record(std::vector<Field> fields, QByteArray raw = {});

    /// A record from names written in the code: `Record::make({{u"reason", u"refused"_s}, {u"attempt", 3}})`.
    [[nodiscard]] static PayloadPtr make(std::initializer_list<std::pair<QStringView, Scalar>> fields);

    [[nodiscard]] const std::vector<Field> &fields() const noexcept { return m_fields; }
    [[nodiscard]] Value field(Symbol path) const noexcept override;
    [[nodiscard]] QJsonObject toJson() const override;
    [[nodiscard]] QByteArray raw() const override;
    [[nodiscard]] qsizetype byteSize() const override;

private:
    std::vector<Field> m_fields;
    QByteArray m_raw;
};

/// Names one member of a payload struct, see eventFields.
template <typename Struct, typename Member>
struct FieldDescription
{
    QStringView name;
    Member Struct::*member;
};

template <typename Struct, typename Member>
constexpr FieldDescription<Struct, Member> describeField(QStringView name, Member Struct::*member)
{
    return {name, member};
}

/// The one table that describes a payload struct; specialise it beside the struct, in namespace ember:
///
///     struct Fever { double old = 0; double now = 0; };
///     template <> inline constexpr auto eventFields<Fever> =
///         std::tuple{describeField(u"old", &Fever::old), describeField(u"new", &Fever::now)};
template <typename Struct>
inline constexpr std::tuple<> eventFields{};

template <typename Struct>
concept DescribedStruct = std::tuple_size_v<std::remove_cvref_t<decltype(eventFields<Struct>)>> >
0;

/// A described struct as payload. Handlers reach the struct itself through value().
template <DescribedStruct Struct>
class StructPayload final : public Payload
{
public:
    explicit StructPayload(Struct value)
        : m_value(std::move(value))
    {
        ids(); // interned by now, so that whoever looks a path's symbol up finds it
    }

    [[nodiscard]] const Struct &value() const noexcept { return m_value; }

    [[nodiscard]] Value field(Symbol path) const noexcept override
    {
        Value found;
        forEach([&](Symbol id, const Value &value) {
            if (id == path) {
                found = value;
            }
        });
        return found;
    }

    [[nodiscard]] QJsonObject toJson() const override
    {
        QJsonObject object;
        forEach([&](Symbol id, const Value &value) { object.insert(id.text(), value.toJson()); });
        return object;
    }

    [[nodiscard]] qsizetype byteSize() const override { return qsizetype(sizeof(*this)); }

private:
    static constexpr std::size_t kCount = std::tuple_size_v<std::remove_cvref_t<decltype(eventFields<Struct>)>>;

    static const std::array<Symbol, kCount> &ids()
    {
        static const auto symbols = std::apply(
            [](const auto &...fields) { return std::array<Symbol, kCount>{Symbol::intern(fields.name)...}; },
            eventFields<Struct>);
        return symbols;
    }

    template <typename Visit>
    void forEach(Visit visit) const
    {
        std::size_t index = 0;
        std::apply([&](const auto &...fields) { (visit(ids()[index++], Value(m_value.*fields.member)), ...); },
            eventFields<Struct>);
    }

    Struct m_value;
};

/// The payload of a described struct.
template <DescribedStruct Struct>
[[nodiscard]] PayloadPtr makePayload(Struct value)
{
    return std::make_shared<const StructPayload<Struct>>(std::move(value));
}

} // namespace ember
