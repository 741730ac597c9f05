// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "brokerclient.h"

#include <MQTTAsync.h>

#include <utility>

namespace ember::e2e {

using namespace Qt::StringLiterals;

struct BrokerClient::Callbacks
{
    static void connected(void *context, MQTTAsync_successData *)
    {
        auto *self = static_cast<BrokerClient *>(context);
        MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
        options.context = context;
        options.onSuccess = &Callbacks::subscribed;
        options.onFailure = &Callbacks::failed;
        std::vector<char *> filters;
        for (QByteArray &filter : self->m_filters) {
            filters.push_back(filter.data());
        }
        const std::vector<int> qos(filters.size(), 1);
        if (MQTTAsync_subscribeMany(self->m_client, int(filters.size()), filters.data(), qos.data(), &options)
            != MQTTASYNC_SUCCESS) {
            failed(context, nullptr);
        }
    }

    static void subscribed(void *context, MQTTAsync_successData *)
    {
        auto *self = static_cast<BrokerClient *>(context);
        const std::lock_guard lock(self->m_mutex);
        self->m_ready = true;
    }

    static void failed(void *context, MQTTAsync_failureData *)
    {
        auto *self = static_cast<BrokerClient *>(context);
        const std::lock_guard lock(self->m_mutex);
        self->m_failed = true;
    }

    static int arrived(void *context, char *topic, int topicLength, MQTTAsync_message *message)
    {
        auto *self = static_cast<BrokerClient *>(context);
        SentMessage heard{topicLength > 0 ? QString::fromUtf8(topic, topicLength) : QString::fromUtf8(topic),
            QByteArray(static_cast<const char *>(message->payload), message->payloadlen)};
        MQTTAsync_freeMessage(&message);
        MQTTAsync_free(topic);
        const std::lock_guard lock(self->m_mutex);
        self->m_heard.append(std::move(heard));
        return 1;
    }

    static void lost(void *context, char *) { failed(context, nullptr); }
};

BrokerClient::BrokerClient(const QString &clientId, quint16 port)
{
    const QByteArray address = u"tcp://127.0.0.1:%1"_s.arg(port).toLatin1();
    m_failed = MQTTAsync_create(&m_client, address.constData(), clientId.toLatin1().constData(),
                   MQTTCLIENT_PERSISTENCE_NONE, nullptr)
        != MQTTASYNC_SUCCESS;
}

BrokerClient::~BrokerClient()
{
    MQTTAsync_destroy(&m_client);
}

void BrokerClient::start(const QStringList &filters)
{
    for (const QString &filter : filters) {
        m_filters.push_back(filter.toUtf8());
    }
    MQTTAsync_setCallbacks(m_client, this, &Callbacks::lost, &Callbacks::arrived, nullptr);
    MQTTAsync_connectOptions options = MQTTAsync_connectOptions_initializer;
    options.cleansession = 1;
    options.context = this;
    options.onSuccess = &Callbacks::connected;
    options.onFailure = &Callbacks::failed;
    if (MQTTAsync_connect(m_client, &options) != MQTTASYNC_SUCCESS) {
        Callbacks::failed(this, nullptr);
    }
}

bool BrokerClient::isReady() const
{
    const std::lock_guard lock(m_mutex);
    return m_ready;
}

bool BrokerClient::hasFailed() const
{
    const std::lock_guard lock(m_mutex);
    return m_failed;
}

bool BrokerClient::publish(const SentMessage &message)
{
    // Paho takes no null pointer, not even for nothing.
    const void *const payload = message.payload.isNull() ? "" : message.payload.constData();
    return MQTTAsync_send(
               m_client, message.topic.toUtf8().constData(), int(message.payload.size()), payload, 1, 0, nullptr)
        == MQTTASYNC_SUCCESS;
}

QList<SentMessage> BrokerClient::heard() const
{
    const std::lock_guard lock(m_mutex);
    return m_heard;
}

QList<SentMessage> BrokerClient::takeHeard()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_heard, {});
}

} // namespace ember::e2e
