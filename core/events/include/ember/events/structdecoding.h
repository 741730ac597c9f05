// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>
#include <ember/events/result.h>

#include <stdexcept>

namespace ember {

/// Thrown inside a typed handler's call when the data of an event does not fit its struct, and so an ordinary failure
/// of that handler: what() names event, field and expected type.
class DataMismatch : public std::runtime_error
{
public:
    /// `what`: what does not fit, as fieldMismatch() says it.
    DataMismatch(const Event &event, const QString &what);
};

namespace detail {

/// What a typed handler reads of an event without payload: every required field is missing.
[[nodiscard]] const Payload &emptyPayload();
/// `event.name: what`.
[[nodiscard]] QString mismatchText(const Event &event, const QString &what);

template <DescribedStruct Struct>
struct DecodedStruct final : DecodedForm
{
    explicit DecodedStruct(const Payload &payload)
        : DecodedForm(typeid(Struct))
    {
        std::size_t index = 0;
        QStringList complaints;
        const auto read = [&](const auto &field) {
            const Value found = payload.field(fieldSymbols<Struct>()[index++]);
            using Member = std::remove_cvref_t<decltype(data.*field.member)>;
            if (!FieldCodec<Member>::read(found, data.*field.member)) {
                complaints.append(fieldMismatch(field.info(), found));
            }
        };
        std::apply([&](const auto &...fields) { (read(fields), ...); }, eventFields<Struct>);
        value = complaints.isEmpty() ? &data : nullptr;
        mismatch = complaints.join(QStringLiteral("; "));
        byteSize = qsizetype(sizeof(*this));
    }

    Struct data = {};
};

/// The payload as Struct, decoded on first demand and then kept beside the payload.
template <DescribedStruct Struct>
const DecodedForm &decodedForm(const Payload &payload)
{
    if (const DecodedForm *form = payload.decoded(typeid(Struct))) {
        return *form;
    }
    return payload.keepDecoded(std::make_unique<DecodedStruct<Struct>>(payload));
}

} // namespace detail

/// The data of an event as Struct, borrowed from the event: the struct itself where the payload holds one, else decoded
/// from its fields: once, however many handlers ask, in whichever threads (two threads that ask first at the same
/// moment may both decode; one outcome is kept). Any thread. Throws DataMismatch if it does not fit.
template <DescribedStruct Struct>
[[nodiscard]] const Struct &dataOf(const Event &event)
{
    if (const Struct *data = event.as<Struct>()) {
        return *data;
    }
    const DecodedForm &form = detail::decodedForm<Struct>(event.payload() ? *event.payload() : detail::emptyPayload());
    if (!form.value) {
        throw DataMismatch(event, form.mismatch);
    }
    return *static_cast<const Struct *>(form.value);
}
/// The data would be gone with the event.
template <DescribedStruct Struct>
const Struct &dataOf(const Event &&event) = delete;

/// As dataOf(), for code outside of handlers: never throws, the error is what DataMismatch would say. The pointer is
/// never null and borrowed from the event.
template <DescribedStruct Struct>
Result<const Struct *> readData(const Event &event)
{
    if (const Struct *data = event.as<Struct>()) {
        return data;
    }
    const DecodedForm &form = detail::decodedForm<Struct>(event.payload() ? *event.payload() : detail::emptyPayload());
    if (!form.value) {
        return Error{detail::mismatchText(event, form.mismatch)};
    }
    return static_cast<const Struct *>(form.value);
}
/// The data would be gone with the event.
template <DescribedStruct Struct>
Result<const Struct *> readData(const Event &&event) = delete;

} // namespace ember
