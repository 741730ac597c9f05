// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqttattempt.h"

#include "brokerlookup.h"
#include "brokerprobe.h"
#include "mqttcallbacks.h"
#include "pahooptions.h"
#include "tlscontext.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSubscribeQos = 1;
constexpr qsizetype kFiltersAtOnce = 8; // AWS IoT takes no more in one SUBSCRIBE; others only cost a round trip
constexpr std::chrono::seconds kProbe{5}; // how long to look for the reason of a failure

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

MqttAttempt::MqttAttempt(const ConnectionUrl &url, const QString &clientId, const QStringList &filters,
    const MqttTimes &times, TransportSink &sink)
    : m_url(url)
    , m_party(partyOf(url, clientId))
    , m_filters(filters)
    , m_times(times)
    , m_sink(&sink)
    , m_spoken(url.version == MqttVersion::V311 ? MqttVersion::V311 : MqttVersion::V5)
{
    for (const QString &filter : filters) {
        m_filterBytes.append(filter.toUtf8());
    }
}

MqttAttempt::~MqttAttempt() = default;

std::shared_ptr<MqttAttempt> MqttAttempt::start(const ConnectionUrl &url, const QString &clientId,
    const QStringList &filters, const MqttTimes &times, TransportSink &sink)
{
    keepPahoRunning();
    std::shared_ptr<MqttAttempt> attempt(new MqttAttempt(url, clientId, filters, times, sink));
    attempt->m_number = registerAttempt(attempt);
    if (isNumericAddress(url.host) && !url.tls) {
        attempt->begin(); // nothing that takes time
    } else {
        attempt->onOwnThread([self = attempt.get()] { self->begin(); });
    }
    return attempt;
}

void MqttAttempt::onOwnThread(std::function<void()> work)
{
    std::thread([self = shared_from_this(), work = std::move(work)] { work(); }).detach();
}

void MqttAttempt::begin()
{
    if (m_url.tls) {
        const Result<Secret> password = keyPasswordOf(*m_url.tls);
        const Result<SslContext> context
            = password ? makeTlsContext(*m_url.tls, *password) : Result<SslContext>(Error{password.error()});
        if (!context) {
            fail({context.error(), true});
            return;
        }
        m_keyPassword = *password;
    }
    const Result<QList<QByteArray>> uris = lookUpBroker(m_url);
    if (uris) {
        connectTo(*uris);
    } else {
        fail({uris.error()});
    }
}

