// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mqtttimes.h"

#include <ember/links/connectionurl.h>

#include <QtCore/QByteArray>
#include <QtCore/QList>

#include <vector>

#include <MQTTAsync.h>

namespace ember {

/// What Paho is told about a connection, with the texts it points to; Paho copies them. To be filled in by the owner:
/// the callbacks and their context. Any thread.
class PahoOptions
{
public:
    /// `spoken` is V311 or V5; `uris` as lookUpBroker() gives them.
    PahoOptions(const ConnectionUrl &url, const Secret &keyPassword, MqttVersion spoken, const MqttTimes &times,
        const QList<QByteArray> &uris);
    ~PahoOptions();
    PahoOptions(const PahoOptions &) = delete;
    PahoOptions &operator=(const PahoOptions &) = delete;

    [[nodiscard]] MQTTAsync_createOptions &create() noexcept { return m_create; }
    [[nodiscard]] MQTTAsync_connectOptions &connect() noexcept { return m_connect; }

private:
    void setTls(const TlsChoices &choices, const Secret &keyPassword);

    QByteArray m_user;
    QByteArray m_password;
    QByteArray m_caFile;
    QByteArray m_certFile;
    QByteArray m_keyFile;
    QByteArray m_keyPassword;
    QList<QByteArray> m_uris;
    std::vector<char *> m_addresses;
    MQTTAsync_SSLOptions m_ssl;
    MQTTProperties m_properties; // MQTT 5, of the CONNECT
    MQTTAsync_createOptions m_create;
    MQTTAsync_connectOptions m_connect;
};

} // namespace ember
