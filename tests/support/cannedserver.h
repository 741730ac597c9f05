// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <atomic>
#include <functional>
#include <thread>

/// A server on 127.0.0.1 that answers as it is told: a broker or web server that behaves as real ones do not on demand.
/// One connection after the other, on a thread of its own.
class CannedServer
{
public:
    /// What to answer to what has come in one read; empty: hang up. Called on the server's thread.
    using Answer = std::function<QByteArray(const QByteArray &)>;

    explicit CannedServer(Answer answer);
    ~CannedServer();
    CannedServer(const CannedServer &) = delete;
    CannedServer &operator=(const CannedServer &) = delete;

    [[nodiscard]] quint16 port() const noexcept { return m_port; }
    [[nodiscard]] int connections() const noexcept { return m_connections; }

private:
    void serve();

    const Answer m_answer;
    int m_listener = -1;
    quint16 m_port = 0;
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_connections = 0;
    std::thread m_thread;
};
