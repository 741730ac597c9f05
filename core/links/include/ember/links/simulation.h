// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>
#include <ember/links/simulationoptions.h>

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <memory>
#include <optional>

namespace ember {

/// What a simulation does next.
struct SimulatedStep
{
    enum class Kind : quint8
    {
        Message, ///< a device sends `payload` on `topic`
        Drop ///< the connection breaks; topic and payload are empty
    };

    Kind kind = Kind::Message;
    double simulatedSeconds = 0; ///< since the start, in the devices' time
    double dueSeconds = 0; ///< since the start, in real time: simulatedSeconds / speed
    QString topic;
    QByteArray payload;
};

/// Simulated NWP500 water heaters as an endless sequence of steps in time order: what a client of a real unit hears
/// (nwp500.md §2, §5, §6). The steps depend on the options alone, never on the clock, on the moment of a call or on
/// another simulation. Without a rate each device answers one device-info request and a status request every 30
/// simulated seconds, and pushes on its own when something changes. With a rate every message is a status, the devices
/// in turn, and message number i stands at i / rate real seconds. Pacing is the caller's.
///
/// Two things come from outside and change what follows: provoke() and hear(). Both happen at the simulation's present
/// moment: the moment given, but not before the latest step nor after the next one.
///
/// Any one thread at a time; needs no event loop. After a Drop the caller may go on at once: the devices do not notice.
class Simulation
{
public:
    /// `options` as simulationOptions() gives them; numbers beyond their limits are brought to the nearest limit.
    explicit Simulation(const SimulationOptions &options);
    ~Simulation();
    Simulation(Simulation &&other) noexcept;
    Simulation &operator=(Simulation &&other) noexcept;

    /// The ids of the devices (the part of their topics that names them), in their order.
    [[nodiscard]] QStringList deviceIds() const;

    /// The next step. Never ends.
    [[nodiscard]] SimulatedStep next();
    /// The next step if it is due by `dueSeconds` (real seconds since the start); none if not, and then nothing is
    /// decided yet about what comes later.
    [[nodiscard]] std::optional<SimulatedStep> nextUntil(double dueSeconds);
    /// Real seconds since the start before which no step is due.
    [[nodiscard]] double quietUntil() const;

    /// Lets a fault happen now instead of at `fault.at`, which is not looked at. What it makes the device say is the
    /// next step. False if `fault.device` names no device of this simulation.
    bool provoke(const SimulatedFault &fault, double dueSeconds);
    /// A message heard by the devices: a status or device-info request, or a control command (power, mode, setpoint;
    /// nwp500.md §2, §3). Gives the answer, which is not among the steps: its topic is the request's responseTopic, its
    /// envelope echoes the request. An acknowledgement carries the new setting and the old running state; pushes with
    /// the new one are among the steps that follow. The error says why the devices keep silent.
    [[nodiscard]] Result<SimulatedStep> hear(const QString &topic, const QByteArray &payload, double dueSeconds);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ember
