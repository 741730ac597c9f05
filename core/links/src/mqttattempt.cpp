// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqttattempt.h"

#include "brokerlookup.h"

#include <QtCore/QHash>

#include <cstring>
#include <thread>
#include <utility>
#include <vector>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRefusedSubscription = 0x80; // MQTT 3.1.1 §3.9.3
constexpr int kSubscribeQos = 1;

// The attempts that callbacks may still find. Never destroyed: Paho's threads live until the process is gone.
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

// What Paho carries for us: a number, never a pointer that could have died.
void *contextOf(quintptr number)
{
    return reinterpret_cast<void *>(number); // NOLINT(performance-no-int-to-ptr)
}

std::shared_ptr<MqttAttempt> attemptOf(void *context)
{
    Attempts &table = attempts();
    const std::lock_guard lock(table.mutex);
    return table.byNumber.value(reinterpret_cast<quintptr>(context)).lock();
}

// Paho stops its threads with its last client and starts them with the next one, which takes up to a second each time
// while everything waits. A client that is never connected keeps them.
void keepPahoRunning()
{
    static const int created = [] {
        static MQTTAsync keeper = nullptr;
        return MQTTAsync_create(&keeper, "tcp://localhost", "emberscope-keeper", MQTTCLIENT_PERSISTENCE_NONE, nullptr);
    }();
    Q_UNUSED(created)
}

} // namespace

struct MqttAttempt::Callbacks
{
    static void connected(void *context, MQTTAsync_successData *)
    {
        if (const auto attempt = attemptOf(context)) {
            attempt->onConnected();
        }
    }

    static void notConnected(void *context, MQTTAsync_failureData *data)
    {
        if (const auto attempt = attemptOf(context)) {
            attempt->fail(connectFailure(
                data ? data->code : MQTTASYNC_FAILURE, data ? data->message : nullptr, attempt->m_party));
        }
    }

    static void subscribed(void *context, MQTTAsync_successData *data)
    {
        const auto attempt = attemptOf(context);
        if (!attempt) {
            return;
        }
        // With one filter Paho gives a number, with several a list.
        QList<int> granted{data ? data->alt.qos : kRefusedSubscription};
        if (attempt->m_filters.size() > 1) {
            granted = data && data->alt.qosList
                ? QList<int>(data->alt.qosList, data->alt.qosList + attempt->m_filters.size())
                : QList<int>(attempt->m_filters.size(), kRefusedSubscription);
        }
        attempt->onSubscribed(granted);
    }

    static void notSubscribed(void *context, MQTTAsync_failureData *data)
    {
        const auto attempt = attemptOf(context);
        if (!attempt) {
            return;
        }
        if (data && data->code == kRefusedSubscription) {
            attempt->fail(subscribeFailure(attempt->m_filters, attempt->m_party));
        } else {
            attempt->fail({u"the connection to %1 broke while subscribing"_s.arg(placeOf(attempt->m_party))});
        }
    }

    static void lost(void *context, char *)
    {
        if (const auto attempt = attemptOf(context)) {
            attempt->onLost();
        }
    }

    static int message(void *context, char *topic, int topicLength, MQTTAsync_message *message)
    {
        if (const auto attempt = attemptOf(context)) {
            // A length is given only for a topic with a NUL in it.
            const qsizetype length = topicLength > 0 ? topicLength : qsizetype(std::strlen(topic));
            attempt->onMessage({.topic = QString::fromUtf8(topic, length),
                .payload = QByteArray(static_cast<const char *>(message->payload), message->payloadlen),
                .time = eventTimeNow(),
                .retained = message->retained != 0,
                .qos = message->qos});
        }
        MQTTAsync_freeMessage(&message);
        MQTTAsync_free(topic);
        return 1;
    }
};

MqttAttempt::MqttAttempt(const MqttParty &party, const Secret &password, const QStringList &filters,
    const MqttTimes &times, TransportSink &sink)
    : m_party(party)
    , m_password(password)
    , m_filters(filters)
    , m_times(times)
    , m_sink(&sink)
{
    for (const QString &filter : filters) {
        m_filterBytes.append(filter.toUtf8());
    }
}

MqttAttempt::~MqttAttempt() = default;

std::shared_ptr<MqttAttempt> MqttAttempt::start(const MqttParty &party, const Secret &password,
    const QStringList &filters, const MqttTimes &times, TransportSink &sink)
{
    keepPahoRunning();
    std::shared_ptr<MqttAttempt> attempt(new MqttAttempt(party, password, filters, times, sink));
    {
        Attempts &table = attempts();
        const std::lock_guard lock(table.mutex);
        attempt->m_number = ++table.last;
        table.byNumber.insert(attempt->m_number, attempt);
    }
    const auto lookUp = [attempt] {
        const Result<QList<QByteArray>> uris = lookUpBroker(attempt->m_party.host, attempt->m_party.port);
        if (uris) {
            attempt->connectTo(*uris);
        } else {
            attempt->fail({uris.error()});
        }
    };
    if (isNumericAddress(party.host)) {
        lookUp();
    } else {
        std::thread(lookUp).detach();
    }
    return attempt;
}

void MqttAttempt::end()
{
    std::unique_lock lock(m_mutex);
    m_sink = nullptr;
    m_phase = Phase::Over;
    m_idle.wait(lock, [this] { return m_busy == 0; });
    MQTTAsync handle = std::exchange(m_handle, nullptr);
    lock.unlock();
    {
        Attempts &table = attempts();
        const std::lock_guard tableLock(table.mutex);
        table.byNumber.remove(m_number);
    }
    if (handle) {
        MQTTAsync_destroy(&handle); // says goodbye to the broker first
    }
}

