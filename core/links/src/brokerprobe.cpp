// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "brokerprobe.h"

#include "brokerlookup.h"
#include "tlscontext.h"
#include "tlsreasons.h"

#include <memory>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kLookMs = 50;
constexpr std::chrono::milliseconds kForAlert{1'000}; // after TLS 1.3's handshake, for the broker's word about ours
constexpr qsizetype kMostOfAnswer = 8'192; // bytes

QDateTime timeOf(const ASN1_TIME *time)
{
    tm parts{};
    return time && ASN1_TIME_to_tm(time, &parts) == 1
        ? QDateTime(QDate(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday),
            QTime(parts.tm_hour, parts.tm_min, parts.tm_sec), Qt::UTC)
        : QDateTime();
}

QString addressText(const ASN1_OCTET_STRING *address)
{
    const auto *const bytes = ASN1_STRING_get0_data(address);
    const int length = ASN1_STRING_length(address);
    if (length != 4) {
        return length == 16 ? u"an IPv6 address"_s : QString();
    }
    return u"%1.%2.%3.%4"_s.arg(bytes[0]).arg(bytes[1]).arg(bytes[2]).arg(bytes[3]);
}

QStringList hostNames(X509 *certificate)
{
    QStringList hosts;
    auto *const names
        = static_cast<GENERAL_NAMES *>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
        const GENERAL_NAME *const name = sk_GENERAL_NAME_value(names, i);
        if (name->type == GEN_DNS) {
            hosts.append(QString::fromLatin1(reinterpret_cast<const char *>(ASN1_STRING_get0_data(name->d.dNSName)),
                ASN1_STRING_length(name->d.dNSName)));
        } else if (name->type == GEN_IPADD) {
            hosts.append(addressText(name->d.iPAddress));
        }
    }
    GENERAL_NAMES_free(names);
    char common[256] = {};
    if (hosts.isEmpty()
        && X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, common, sizeof(common)) > 0) {
        hosts.append(QString::fromUtf8(common));
    }
    return hosts;
}

// What OpenSSL asks about each certificate of the chain; the first refusal is written down.
int noteRefusal(int isFine, X509_STORE_CTX *store)
{
    auto *const ssl = static_cast<SSL *>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto *const refused = static_cast<RefusedCertificate *>(SSL_get_app_data(ssl));
    X509 *const certificate = X509_STORE_CTX_get_current_cert(store);
    if (isFine || !refused || refused->error != 0) {
        return isFine;
    }
    refused->error = X509_STORE_CTX_get_error(store);
    refused->isBrokers = X509_STORE_CTX_get_error_depth(store) == 0;
    if (certificate) {
        char issuer[256] = {};
        X509_NAME_get_text_by_NID(X509_get_issuer_name(certificate), NID_commonName, issuer, sizeof(issuer));
        refused->issuer = QString::fromUtf8(issuer);
        refused->names = hostNames(certificate);
        refused->from = timeOf(X509_get0_notBefore(certificate));
        refused->until = timeOf(X509_get0_notAfter(certificate));
    }
    return 0;
}

class Probe
{
public:
    Probe(const ConnectionUrl &url, const MqttParty &party, const std::function<bool()> &isOver,
        std::chrono::milliseconds limit)
        : m_url(url)
        , m_party(party)
        , m_isOver(isOver)
        , m_until(Clock::now() + limit)
    {
    }
    ~Probe()
    {
        if (m_socket >= 0) {
            ::close(m_socket);
        }
    }
    Probe(const Probe &) = delete;
    Probe &operator=(const Probe &) = delete;

    std::optional<MqttFailure> run(const Secret &keyPassword)
    {
        if (!connectSocket()) {
            return std::nullopt; // that much Paho tells
        }
        if (m_url.tls) {
            const Result<SslContext> context = makeTlsContext(*m_url.tls, keyPassword);
            if (!context) {
                return MqttFailure{context.error(), true};
            }
            if (const auto failure = encrypt(context->get())) {
                return failure;
            }
        }
        return m_url.isWebSocket ? upgrade() : std::nullopt;
    }

private:
    // Waits until the socket can do it; false: no longer.
    bool waitFor(short events, Clock::time_point until)
    {
        while (!m_isOver() && Clock::now() < std::min(until, m_until)) {
            pollfd one{.fd = m_socket, .events = events, .revents = 0};
            if (::poll(&one, 1, kLookMs) != 0) {
                return true; // or an error, which the next call finds
            }
        }
        return false;
    }

