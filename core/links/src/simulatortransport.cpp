// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulatortransport.h"

#include <QtCore/QLoggingCategory>

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcSimulator, "ember.links.simulator", QtWarningMsg)

// A wait shorter than that costs more than it is worth: at high rates steps go out in small bunches.
constexpr std::chrono::duration<double> kShortestWait{0.001};
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
    m_heard.clear();
    m_sink.opened();
    m_thread = std::thread([this] { play(); });
}

void SimulatorTransport::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

bool SimulatorTransport::publish(const QString &topic, const QByteArray &payload, int)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping || !m_thread.joinable()) {
            return false;
        }
        m_heard.append({.topic = topic, .payload = payload, .time = {}});
    }
    m_wake.notify_all();
    return true;
}

QString SimulatorTransport::clientId() const
{
    return u"simulator"_s;
}

void SimulatorTransport::provoke(const SimulatedFault &fault)
{
    {
        const std::lock_guard lock(m_mutex);
        m_provoked.append(fault);
    }
    m_wake.notify_all();
}

void SimulatorTransport::play()
{
    m_start = Clock::now() - std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(m_played));
    if (m_refused && !give(*std::exchange(m_refused, std::nullopt))) {
        return;
    }
    while (waitUntil(m_simulation->quietUntil())) {
        if (auto step = m_simulation->nextUntil(secondsNow() + kShortestWait.count());
            step && !give(*std::move(step))) {
            return;
        }
    }
}

bool SimulatorTransport::give(SimulatedStep step)
{
    m_played = step.dueSeconds;
    if (step.kind == SimulatedStep::Kind::Drop) {
        m_sink.dropped(u"the simulator dropped the connection"_s);
        return false;
    }
    if (!m_sink.receivedWaiting({.topic = step.topic, .payload = step.payload, .time = eventTimeNow()})) {
        m_refused = std::move(step);
        return false;
    }
    return true;
}

bool SimulatorTransport::answer(const QList<Message> &heard)
{
    for (const Message &message : heard) {
        const auto said = m_simulation->hear(message.topic, message.payload, secondsNow());
        if (!said) {
            qCInfo(lcSimulator, "no answer: %ls", qUtf16Printable(said.error()));
        } else if (!m_sink.receivedWaiting({.topic = said->topic, .payload = said->payload, .time = eventTimeNow()})) {
            return false;
        }
    }
    return true;
}

bool SimulatorTransport::waitUntil(double seconds)
{
    QList<SimulatedFault> provoked;
    QList<Message> heard;
    {
        std::unique_lock lock(m_mutex);
        if (seconds - secondsNow() > kShortestWait.count()) {
            const auto due = m_start
                + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::min(seconds, kNever)));
            m_wake.wait_until(lock, due, [this] { return m_stopping || !m_provoked.isEmpty() || !m_heard.isEmpty(); });
        }
        if (m_stopping) {
            return false;
        }
        provoked.swap(m_provoked);
        heard.swap(m_heard);
    }
    for (const SimulatedFault &fault : std::as_const(provoked)) {
        if (!m_simulation->provoke(fault, secondsNow())) {
            qCWarning(
                lcSimulator, "fault not provoked: there is no simulated device %ls", qUtf16Printable(fault.device));
        }
    }
    return answer(heard);
}

double SimulatorTransport::secondsNow() const
{
    return std::chrono::duration<double>(Clock::now() - m_start).count();
}

} // namespace ember
