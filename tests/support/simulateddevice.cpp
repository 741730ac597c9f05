// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulateddevice.h"

namespace ember::e2e {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kTurn = 5ms;
constexpr auto kPatience = 20s;

SimulationOptions optionsOf(quint64 seed, double speed)
{
    SimulationOptions options;
    options.seed = seed;
    options.speed = speed;
    options.polled = false;
    return options;
}

} // namespace

SimulatedDevice::SimulatedDevice(quint16 port, quint64 seed, double speed)
    : m_port(port)
    , m_speed(speed)
    , m_simulation(optionsOf(seed, speed))
    , m_id(m_simulation.deviceIds().constFirst())
    , m_thread([this] { run(); })
{
}

SimulatedDevice::~SimulatedDevice()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

bool SimulatedDevice::arrive()
{
    const QString base = u"cmd/52/navilink-"_s + m_id;
    std::unique_lock lock(m_mutex);
    m_client = std::make_unique<BrokerClient>(u"navilink-%1-%2"_s.arg(m_id).arg(++m_visits), m_port);
    m_client->start(QStringList{base + u"/st"_s, base + u"/st/did"_s, base + u"/ctrl"_s,
        base + u"/st/energy-usage-daily-query/rd"_s, base + u"/st/rsv/rd"_s, base + u"/ctrl/rsv/rd"_s,
        base + u"/ctrl/tou/rd"_s});
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!m_client->isReady() && !m_client->hasFailed() && std::chrono::steady_clock::now() < end) {
        m_wake.wait_for(lock, kTurn);
    }
    return m_client->isReady();
}

void SimulatedDevice::leave()
{
    const std::lock_guard lock(m_mutex);
    m_client.reset();
}

void SimulatedDevice::provoke(const SimulatedFault &fault)
{
    const std::lock_guard lock(m_mutex);
    m_simulation.provoke(fault, secondsNow());
}

int SimulatedDevice::answers() const
{
    const std::lock_guard lock(m_mutex);
    return m_answers;
}

int SimulatedDevice::pushes() const
{
    const std::lock_guard lock(m_mutex);
    return m_pushes;
}

QStringList SimulatedDevice::refusals() const
{
    const std::lock_guard lock(m_mutex);
    return m_refusals;
}

void SimulatedDevice::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        turn();
        m_wake.wait_for(lock, kTurn);
    }
}

/// With the mutex held.
void SimulatedDevice::turn()
{
    const bool isThere = m_client && m_client->isReady();
    for (const SentMessage &message : isThere ? m_client->takeHeard() : QList<SentMessage>()) {
        const auto answer = m_simulation.hear(message.topic, message.payload, secondsNow());
        if (!answer) {
            m_refusals.append(answer.error());
        } else if (m_client->publish({answer->topic, answer->payload})) {
            ++m_answers;
        }
    }
    while (const auto step = m_simulation.nextUntil(secondsNow())) {
        if (isThere && step->kind == SimulatedStep::Kind::Message && m_client->publish({step->topic, step->payload})) {
            ++m_pushes;
        }
    }
}

double SimulatedDevice::secondsNow() const
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
}

} // namespace ember::e2e
