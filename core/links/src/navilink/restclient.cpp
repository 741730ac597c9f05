// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "navilink/restclient.h"

#include "brokerprobe.h"
#include "tlscontext.h"

#include <QtCore/QEventLoop>
#include <QtCore/QJsonDocument>
#include <QtCore/QLocale>
#include <QtCore/QTimer>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>
#include <QtNetwork/QNetworkRequest>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslConfiguration>

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kLookMs = 20;
constexpr int kHttpsPort = 443;
constexpr std::chrono::milliseconds kProbe{5'000};
constexpr qsizetype kMessageShown = 80; // characters

/// What the other side says, if it is the kind of thing it should say; nothing else gets into a text of ours.
QString shownMessage(const QString &message)
{
    const bool isPlain = !message.isEmpty() && message.size() <= kMessageShown
        && std::all_of(message.begin(), message.end(), [](QChar c) {
               return c.unicode() < 0x80 && (c.isLetter() || c == u'_' || c == u' ' || c == u'.' || c == u',');
           });
    return isPlain ? u" (“%1”)"_s.arg(message) : QString();
}

/// Of the form that HTTP prescribes, "Sun, 06 Nov 1994 08:49:37 GMT"; invalid for anything else.
QDateTime timeOf(const QByteArray &date)
{
    const QString text = QString::fromLatin1(date).trimmed();
    QDateTime time = QLocale::c().toDateTime(text, u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
    time.setTimeSpec(Qt::UTC);
    return time;
}

} // namespace

RestClient::RestClient(
    const QString &base, TlsChoices tls, std::function<bool()> isOver, std::chrono::milliseconds timeout)
    : m_base(base)
    , m_tls(std::move(tls))
    , m_isOver(std::move(isOver))
    , m_timeout(timeout)
    , m_host(QUrl(base).host())
    , m_port(quint16(QUrl(base).port(kHttpsPort)))
    , m_network(std::make_unique<QNetworkAccessManager>())
{
    m_network->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

RestClient::~RestClient() = default;

RestAnswer RestClient::post(const QString &path, const QJsonObject &body, const Secret &token)
{
    if (const Result<SslContext> context = makeTlsContext(m_tls, Secret()); !context) {
        return {.failure = RestFailure{.reason = context.error(), .permanent = true}};
    }
    QNetworkRequest request{QUrl(m_base + path)};
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"Emberscope"_s);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    if (!token.isEmpty()) {
        request.setRawHeader("authorization", token.reveal().toUtf8());
    }
    QSslConfiguration ssl = QSslConfiguration::defaultConfiguration();
    if (!m_tls.caFile.isEmpty()) {
        ssl.setCaCertificates(QSslCertificate::fromPath(m_tls.caFile, QSsl::Pem));
    }
    request.setSslConfiguration(ssl);
    const std::unique_ptr<QNetworkReply> reply(
        m_network->post(request, QJsonDocument(body).toJson(QJsonDocument::Compact)));
    const Wait waited = wait(*reply);
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (waited == Wait::BrokenOff) {
        return {
            .failure = RestFailure{.reason = u"no answer from %1 within %2 s; it may be overloaded"_s.arg(m_host).arg(
                                       double(m_timeout.count()) / 1000)}};
    }
    if (waited == Wait::TooLarge) {
        return {.failure = RestFailure{
                    .reason = u"the answer of %1 is far larger than it should be; is that NaviLink?"_s.arg(m_host),
                    .status = status,
                    .code = status}};
    }
    if (status == 0) {
        return {.failure = unreachable(*reply)};
    }
    RestAnswer answer = read(reply->readAll(), status);
    answer.serverTime = timeOf(reply->rawHeader("Date"));
    return answer;
}

RestClient::Wait RestClient::wait(QNetworkReply &reply) const
{
    const Clock::time_point until = Clock::now() + m_timeout;
    Wait waited = Wait::Finished;
    QEventLoop loop;
    QTimer look;
    const auto check = [&] {
        if (reply.bytesAvailable() > kMaxAnswer) {
            waited = Wait::TooLarge;
        } else if (m_isOver() || Clock::now() >= until) {
            waited = Wait::BrokenOff;
        }
        if (waited != Wait::Finished) {
            loop.quit();
        }
    };
    QObject::connect(&reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
    QObject::connect(&look, &QTimer::timeout, &loop, check);
    look.start(kLookMs);
    if (!reply.isFinished()) {
        loop.exec();
    }
    look.stop();
    check(); // all of it may have come at once
    return waited;
}

RestFailure RestClient::unreachable(const QNetworkReply &reply) const
{
    switch (reply.error()) {
    case QNetworkReply::HostNotFoundError:
        return {.reason = u"the host “%1” cannot be found; check the network"_s.arg(m_host)};
    case QNetworkReply::ConnectionRefusedError:
        return {.reason = u"nothing accepts connections at %1:%2; is it the right address?"_s.arg(m_host).arg(m_port)};
    case QNetworkReply::RemoteHostClosedError:
        return {.reason = u"%1 ended the connection before it answered"_s.arg(m_host)};
    case QNetworkReply::SslHandshakeFailedError:
        return untrusted();
    default:
        return {.reason = u"%1 could not be asked (%2); check the network"_s.arg(m_host, reply.errorString())};
    }
}

/// Qt does not tell what a certificate was refused for in words that help; one more handshake does.
RestFailure RestClient::untrusted() const
{
    ConnectionUrl url;
    url.host = m_host;
    url.port = m_port;
    url.tls = m_tls;
    const MqttParty party{.scheme = u"https"_s, .host = m_host, .port = m_port, .path = {}, .user = {}, .clientId = {}};
    if (const auto found = probeBroker(url, party, Secret(), m_isOver, kProbe)) {
        return {.reason = found->reason, .permanent = found->permanent};
    }
    return {.reason = u"the TLS handshake with %1 failed"_s.arg(m_host)};
}

RestAnswer RestClient::read(const QByteArray &body, int status) const
{
    const QJsonObject envelope = QJsonDocument::fromJson(body).object();
    const bool isFine = status >= 200 && status < 300;
    if (status >= 300 && status < 400) {
        return {.failure = RestFailure{.reason
                    = u"%1 sends us to another address (HTTP %2), where nothing is sent"_s.arg(m_host).arg(status),
                    .status = status,
                    .code = status}};
    }
    if (envelope.isEmpty()) {
        const QString reason = isFine
            ? u"%1 answered with something that is no JSON; is that NaviLink, or a sign-in page of the network?"_s
            : u"%1 is in trouble (HTTP %2)"_s;
        return {.failure = RestFailure{.reason = isFine ? reason.arg(m_host) : reason.arg(m_host).arg(status),
                    .status = status,
                    .code = status}};
    }
    const int code = envelope.value(u"code"_s).toInt(status);
    if (isFine && code == 200) {
        return {.data = envelope.value(u"data"_s)};
    }
    const QString message = envelope.value(u"msg"_s).toString();
    return {.failure = RestFailure{
                .reason = u"%1 refused the question: code %2%3"_s.arg(m_host).arg(code).arg(shownMessage(message)),
                .status = status,
                .code = code,
                .message = message}};
}

} // namespace ember
