// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tlsserver.h"

#include <array>
#include <csignal>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

namespace {

constexpr int kLookMs = 10;

SSL *sslOf(void *ssl)
{
    return static_cast<SSL *>(ssl);
}

sockaddr_in loopback(quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

bool hasBytes(int socket)
{
    pollfd one{.fd = socket, .events = POLLIN, .revents = 0};
    return ::poll(&one, 1, kLookMs) != 0;
}

bool sendAll(int socket, const char *bytes, qsizetype size)
{
    while (size > 0) {
        const ssize_t sent = ::send(socket, bytes, std::size_t(size), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes += sent;
        size -= sent;
    }
    return true;
}

} // namespace

TlsStream::TlsStream(void *ssl, int socket, const std::atomic<bool> &ending)
    : m_ssl(ssl)
    , m_socket(socket)
    , m_ending(ending)
{
}

TlsStream::~TlsStream() = default;

bool TlsStream::readMore()
{
    while (!m_ending) {
        if (SSL_pending(sslOf(m_ssl)) == 0 && !hasBytes(m_socket)) {
            continue;
        }
        std::array<char, 16384> bytes{};
        const int got = SSL_read(sslOf(m_ssl), bytes.data(), int(bytes.size()));
        m_buffer.append(bytes.data(), std::max(got, 0));
        return got > 0;
    }
    return false;
}

QByteArray TlsStream::readUntil(const QByteArray &end)
{
    qsizetype at = m_buffer.indexOf(end);
    while (at < 0 && readMore()) {
        at = m_buffer.indexOf(end);
    }
    return readSize(at < 0 ? m_buffer.size() : at + end.size());
}

QByteArray TlsStream::readSize(qsizetype size)
{
    while (m_buffer.size() < size && readMore()) { }
    const QByteArray taken = m_buffer.left(size);
    m_buffer.remove(0, size);
    return taken;
}

bool TlsStream::write(const QByteArray &bytes)
{
    return SSL_write(sslOf(m_ssl), bytes.constData(), int(bytes.size())) > 0;
}

bool TlsStream::pause(std::chrono::milliseconds time) const
{
    const auto until = std::chrono::steady_clock::now() + time;
    while (!m_ending && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(kLookMs));
    }
    return !m_ending;
}

void TlsStream::pipe(quint16 port, const QByteArray &first, const std::function<bool()> &isOver)
{
    const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    bool goesOn = ::connect(server, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0
        && sendAll(server, first.constData(), first.size());
    std::array<char, 16384> bytes{};
    while (goesOn && !m_ending && !isOver()) {
        std::array<pollfd, 2> sides{pollfd{.fd = m_socket, .events = POLLIN, .revents = 0},
            pollfd{.fd = server, .events = POLLIN, .revents = 0}};
        const bool isPending = SSL_pending(sslOf(m_ssl)) > 0;
        ::poll(sides.data(), sides.size(), isPending ? 0 : kLookMs);
        if (isPending || sides[0].revents != 0) {
            const int got = SSL_read(sslOf(m_ssl), bytes.data(), int(bytes.size()));
            goesOn = got > 0 && sendAll(server, bytes.data(), got);
        }
        if (goesOn && sides[1].revents != 0) {
            const ssize_t got = ::recv(server, bytes.data(), bytes.size(), 0);
            goesOn = got > 0 && SSL_write(sslOf(m_ssl), bytes.data(), int(got)) > 0;
        }
    }
    ::close(server);
}

TlsServer::TlsServer(const CertificateFiles &files, Serve serve)
    : m_serve(std::move(serve))
    , m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes to connections that may be gone
    SSL_CTX *const context = SSL_CTX_new(TLS_server_method());
    m_context = context;
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    if (SSL_CTX_use_certificate_chain_file(context, files.cert.toLocal8Bit().constData()) != 1
        || SSL_CTX_use_PrivateKey_file(context, files.key.toLocal8Bit().constData(), SSL_FILETYPE_PEM) != 1
        || bind(m_listener, reinterpret_cast<const sockaddr *>(&address), size) != 0 || listen(m_listener, 16) != 0) {
        qFatal("no TLS server for the test");
    }
    getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { work(); });
}

TlsServer::~TlsServer()
{
    m_ending = true;
    m_thread.join();
    for (std::thread &connection : m_connections) {
        connection.join();
    }
    ::close(m_listener);
    SSL_CTX_free(static_cast<SSL_CTX *>(m_context));
}

void TlsServer::work()
{
    while (!m_ending) {
        if (!hasBytes(m_listener)) {
            continue;
        }
        const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0) {
            m_connections.emplace_back([this, client] { handle(client); });
        }
    }
}

void TlsServer::handle(int client)
{
    const timeval patience{.tv_sec = 20, .tv_usec = 0}; // nobody hangs for ever in half a record
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    SSL *const ssl = SSL_new(static_cast<SSL_CTX *>(m_context));
    SSL_set_fd(ssl, client);
    bool comes = false;
    while (!m_ending && !comes) {
        comes = hasBytes(client);
    }
    if (comes && SSL_accept(ssl) == 1) {
        TlsStream stream(ssl, client, m_ending);
        m_serve(stream);
        SSL_shutdown(ssl);
    }
    SSL_free(ssl);
    ::close(client);
}
