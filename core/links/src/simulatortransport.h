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
/// the step that follows; the time between does not count. A fault provoked meanwhile comes first then. What is
/// published to the devices is heard by them; as long as nothing is, the bytes depend on the address alone.
class SimulatorTransport final : public Transport
{
public:
    SimulatorTransport(const ConnectionUrl &url, TransportSink &sink);
    ~SimulatorTransport() override;

    void open(const QStringList &topicFilters) override;
    void close() override;
    [[nodiscard]] bool publish(const QString &topic, const QByteArray &payload, int qos) override;
    [[nodiscard]] bool takesRequests() const override { return false; }
    void provoke(const SimulatedFault &fault) override;
    [[nodiscard]] QString clientId() const override;

private:
    using Clock = std::chrono::steady_clock;
    void play();
    // Hands a step on; false when the connection ends with it.
    [[nodiscard]] bool give(SimulatedStep step);
    // Gives the answers to what the devices heard; false when the link takes nothing more.
    [[nodiscard]] bool answer(const QList<Message> &heard);
    // Waits for that moment, a provoked fault or a message for the devices, and lets those happen; false when the
    // transport closes.
    [[nodiscard]] bool waitUntil(double seconds);
    [[nodiscard]] double secondsNow() const;

    TransportSink &m_sink;
    QString m_error; // why there is no simulation
    std::optional<Simulation> m_simulation; // belongs to the thread while there is one
    std::optional<SimulatedStep> m_refused; // by the link; it comes first the next time
    double m_played = 0; // seconds of the simulation, real time
    Clock::time_point m_start; // every step is due relative to this one moment, so that no delay adds up
    std::thread m_thread;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
    QList<SimulatedFault> m_provoked; // not yet happened
    QList<Message> m_heard; // from us, not yet answered
};

} // namespace ember
