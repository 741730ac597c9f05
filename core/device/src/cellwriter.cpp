// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cellwriter.h"

#include <ember/device/discoveredmessage.h>

#include <QtCore/QLocale>

#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_map>

namespace ember {

using namespace Qt::StringLiterals;
using simdjson::dom::element_type;

namespace {

constexpr double kIntegerLimit = 9223372036854775808.0; // 2^63
constexpr qsizetype kLongestQuote = 40;

QString quoted(const QString &text)
{
    return text.size() <= kLongestQuote ? u"\"%1\""_s.arg(text) : u"\"%1…\""_s.arg(text.first(kLongestQuote));
}

/// The element if it is a scalar, else null.
Scalar scalarOf(JsonReader::Element element, const JsonReader &json)
{
    switch (element.type()) {
    case element_type::INT64:
        return qint64(std::int64_t(element));
    case element_type::UINT64:
        return double(std::uint64_t(element));
    case element_type::DOUBLE:
        return double(element);
    case element_type::BOOL:
        return bool(element);
    case element_type::STRING:
        return json.toJson(element).toString();
    default:
        return {};
    }
}

QString expectation(const Encoding &encoding)
{
    return encoding.isOfWords() && !encoding.trueTexts.isEmpty()
        ? u"%1 was expected"_s.arg((encoding.trueTexts + encoding.falseTexts).join(u" or "))
        : encoding.isOfWords()                  ? u"true or false was expected"_s
        : encoding.kind == Encoding::Kind::Text ? u"a text was expected"_s
        : encoding.needsInteger()               ? u"a whole number was expected"_s
                                                : u"a number was expected"_s;
}

} // namespace

CellWriter::CellWriter(ProfilePtr profile, int message, QByteArray bytes)
    : m_message(profile->messages()[std::size_t(message)])
{
    m_content.message = message;
    m_content.bytes = std::move(bytes);
    m_content.cells = CellTable(m_message.fields.size());
    m_content.profile = std::move(profile);
}

const FieldDefinition &CellWriter::field(int cell) const
{
    return m_content.profile->fields()[std::size_t(m_message.fields[std::size_t(cell)])];
}

void CellWriter::forgetInvalid(int cell)
{
    std::erase_if(m_content.invalid, [cell](const auto &invalid) { return invalid.cell == cell; });
}

void CellWriter::writeInvalid(int cell, QString reason, QJsonValue raw, Scalar scalar)
{
    set(cell, CellState::Invalid, 0);
    m_content.invalid.push_back({cell, std::move(reason), std::move(raw), std::move(scalar)});
}

void CellWriter::writeNumber(int cell, qint64 number)
{
    const Encoding &encoding = *field(cell).encoding;
    if (encoding.kind == Encoding::Kind::Text) {
        writeInvalid(cell, u"%1 is a number, a text was expected"_s.arg(number), QJsonValue(number), number);
        return;
    }
    if (encoding.isOfWords()) {
        writeInvalid(cell, u"%1 is a number, %2"_s.arg(number).arg(expectation(encoding)), QJsonValue(number), number);
        return;
    }
    if (encoding.kind == Encoding::Kind::Linear && !std::isfinite(encoding.scale.apply(double(number)))) {
        writeInvalid(cell, u"%1 is more than a number can hold"_s.arg(number), QJsonValue(number), number);
        return;
    }
    set(cell, CellState::Integer, std::bit_cast<quint64>(number));
}

void CellWriter::writeNumber(int cell, double number, const QString &asWritten)
{
    const Encoding &encoding = *field(cell).encoding;
    const QJsonValue json = std::isfinite(number) ? QJsonValue(number) : QJsonValue(asWritten);
    const Scalar scalar = std::isfinite(number) ? Scalar(number) : Scalar(asWritten);
    if (encoding.kind == Encoding::Kind::Text) {
        writeInvalid(cell, u"%1 is a number, a text was expected"_s.arg(asWritten), json, scalar);
    } else if (std::isnan(number)) {
        writeInvalid(cell, u"%1 is not a finite number"_s.arg(asWritten), json, scalar);
    } else if (!std::isfinite(number) || !std::isfinite(encoding.scale.apply(number))) {
        writeInvalid(cell, u"%1 is more than a number can hold"_s.arg(asWritten), json, scalar);
    } else if (!encoding.needsInteger()) {
        set(cell, CellState::Real, std::bit_cast<quint64>(number));
    } else if (std::trunc(number) != number) {
        writeInvalid(cell, u"%1 is not a whole number"_s.arg(asWritten), json, scalar);
    } else if (number < -kIntegerLimit || number >= kIntegerLimit) {
        writeInvalid(cell, u"%1 is more than a whole number of 64 bits can hold"_s.arg(asWritten), json, scalar);
    } else {
        writeNumber(cell, qint64(number));
    }
}

void CellWriter::writeText(int cell, QString text)
{
    const Encoding &encoding = *field(cell).encoding;
    if (!encoding.fits(Value(text))) {
        const QString reason = u"%1 is a text, %2"_s.arg(quoted(text), expectation(encoding));
        writeInvalid(cell, reason, QJsonValue(text), text);
        return;
    }
    m_content.texts.push_back(std::move(text));
    set(cell, CellState::Text, m_content.texts.size() - 1);
}

void CellWriter::writeElement(int cell, JsonReader::Element element, const JsonReader &json)
{
    switch (element.type()) {
    case element_type::INT64:
        writeInteger(cell, std::int64_t(element));
        return;
    case element_type::UINT64: {
        const quint64 number = std::uint64_t(element);
        writeNumber(cell, double(number), QString::number(number));
        return;
    }
    case element_type::DOUBLE: {
        const double number = double(element);
        writeNumber(cell, number, QString::number(number, 'g', QLocale::FloatingPointShortest));
        return;
    }
    case element_type::STRING: {
        if (const auto number = json.unholdableNumber(element)) {
            writeInvalid(cell, u"%1 is more than a number can hold"_s.arg(*number), QJsonValue(*number), *number);
            return;
        }
        const std::string_view text = element;
        writeText(cell, QString::fromUtf8(text.data(), qsizetype(text.size())));
        return;
    }
    case element_type::BOOL:
        if (field(cell).encoding->takesBooleans) {
            set(cell, CellState::Boolean, bool(element) ? 1 : 0);
            return;
        }
        [[fallthrough]];
    default: {
        const QString reason
            = u"%1 was sent, %2"_s.arg(JsonReader::typeName(element), expectation(*field(cell).encoding));
        const bool isBoolean = element.type() == element_type::BOOL;
        writeInvalid(cell, reason, json.toJson(element), isBoolean ? Scalar(bool(element)) : Scalar());
    }
    }
}

void CellWriter::writeNested(simdjson::dom::object object, const JsonReader &json, KeyOrder &order)
{
    std::unordered_map<std::string, JsonReader::Element> others;
    std::vector<std::string> unknown;
    std::string path;
    order.begin();
    const auto walk = [&](const auto &self, simdjson::dom::object inside, int depth) -> void {
        const std::size_t length = path.size();
        for (const auto &[key, element] : inside) {
            path.resize(length);
            path += key;
            if (element.is_object() && depth < DiscoveredMessage::kMaxDepth) {
                path += '.';
                self(self, simdjson::dom::object(element), depth + 1);
            } else if (const int cell = order.cellOf(path); cell >= 0) {
                writeElement(cell, element, json);
            } else if (others.insert_or_assign(path, element).second) {
                unknown.push_back(path);
            }
        }
        path.resize(length);
    };
    walk(walk, object, 1);
    keepUnknown(unknown, others, json);
}

void CellWriter::writeObject(simdjson::dom::object object, const JsonReader &json, KeyOrder &order)
{
    if (m_message.nested) {
        writeNested(object, json, order);
        return;
    }
    std::unordered_map<std::string_view, JsonReader::Element> others; // of a key that stands twice the last counts
    std::vector<std::string_view> unknown;
    order.begin();
    for (const auto &[key, element] : object) {
        if (const int cell = order.cellOf(key); cell >= 0) {
            writeElement(cell, element, json);
        } else if (std::find(m_message.tableKeys.begin(), m_message.tableKeys.end(), key)
            != m_message.tableKeys.end()) {
            continue;
        } else if (others.insert_or_assign(key, element).second) {
            unknown.push_back(key);
        }
    }
    keepUnknown(unknown, others, json);
}

template <typename Key>
void CellWriter::keepUnknown(const std::vector<Key> &unknown,
    const std::unordered_map<Key, JsonReader::Element> &members, const JsonReader &json)
{
    const std::size_t kept = std::min(unknown.size(), std::size_t(DecodedMessage::kMaxUnknown));
    m_content.unknownOmitted = int(unknown.size() - kept);
    m_content.unknown.reserve(kept);
    for (std::size_t i = 0; i < kept; ++i) {
        const JsonReader::Element element = members.at(unknown[i]);
        m_content.unknown.push_back({QString::fromUtf8(unknown[i].data(), qsizetype(unknown[i].size())),
            json.toJson(element), scalarOf(element, json)});
    }
}

} // namespace ember
