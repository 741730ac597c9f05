// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "certificates.h"

#include <QtCore/QByteArray>

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

/// One encrypted connection of a TlsServer. Belongs to the connection's thread.
class TlsStream
{
public:
    /// `ending` is looked at every few milliseconds.
    TlsStream(void *ssl, int socket, const std::atomic<bool> &ending);
    ~TlsStream();
    TlsStream(const TlsStream &) = delete;
    TlsStream &operator=(const TlsStream &) = delete;

    /// Bytes up to and with `end`; less if the connection is over.
    [[nodiscard]] QByteArray readUntil(const QByteArray &end);
    /// As many bytes; less if the connection is over.
    [[nodiscard]] QByteArray readSize(qsizetype size);
    /// False if the connection is over.
    bool write(const QByteArray &bytes);
    /// Passes everything on to a server of 127.0.0.1 and back, after these bytes to it, until one of them ends it or
    /// `isOver`.
    void pipe(quint16 port, const QByteArray &first, const std::function<bool()> &isOver);
    /// False if the server is ending.
    [[nodiscard]] bool pause(std::chrono::milliseconds time) const;

private:
    [[nodiscard]] bool readMore();

    void *m_ssl; // SSL
    const int m_socket;
    const std::atomic<bool> &m_ending;
    QByteArray m_buffer;
};

/// A server on 127.0.0.1 that speaks TLS, a thread for each connection. Its functions are for any thread.
class TlsServer
{
public:
    /// What a connection is for; called on the connection's thread, which ends with it.
    using Serve = std::function<void(TlsStream &)>;

    TlsServer(const CertificateFiles &files, Serve serve);
    ~TlsServer();
    TlsServer(const TlsServer &) = delete;
    TlsServer &operator=(const TlsServer &) = delete;

    [[nodiscard]] quint16 port() const noexcept { return m_port; }

private:
    void work();
    void handle(int client);

    const Serve m_serve;
    void *m_context = nullptr; // SSL_CTX
    int m_listener = -1;
    quint16 m_port = 0;
    std::atomic<bool> m_ending = false;
    std::list<std::thread> m_connections; // m_thread's
    std::thread m_thread;
};
