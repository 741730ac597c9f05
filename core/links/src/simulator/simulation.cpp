// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/links/simulation.h>

#include "simulator/nwp500device.h"
#include "simulator/simulationlimits.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <set>
#include <utility>
#include <vector>

namespace ember {

using namespace Qt::StringLiterals;

namespace {
constexpr double kMsPerSecond = 1000.0;

/// Earliest first; the device with the lower index at the same time.
using Turns = std::set<std::pair<qint64, std::size_t>>;

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

qint64 toMs(double seconds)
{
    return std::llround(seconds * kMsPerSecond);
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

    /// What happens next; no step if nobody hears it.
    [[nodiscard]] std::optional<SimulatedStep> advance();
    /// When that is, in simulated seconds.
    [[nodiscard]] double nextAt() const;
    [[nodiscard]] bool provoke(const SimulatedFault &fault, double seconds);
    [[nodiscard]] Result<SimulatedStep> hear(const Nwp500Request &request, double seconds);

    [[nodiscard]] QStringList deviceIds() const;

    SimulationOptions options;

private:
    [[nodiscard]] SimulatedStep advanceByNature();
    [[nodiscard]] std::optional<SimulatedStep> advanceByRate();
    [[nodiscard]] SimulatedStep message(double seconds, const Nwp500Device &device, QByteArray payload) const;
    [[nodiscard]] SimulatedStep dropAt(double seconds) const;
    [[nodiscard]] double nextDropAt() const;
    [[nodiscard]] double nextFaultAt() const;
    [[nodiscard]] double slotSeconds() const;
    void skipSilence();

    /// The index of a device; the first for an empty id.
    [[nodiscard]] std::optional<std::size_t> indexOf(const QString &id) const;
    /// The moment that is present when the clock says `seconds`: not before what was already given, nor after what
    /// comes next.
    [[nodiscard]] double present(double seconds) const;
    /// The device as it is at that moment. Afterwards planAgain().
    [[nodiscard]] Nwp500Device &bring(std::size_t index, double seconds);
    void planAgain(std::size_t index);

    std::vector<Nwp500Device> m_devices; // as they are
    std::vector<Nwp500Device> m_ahead; // by nature: brought to where each speaks next
    Turns m_turns; // by nature: when those speak
    QList<SimulatedFault> m_drops;
    qsizetype m_nextDrop = 0;
    quint64 m_slot = 0; // by rate: the number of the next status message
    std::deque<SimulatedStep> m_said; // because of what was provoked, not yet given
    double m_given = 0; // simulated seconds of the latest step
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
        m_devices.emplace_back(options.seed, i, i == 0 ? ofFirst : QList<SimulatedFault>(), options.polled);
    }
    if (!options.rate) {
        m_ahead = m_devices;
        for (std::size_t i = 0; i < m_ahead.size(); ++i) {
            m_ahead[i].prepare();
            m_turns.emplace(m_ahead[i].sendAt(), i);
        }
    }
}

std::optional<SimulatedStep> Simulation::Private::advance()
{
    std::optional<SimulatedStep> step;
    if (!m_said.empty()) {
        step = std::move(m_said.front());
        m_said.pop_front();
    } else if (nextDropAt() <= nextAt()) {
        step = dropAt(nextDropAt());
        ++m_nextDrop;
    } else {
        step = options.rate ? advanceByRate() : advanceByNature();
    }
    m_given = step ? step->simulatedSeconds : m_given;
    return step;
}

double Simulation::Private::nextAt() const
{
    if (!m_said.empty()) {
        return m_said.front().simulatedSeconds;
    }
    const double device
        = options.rate ? std::min(nextFaultAt(), slotSeconds()) : double(m_turns.begin()->first) / kMsPerSecond;
    return std::min(nextDropAt(), device);
}

SimulatedStep Simulation::Private::advanceByNature()
{
    auto turn = m_turns.extract(m_turns.begin());
    const auto [at, index] = turn.value();
    Nwp500Device &device = m_ahead[index];
    SimulatedStep step = message(double(at) / kMsPerSecond, device, device.send());
    m_devices[index] = device;
    device.prepare();
    turn.value().first = device.sendAt();
    m_turns.insert(std::move(turn));
    return step;
}

std::optional<SimulatedStep> Simulation::Private::advanceByRate()
{
    Nwp500Device &first = m_devices.front();
    const double seconds = slotSeconds();
    if (const double fault = nextFaultAt(); fault <= seconds) {
        auto payload = first.passFault();
        return payload ? std::optional(message(fault, first, std::move(*payload))) : std::nullopt;
    }
    Nwp500Device &device = m_devices[std::size_t(m_slot++ % m_devices.size())];
    const auto at = qint64(seconds * kMsPerSecond);
    if (at >= device.silentUntil()) {
        return message(seconds, device, device.statusAt(at));
    }
    skipSilence();
    return {};
}

SimulatedStep Simulation::Private::message(double seconds, const Nwp500Device &device, QByteArray payload) const
{
    return {SimulatedStep::Kind::Message, seconds, seconds / options.speed, device.topic(), std::move(payload)};
}

SimulatedStep Simulation::Private::dropAt(double seconds) const
{
    return {SimulatedStep::Kind::Drop, seconds, seconds / options.speed, {}, {}};
}

double Simulation::Private::nextDropAt() const
{
    return double(m_nextDrop < m_drops.size() ? qint64(m_drops.at(m_nextDrop).at.count()) : Nwp500Device::kNever)
        / kMsPerSecond;
}

double Simulation::Private::nextFaultAt() const
{
    return double(m_devices.front().nextFaultAt()) / kMsPerSecond;
}

double Simulation::Private::slotSeconds() const
{
    return double(m_slot) * options.speed / *options.rate;
}

/// With one device, a long silence at a high rate would be millions of empty turns.
void Simulation::Private::skipSilence()
{
    if (m_devices.size() > 1) {
        return;
    }
    const double silent = double(m_devices.front().silentUntil()) / kMsPerSecond;
    const double until = std::min({silent, nextFaultAt(), nextDropAt()});
    m_slot = std::max(m_slot, quint64(std::floor(until * *options.rate / options.speed)));
}

QStringList Simulation::Private::deviceIds() const
{
    QStringList ids;
    for (const Nwp500Device &device : m_devices) {
        ids.append(QString::fromLatin1(device.mac()));
    }
    return ids;
}

std::optional<std::size_t> Simulation::Private::indexOf(const QString &id) const
{
    const auto at = std::ranges::find_if(m_devices,
        [&id](const Nwp500Device &device) { return id.isEmpty() || QString::fromLatin1(device.mac()) == id; });
    return at == m_devices.end() ? std::nullopt : std::optional(std::size_t(at - m_devices.begin()));
}

double Simulation::Private::present(double seconds) const
{
    return std::max(m_given, std::min(seconds, nextAt()));
}

Nwp500Device &Simulation::Private::bring(std::size_t index, double seconds)
{
    Nwp500Device &device = m_devices[index];
    if (options.rate) {
        device.runUntil(toMs(seconds));
    } else {
        device.prepare(toMs(seconds));
    }
    return device;
}

void Simulation::Private::planAgain(std::size_t index)
{
    if (options.rate) {
        return; // nothing is planned
    }
    m_turns.erase({m_ahead[index].sendAt(), index});
    m_ahead[index] = m_devices[index];
    m_ahead[index].prepare();
    m_turns.emplace(m_ahead[index].sendAt(), index);
}

bool Simulation::Private::provoke(const SimulatedFault &fault, double seconds)
{
    const auto index = indexOf(fault.device);
    if (!index) {
        return false;
    }
    const double at = present(seconds);
    if (isDrop(fault)) {
        m_said.push_back(dropAt(at));
        return true;
    }
    Nwp500Device &device = bring(*index, at);
    if (auto payload = device.suffer(fault, toMs(at))) {
        m_said.push_back(message(at, device, std::move(*payload)));
    }
    planAgain(*index);
    return true;
}

Result<SimulatedStep> Simulation::Private::hear(const Nwp500Request &request, double seconds)
{
    const auto index = indexOf(request.mac);
    if (!index) {
        return Error{u"There is no simulated device \"%1\"."_s.arg(request.mac)};
    }
    const double at = present(seconds);
    Nwp500Device &device = bring(*index, at);
    auto answer = device.answer(request, toMs(at));
    planAgain(*index);
    if (!answer) {
        return Error{answer.error()};
    }
    SimulatedStep step = message(at, device, std::move(answer).value());
    step.topic = request.responseTopic;
    return step;
}

Simulation::Simulation(const SimulationOptions &options)
    : d(std::make_unique<Private>(options))
{
}

Simulation::~Simulation() = default;
Simulation::Simulation(Simulation &&other) noexcept = default;
Simulation &Simulation::operator=(Simulation &&other) noexcept = default;

QStringList Simulation::deviceIds() const
{
    return d->deviceIds();
}

SimulatedStep Simulation::next()
{
    for (;;) {
        if (auto step = d->advance()) {
            return *std::move(step);
        }
    }
}

std::optional<SimulatedStep> Simulation::nextUntil(double dueSeconds)
{
    while (quietUntil() <= dueSeconds) {
        if (auto step = d->advance()) {
            return step;
        }
    }
    return {};
}

double Simulation::quietUntil() const
{
    return d->nextAt() / d->options.speed;
}

bool Simulation::provoke(const SimulatedFault &fault, double dueSeconds)
{
    return d->provoke(fault, dueSeconds * d->options.speed);
}

Result<SimulatedStep> Simulation::hear(const QString &topic, const QByteArray &payload, double dueSeconds)
{
    const auto request = Nwp500Request::parse(topic, payload);
    return request ? d->hear(*request, dueSeconds * d->options.speed) : Result<SimulatedStep>(Error{request.error()});
}

} // namespace ember
