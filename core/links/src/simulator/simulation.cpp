// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/links/simulation.h>

#include "simulator/nwp500device.h"
#include "simulator/simulationlimits.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

namespace ember {

namespace {
constexpr double kMsPerSecond = 1000.0;

/// Earliest first; the device with the lower index at the same time.
using Turn = std::pair<qint64, std::size_t>;
using Turns = std::priority_queue<Turn, std::vector<Turn>, std::greater<>>;

SimulationOptions withinLimits(SimulationOptions options)
{
    options.speed = std::clamp(options.speed, SimulationLimits::kSlowest, SimulationLimits::kFastest);
    options.devices = std::clamp(options.devices, 1, SimulationLimits::kMostDevices);
    if (options.rate) {
        options.rate = std::clamp(*options.rate, SimulationLimits::kLowestRate, SimulationLimits::kHighestRate);
    }
    std::ranges::stable_sort(options.faults, {}, &SimulatedFault::at);
    return options;
}

bool isDrop(const SimulatedFault &fault)
{
    return fault.kind == SimulatedFault::Kind::Drop;
}
} // namespace

class Simulation::Private
{
public:
    explicit Private(const SimulationOptions &given);

    SimulatedStep nextByNature();
    SimulatedStep nextByRate();

    SimulationOptions options;

private:
    [[nodiscard]] SimulatedStep message(double seconds, const Nwp500Device &device, QByteArray payload) const;
    [[nodiscard]] SimulatedStep drop();
    [[nodiscard]] qint64 nextDropAt() const;
    [[nodiscard]] double slotSeconds(quint64 slot) const;
    void skipSilence();

    std::vector<Nwp500Device> m_devices;
    QList<SimulatedFault> m_drops;
    qsizetype m_nextDrop = 0;
    Turns m_turns; // by nature
    quint64 m_slot = 0; // by rate: the number of the next status message
};

Simulation::Private::Private(const SimulationOptions &given)
    : options(withinLimits(given))
{
    QList<SimulatedFault> ofFirst;
    for (const SimulatedFault &fault : std::as_const(options.faults)) {
        (isDrop(fault) ? m_drops : ofFirst).append(fault);
    }
    m_devices.reserve(std::size_t(options.devices));
    for (int i = 0; i < options.devices; ++i) {
        m_devices.emplace_back(options.seed, i, i == 0 ? ofFirst : QList<SimulatedFault>());
        if (!options.rate) {
            m_devices.back().prepare();
            m_turns.emplace(m_devices.back().sendAt(), std::size_t(i));
        }
    }
}

SimulatedStep Simulation::Private::nextByNature()
{
    const auto [at, index] = m_turns.top();
    if (nextDropAt() <= at) {
        return drop();
    }
    m_turns.pop();
    Nwp500Device &device = m_devices[index];
    SimulatedStep step = message(double(at) / kMsPerSecond, device, device.send());
    m_turns.emplace(device.sendAt(), index);
    return step;
}

SimulatedStep Simulation::Private::nextByRate()
{
    for (;;) {
        Nwp500Device &first = m_devices.front();
        const double seconds = slotSeconds(m_slot);
        const double faultSeconds = double(first.nextFaultAt()) / kMsPerSecond;
        const double dropSeconds = double(nextDropAt()) / kMsPerSecond;
        if (dropSeconds <= seconds && dropSeconds <= faultSeconds) {
            return drop();
        }
        if (faultSeconds <= seconds) {
            if (auto payload = first.passFault()) {
                return message(faultSeconds, first, std::move(*payload));
            }
            continue;
        }
        const quint64 slot = m_slot++;
        Nwp500Device &device = m_devices[std::size_t(slot % m_devices.size())];
        const auto at = qint64(seconds * kMsPerSecond);
        if (at >= device.silentUntil()) {
            return message(seconds, device, device.statusAt(at));
        }
        skipSilence();
    }
}

SimulatedStep Simulation::Private::message(double seconds, const Nwp500Device &device, QByteArray payload) const
{
    return {SimulatedStep::Kind::Message, seconds, seconds / options.speed, device.topic(), std::move(payload)};
}

SimulatedStep Simulation::Private::drop()
{
    const double seconds = double(nextDropAt()) / kMsPerSecond;
    ++m_nextDrop;
    return {SimulatedStep::Kind::Drop, seconds, seconds / options.speed, {}, {}};
}

qint64 Simulation::Private::nextDropAt() const
{
    return m_nextDrop < m_drops.size() ? qint64(m_drops.at(m_nextDrop).at.count()) : Nwp500Device::kNever;
}

double Simulation::Private::slotSeconds(quint64 slot) const
{
    return double(slot) * options.speed / *options.rate;
}

/// With one device, a long silence at a high rate would be millions of empty turns.
void Simulation::Private::skipSilence()
{
    if (m_devices.size() > 1) {
        return;
    }
    const Nwp500Device &only = m_devices.front();
    const double until = double(std::min({only.silentUntil(), only.nextFaultAt(), nextDropAt()})) / kMsPerSecond;
    m_slot = std::max(m_slot, quint64(std::floor(until * *options.rate / options.speed)));
}

Simulation::Simulation(const SimulationOptions &options)
    : d(std::make_unique<Private>(options))
{
}

Simulation::~Simulation() = default;
Simulation::Simulation(Simulation &&other) noexcept = default;
Simulation &Simulation::operator=(Simulation &&other) noexcept = default;

SimulatedStep Simulation::next()
{
    return d->options.rate ? d->nextByRate() : d->nextByNature();
}

} // namespace ember
