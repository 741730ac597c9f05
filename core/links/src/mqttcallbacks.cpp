// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqttcallbacks.h"

#include <QtCore/QHash>

#include <cstring>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

// Never destroyed: Paho's threads live until the process is gone.
struct Attempts
{
    std::mutex mutex;
    QHash<quintptr, std::weak_ptr<MqttAttempt>> byNumber;
    quintptr last = 0;
};

Attempts &attempts()
{
    static auto *const table = new Attempts;
    return *table;
}

std::shared_ptr<MqttAttempt> attemptOf(void *context)
{
    Attempts &table = attempts();
    const std::lock_guard lock(table.mutex);
    return table.byNumber.value(reinterpret_cast<quintptr>(context)).lock();
}

QString textOf(const MQTTLenString &text)
{
    return QString::fromUtf8(text.data, text.len);
}

std::shared_ptr<const MessageProperties> propertiesOf(const MQTTProperties &all)
{
    if (all.count == 0) {
        return nullptr;
    }
    auto properties = std::make_shared<MessageProperties>();
    for (int i = 0; i < all.count; ++i) {
        const MQTTProperty &property = all.array[i];
        switch (property.identifier) {
        case MQTTPROPERTY_CODE_CONTENT_TYPE:
            properties->contentType = textOf(property.value.data);
            break;
        case MQTTPROPERTY_CODE_RESPONSE_TOPIC:
            properties->responseTopic = textOf(property.value.data);
            break;
        case MQTTPROPERTY_CODE_USER_PROPERTY:
            properties->user.append({textOf(property.value.data), textOf(property.value.value)});
            break;
        default:
            break;
        }
    }
    return properties->isEmpty() ? nullptr : properties;
}

} // namespace

quintptr registerAttempt(const std::shared_ptr<MqttAttempt> &attempt)
{
    Attempts &table = attempts();
    const std::lock_guard lock(table.mutex);
    table.byNumber.insert(++table.last, attempt);
    return table.last;
}

void forgetAttempt(quintptr number)
{
    Attempts &table = attempts();
    const std::lock_guard lock(table.mutex);
    table.byNumber.remove(number);
}

void *contextOf(quintptr number)
{
    return reinterpret_cast<void *>(number); // NOLINT(performance-no-int-to-ptr)
}

void MqttAttempt::Callbacks::connected(void *context, MQTTAsync_successData *)
{
    if (const auto attempt = attemptOf(context)) {
        attempt->onConnected();
    }
}

void MqttAttempt::Callbacks::connected5(void *context, MQTTAsync_successData5 *)
{
    connected(context, nullptr);
}

void MqttAttempt::Callbacks::notConnected(void *context, MQTTAsync_failureData *data)
{
    if (const auto attempt = attemptOf(context)) {
        attempt->onNotConnected(data ? data->code : MQTTASYNC_FAILURE, data ? data->message : nullptr);
    }
}

void MqttAttempt::Callbacks::notConnected5(void *context, MQTTAsync_failureData5 *data)
{
    if (const auto attempt = attemptOf(context)) {
        attempt->onNotConnected(data ? data->code : MQTTASYNC_FAILURE, data ? data->message : nullptr);
    }
}

void MqttAttempt::Callbacks::subscribed(void *context, MQTTAsync_successData *data)
{
    const auto attempt = attemptOf(context);
    if (!attempt) {
        return;
    }
    // With one filter Paho gives a number, with several a list.
    QList<int> granted{data ? data->alt.qos : kRefusedSubscription};
    if (const qsizetype asked = attempt->asked(); asked > 1) {
        granted = data && data->alt.qosList ? QList<int>(data->alt.qosList, data->alt.qosList + asked) : QList<int>();
    }
    attempt->onSubscribed(std::move(granted));
}

void MqttAttempt::Callbacks::subscribed5(void *context, MQTTAsync_successData5 *data)
{
    const auto attempt = attemptOf(context);
    if (!attempt) {
        return;
    }
    QList<int> granted{data ? int(data->reasonCode) : kRefusedSubscription};
    if (attempt->asked() > 1) {
        granted.clear();
        const int count = data && data->alt.sub.reasonCodes ? data->alt.sub.reasonCodeCount : 0;
        for (int i = 0; i < count; ++i) {
            granted.append(int(data->alt.sub.reasonCodes[i]));
        }
    }
    attempt->onSubscribed(std::move(granted));
}

void MqttAttempt::Callbacks::notSubscribed(void *context, int code)
{
    const auto attempt = attemptOf(context);
    if (!attempt) {
        return;
    }
    if (code >= kRefusedSubscription) {
        attempt->fail(subscribeFailure(attempt->m_filters, attempt->m_party));
    } else {
        attempt->fail({u"the connection to %1 broke while subscribing"_s.arg(placeOf(attempt->m_party))});
    }
}

void MqttAttempt::Callbacks::notSubscribed(void *context, MQTTAsync_failureData *data)
{
    notSubscribed(context, data ? data->code : MQTTASYNC_FAILURE);
}

void MqttAttempt::Callbacks::notSubscribed5(void *context, MQTTAsync_failureData5 *data)
{
    notSubscribed(context, data ? std::max(data->code, int(data->reasonCode)) : MQTTASYNC_FAILURE);
}

void MqttAttempt::Callbacks::lost(void *context, char *)
{
    if (const auto attempt = attemptOf(context)) {
        attempt->onLost();
    }
}

void MqttAttempt::Callbacks::disconnected(void *context, MQTTProperties *properties, enum MQTTReasonCodes code)
{
    const auto attempt = attemptOf(context);
    if (!attempt) {
        return;
    }
    const MQTTProperty *const words
        = properties ? MQTTProperties_getProperty(properties, MQTTPROPERTY_CODE_REASON_STRING) : nullptr;
    attempt->onDisconnected(int(code), words ? textOf(words->value.data) : QString());
}

int MqttAttempt::Callbacks::message(void *context, char *topic, int topicLength, MQTTAsync_message *message)
{
    if (const auto attempt = attemptOf(context)) {
        // A length is given only for a topic with a NUL in it.
        const qsizetype length = topicLength > 0 ? topicLength : qsizetype(std::strlen(topic));
        attempt->onMessage({.topic = QString::fromUtf8(topic, length),
            .payload = QByteArray(static_cast<const char *>(message->payload), message->payloadlen),
            .time = eventTimeNow(),
            .retained = message->retained != 0,
            .qos = message->qos,
            .properties = propertiesOf(message->properties)});
    }
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    return 1;
}

} // namespace ember
