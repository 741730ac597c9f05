// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/decodedmessage.h>

#include "jsonobject.h"
#include "valuespayload.h"

#include <ember/device/tables.h>
#include <ember/events/event.h>

#include <QtCore/QJsonArray>

#include <algorithm>
#include <bit>
#include <typeinfo>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// The message as the expressions of derived values see it.
class MessageScope final : public Scope
{
public:
    explicit MessageScope(const DecodedMessage &message) noexcept
        : m_message(message)
    {
    }
    [[nodiscard]] Value value(const FieldReference &ref, int) const noexcept override
    {
        return m_message.field(ref.path);
    }

private:
    const DecodedMessage &m_message;
};

/// About what a JSON value takes in memory.
qsizetype jsonBytes(const QJsonValue &value)
{
    constexpr qsizetype forOne = 32;
    if (value.isString()) {
        return forOne + value.toString().size() * qsizetype(sizeof(QChar));
    }
    qsizetype bytes = forOne;
    if (value.isArray()) {
        for (const QJsonValue item : value.toArray()) {
            bytes += jsonBytes(item);
        }
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member) {
            bytes += forOne + member.key().size() * qsizetype(sizeof(QChar)) + jsonBytes(member.value());
        }
    }
    return bytes;
}

} // namespace

const DecodedMessage *DecodedMessage::from(const PayloadPtr &payload) noexcept
{
    const Payload *const given = payload.get();
    return given && typeid(*given) == typeid(DecodedMessage) ? static_cast<const DecodedMessage *>(given) : nullptr;
}

DecodedMessage::DecodedMessage(Content content)
    : m_content(std::move(content))
{
    for (const InvalidCell &invalid : m_content.invalid) {
        m_jsonBytes += jsonBytes(invalid.raw);
    }
    for (const UnknownMember &member : m_content.unknown) {
        m_jsonBytes += jsonBytes(member.raw);
    }
    const auto &list = message().derived;
    m_derived.resize(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        m_derived[i] = computed(m_content.profile->derived()[std::size_t(list[i])]);
    }
}

const MessageDefinition &DecodedMessage::message() const noexcept
{
    return m_content.profile->messages()[std::size_t(m_content.message)];
}

const FieldDefinition &DecodedMessage::fieldAt(int cell) const noexcept
{
    return m_content.profile->fields()[std::size_t(message().fields[std::size_t(cell)])];
}

const DecodedMessage::InvalidCell *DecodedMessage::invalidCell(int cell) const noexcept
{
    const auto at = std::find_if(m_content.invalid.begin(), m_content.invalid.end(),
        [cell](const InvalidCell &invalid) { return invalid.cell == cell; });
    return at == m_content.invalid.end() ? nullptr : &*at;
}

Value DecodedMessage::raw(int cell) const noexcept
{
    const quint64 bits = m_content.cells.bits(cell);
    switch (state(cell)) {
    case CellState::Absent:
        return {};
    case CellState::Integer:
        return std::bit_cast<qint64>(bits);
    case CellState::Real:
        return std::bit_cast<double>(bits);
    case CellState::Text:
        return QStringView(m_content.texts[std::size_t(bits)]);
    case CellState::Boolean:
        return bits != 0;
    case CellState::Invalid:
        break;
    }
    const InvalidCell *const invalid = invalidCell(cell);
    return invalid ? invalid->scalar.view() : Value(nullptr);
}

Value DecodedMessage::value(int cell) const noexcept
{
    if (state(cell) == CellState::Invalid) {
        return nullptr;
    }
    return fieldAt(cell).encoding->decode(raw(cell));
}

QStringView DecodedMessage::label(int cell) const noexcept
{
    return state(cell) == CellState::Integer ? fieldAt(cell).encoding->label(raw(cell)) : QStringView();
}

QStringView DecodedMessage::invalidReason(int cell) const noexcept
{
    const InvalidCell *const invalid = invalidCell(cell);
    return invalid ? QStringView(invalid->reason) : QStringView();
}

