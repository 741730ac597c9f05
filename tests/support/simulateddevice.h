// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "brokerclient.h"

#include <ember/links/simulation.h>

#include <QtCore/QStringList>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace ember::e2e {

/// A simulated NWP500 at a real broker: it connects like a device, subscribes to its request topics, answers what it is
/// asked on the request's responseTopic, acknowledges commands, and pushes by itself; nobody else asks it for anything.
/// Its time goes on while it is absent. On a thread of its own; any thread may call.
class SimulatedDevice
{
public:
    SimulatedDevice(quint16 port, quint64 seed, double speed);
    ~SimulatedDevice();
    SimulatedDevice(const SimulatedDevice &) = delete;
    SimulatedDevice &operator=(const SimulatedDevice &) = delete;

    [[nodiscard]] const QString &id() const { return m_id; }

    /// Comes to the broker; true when it hears requests there, false if that took too long.
    [[nodiscard]] bool arrive();
    /// Goes without a goodbye, as when somebody pulls its plug.
    void leave();
    void provoke(const SimulatedFault &fault);

    /// What was published as answers and by itself, and why it kept silent at messages it heard.
    [[nodiscard]] int answers() const;
    [[nodiscard]] int pushes() const;
    [[nodiscard]] QStringList refusals() const;

private:
    void run();
    void turn();
    [[nodiscard]] double secondsNow() const;

    const quint16 m_port;
    const double m_speed;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    Simulation m_simulation;
    QString m_id;
    std::unique_ptr<BrokerClient> m_client; // while it is there
    int m_visits = 0;
    int m_answers = 0;
    int m_pushes = 0;
    QStringList m_refusals;
    bool m_stopping = false;
    const std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::thread m_thread; // last: it uses all of these
};

} // namespace ember::e2e
