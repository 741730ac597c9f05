// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "navilink/navilinktransport.h"

#include "mqttattempt.h"
#include "navilink/restclient.h"
#include "topicfilters.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QRandomGenerator>

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kService = "iotdevicegateway";
const QByteArray kUsualRegion = "us-east-1";

QString makeClientId()
{
    return u"navien-client-%1"_s.arg(QRandomGenerator::system()->generate(), 8, 16, QLatin1Char('0'));
}

/// As it stands in a name of the form x.iot.REGION.amazonaws.com.
QByteArray regionOf(const QString &host)
{
    const QStringList parts = host.split(u'.');
    const qsizetype iot = parts.indexOf(u"iot"_s);
    return iot >= 0 && host.endsWith(u".amazonaws.com"_s) ? parts.value(iot + 1).toLatin1() : kUsualRegion;
}

QString topicsOf(const AccountDevice &device)
{
    return u"cmd/%1/navilink-%2/#"_s.arg(device.type).arg(device.id);
}

QList<FoundDevice> foundDevices(const QList<AccountDevice> &devices)
{
    QList<FoundDevice> found;
    for (const AccountDevice &device : devices) {
        found.append({.id = device.id,
            .topic = u"cmd/%1/navilink-%2/st"_s.arg(device.type).arg(device.id),
            .variables = {{u"additional"_s, device.additional}}});
    }
    return found;
}

} // namespace

NaviLinkTransport::NaviLinkTransport(const ConnectionUrl &url, TransportSink &sink, MqttTimes times)
    : m_url(url)
    , m_sink(sink)
    , m_clientId(url.clientId.isEmpty() ? makeClientId() : url.clientId)
    , m_times(times)
    , m_account(url.user, url.password)
{
}

NaviLinkTransport::~NaviLinkTransport()
{
    close();
}

void NaviLinkTransport::open(const QStringList &topicFilters)
{
    close();
    m_over = false;
    m_thread = std::thread([this, topicFilters] { work(topicFilters); });
}

void NaviLinkTransport::close()
{
    m_over = true;
    if (m_thread.joinable()) {
        m_thread.join();
    }
    std::shared_ptr<MqttAttempt> attempt;
    {
        const std::lock_guard lock(m_mutex);
        attempt = std::exchange(m_attempt, nullptr);
    }
    if (attempt) {
        attempt->end();
        if (attempt->isSignatureRefused()) {
            m_account.distrust();
        }
    }
}

void NaviLinkTransport::work(const QStringList &topicFilters)
{
    RestClient rest(m_url.apiUrl, *m_url.tls, [this] { return m_over.load(); });
    const std::optional<AccountFailure> failure = prepare(rest);
    if (m_over) {
        return;
    }
    if (failure) {
        m_sink.learnt({.account = status()});
        m_sink.failed(failure->reason, failure->permanent);
        return;
    }
    const QStringList topics = chooseDevices(topicFilters);
    if (m_watched.isEmpty()) {
        const bool isEmpty = m_account.devices().isEmpty();
        m_sink.learnt({.account = status()});
        m_sink.failed(isEmpty ? u"there is no device on the account “%1”; it is looked for again"_s.arg(m_url.user)
                              : u"the profile reads none of the account's devices; leave the profile out"_s,
            !isEmpty);
        return;
    }
    m_sink.learnt({.doing = u"connecting to the broker"_s, .account = status(), .devices = foundDevices(m_watched)});
    connectToBroker(topics);
    m_account.askDetails(rest);
    if (!m_over) {
        (void)chooseDevices(topicFilters);
        m_sink.learnt({.account = status()});
    }
}

std::optional<AccountFailure> NaviLinkTransport::prepare(RestClient &rest)
{
    if (!m_account.isAuthorised()) {
        m_sink.learnt({.doing = u"signing in"_s});
        if (auto failure = m_account.authorise(rest)) {
            return failure;
        }
    }
    m_sink.learnt({.doing = u"asking for the devices"_s, .account = status()});
    return m_account.listDevices(rest);
}

/// What to subscribe to for those devices that the link's filters cover.
QStringList NaviLinkTransport::chooseDevices(const QStringList &topicFilters)
{
    const auto isCovered = [&topicFilters](const QString &topics) {
        return std::ranges::any_of(
            topicFilters, [&topics](const QString &filter) { return filterCovers(filter, topics); });
    };
    m_watched.clear();
    m_unread = 0;
    QStringList topics;
    QStringList answers;
    for (const AccountDevice &device : m_account.devices()) {
        if (!isCovered(topicsOf(device))) {
            ++m_unread;
            continue;
        }
        m_watched.append(device);
        topics.append(topicsOf(device));
        const QString answered = u"cmd/%1/%2/res/#"_s.arg(device.type).arg(m_clientId); // to questions about records
        if (isCovered(answered) && !answers.contains(answered)) {
            answers.append(answered);
        }
    }
    return topics + answers;
}

void NaviLinkTransport::connectToBroker(const QStringList &topicFilters)
{
    ConnectionUrl url = m_url;
    url.kind = ConnectionUrl::Kind::Mqtt;
    url.user.clear(); // the account's; the broker knows the signature alone
    url.password = Secret();
    const SignedRequest request{.host = placeOf(partyOf(url, m_clientId)).toUtf8(),
        .path = url.path.toLatin1(),
        .region = regionOf(url.host),
        .service = kService};
    url.signedQuery = Secret(QString::fromLatin1(presignedQuery(request, m_account.keys(), m_account.cloudTime())));
    QStringList toAnnounce;
    for (const AccountDevice &device : std::as_const(m_watched)) {
        toAnnounce.append(u"evt/%1/navilink-%2/app-connection"_s.arg(device.type).arg(device.id));
    }
    const std::lock_guard lock(m_mutex);
    m_toAnnounce = toAnnounce;
    m_attempt = MqttAttempt::start(url, m_clientId, topicFilters, m_times, m_sink);
}

AccountStatus NaviLinkTransport::status() const
{
    AccountStatus status = m_account.status();
    status.devices = m_watched;
    status.unread = m_unread;
    return status;
}

bool NaviLinkTransport::publish(const QString &topic, const QByteArray &payload, int qos)
{
    std::shared_ptr<MqttAttempt> attempt;
    {
        const std::lock_guard lock(m_mutex);
        attempt = m_attempt;
    }
    if (!attempt) {
        return false;
    }
    announce(*attempt);
    return attempt->publish(topic, payload, qos);
}

/// Once a connection; again with the next request where it was not taken.
void NaviLinkTransport::announce(MqttAttempt &attempt)
{
    QStringList topics;
    {
        const std::lock_guard lock(m_mutex);
        topics = m_toAnnounce;
    }
    if (topics.isEmpty()) {
        return;
    }
    const QJsonObject body{
        {u"clientID"_s, m_clientId}, {u"timestamp"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)}};
    const QByteArray payload = QJsonDocument(body).toJson(QJsonDocument::Compact);
    while (!topics.isEmpty() && attempt.publish(topics.constFirst(), payload, 1)) {
        topics.removeFirst();
    }
    const std::lock_guard lock(m_mutex);
    m_toAnnounce = topics;
}

} // namespace ember
