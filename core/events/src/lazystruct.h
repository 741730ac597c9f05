// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/structpayload.h>

#include <memory>
#include <utility>

namespace ember {

/// A payload whose struct is made when somebody looks into it, and then kept: for what is told often and seldom read.
/// To everyone who holds the event it is as makePayload(…) of the struct would be.
template <DescribedStruct Struct>
class LazyStruct : public Payload
{
public:
    LazyStruct()
    {
        (void)fieldSymbols<Struct>(); // interned by now, as a StructPayload does
    }

    [[nodiscard]] Value field(Symbol path) const noexcept override { return whole().field(path); }
    [[nodiscard]] QJsonObject toJson() const override { return whole().toJson(); }
    [[nodiscard]] qsizetype byteSize() const override { return whole().byteSize(); }
    [[nodiscard]] const void *structAs(const std::type_info &type) const noexcept override
    {
        return type == typeid(Struct) ? &whole().value() : nullptr;
    }

protected:
    /// Any thread; always the same.
    [[nodiscard]] virtual Struct made() const = 0;

private:
    struct Whole final : DecodedForm // whose bytes byteSize() counts
    {
        explicit Whole(Struct made)
            : DecodedForm(typeid(Whole))
            , payload(std::move(made))
        {
        }
        const StructPayload<Struct> payload;
    };

    const StructPayload<Struct> &whole() const
    {
        const DecodedForm *known = decoded(typeid(Whole));
        const DecodedForm &form = known ? *known : keepDecoded(std::make_unique<Whole>(made()));
        return static_cast<const Whole &>(form).payload;
    }
};

} // namespace ember
