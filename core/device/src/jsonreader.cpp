// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonreader.h"

#include "jsonobject.h"
#include "numbertokens.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>

#include <algorithm>
#include <cstring>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

using Element = JsonReader::Element;
using simdjson::dom::element_type;

/// Memory that one huge message needed is given back before the next one.
constexpr std::size_t kKeptCapacity = 1U << 20U;

QString toText(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

QString reasonOf(simdjson::error_code error)
{
    switch (error) {
    case simdjson::EMPTY:
        return u"the message is empty"_s;
    case simdjson::UTF8_ERROR:
        return u"the message is not valid UTF-8"_s;
    case simdjson::DEPTH_ERROR:
        return u"the JSON is nested too deeply"_s;
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
        return u"the message is too large to be read"_s;
    case simdjson::UNCLOSED_STRING:
        return u"not JSON: a text is not closed"_s;
    case simdjson::NUMBER_ERROR:
        return u"not JSON: a number is malformed"_s;
    case simdjson::STRING_ERROR:
    case simdjson::UNESCAPED_CHARS:
        return u"not JSON: a text is malformed"_s;
    default:
        return u"not JSON"_s;
    }
}

} // namespace

simdjson::error_code JsonReader::parseBuffer(qsizetype size, int maxDepth)
{
    const auto length = std::size_t(size);
    // The parser grows by itself, but then to its own, larger limit of depth.
    if (m_parser.capacity() < length || m_parser.capacity() == 0) {
        if (const auto error = m_parser.allocate(std::max<std::size_t>(length, 4096), std::size_t(maxDepth))) {
            return error;
        }
    }
    return m_parser.parse(m_buffer.data(), length, false).get(m_root);
}

std::optional<QString> JsonReader::parse(const QByteArray &text, int maxDepth)
{
    if (m_buffer.size() > kKeptCapacity) {
        m_buffer = {};
        m_parser = simdjson::dom::parser();
    }
    const auto load = [this](const QByteArray &source) {
        const std::size_t needed = std::size_t(source.size()) + simdjson::SIMDJSON_PADDING;
        if (m_buffer.size() < needed) {
            m_buffer.resize(needed);
        }
        if (!source.isEmpty()) {
            std::memcpy(m_buffer.data(), source.constData(), std::size_t(source.size()));
        }
        // Bytes of an earlier, longer message must not follow this one.
        std::memset(m_buffer.data() + source.size(), 0, simdjson::SIMDJSON_PADDING);
    };
    m_hasMarkedNumbers = false;
    load(text);
    simdjson::error_code error = parseBuffer(text.size(), maxDepth);
    if (error == simdjson::NUMBER_ERROR) {
        const QByteArray marked = withMarkedNumbers(text);
        m_hasMarkedNumbers = marked.size() != text.size();
        load(marked);
        error = parseBuffer(marked.size(), maxDepth);
    }
    return error ? std::optional(reasonOf(error)) : std::nullopt;
}

std::optional<QString> JsonReader::unholdableNumber(Element element) const
{
    std::string_view text;
    if (!m_hasMarkedNumbers || element.get(text) || text.empty() || text.front() != kNumberMark) {
        return std::nullopt;
    }
    return toText(text.substr(1));
}

QJsonValue JsonReader::toJson(Element element) const
{
    switch (element.type()) {
    case element_type::ARRAY: {
        QJsonArray array;
        for (const Element item : simdjson::dom::array(element)) {
            array.append(toJson(item));
        }
        return array;
    }
    case element_type::OBJECT: {
        std::vector<std::pair<QString, QJsonValue>> members;
        for (const auto &[key, item] : simdjson::dom::object(element)) {
            members.emplace_back(toText(key), toJson(item));
        }
        return jsonObjectOf(std::move(members));
    }
    case element_type::INT64:
        return qint64(std::int64_t(element));
    case element_type::UINT64:
        return double(std::uint64_t(element));
    case element_type::DOUBLE:
        return double(element);
    case element_type::BOOL:
        return bool(element);
    case element_type::STRING:
        return unholdableNumber(element).value_or(toText(std::string_view(element)));
    case element_type::NULL_VALUE:
        break;
    }
    return QJsonValue(QJsonValue::Null);
}

std::optional<Element> JsonReader::at(Element element, const JsonPath &path)
{
    for (const QByteArray &segment : path) {
        simdjson::dom::object object;
        if (element.get(object)) {
            return std::nullopt;
        }
        const std::string_view wanted(segment.constData(), std::size_t(segment.size()));
        bool found = false;
        for (const auto &[key, item] : object) {
            if (key == wanted) {
                element = item;
                found = true;
            }
        }
        if (!found) {
            return std::nullopt;
        }
    }
    return element;
}

std::optional<QString> JsonReader::identityText(Element element)
{
    std::string_view text;
    if (!element.get(text)) {
        return text.empty() ? std::nullopt : std::optional(toText(text));
    }
    std::int64_t number = 0;
    return element.get(number) ? std::nullopt : std::optional(QString::number(qint64(number)));
}

QString JsonReader::typeName(Element element)
{
    switch (element.type()) {
    case element_type::ARRAY:
        return u"a list"_s;
    case element_type::OBJECT:
        return u"an object"_s;
    case element_type::STRING:
        return u"a text"_s;
    case element_type::BOOL:
        return bool(element) ? u"true"_s : u"false"_s;
    case element_type::NULL_VALUE:
        return u"null"_s;
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE:
        break;
    }
    return u"a number"_s;
}

} // namespace ember
