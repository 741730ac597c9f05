// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/connectionurl.h>
#include <ember/links/simulation.h>
#include <ember/links/transport.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace ember {

/// Plays a Simulation against the clock on a thread of its own. It can wait: when the link is slower than the
/// simulation, nothing is lost and the simulation catches up later. After a simulated drop the next open() goes on with
/// the step that follows; the time between does not count.
class SimulatorTransport final : public Transport
{
public:
    SimulatorTransport(const ConnectionUrl &url, TransportSink &sink);
    ~SimulatorTransport() override;

    void open(const QStringList &topicFilters) override;
    void close() override;
    [[nodiscard]] bool publish(const QString &topic, const QByteArray &payload, int qos) override;
    [[nodiscard]] bool takesRequests() const override { return false; }
    [[nodiscard]] QString clientId() const override;

private:
    using Clock = std::chrono::steady_clock;
    void play();
    // Waits until the step is due; false when the transport closes.
    [[nodiscard]] bool waitFor(Clock::time_point due);

    TransportSink &m_sink;
    QString m_error; // why there is no simulation
    std::optional<Simulation> m_simulation; // belongs to the thread while there is one
    std::optional<SimulatedStep> m_next; // taken and not yet played
    double m_played = 0; // seconds of the simulation, real time
    std::thread m_thread;
    std::mutex m_mutex;
    std::condition_variable m_stop;
    bool m_stopping = false;
};

} // namespace ember
