// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtttransport.h"

#include "mqttattempt.h"

#include <QtCore/QRandomGenerator>

#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QString makeClientId()
{
    return u"emberscope-%1"_s.arg(QRandomGenerator::system()->generate(), 8, 16, QLatin1Char('0'));
}

} // namespace

MqttTransport::MqttTransport(const ConnectionUrl &url, TransportSink &sink, MqttTimes times)
    : m_url(url)
    , m_sink(sink)
    , m_clientId(url.clientId.isEmpty() ? makeClientId() : url.clientId)
    , m_times(times)
{
}

MqttTransport::~MqttTransport()
{
    close();
}

void MqttTransport::open(const QStringList &topicFilters)
{
    close();
    m_attempt = MqttAttempt::start(m_url, m_clientId, topicFilters, m_times, m_sink);
}

void MqttTransport::close()
{
    if (const auto attempt = std::exchange(m_attempt, nullptr)) {
        attempt->end();
        if (attempt->isVersion5Refused()) {
            m_url.version = MqttVersion::V311;
        }
    }
}

bool MqttTransport::publish(const QString &topic, const QByteArray &payload, int qos)
{
    return m_attempt && m_attempt->publish(topic, payload, qos);
}

} // namespace ember
