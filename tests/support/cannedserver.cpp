// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cannedserver.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr int kLookMs = 20; // between two looks whether to stop

bool waitForBytes(int socket, const std::atomic<bool> &stop)
{
    pollfd one{.fd = socket, .events = POLLIN, .revents = 0};
    while (!stop) {
        if (::poll(&one, 1, kLookMs) != 0) {
            return true;
        }
    }
    return false;
}

} // namespace

CannedServer::CannedServer(Answer answer)
    : m_answer(std::move(answer))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    m_listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(m_listener, reinterpret_cast<const sockaddr *>(&address), size) != 0 || listen(m_listener, 16) != 0) {
        qFatal("no port for a server");
    }
    getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

CannedServer::~CannedServer()
{
    m_stop = true;
    m_thread.join();
    ::close(m_listener);
}

void CannedServer::serve()
{
    while (waitForBytes(m_listener, m_stop)) {
        const int client = accept(m_listener, nullptr, nullptr);
        if (client < 0) {
            continue;
        }
        ++m_connections;
        char bytes[4096];
        while (waitForBytes(client, m_stop)) {
            const ssize_t got = recv(client, bytes, sizeof(bytes), 0);
            const QByteArray answer = got > 0 ? m_answer(QByteArray(bytes, qsizetype(got))) : QByteArray();
            if (answer.isEmpty()
                || send(client, answer.constData(), std::size_t(answer.size()), MSG_NOSIGNAL) != answer.size()) {
                break;
            }
        }
        ::close(client);
    }
}
