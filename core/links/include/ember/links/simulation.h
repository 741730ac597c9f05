// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/simulationoptions.h>

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <memory>

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
/// Any one thread at a time; needs no event loop. After a Drop the caller may go on at once: the devices do not notice.
class Simulation
{
public:
    /// `options` as simulationOptions() gives them; numbers beyond their limits are brought to the nearest limit.
    explicit Simulation(const SimulationOptions &options);
    ~Simulation();
    Simulation(Simulation &&other) noexcept;
    Simulation &operator=(Simulation &&other) noexcept;

    /// The next step. Never ends.
    [[nodiscard]] SimulatedStep next();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ember
