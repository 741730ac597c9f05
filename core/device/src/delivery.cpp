// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/delivery.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QStringList>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

struct Keys
{
    Symbol retained = Symbol::intern(u"retained");
    Symbol qos = Symbol::intern(u"qos");
    Symbol contentType = Symbol::intern(u"contenttype");
    Symbol responseTopic = Symbol::intern(u"responsetopic");
    Symbol userProperties = Symbol::intern(u"userproperties");
};

const Keys &keys()
{
    static const Keys all;
    return all;
}

QString userPropertiesText(const MessageProperties &properties)
{
    QJsonArray list;
    for (const auto &[name, value] : properties.user) {
        list.append(QJsonArray{name, value});
    }
    return QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact));
}

} // namespace

std::size_t MessageProperties::cost() const noexcept
{
    std::size_t bytes = sizeof(*this) + std::size_t(contentType.size() + responseTopic.size()) * sizeof(QChar);
    for (const auto &[name, value] : user) {
        bytes += sizeof(user.front()) + std::size_t(name.size() + value.size()) * sizeof(QChar);
    }
    return bytes;
}

MetadataPtr withDelivery(const MetadataPtr &metadata, const Message &message)
{
    if (!message.retained && message.qos == 0 && !message.properties) {
        return metadata;
    }
    Metadata all = metadata ? *metadata : Metadata();
    if (message.retained) {
        all.emplace_back(keys().retained, u"true"_s);
    }
    if (message.qos > 0) {
        all.emplace_back(keys().qos, QString::number(message.qos));
    }
    if (message.properties) {
        const auto add = [&all](Symbol key, const QString &text) {
            if (!text.isEmpty()) {
                all.emplace_back(key, text);
            }
        };
        add(keys().contentType, message.properties->contentType);
        add(keys().responseTopic, message.properties->responseTopic);
        add(keys().userProperties,
            message.properties->user.isEmpty() ? QString() : userPropertiesText(*message.properties));
    }
    return std::make_shared<const Metadata>(std::move(all));
}

QStringList deliveryWords(const Event &event)
{
    QStringList words;
    if (!event.metadata(keys().retained).isEmpty()) {
        words << u"retained"_s;
    }
    const auto add = [&](const QString &label, QStringView text) {
        if (!text.isEmpty()) {
            words << QString(label + text);
        }
    };
    add(u"QoS "_s, event.metadata(keys().qos));
    add(u"content type "_s, event.metadata(keys().contentType));
    add(u"answers to "_s, event.metadata(keys().responseTopic));
    const QByteArray user = event.metadata(keys().userProperties).toUtf8();
    for (const QJsonValue pair : QJsonDocument::fromJson(user).array()) {
        add(u"user property "_s, QString(pair[0].toString() + u": "_s + pair[1].toString()));
    }
    return words;
}

} // namespace ember
