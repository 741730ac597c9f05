// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/links/simulationoptions.h>

#include "simulator/simulationlimits.h"

#include <QtCore/QSet>

using namespace Qt::StringLiterals;

namespace ember {

namespace {
QString wrongNumber(const QString &key, const QString &value, double lowest, double highest)
{
    const auto plain = [](double number) { return QString::number(number, 'f', number < 1 ? 3 : 0); };
    return u"The simulator's %1 \"%2\" is not a number from %3 to %4."_s.arg(key, value, plain(lowest), plain(highest));
}

QString readNumber(const QString &key, const QString &value, double lowest, double highest, double &into)
{
    bool isNumber = false;
    const double number = value.toDouble(&isNumber);
    if (!isNumber || !(number >= lowest && number <= highest)) {
        return wrongNumber(key, value, lowest, highest);
    }
    into = number;
    return {};
}

QString readSeed(const QString &value, quint64 &into)
{
    bool isNumber = false;
    into = value.toULongLong(&isNumber);
    return isNumber ? QString() : u"The simulator's seed \"%1\" is not a whole number from 0 to 2^64 - 1."_s.arg(value);
}

QString readDevices(const QString &value, int &into)
{
    bool isNumber = false;
    into = value.toInt(&isNumber);
    if (isNumber && into >= 1 && into <= SimulationLimits::kMostDevices) {
        return {};
    }
    return u"The simulator's devices \"%1\" is not a whole number from 1 to %2."_s.arg(value).arg(
        SimulationLimits::kMostDevices);
}

/// Empty when all is well.
QString readParameter(const QString &key, const QString &value, SimulationOptions &into)
{
    if (key == u"seed") {
        return readSeed(value, into.seed);
    }
    if (key == u"speed") {
        return readNumber(key, value, SimulationLimits::kSlowest, SimulationLimits::kFastest, into.speed);
    }
    if (key == u"rate") {
        into.rate.emplace();
        return readNumber(key, value, SimulationLimits::kLowestRate, SimulationLimits::kHighestRate, *into.rate);
    }
    if (key == u"devices") {
        return readDevices(value, into.devices);
    }
    if (key == u"fault") {
        auto faults = parseFaults(value);
        if (!faults) {
            return faults.error();
        }
        into.faults = std::move(faults).value();
        return {};
    }
    return u"The simulator has no parameter \"%1\"; known are seed, speed, rate, devices and fault."_s.arg(key);
}
} // namespace

Result<SimulationOptions> simulationOptions(
    const QString &profile, const QList<std::pair<QString, QString>> &parameters)
{
    SimulationOptions options;
    if (!profile.isEmpty() && profile != options.profile) {
        return Error{u"There is no simulated device \"%1\"; the known one is %2."_s.arg(profile, options.profile)};
    }
    QSet<QString> seen;
    for (const auto &[key, value] : parameters) {
        QString problem = readParameter(key, value, options);
        if (problem.isEmpty() && seen.contains(key)) {
            problem = u"The simulator's parameter \"%1\" is given twice; give it once."_s.arg(key);
        }
        if (!problem.isEmpty()) {
            return Error{problem};
        }
        seen.insert(key);
    }
    return options;
}

} // namespace ember