    bool connectSocket()
    {
        addrinfo hints{};
        hints.ai_socktype = SOCK_STREAM;
        addrinfo *first = nullptr;
        const QByteArray port = QByteArray::number(m_url.port);
        if (getaddrinfo(m_url.host.toUtf8().constData(), port.constData(), &hints, &first) != 0) {
            return false;
        }
        const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(first, &freeaddrinfo);
        for (const addrinfo *address = first; address && !m_isOver(); address = address->ai_next) {
            m_socket = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
            if (m_socket < 0) {
                continue;
            }
            int error = ::connect(m_socket, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
            socklen_t size = sizeof(error);
            if (error == EINPROGRESS
                && (!waitFor(POLLOUT, m_until) || getsockopt(m_socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0)) {
                error = ETIMEDOUT;
            }
            if (error == 0) {
                return true;
            }
            ::close(std::exchange(m_socket, -1));
        }
        return false;
    }

    // Repeats a call of OpenSSL until it has an answer; the last return value.
    template <typename Call>
    int patiently(Clock::time_point until, const Call &call)
    {
        for (;;) {
            ERR_clear_error();
            const int result = call();
            const int error = result > 0 ? SSL_ERROR_NONE : SSL_get_error(m_ssl.get(), result);
            const bool wants = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
            if (!wants || !waitFor(error == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN, until)) {
                m_timedOut = wants;
                return result;
            }
        }
    }

    std::optional<MqttFailure> failureOfTls() const
    {
        const unsigned long error = ERR_peek_error();
        if (m_refused.error != 0) {
            return certificateFailure(m_refused, m_party, *m_url.tls);
        }
        if (ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) != SSL_R_UNEXPECTED_EOF_WHILE_READING) {
            return handshakeFailure(ERR_GET_REASON(error), m_party, *m_url.tls);
        }
        return MqttFailure{
            u"%1 ended the connection during the TLS handshake; is that the encrypted port?"_s.arg(placeOf(m_party)),
            false};
    }

    std::optional<MqttFailure> encrypt(SSL_CTX *context)
    {
        m_ssl.reset(SSL_new(context));
        SSL *const ssl = m_ssl.get();
        SSL_set_app_data(ssl, &m_refused);
        SSL_set_verify(ssl, SSL_VERIFY_PEER, &noteRefusal);
        SSL_set_fd(ssl, m_socket);
        const QByteArray host = m_url.host.toUtf8();
        X509_VERIFY_PARAM *const expected = SSL_get0_param(ssl);
        if (isNumericAddress(m_url.host)) {
            X509_VERIFY_PARAM_set1_ip_asc(expected, host.constData());
        } else {
            X509_VERIFY_PARAM_set1_host(expected, host.constData(), std::size_t(host.size()));
            SSL_set_tlsext_host_name(ssl, host.constData());
        }
        if (patiently(m_until, [ssl] { return SSL_connect(ssl); }) != 1) {
            return m_timedOut ? std::nullopt : failureOfTls();
        }
        if (m_url.isWebSocket) {
            return std::nullopt; // the answer to the request brings it out
        }
        char byte = 0;
        const int read = patiently(Clock::now() + kForAlert, [&] { return SSL_read(ssl, &byte, 1); });
        return read <= 0 && !m_timedOut && ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_SSL ? failureOfTls() : std::nullopt;
    }

    int send(const QByteArray &bytes)
    {
        if (m_ssl) {
            return patiently(m_until, [&] { return SSL_write(m_ssl.get(), bytes.constData(), int(bytes.size())); });
        }
        return int(::send(m_socket, bytes.constData(), std::size_t(bytes.size()), MSG_NOSIGNAL));
    }

    int receive(char *bytes, int size)
    {
        if (m_ssl) {
            return patiently(m_until, [&] { return SSL_read(m_ssl.get(), bytes, size); });
        }
        m_timedOut = !waitFor(POLLIN, m_until);
        return m_timedOut ? -1 : int(::recv(m_socket, bytes, std::size_t(size), 0));
    }

    std::optional<MqttFailure> upgrade()
    {
        const QByteArray request = "GET " + requestTarget(m_url) + " HTTP/1.1\r\nHost: " + placeOf(m_party).toLatin1()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ZW1iZXJzY29wZS1wcm9iZQ==\r\n"
              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";
        QByteArray answer;
        int got = send(request);
        while (got > 0 && !answer.contains("\r\n\r\n") && answer.size() < kMostOfAnswer) {
            char bytes[1024];
            got = receive(bytes, sizeof(bytes));
            answer.append(bytes, std::max(got, 0));
        }
        if (answer.isEmpty()) {
            if (m_timedOut) {
                return std::nullopt;
            }
            if (m_ssl && ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_SSL) {
                return failureOfTls();
            }
            return MqttFailure{u"%1 ended the connection instead of opening a WebSocket; is it %2:// there?"_s.arg(
                                   placeOf(m_party), m_url.tls ? u"mqtts"_s : u"mqtt"_s),
                false};
        }
        const MqttFailure failure = upgradeFailure(answer, m_party);
        return failure.reason.isEmpty() ? std::nullopt : std::optional(failure);
    }

    struct SslEnd
    {
        void operator()(SSL *ssl) const noexcept { SSL_free(ssl); }
    };

    const ConnectionUrl &m_url;
    const MqttParty &m_party;
    const std::function<bool()> &m_isOver;
    const Clock::time_point m_until;
    int m_socket = -1;
    std::unique_ptr<SSL, SslEnd> m_ssl;
    RefusedCertificate m_refused;
    bool m_timedOut = false;
};

} // namespace

std::optional<MqttFailure> probeBroker(const ConnectionUrl &url, const MqttParty &party, const Secret &keyPassword,
    const std::function<bool()> &isOver, std::chrono::milliseconds limit)
{
    return Probe(url, party, isOver, limit).run(keyPassword);
}

} // namespace ember
