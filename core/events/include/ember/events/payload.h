// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/symbol.h>
#include <ember/events/value.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>

#include <atomic>
#include <initializer_list>
#include <memory>
#include <typeinfo>
#include <utility>
#include <vector>

namespace ember {

/// What was decoded from a payload for the typed handlers of one struct; see dataOf().
struct DecodedForm
{
    explicit DecodedForm(const std::type_info &decodedType) noexcept
        : type(decodedType)
    {
    }
    virtual ~DecodedForm() = default;

    const std::type_info &type;
    const void *value = nullptr; ///< the struct; null if the payload does not fit it
    QString mismatch = {}; ///< what does not fit, in words
    qsizetype byteSize = 0;
    const DecodedForm *next = nullptr;
};

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
    /// Bytes this payload keeps in memory, about; what budgets count. Without what is decoded from it.
    [[nodiscard]] virtual qsizetype byteSize() const = 0;
    /// The struct of that type if this payload holds one (makePayload), else null. Borrowed; any thread.
    [[nodiscard]] virtual const void *structAs(const std::type_info &type) const noexcept;

    /// Bytes of the structs decoded from this payload for typed handlers, about; counted on top of byteSize().
    [[nodiscard]] qsizetype decodedByteSize() const noexcept;
    /// What was decoded from this payload before as that type; null if nothing was. Any thread, no lock.
    [[nodiscard]] const DecodedForm *decoded(const std::type_info &type) const noexcept;
    /// Keeps a decoded form as long as this payload lives. Where another thread was first its form is kept and
    /// answered, so that everyone reads the same one. Any thread, no lock.
    const DecodedForm &keepDecoded(std::unique_ptr<DecodedForm> form) const noexcept;

private:
    mutable std::atomic<const DecodedForm *> m_decoded = nullptr; // a list that only grows
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

} // namespace ember
