// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "baresubscriber.h"

#include <MQTTAsync.h>

#include <QtCore/QString>

namespace bench {

struct BareSubscriber::Callbacks
{
    static void connected(void *context, MQTTAsync_successData5 *)
    {
        MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
        options.context = context;
        options.onSuccess5 = &Callbacks::subscribed;
        MQTTAsync_subscribe(static_cast<BareSubscriber *>(context)->m_client, "#", 1, &options);
    }

    static void subscribed(void *context, MQTTAsync_successData5 *)
    {
        static_cast<BareSubscriber *>(context)->m_ready = true;
    }

    static int arrived(void *context, char *topic, int, MQTTAsync_message *message)
    {
        static_cast<BareSubscriber *>(context)->m_received.fetch_add(1, std::memory_order_relaxed);
        MQTTAsync_freeMessage(&message);
        MQTTAsync_free(topic);
        return 1;
    }
};

BareSubscriber::BareSubscriber(quint16 port)
{
    const QByteArray address = QByteArray("tcp://127.0.0.1:").append(QByteArray::number(port));
    MQTTAsync_createOptions create = MQTTAsync_createOptions_initializer5;
    MQTTAsync_connectOptions connect = MQTTAsync_connectOptions_initializer5;
    connect.context = this;
    connect.onSuccess5 = &Callbacks::connected;
    if (MQTTAsync_createWithOptions(
            &m_client, address.constData(), "bare", MQTTCLIENT_PERSISTENCE_NONE, nullptr, &create)
            != MQTTASYNC_SUCCESS
        || MQTTAsync_setCallbacks(m_client, this, nullptr, &Callbacks::arrived, nullptr) != MQTTASYNC_SUCCESS
        || MQTTAsync_connect(m_client, &connect) != MQTTASYNC_SUCCESS) {
        qFatal("the bare subscriber cannot connect to %s", address.constData());
    }
}

BareSubscriber::~BareSubscriber()
{
    MQTTAsync_destroy(&m_client);
}

} // namespace bench
