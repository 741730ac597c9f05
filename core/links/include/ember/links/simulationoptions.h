// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringView>

#include <chrono>
#include <optional>
#include <utility>

namespace ember {

/// One thing that goes wrong on purpose, at a simulated time after the start. All but Drop concern one device, so that
/// with several devices the others go on undisturbed.
struct SimulatedFault
{
    enum class Kind : quint8
    {
        Error, ///< `E799`, `E407/1`: errorCode and subErrorCode stay set until cleared or replaced (nwp500.md §8)
        Clear, ///< `clear`: errorCode and subErrorCode back to 0
        Drop, ///< `drop`: the connection breaks, once
        Garbage, ///< `garbage`: one broken message; the next one is broken in another way, six ways in turn
        Silence ///< `silence`, `silence/1h`: the device sends nothing at all (no garbage either) for `duration`
    };
    /// Of a silence without a length: longer than the silence after which a connection counts as stale (Link), so that
    /// a person who provokes one sees what it leads to.
    static constexpr std::chrono::milliseconds kUsualSilence{900'000};

    Kind kind = Kind::Error;
    int code = 0; ///< Error: 1 to 999
    int subCode = 0; ///< Error: 0 to 99
    std::chrono::milliseconds at{0}; ///< simulated time after the start
    std::chrono::milliseconds duration{0}; ///< Silence: simulated time, kUsualSilence unless said
    QString device = {}; ///< the id of the device; empty, and for every fault of a URL: the first one

    bool operator==(const SimulatedFault &) const = default;
};

/// Everything the bytes of a simulation depend on.
struct SimulationOptions
{
    QString profile = QStringLiteral("navien-nwp500"); ///< the only device that is simulated
    quint64 seed = 1;
    double speed = 60; ///< × real time; 0.001 to 10,000
    /// Status messages per real second over all devices, 0.001 to 10,000,000; none: as often as a real unit sends.
    std::optional<double> rate;
    int devices = 1; ///< 1 to 1,000; every second one has the older firmware (87 status keys instead of 102)
    QList<SimulatedFault> faults; ///< in any order
    /// Without a rate: whether somebody's app asks each device, for its info once and for its status every 30 s, and
    /// the answers are among the steps. False: a device only pushes, and answers what Simulation::hear() is given.
    bool polled = true;
};

/// Reads `E799@30s,E407/1@1m,clear@90s,drop@120s,garbage@1.5h,silence/20m@500ms`. Times are simulated ones since the
/// start, in ms, s, m or h; upper and lower case do not matter. The error names the part that is wrong and what is
/// known. Any thread.
[[nodiscard]] Result<QList<SimulatedFault>> parseFaults(QStringView text);

/// Options from the parameters of a `sim:` URL (design.md §5): seed, speed, rate, devices, fault. An empty profile
/// means the default one. Unknown, repeated or impossible parameters are an error that says what is possible.
/// Any thread.
[[nodiscard]] Result<SimulationOptions> simulationOptions(
    const QString &profile, const QList<std::pair<QString, QString>> &parameters);

} // namespace ember
