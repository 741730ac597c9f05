// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "brokerlookup.h"

#include <ember/links/connectionurl.h>

#include <array>
#include <memory>

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QByteArray uriOf(const addrinfo &address, quint16 port)
{
    std::array<char, NI_MAXHOST> text{};
    if (getnameinfo(address.ai_addr, address.ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) {
        return {};
    }
    const QByteArray host
        = address.ai_family == AF_INET6 ? "[" + QByteArray(text.data()) + "]" : QByteArray(text.data());
    return "tcp://" + host + ":" + QByteArray::number(port);
}

} // namespace

Result<QList<QByteArray>> lookUpBroker(const ConnectionUrl &url)
{
    const QString &host = url.host;
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *first = nullptr;
    const int failure = getaddrinfo(host.toUtf8().constData(), nullptr, &hints, &first);
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(first, &freeaddrinfo);
    QList<QByteArray> uris;
    for (const addrinfo *address = failure == 0 ? first : nullptr; address; address = address->ai_next) {
        const QByteArray uri = uriOf(*address, url.port);
        if (!uri.isEmpty() && !uris.contains(uri)) {
            uris.append(uri);
        }
    }
    if (uris.isEmpty()) {
        return Error{u"the host “%1” cannot be found (%2); check the name and the network"_s.arg(
            host, failure == 0 ? u"no address"_s : QString::fromLocal8Bit(gai_strerror(failure)))};
    }
    if (!url.tls && !url.isWebSocket) {
        return uris;
    }
    const QByteArray scheme = url.isWebSocket ? (url.tls ? "wss://" : "ws://") : "ssl://";
    const QByteArray name = host.contains(u':') ? "[" + host.toUtf8() + "]" : host.toUtf8();
    return QList<QByteArray>{scheme + name + ":" + QByteArray::number(url.port) + requestTarget(url)};
}

QByteArray requestTarget(const ConnectionUrl &url)
{
    const QByteArray query = url.signedQuery.reveal().toLatin1();
    return url.path.toLatin1() + (query.isEmpty() ? QByteArray() : QByteArray('?' + query));
}

bool isNumericAddress(const QString &host)
{
    in6_addr parsed{};
    const QByteArray text = host.toUtf8();
    return inet_pton(AF_INET, text.constData(), &parsed) == 1 || inet_pton(AF_INET6, text.constData(), &parsed) == 1;
}

} // namespace ember
