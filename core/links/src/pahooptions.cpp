// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pahooptions.h"

#include <utility>

namespace ember {

namespace {

constexpr int kSessionKeptSeconds = 86'400; // ConnectionUrl::isSessionKept: a day

MQTTAsync_connectOptions emptyOptions(bool isVersion5, bool isWebSocket)
{
    if (isVersion5) {
        const MQTTAsync_connectOptions plain = MQTTAsync_connectOptions_initializer5;
        const MQTTAsync_connectOptions webSocket = MQTTAsync_connectOptions_initializer5_ws;
        return isWebSocket ? webSocket : plain;
    }
    const MQTTAsync_connectOptions plain = MQTTAsync_connectOptions_initializer;
    const MQTTAsync_connectOptions webSocket = MQTTAsync_connectOptions_initializer_ws;
    return isWebSocket ? webSocket : plain;
}

const char *orNull(const QByteArray &text)
{
    return text.isEmpty() ? nullptr : text.constData();
}

} // namespace

PahoOptions::PahoOptions(const ConnectionUrl &url, const Secret &keyPassword, MqttVersion spoken,
    const MqttTimes &times, const QList<QByteArray> &uris)
    : m_user(url.user.toUtf8())
    , m_password(url.password.reveal().toUtf8())
    , m_uris(uris)
    , m_ssl(MQTTAsync_SSLOptions_initializer)
    , m_properties(MQTTProperties_initializer)
    , m_create(MQTTAsync_createOptions_initializer)
    , m_connect(emptyOptions(spoken == MqttVersion::V5, url.isWebSocket))
{
    for (const QByteArray &uri : std::as_const(m_uris)) {
        m_addresses.push_back(const_cast<char *>(uri.constData())); // wants them writable, and only copies
    }
    m_connect.serverURIcount = int(m_addresses.size());
    m_connect.serverURIs = m_addresses.data();
    m_connect.keepAliveInterval = int(times.keepAlive.count());
    m_connect.connectTimeout = int(times.connect.count());
    m_connect.automaticReconnect = 0;
    m_connect.username = orNull(m_user);
    m_connect.password = orNull(m_password);
    m_connect.MQTTVersion = spoken == MqttVersion::V5 ? MQTTVERSION_5 : MQTTVERSION_3_1_1;
    m_create.MQTTVersion = m_connect.MQTTVersion;
    if (spoken == MqttVersion::V5) {
        m_connect.cleanstart = url.isSessionKept ? 0 : 1;
        if (url.isSessionKept) {
            MQTTProperty expiry{};
            expiry.identifier = MQTTPROPERTY_CODE_SESSION_EXPIRY_INTERVAL;
            expiry.value.integer4 = kSessionKeptSeconds;
            MQTTProperties_add(&m_properties, &expiry);
        }
        m_connect.connectProperties = &m_properties;
    } else {
        m_connect.cleansession = url.isSessionKept ? 0 : 1;
    }
    if (url.tls) {
        setTls(*url.tls, keyPassword);
    }
}

PahoOptions::~PahoOptions()
{
    MQTTProperties_free(&m_properties);
}

void PahoOptions::setTls(const TlsChoices &choices, const Secret &keyPassword)
{
    m_caFile = choices.caFile.toLocal8Bit();
    m_certFile = choices.certFile.toLocal8Bit();
    m_keyFile = choices.keyFile.toLocal8Bit();
    m_keyPassword = keyPassword.reveal().toUtf8();
    m_ssl.trustStore = orNull(m_caFile);
    m_ssl.keyStore = orNull(m_certFile);
    m_ssl.privateKey = orNull(m_keyFile);
    m_ssl.privateKeyPassword = m_keyPassword.constData(); // never none: OpenSSL would ask at the terminal
    m_ssl.enableServerCertAuth = 1;
    m_ssl.verify = 1; // the host name too
    m_ssl.disableDefaultTrustStore = m_caFile.isEmpty() ? 0 : 1;
    m_connect.ssl = &m_ssl;
}

} // namespace ember
