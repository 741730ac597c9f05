// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "valuespayload.h"

namespace ember {

using namespace Qt::StringLiterals;

ValuesPayload::ValuesPayload(std::shared_ptr<const DecodedMessage> message) noexcept
    : m_message(std::move(message))
{
}

Value ValuesPayload::field(Symbol path) const noexcept
{
    const auto target = m_message->profile()->path(path);
    return target && target->kind == FieldPath::Kind::Value ? m_message->field(path) : Value();
}

QJsonObject ValuesPayload::toJson() const
{
    return {{u"values"_s, m_message->valuesJson()}};
}

qsizetype ValuesPayload::byteSize() const
{
    return qsizetype(sizeof(*this)); // the message is counted where it came from
}

} // namespace ember
