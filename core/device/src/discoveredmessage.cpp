// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/discoveredmessage.h>

#include "jsonobject.h"

#include <algorithm>
#include <typeinfo>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

qsizetype bytesOf(const DiscoveredMessage::Content &content)
{
    qsizetype bytes = qsizetype(sizeof(DiscoveredMessage)) + content.bytes.size();
    bytes += (content.topic.size() + content.head.size()) * qsizetype(sizeof(QChar));
    for (const Scalar &value : content.values) {
        bytes += qsizetype(sizeof(value)) + value.view().toText().size() * qsizetype(sizeof(QChar));
    }
    if (!content.sharesFields) {
        for (const DiscoveredMessage::Field &field : *content.fields) {
            bytes += qsizetype(sizeof(field)) + field.name.size() * qsizetype(sizeof(QChar));
        }
    }
    return bytes;
}

DiscoveredMessage::Content complete(DiscoveredMessage::Content content)
{
    if (!content.fields) {
        static const auto none = std::make_shared<const DiscoveredMessage::Fields>();
        content.fields = none;
    }
    return content;
}

} // namespace

DiscoveredMessage::DiscoveredMessage(Content content) noexcept
    : m_content(complete(std::move(content)))
    , m_byteSize(bytesOf(m_content))
{
}

const DiscoveredMessage *DiscoveredMessage::from(const PayloadPtr &payload) noexcept
{
    const Payload *const given = payload.get();
    return given && typeid(*given) == typeid(DiscoveredMessage) ? static_cast<const DiscoveredMessage *>(given)
                                                                : nullptr;
}

Value DiscoveredMessage::field(Symbol path) const noexcept
{
    const QStringView text = path.text();
    if (constexpr QStringView values = u"values."; text.startsWith(values)) {
        const auto at = std::ranges::find(fields(), text.sliced(values.size()), &Field::name);
        return at == fields().end() ? Value() : m_content.values[std::size_t(at - fields().begin())].view();
    }
    const auto ifSome = [](int count) { return count > 0 ? Value(count) : Value(); };
    return text == u"topic"    ? Value(m_content.topic)
        : text == u"size"      ? Value(qint64(m_content.bytes.size()))
        : text == u"retained"  ? (m_content.retained ? Value(true) : Value())
        : text == u"head"      ? (m_content.head.isEmpty() ? Value() : Value(m_content.head))
        : text == u"omitted"   ? ifSome(m_content.omitted)
        : text == u"shortened" ? ifSome(m_content.shortened)
                               : Value();
}

QJsonObject DiscoveredMessage::toJson() const
{
    std::vector<std::pair<QString, QJsonValue>> values;
    values.reserve(fields().size());
    for (std::size_t nth = 0; nth < fields().size(); ++nth) {
        values.emplace_back(fields()[nth].name, m_content.values[nth].view().toJson());
    }
    QJsonObject data{{u"topic"_s, m_content.topic}, {u"values"_s, jsonObjectOf(std::move(values))},
        {u"size"_s, qint64(m_content.bytes.size())}};
    if (m_content.retained) {
        data.insert(u"retained"_s, true);
    }
    if (!m_content.head.isEmpty()) {
        data.insert(u"head"_s, m_content.head);
    }
    if (m_content.omitted > 0) {
        data.insert(u"omitted"_s, m_content.omitted);
    }
    if (m_content.shortened > 0) {
        data.insert(u"shortened"_s, m_content.shortened);
    }
    return data;
}

qsizetype DiscoveredMessage::byteSize() const
{
    return m_byteSize;
}

QStringView topicWithinDevice(QStringView source, QStringView topic) noexcept
{
    const QStringView id = source.sliced(source.indexOf(u'/') + 1);
    if (topic == id) {
        return {};
    }
    // The id need not be the beginning: of "tele/plug/SENSOR" it may be "plug".
    qsizetype at = topic.startsWith(id) ? 0 : topic.indexOf(id);
    while (at >= 0) {
        const qsizetype end = at + id.size();
        const bool begins = at == 0 || topic[at - 1] == u'/';
        if (begins && !id.isEmpty() && (end == topic.size() || topic[end] == u'/')) {
            return end == topic.size() ? QStringView() : topic.sliced(end + 1);
        }
        at = topic.indexOf(id, at + 1);
    }
    return topic;
}

QString discoveredName(QStringView source, QStringView topic, QStringView field)
{
    if (field != u"value") {
        return field.toString();
    }
    const QStringView within = topicWithinDevice(source, topic);
    return (within.isEmpty() ? topic.sliced(topic.lastIndexOf(u'/') + 1) : within).toString();
}

} // namespace ember