Value DecodedMessage::validRaw(int fieldIndex) const noexcept
{
    const int cell = message().cells[std::size_t(fieldIndex)];
    const bool isField = cell >= 0 && message().fields[std::size_t(cell)] == fieldIndex;
    return isField && state(cell) != CellState::Invalid ? raw(cell) : Value();
}

Value DecodedMessage::computed(const DerivedDefinition &derived) const noexcept
{
    const MessageScope scope(*this);
    for (const auto &alternative : derived.alternatives) {
        const auto isState
            = [this](CellState wanted) { return [this, wanted](int cell) { return state(cell) == wanted; }; };
        const auto &required = alternative.required;
        if (std::any_of(required.begin(), required.end(), isState(CellState::Absent))) {
            continue;
        }
        if (std::any_of(required.begin(), required.end(), isState(CellState::Invalid))) {
            return {};
        }
        if (alternative.when && !alternative.when->matches(scope)) {
            continue;
        }
        const Value value = alternative.expression->evaluate(scope);
        return derived.minimum && value.isNumber() && value.toReal() < *derived.minimum ? Value(*derived.minimum)
                                                                                        : value;
    }
    return {};
}

bool DecodedMessage::hasInputs(int derivedCell) const noexcept
{
    const int index = message().derived[std::size_t(derivedCell)];
    const auto &alternatives = m_content.profile->derived()[std::size_t(index)].alternatives;
    return std::any_of(alternatives.begin(), alternatives.end(), [this](const auto &alternative) {
        return std::all_of(alternative.required.begin(), alternative.required.end(),
            [this](int cell) { return state(cell) != CellState::Absent && state(cell) != CellState::Invalid; });
    });
}

int DecodedMessage::presentCount() const noexcept
{
    int present = 0;
    for (int cell = 0; cell < m_content.cells.count(); ++cell) {
        present += state(cell) == CellState::Absent ? 0 : 1;
    }
    return present;
}

int DecodedMessage::missingCount() const noexcept
{
    return message().complete ? m_content.cells.count() - presentCount() : 0;
}

Value DecodedMessage::field(Symbol path) const noexcept
{
    const auto target = m_content.profile->path(path);
    if (!target) {
        return shortcoming(path.text());
    }
    if (target->kind == FieldPath::Kind::Derived) {
        const DerivedDefinition &definition = m_content.profile->derived()[std::size_t(target->index)];
        const bool isOfThisMessage = definition.message == m_content.message;
        // The expressions of derived values are evaluated before there are any.
        return isOfThisMessage && std::size_t(definition.cell) < m_derived.size() ? derived(definition.cell) : Value();
    }
    const int cell = message().cells[std::size_t(target->index)];
    if (cell < 0) {
        return {};
    }
    if (target->kind == FieldPath::Kind::Raw) {
        return raw(cell);
    }
    if (target->kind == FieldPath::Kind::Value) {
        return value(cell);
    }
    const QStringView text = label(cell);
    return text.isNull() ? Value() : Value(text);
}

/// What is under "invalid", "unknown" and "missing".
Value DecodedMessage::shortcoming(QStringView path) const noexcept
{
    const qsizetype point = path.indexOf(u'.');
    const QStringView part = point < 0 ? path : path.first(point);
    const QStringView key = point < 0 ? QStringView() : path.sliced(point + 1);
    if (part == u"unknown") {
        const auto member = std::ranges::find(m_content.unknown, key, &UnknownMember::key);
        return point < 0 ? Value(unknownCount()) : member == m_content.unknown.end() ? Value() : member->scalar.view();
    }
    const bool isInvalid = part == u"invalid";
    if (!isInvalid && part != u"missing") {
        return {};
    }
    if (point < 0) {
        return isInvalid ? invalidCount() : missingCount();
    }
    const CellState wanted = isInvalid ? CellState::Invalid : CellState::Absent;
    for (int cell = 0; cell < m_content.cells.count(); ++cell) {
        if (state(cell) == wanted && fieldAt(cell).key.text() == key) {
            return isInvalid ? Value(invalidReason(cell)) : message().complete ? Value(true) : Value();
        }
    }
    return {};
}

