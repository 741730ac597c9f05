// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fielddiscovery.h"

#include "numbertokens.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;
using simdjson::dom::element_type;

namespace {

constexpr qsizetype kHeadBytes = 64;
constexpr qsizetype kLongestNumber = 64;
constexpr auto kWholePayload = "value";

bool isText(const QByteArray &payload)
{
    const auto disturbs = [](char c) {
        const auto byte = uchar(c);
        return byte == 0x7f || (byte < 0x20 && c != '\n' && c != '\r' && c != '\t');
    };
    return std::none_of(payload.begin(), payload.end(), disturbs) && QByteArrayView(payload).isValidUtf8();
}

} // namespace

FieldDiscovery::FieldDiscovery(
    DiscoveredMessage::Content &content, const MessageDefinition &definition, const FieldsBefore &before)
    : m_content(content)
    , m_definition(definition)
    , m_before(before)
    , m_asBefore(before.fields && before.profile == content.profile && before.message == content.message)
{
    if (m_asBefore) {
        m_content.values.reserve(before.paths.size());
    }
}

void FieldDiscovery::readJson(JsonReader::Element body, const JsonReader &json)
{
    m_json = &json;
    if (!body.is_object() && !body.is_array()) {
        m_path = kWholePayload;
    }
    walk(body, 0);
    finish();
}

void FieldDiscovery::readText()
{
    if (m_content.bytes.isEmpty()) {
        return;
    }
    if (!isText(m_content.bytes)) {
        m_content.head = escapedHead(m_content.bytes);
        return;
    }
    m_path = kWholePayload;
    if (std::optional<Scalar> number = numberOf(m_content.bytes)) {
        add(*std::move(number));
    } else {
        addText(QString::fromUtf8(m_content.bytes));
    }
    finish();
}

void FieldDiscovery::walk(JsonReader::Element element, int depth)
{
    const std::size_t length = m_path.size();
    const auto step = [this, length](std::string_view name) {
        m_path.resize(length);
        if (length > 0) {
            m_path += '.';
        }
        m_path += name;
    };
    switch (element.type()) {
    case element_type::OBJECT:
    case element_type::ARRAY:
        if (depth >= DiscoveredMessage::kMaxDepth) {
            ++m_content.omitted;
            return;
        }
        if (element.is_object()) {
            for (const auto &[key, item] : simdjson::dom::object(element)) {
                step(key);
                walk(item, depth + 1);
            }
        } else {
            std::size_t place = 0;
            for (const JsonReader::Element item : simdjson::dom::array(element)) {
                step(std::to_string(place++));
                walk(item, depth + 1);
            }
        }
        m_path.resize(length);
        return;
    case element_type::INT64:
        return add(qint64(std::int64_t(element)));
    case element_type::UINT64:
        return add(double(std::uint64_t(element)));
    case element_type::DOUBLE:
        return add(double(element));
    case element_type::BOOL:
        return add(bool(element));
    case element_type::STRING: {
        const std::string_view text = element;
        return addText(
            m_json->unholdableNumber(element).value_or(QString::fromUtf8(text.data(), qsizetype(text.size()))));
    }
    case element_type::NULL_VALUE:
        return add(nullptr);
    }
}

void FieldDiscovery::addText(QString text)
{
    if (text.size() > DiscoveredMessage::kLongestText) {
        const qsizetype cut = DiscoveredMessage::kLongestText;
        text.truncate(text[cut - 1].isHighSurrogate() ? cut - 1 : cut);
        ++m_content.shortened;
    }
    add(std::move(text));
}

void FieldDiscovery::add(Scalar value)
{
    if (m_content.values.size() >= std::size_t(DiscoveredMessage::kMaxFields)) {
        ++m_content.omitted;
        return;
    }
    const Description known = described(value.view());
    const FieldDefinition *const field
        = known.field >= 0 ? &m_content.profile->fields()[std::size_t(known.field)] : nullptr;
    if (field) {
        value = Scalar(field->encoding->decode(value.view()));
    }
    if (!isAsBefore(known.field)) {
        divergeFromBefore();
        QString name = known.isNamed ? field->key.text() : QString::fromUtf8(m_path.data(), qsizetype(m_path.size()));
        if (name.size() > DiscoveredMessage::kLongestName) {
            ++m_content.omitted;
            return;
        }
        m_fields.push_back({std::move(name), known.field});
        m_paths.push_back(m_path);
    }
    m_content.values.push_back(std::move(value));
}