void MqttAttempt::end()
{
    std::unique_lock lock(m_mutex);
    m_sink = nullptr;
    m_phase = Phase::Over;
    m_idle.wait(lock, [this] { return m_busy == 0; });
    MQTTAsync handle = std::exchange(m_handle, nullptr);
    lock.unlock();
    forgetAttempt(m_number);
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

bool MqttAttempt::isVersion5Refused() const
{
    const std::lock_guard lock(m_mutex);
    return m_isVersion5Refused;
}

bool MqttAttempt::isSignatureRefused() const
{
    const std::lock_guard lock(m_mutex);
    return m_isSignatureRefused;
}

MqttVersion MqttAttempt::spoken() const
{
    const std::lock_guard lock(m_mutex);
    return m_spoken;
}

void MqttAttempt::connectTo(const QList<QByteArray> &uris)
{
    if (!enter()) {
        return;
    }
    m_uris = uris;
    const int result = createAndConnect();
    leave();
    if (result != MQTTASYNC_SUCCESS) {
        fail({u"the connection to %1 could not be started (%2)"_s.arg(
            placeOf(m_party), QString::fromUtf8(MQTTAsync_strerror(result)))});
    }
}

int MqttAttempt::createAndConnect()
{
    const bool speaks5 = spoken() == MqttVersion::V5;
    void *const context = contextOf(m_number);
    PahoOptions options(m_url, m_keyPassword, speaks5 ? MqttVersion::V5 : MqttVersion::V311, m_times, m_uris);
    MQTTAsync handle = nullptr;
    int result = MQTTAsync_createWithOptions(&handle, m_uris.constFirst().constData(),
        m_party.clientId.toUtf8().constData(), MQTTCLIENT_PERSISTENCE_NONE, nullptr, &options.create());
    if (result != MQTTASYNC_SUCCESS) {
        return result;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_handle = handle; // end() destroys it
    }
    result = MQTTAsync_setCallbacks(handle, context, &Callbacks::lost, &Callbacks::message, nullptr);
    if (result == MQTTASYNC_SUCCESS) {
        result = MQTTAsync_setDisconnected(handle, context, &Callbacks::disconnected);
    }
    if (result != MQTTASYNC_SUCCESS) {
        return result;
    }
    MQTTAsync_connectOptions &connect = options.connect();
    connect.context = context;
    if (speaks5) {
        connect.onSuccess5 = &Callbacks::connected5;
        connect.onFailure5 = &Callbacks::notConnected5;
    } else {
        connect.onSuccess = &Callbacks::connected;
        connect.onFailure = &Callbacks::notConnected;
    }
    return MQTTAsync_connect(handle, &connect);
}

void MqttAttempt::onConnected()
{
    {
        const std::lock_guard lock(m_mutex);
        m_phase = Phase::Subscribing;
        m_granted.clear();
    }
    subscribeNext();
}

/// Asks for those filters that come next; onSubscribed() follows.
void MqttAttempt::subscribeNext()
{
    if (!enter()) {
        return;
    }
    MQTTAsync handle = nullptr;
    std::vector<char *> topics;
    {
        const std::lock_guard lock(m_mutex);
        handle = m_handle;
        m_asked = std::min(kFiltersAtOnce, m_filterBytes.size() - m_granted.size());
        for (const QByteArray &filter : m_filterBytes.sliced(m_granted.size(), m_asked)) {
            topics.push_back(const_cast<char *>(filter.constData())); // lives on in m_filterBytes
        }
    }
    std::vector<int> qos(topics.size(), kSubscribeQos);
    MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
    options.context = contextOf(m_number);
    if (spoken() == MqttVersion::V5) {
        options.onSuccess5 = &Callbacks::subscribed5;
        options.onFailure5 = &Callbacks::notSubscribed5;
    } else {
        options.onSuccess = &Callbacks::subscribed;
        options.onFailure = &Callbacks::notSubscribed;
    }
    const int result = MQTTAsync_subscribeMany(handle, int(topics.size()), topics.data(), qos.data(), &options);
    leave();
    if (result != MQTTASYNC_SUCCESS) {
        fail({u"the subscription at %1 could not be sent (%2)"_s.arg(
            placeOf(m_party), QString::fromUtf8(MQTTAsync_strerror(result)))});
    }
}

void MqttAttempt::onNotConnected(int code, const char *message)
{
    const bool mayAskAgain = m_url.version == MqttVersion::Any && spoken() == MqttVersion::V5
        && (isVersionRefused(code) || isHungUp(code, message));
    const bool hidesReason = code <= 0 && (m_url.tls || m_url.isWebSocket);
    if (mayAskAgain || hidesReason) {
        onOwnThread([this, code, words = QByteArray(message)] { findOutWhy(code, words); });
    } else {
        fail(connectFailure(code, message, m_party));
    }
}

void MqttAttempt::findOutWhy(int code, const QByteArray &message)
{
    const std::function<bool()> isOver = [this] {
        const std::lock_guard lock(m_mutex);
        return !m_sink;
    };
    if (code <= 0 && (m_url.tls || m_url.isWebSocket)) {
        if (const auto found = probeBroker(m_url, m_party, m_keyPassword, isOver, kProbe)) {
            fail(*found);
            return;
        }
    }
    if (m_url.version == MqttVersion::Any && spoken() == MqttVersion::V5
        && (isVersionRefused(code) || isHungUp(code, message.constData()))) {
        speakOlderVersion(isVersionRefused(code));
    } else {
        fail(connectFailure(code, message.constData(), m_party));
    }
}

/// The same again with MQTT 3.1.1, on a new handle: Paho's is bound to its version.
void MqttAttempt::speakOlderVersion(bool isRefused)
{
    if (!enter()) {
        return;
    }
    MQTTAsync before = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        before = std::exchange(m_handle, nullptr);
        m_spoken = MqttVersion::V311;
        m_isVersion5Refused = isRefused;
    }
    MQTTAsync_destroy(&before);
    leave();
    connectTo(m_uris);
}

qsizetype MqttAttempt::asked() const
{
    const std::lock_guard lock(m_mutex);
    return m_asked;
}

/// `granted`: of those filters that were asked for last.
void MqttAttempt::onSubscribed(QList<int> granted)
{
    QStringList refused;
    bool isComplete = false;
    {
        const std::lock_guard lock(m_mutex);
        granted.resize(m_asked, kRefusedSubscription); // what it did not answer
        m_granted += granted;
        for (qsizetype i = 0; i < m_granted.size(); ++i) {
            if (m_granted[i] >= kRefusedSubscription) {
                refused.append(m_filters[i]);
            }
        }
        isComplete = m_granted.size() == m_filters.size();
        if (isComplete && refused.isEmpty() && m_sink && m_phase == Phase::Subscribing) {
            m_phase = Phase::Standing;
            m_sink->opened();
        }
    }
    if (!isComplete) {
        subscribeNext();
    } else if (!refused.isEmpty()) {
        fail(subscribeFailure(refused, m_party));
    }
}

void MqttAttempt::onLost()
{
    breakOff(u"the connection to %1 is gone: the broker ended it or stopped answering, or the network failed"_s.arg(
        placeOf(m_party)));
}

/// Paho does not call it lost after that.
void MqttAttempt::onDisconnected(int code, const QString &words)
{
    breakOff(disconnectReason(code, words, m_party));
}

void MqttAttempt::breakOff(const QString &reason)
{
    const std::lock_guard lock(m_mutex);
    if (!m_sink || m_phase == Phase::Over) {
        return;
    }
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
        m_isSignatureRefused = failure.isSignatureRefused;
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