bool MqttAttempt::publish(const QString &topic, const QByteArray &payload, int qos)
{
    MQTTAsync handle = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        handle = m_phase == Phase::Standing ? m_handle : nullptr;
    }
    MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
    return handle
        && MQTTAsync_send(
               handle, topic.toUtf8().constData(), int(payload.size()), payload.constData(), qos, 0, &options)
        == MQTTASYNC_SUCCESS;
}

void MqttAttempt::connectTo(const QList<QByteArray> &uris)
{
    if (!enter()) {
        return;
    }
    const int result = createAndConnect(uris);
    leave();
    if (result != MQTTASYNC_SUCCESS) {
        fail({u"the connection to %1 could not be started (%2)"_s.arg(
            placeOf(m_party), QString::fromUtf8(MQTTAsync_strerror(result)))});
    }
}

int MqttAttempt::createAndConnect(const QList<QByteArray> &uris)
{
    void *const context = contextOf(m_number);
    MQTTAsync handle = nullptr;
    int result = MQTTAsync_create(&handle, uris.constFirst().constData(), m_party.clientId.toUtf8().constData(),
        MQTTCLIENT_PERSISTENCE_NONE, nullptr);
    if (result != MQTTASYNC_SUCCESS) {
        return result;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_handle = handle; // end() destroys it
    }
    result = MQTTAsync_setCallbacks(handle, context, &Callbacks::lost, &Callbacks::message, nullptr);
    if (result != MQTTASYNC_SUCCESS) {
        return result;
    }
    const QByteArray user = m_party.user.toUtf8();
    const QByteArray password = m_password.reveal().toUtf8();
    std::vector<char *> addresses; // Paho copies them, and wants them writable
    for (const QByteArray &uri : uris) {
        addresses.push_back(const_cast<char *>(uri.constData()));
    }
    MQTTAsync_connectOptions options = MQTTAsync_connectOptions_initializer;
    options.keepAliveInterval = int(m_times.keepAlive.count());
    options.connectTimeout = int(m_times.connect.count());
    options.cleansession = 1;
    options.automaticReconnect = 0;
    options.MQTTVersion = MQTTVERSION_3_1_1;
    options.username = user.isEmpty() ? nullptr : user.constData();
    options.password = password.isEmpty() ? nullptr : password.constData();
    options.serverURIcount = int(addresses.size());
    options.serverURIs = addresses.data();
    options.context = context;
    options.onSuccess = &Callbacks::connected;
    options.onFailure = &Callbacks::notConnected;
    return MQTTAsync_connect(handle, &options);
}

void MqttAttempt::onConnected()
{
    if (!enter()) {
        return;
    }
    MQTTAsync handle = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        m_phase = Phase::Subscribing;
        handle = m_handle;
    }
    std::vector<char *> topics;
    for (const QByteArray &filter : std::as_const(m_filterBytes)) {
        topics.push_back(const_cast<char *>(filter.constData()));
    }
    std::vector<int> qos(topics.size(), kSubscribeQos);
    MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
    options.context = contextOf(m_number);
    options.onSuccess = &Callbacks::subscribed;
    options.onFailure = &Callbacks::notSubscribed;
    const int result = MQTTAsync_subscribeMany(handle, int(topics.size()), topics.data(), qos.data(), &options);
    leave();
    if (result != MQTTASYNC_SUCCESS) {
        fail({u"the subscription at %1 could not be sent (%2)"_s.arg(
            placeOf(m_party), QString::fromUtf8(MQTTAsync_strerror(result)))});
    }
}

void MqttAttempt::onSubscribed(const QList<int> &grantedQos)
{
    QStringList refused;
    for (qsizetype i = 0; i < m_filters.size(); ++i) {
        if (grantedQos.value(i, kRefusedSubscription) >= kRefusedSubscription) {
            refused.append(m_filters[i]);
        }
    }
    if (!refused.isEmpty()) {
        fail(subscribeFailure(refused, m_party));
        return;
    }
    const std::lock_guard lock(m_mutex);
    if (m_sink && m_phase == Phase::Subscribing) {
        m_phase = Phase::Standing;
        m_sink->opened();
    }
}

void MqttAttempt::onLost()
{
    const std::lock_guard lock(m_mutex);
    if (!m_sink || m_phase == Phase::Over) {
        return;
    }
    const QString reason
        = u"the connection to %1 is gone: the broker ended it or stopped answering, or the network failed"_s.arg(
            placeOf(m_party));
    if (std::exchange(m_phase, Phase::Over) == Phase::Standing) {
        m_sink->dropped(reason);
    } else {
        m_sink->failed(reason, false);
    }
}

void MqttAttempt::onMessage(Message message)
{
    const std::lock_guard lock(m_mutex);
    if (m_sink) {
        m_sink->received(std::move(message));
    }
}

void MqttAttempt::fail(const MqttFailure &failure)
{
    const std::lock_guard lock(m_mutex);
    if (m_sink && m_phase != Phase::Over && m_phase != Phase::Standing) {
        m_phase = Phase::Over;
        m_sink->failed(failure.reason, failure.permanent);
    }
}

bool MqttAttempt::enter()
{
    const std::lock_guard lock(m_mutex);
    if (!m_sink || m_phase == Phase::Over) {
        return false;
    }
    ++m_busy;
    return true;
}

void MqttAttempt::leave()
{
    const std::lock_guard lock(m_mutex);
    --m_busy;
    m_idle.notify_all();
}

} // namespace ember
