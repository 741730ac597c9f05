// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/payload.h>

#include <ember/events/newpayload.h>

#include "blockpool.h"

namespace ember {

void *detail::takePooled()
{
    static_assert(kPooledBytes == BlockPool::kBlockSize && kPooledAlignment == BlockPool::kAlignment);
    return BlockPool::allocate();
}

void detail::givePooled(void *memory) noexcept
{
    BlockPool::release(memory);
}

Payload::~Payload()
{
    const DecodedForm *form = m_decoded.load(std::memory_order_acquire);
    while (form) {
        const std::unique_ptr<const DecodedForm> gone(form);
        form = form->next;
    }
}

QByteArray Payload::raw() const
{
    return {};
}

const void *Payload::structAs(const std::type_info &) const noexcept
{
    return nullptr;
}

qsizetype Payload::decodedByteSize() const noexcept
{
    qsizetype bytes = 0;
    for (const DecodedForm *form = m_decoded.load(std::memory_order_acquire); form; form = form->next) {
        bytes += form->byteSize;
    }
    return bytes;
}

const DecodedForm *Payload::decoded(const std::type_info &type) const noexcept
{
    const DecodedForm *form = m_decoded.load(std::memory_order_acquire);
    while (form && form->type != type) {
        form = form->next;
    }
    return form;
}

const DecodedForm &Payload::keepDecoded(std::unique_ptr<DecodedForm> form) const noexcept
{
    const DecodedForm *first = m_decoded.load(std::memory_order_acquire);
    do {
        for (const DecodedForm *other = first; other; other = other->next) {
            if (other->type == form->type) {
                return *other;
            }
        }
        form->next = first;
    } while (!m_decoded.compare_exchange_weak(first, form.get(), std::memory_order_acq_rel));
    return *form.release();
}

Record::Record(std::vector<Field> fields, QByteArray raw)
    : m_fields(std::move(fields))
    , m_raw(std::move(raw))
{
}

PayloadPtr Record::make(std::initializer_list<std::pair<QStringView, Scalar>> fields)
{
    std::vector<Field> list;
    list.reserve(fields.size());
    for (const auto &[name, value] : fields) {
        list.push_back({Symbol::intern(name), value});
    }
    return newPayload<Record>(std::move(list));
}

Value Record::field(Symbol path) const noexcept
{
    for (const Field &field : m_fields) {
        if (field.id == path) {
            return field.value.view();
        }
    }
    return {};
}

QJsonObject Record::toJson() const
{
    QJsonObject object;
    for (const Field &field : m_fields) {
        object.insert(field.id.text(), field.value.view().toJson());
    }
    return object;
}

QByteArray Record::raw() const
{
    return m_raw;
}

qsizetype Record::byteSize() const
{
    qsizetype bytes = qsizetype(sizeof(*this)) + qsizetype(m_fields.capacity() * sizeof(Field)) + m_raw.size();
    for (const Field &field : m_fields) {
        bytes += field.value.view().toText().size() * qsizetype(sizeof(char16_t));
    }
    return bytes;
}

} // namespace ember
