// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulatortransport.h"

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

// A wait shorter than that costs more than it is worth: at high rates steps go out in small bunches.
constexpr std::chrono::milliseconds kShortestWait{1};
// What a clock can still add: 30 years in seconds.
constexpr double kNever = 1e9;

} // namespace

SimulatorTransport::SimulatorTransport(const ConnectionUrl &url, TransportSink &sink)
    : m_sink(sink)
{
    const Result<SimulationOptions> options = simulationOptions(url.profile, url.simulation);
    if (options) {
        m_simulation.emplace(*options);
    } else {
        m_error = options.error();
    }
}

SimulatorTransport::~SimulatorTransport()
{
    close();
}

void SimulatorTransport::open(const QStringList &)
{
    close();
    if (!m_simulation) {
        m_sink.failed(m_error, true);
        return;
    }
    m_stopping = false;
    m_sink.opened();
    m_thread = std::thread([this] { play(); });
}

void SimulatorTransport::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_stop.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

bool SimulatorTransport::publish(const QString &, const QByteArray &, int)
{
    return false;
}

QString SimulatorTransport::clientId() const
{
    return u"simulator"_s;
}

void SimulatorTransport::play()
{
    // Every step is due relative to this one moment, so that no delay adds up.
    const Clock::time_point start
        = Clock::now() - std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(m_played));
    for (;;) {
        if (!m_next) {
            m_next = m_simulation->next();
        }
        const std::chrono::duration<double> due(std::min(m_next->dueSeconds, kNever));
        if (!waitFor(start + std::chrono::duration_cast<Clock::duration>(due))) {
            return;
        }
        const SimulatedStep step = *std::exchange(m_next, std::nullopt);
        m_played = step.dueSeconds;
        if (step.kind == SimulatedStep::Kind::Drop) {
            m_sink.dropped(u"the simulator dropped the connection"_s);
            return;
        }
        if (!m_sink.receivedWaiting({.topic = step.topic, .payload = step.payload, .time = eventTimeNow()})) {
            m_next = step; // not taken: it comes first the next time
            return;
        }
    }
}

bool SimulatorTransport::waitFor(Clock::time_point due)
{
    std::unique_lock lock(m_mutex);
    if (due - Clock::now() > kShortestWait) {
        m_stop.wait_until(lock, due, [this] { return m_stopping; });
    }
    return !m_stopping;
}

} // namespace ember
