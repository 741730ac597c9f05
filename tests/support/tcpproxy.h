// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

/// A bad line between a client and a server of 127.0.0.1: passes bytes on in both directions and, when told, cuts the
/// connection or falls silent after an exact number of bytes from the server. One connection at a time; the next one is
/// accepted when it is gone. Works on a thread of its own, so the test may block; every function from any thread.
class TcpProxy
{
public:
    /// How a cut looks to both sides.
    enum class Cut
    {
        Close, ///< an orderly end: what was passed on still arrives
        Reset ///< an abort, as when a router forgets: what nobody has read yet may be lost
    };

    explicit TcpProxy(quint16 serverPort);
    ~TcpProxy();
    TcpProxy(const TcpProxy &) = delete;
    TcpProxy &operator=(const TcpProxy &) = delete;

    /// Where clients connect to.
    [[nodiscard]] quint16 port() const noexcept { return m_port; }

    /// Cuts the present connection (or else the next one) once `bytes` bytes of its server have been passed on, and not
    /// one more. Given once; the connection after it is whole again.
    void cutAfter(qint64 bytes, Cut cut = Cut::Close);
    /// Passes `bytes` bytes of the server on and then nothing more in either direction, until flow(): a line that is
    /// dead and does not say so.
    void stallAfter(qint64 bytes);
    /// The line passes everything again.
    void flow();

    /// Bytes of the server passed on by the present connection, or by the last one.
    [[nodiscard]] qint64 passed() const noexcept { return m_passed; }
    /// Connections so far.
    [[nodiscard]] int connections() const noexcept { return m_connections; }

private:
    void work();
    void serve(int client, int server);
    // Passes on what `from` has to say; false when the connection is over.
    [[nodiscard]] bool pass(int from, int to, bool fromServer);
    [[nodiscard]] bool isStalled() const;
    // How many bytes of the server may pass now; 0: not one more.
    [[nodiscard]] qint64 allowance() const;
    // Whether the moment to cut has come; then the order is used up.
    [[nodiscard]] std::optional<Cut> dueCut();

    const quint16 m_serverPort;
    quint16 m_port = 0;
    int m_listener = -1;
    std::atomic<bool> m_ending = false;
    std::atomic<qint64> m_passed = 0;
    std::atomic<int> m_connections = 0;
    mutable std::mutex m_mutex; // guards the orders
    std::optional<qint64> m_cutAt;
    Cut m_cut = Cut::Close;
    std::optional<qint64> m_stallAt;
    std::thread m_thread;
};