/// Whether the field at the present path is the next one of those before.
bool FieldDiscovery::isAsBefore(int profileField) const
{
    const std::size_t nth = m_content.values.size();
    return m_asBefore && nth < m_before.paths.size() && m_before.paths[nth] == m_path
        && (*m_before.fields)[nth].profileField == profileField;
}

/// From here on the fields are others.
void FieldDiscovery::divergeFromBefore()
{
    if (std::exchange(m_asBefore, false)) {
        const auto count = std::ptrdiff_t(m_content.values.size());
        m_fields.assign(m_before.fields->begin(), m_before.fields->begin() + count);
        m_paths.assign(m_before.paths.begin(), m_before.paths.begin() + count);
    }
}

void FieldDiscovery::finish()
{
    if (m_asBefore && m_content.values.size() == m_before.paths.size()) {
        m_content.fields = m_before.fields;
        m_content.sharesFields = true;
        return;
    }
    divergeFromBefore();
    dropEarlierOfSameName();
    m_content.fields = std::make_shared<const DiscoveredMessage::Fields>(std::move(m_fields));
}

std::optional<FieldsBefore> FieldDiscovery::learnt()
{
    if (m_asBefore || m_paths.empty()) {
        return std::nullopt;
    }
    return FieldsBefore{.profile = m_content.profile,
        .message = m_content.message,
        .paths = std::move(m_paths),
        .fields = m_content.fields};
}

/// The profile's field for the value at the present path, if it has one that the value fits.
FieldDiscovery::Description FieldDiscovery::described(const Value &value) const
{
    if (m_definition.wireKeys.empty() && m_definition.lastNames.empty()) {
        return {};
    }
    const std::string_view path = m_path;
    auto cell = m_definition.wireKeys.find(path);
    const bool isNamed = cell != m_definition.wireKeys.end();
    if (!isNamed) {
        cell = m_definition.lastNames.find(path.substr(path.rfind('.') + 1)); // npos + 1 is 0
        if (cell == m_definition.lastNames.end()) {
            return {};
        }
    }
    const int field = m_definition.fields[std::size_t(cell->second)];
    const bool fits = m_content.profile->fields()[std::size_t(field)].encoding->fits(value);
    return fits ? Description{field, isNamed} : Description();
}

void FieldDiscovery::dropEarlierOfSameName()
{
    std::vector<int> order(m_fields.size());
    std::iota(order.begin(), order.end(), 0);
    const auto nameOf = [this](int place) { return QStringView(m_fields[std::size_t(place)].name); };
    std::ranges::stable_sort(order, {}, nameOf);
    std::vector<bool> dropped(m_fields.size());
    bool any = false;
    for (std::size_t i = 1; i < order.size(); ++i) {
        if (nameOf(order[i - 1]) == nameOf(order[i])) {
            dropped[std::size_t(order[i - 1])] = true;
            any = true;
        }
    }
    if (any) {
        m_paths.clear();
        std::size_t place = 0;
        std::erase_if(m_fields, [&dropped, &place](const auto &) { return bool(dropped[place++]); });
        place = 0;
        std::erase_if(m_content.values, [&dropped, &place](const auto &) { return bool(dropped[place++]); });
    }
}

bool looksLikeJson(const QByteArray &payload)
{
    const auto first = std::find_if(
        payload.begin(), payload.end(), [](char c) { return c != ' ' && c != '\t' && c != '\n' && c != '\r'; });
    return first != payload.end() && QByteArrayView("{[\"tfn").contains(*first);
}

std::optional<Scalar> numberOf(const QByteArray &payload)
{
    if (payload.size() > kLongestNumber) {
        return std::nullopt;
    }
    const auto number = parseNumber(std::string_view(payload.constData(), std::size_t(payload.size())));
    if (!number) {
        return std::nullopt;
    }
    if (const auto *const integer = std::get_if<qint64>(&*number)) {
        return Scalar(*integer);
    }
    const double real = std::get<double>(*number);
    return std::isfinite(real) ? std::optional(Scalar(real)) : std::nullopt;
}

QString escapedHead(const QByteArray &payload)
{
    QString text;
    for (const char c : payload.first(std::min(payload.size(), kHeadBytes))) {
        const auto byte = uchar(c);
        if (c == '\n') {
            text += u"\\n"_s;
        } else if (c == '\r') {
            text += u"\\r"_s;
        } else if (c == '\t') {
            text += u"\\t"_s;
        } else if (c == '\\') {
            text += u"\\\\"_s;
        } else if (byte < 0x20 || byte >= 0x7f) {
            text += u"\\x%1"_s.arg(uint(byte), 2, 16, QLatin1Char('0'));
        } else {
            text += QLatin1Char(c);
        }
    }
    return text;
}

} // namespace ember
