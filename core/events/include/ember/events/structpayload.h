// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/eventfields.h>
#include <ember/events/newpayload.h>
#include <ember/events/payload.h>

#include <memory>
#include <tuple>
#include <utility>

namespace ember {

/// Puts a value at a dotted path of an object, making the objects on the way; an absent one is left out.
void insertAtPath(QJsonObject &object, const QString &path, const Value &value);

/// A described struct as payload. Handlers reach the struct itself, by reference.
template <DescribedStruct Struct>
class StructPayload : public Payload
{
public:
    explicit StructPayload(Struct value)
        : m_value(std::move(value))
    {
        (void)fieldSymbols<Struct>(); // interned by now, so that whoever looks a path's symbol up finds it
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
        forEach([&](Symbol id, const Value &value) { insertAtPath(object, id.text(), value); });
        return object;
    }

    [[nodiscard]] qsizetype byteSize() const override
    {
        qsizetype bytes = qsizetype(sizeof(*this));
        forEach([&](Symbol, const Value &value) { bytes += value.toText().size() * qsizetype(sizeof(char16_t)); });
        return bytes;
    }

    [[nodiscard]] const void *structAs(const std::type_info &type) const noexcept override
    {
        return type == typeid(Struct) ? &m_value : nullptr;
    }

private:
    template <typename Visit>
    void forEach(Visit visit) const
    {
        std::size_t index = 0;
        std::apply(
            [&](const auto &...fields) {
                (visit(fieldSymbols<Struct>()[index++], viewOf(m_value.*fields.member)), ...);
            },
            eventFields<Struct>);
    }
    template <typename Member>
    static Value viewOf(const Member &member) noexcept
    {
        return detail::FieldCodec<Member>::view(member);
    }

    Struct m_value;
};

/// A described struct with the bytes it was made from.
template <DescribedStruct Struct>
class RawStructPayload final : public StructPayload<Struct>
{
public:
    RawStructPayload(Struct value, QByteArray raw)
        : StructPayload<Struct>(std::move(value))
        , m_raw(std::move(raw))
    {
    }

    [[nodiscard]] QByteArray raw() const override { return m_raw; }
    [[nodiscard]] qsizetype byteSize() const override { return StructPayload<Struct>::byteSize() + m_raw.size(); }

private:
    QByteArray m_raw;
};

/// The payload of a described struct.
template <DescribedStruct Struct>
[[nodiscard]] PayloadPtr makePayload(Struct value)
{
    return newPayload<StructPayload<Struct>>(std::move(value));
}
/// The same with the bytes it was made from, as Payload::raw() answers them.
template <DescribedStruct Struct>
[[nodiscard]] PayloadPtr makePayload(Struct value, QByteArray raw)
{
    return newPayload<RawStructPayload<Struct>>(std::move(value), std::move(raw));
}

} // namespace ember
