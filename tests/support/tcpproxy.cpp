// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tcpproxy.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr int kLookMs = 5; // how soon an order takes effect on a line without traffic

sockaddr_in loopback(quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

int connectTo(quint16 port)
{
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    if (connect(server, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) != 0) {
        close(server);
        return -1;
    }
    return server;
}

void passAtOnce(int socket)
{
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

void end(int socket, bool reset)
{
    if (reset) {
        const linger abort{.l_onoff = 1, .l_linger = 0};
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &abort, sizeof(abort));
    }
    close(socket);
}

bool sendAll(int to, const char *data, ssize_t size)
{
    while (size > 0) {
        const ssize_t sent = send(to, data, size_t(size), MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) {
            return false;
        }
        data += std::max<ssize_t>(sent, 0);
        size -= std::max<ssize_t>(sent, 0);
    }
    return true;
}

} // namespace

TcpProxy::TcpProxy(quint16 serverPort)
    : m_serverPort(serverPort)
    , m_listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    if (bind(m_listener, reinterpret_cast<const sockaddr *>(&address), size) != 0 || listen(m_listener, 8) != 0) {
        qFatal("the proxy has no port to listen on");
    }
    getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { work(); });
}

TcpProxy::~TcpProxy()
{
    m_ending = true;
    m_thread.join();
    close(m_listener);
}

void TcpProxy::cutAfter(qint64 bytes, Cut cut)
{
    const std::lock_guard lock(m_mutex);
    m_cutAt = bytes;
    m_cut = cut;
}

void TcpProxy::stallAfter(qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    m_stallAt = bytes;
}

void TcpProxy::flow()
{
    const std::lock_guard lock(m_mutex);
    m_stallAt.reset();
}

bool TcpProxy::isStalled() const
{
    const std::lock_guard lock(m_mutex);
    return m_stallAt && m_passed >= *m_stallAt;
}

qint64 TcpProxy::allowance() const
{
    const std::lock_guard lock(m_mutex);
    const qint64 unlimited = std::numeric_limits<qint64>::max();
    return std::max<qint64>(0, std::min(m_cutAt.value_or(unlimited), m_stallAt.value_or(unlimited)) - m_passed);
}

std::optional<TcpProxy::Cut> TcpProxy::dueCut()
{
    const std::lock_guard lock(m_mutex);
    if (!m_cutAt || m_passed < *m_cutAt) {
        return std::nullopt;
    }
    m_cutAt.reset();
    return m_cut;
}

void TcpProxy::work()
{
    while (!m_ending) {
        pollfd waiting{.fd = m_listener, .events = POLLIN, .revents = 0};
        if (poll(&waiting, 1, kLookMs) <= 0) {
            continue;
        }
        const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) {
            continue;
        }
        const int server = connectTo(m_serverPort);
        if (server < 0) {
            end(client, true); // as if nobody listened
            continue;
        }
        m_passed = 0;
        ++m_connections;
        passAtOnce(client);
        passAtOnce(server);
        serve(client, server);
    }
}

void TcpProxy::serve(int client, int server)
{
    while (!m_ending) {
        if (const std::optional<Cut> cut = dueCut()) {
            end(client, *cut == Cut::Reset);
            end(server, *cut == Cut::Reset);
            return;
        }
        const bool stalled = isStalled();
        std::array<pollfd, 2> sides{pollfd{.fd = client, .events = POLLIN, .revents = 0},
            pollfd{.fd = server, .events = short(allowance() > 0 ? POLLIN : 0), .revents = 0}};
        if (stalled) { // not even an end is passed on
            sides[0].fd = sides[1].fd = -1;
        }
        if (poll(sides.data(), sides.size(), kLookMs) < 0 && errno != EINTR) {
            break;
        }
        const bool clientGoesOn = sides[0].revents == 0 || pass(client, server, false);
        const bool serverGoesOn = sides[1].revents == 0 || pass(server, client, true);
        if (!clientGoesOn || !serverGoesOn) {
            break;
        }
    }
    end(client, false);
    end(server, false);
}

bool TcpProxy::pass(int from, int to, bool fromServer)
{
    std::array<char, 65536> buffer{};
    const qint64 most = fromServer ? std::min<qint64>(allowance(), qint64(buffer.size())) : qint64(buffer.size());
    if (most == 0) {
        return true; // an error or end beside bytes that must not pass
    }
    const ssize_t size = recv(from, buffer.data(), size_t(most), 0);
    if (size <= 0 || !sendAll(to, buffer.data(), size)) {
        return false;
    }
    if (fromServer) {
        m_passed += size;
    }
    return true;
}