QJsonValue DecodedMessage::rawJson(int cell) const
{
    const InvalidCell *const invalid = state(cell) == CellState::Invalid ? invalidCell(cell) : nullptr;
    return invalid ? invalid->raw : raw(cell).toJson();
}

QJsonObject DecodedMessage::valuesJson() const
{
    QJsonObject values;
    for (int cell = 0; cell < m_content.cells.count(); ++cell) {
        if (state(cell) != CellState::Absent) {
            values.insert(fieldAt(cell).key.text(), value(cell).toJson());
        }
    }
    return values;
}

QJsonObject DecodedMessage::toJson() const
{
    QJsonObject labels;
    QJsonObject derivedValues;
    QJsonObject rawValues;
    std::vector<std::pair<QString, QJsonValue>> unknown;
    QJsonArray missing;
    QJsonObject invalid;
    for (int cell = 0; cell < m_content.cells.count(); ++cell) {
        const QString &key = fieldAt(cell).key.text();
        if (state(cell) == CellState::Absent) {
            if (message().complete) {
                missing.append(key);
            }
            continue;
        }
        rawValues.insert(key, rawJson(cell));
        if (const QStringView text = label(cell); !text.isNull()) {
            labels.insert(key, text.toString());
        }
    }
    for (const InvalidCell &cell : m_content.invalid) {
        invalid.insert(fieldAt(cell.cell).key.text(), cell.reason);
    }
    unknown.reserve(m_content.unknown.size());
    for (const UnknownMember &member : m_content.unknown) {
        unknown.emplace_back(member.key, member.raw);
    }
    for (std::size_t i = 0; i < m_derived.size(); ++i) {
        if (!m_derived[i].isAbsent()) {
            const auto &definition = m_content.profile->derived()[std::size_t(message().derived[i])];
            derivedValues.insert(definition.key.text(), m_derived[i].toJson());
        }
    }
    QJsonObject data{
        {u"values"_s, valuesJson()},
        {u"labels"_s, labels},
        {u"derived"_s, derivedValues},
        {u"raw"_s, rawValues},
        {u"unknown"_s, jsonObjectOf(std::move(unknown))},
        {u"missing"_s, missing},
        {u"invalid"_s, invalid},
    };
    QJsonObject tables;
    for (const TableDefinition &table : m_content.profile->tables()) {
        if (table.message == m_content.message) {
            tables.insert(table.id, tableJson(table, tableOf(table, m_content.bytes)));
        }
    }
    if (!tables.isEmpty()) {
        data.insert(u"tables"_s, tables);
    }
    if (m_content.unknownOmitted > 0) {
        data.insert(u"unknownOmitted"_s, m_content.unknownOmitted);
    }
    return data;
}

qsizetype DecodedMessage::byteSize() const
{
    qsizetype bytes = qsizetype(sizeof(*this)) + m_content.bytes.size() + m_jsonBytes;
    bytes += m_content.cells.byteSize();
    bytes += qsizetype(m_derived.capacity() * sizeof(Value));
    for (const QString &text : m_content.texts) {
        bytes += qsizetype(sizeof(QString)) + text.size() * qsizetype(sizeof(QChar));
    }
    for (const InvalidCell &invalid : m_content.invalid) {
        bytes += qsizetype(sizeof(InvalidCell)) + invalid.reason.size() * qsizetype(sizeof(QChar));
    }
    for (const UnknownMember &member : m_content.unknown) {
        bytes += qsizetype(sizeof(UnknownMember))
            + (member.key.size() + member.scalar.view().toText().size()) * qsizetype(sizeof(QChar));
    }
    return bytes;
}

const DecodedMessage *decodedMessageOf(const Event &event) noexcept
{
    if (const DecodedMessage *const message = DecodedMessage::from(event.payload())) {
        return message;
    }
    const auto *const values = dynamic_cast<const ValuesPayload *>(event.payload().get());
    return values ? &values->message() : nullptr;
}

} // namespace ember
