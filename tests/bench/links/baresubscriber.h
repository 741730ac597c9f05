// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

#include <atomic>

namespace bench {

/// The least that can listen to a broker with the library the program uses: Paho, MQTT 5, everything subscribed to, and
/// a callback that counts and gives the message back.
class BareSubscriber
{
public:
    explicit BareSubscriber(quint16 port);
    ~BareSubscriber();
    BareSubscriber(const BareSubscriber &) = delete;
    BareSubscriber &operator=(const BareSubscriber &) = delete;

    /// Any thread.
    [[nodiscard]] bool isReady() const noexcept { return m_ready; }
    [[nodiscard]] quint64 received() const noexcept { return m_received; }

private:
    struct Callbacks;

    void *m_client = nullptr;
    std::atomic<bool> m_ready = false;
    std::atomic<quint64> m_received = 0;
};

} // namespace bench
