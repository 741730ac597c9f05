// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator/nwp500statusfields.h"
#include "simulator/nwp500unit.h"
#include "simulator/simulationrandom.h"

#include <array>
#include <cstddef>

namespace ember {

/// What one status message says: the raw numbers of kNwp500StatusFields.
class Nwp500Status
{
public:
    Nwp500Status(quint64 seed, int index, Nwp500Age age);

    /// Reads the unit for a message sent for the reason `command` (nwp500.md §2); the readings tremble by `random`.
    void read(const Nwp500Unit &unit, int command, SimulationRandom &random);
    void setError(int code, int subCode);

    /// Appends `"key":value,…` without braces at `out` and returns the end; at most kMaxSize bytes.
    char *write(char *out) const;

    static constexpr std::size_t kMaxSize = 4096;

private:
    void readHeating(const Nwp500Unit &unit, SimulationRandom &random);
    void readThresholds(const Nwp500Unit &unit);
    void readTank(const Nwp500Tank &tank, int setpoint, SimulationRandom &random);
    void readRefrigerant(const Nwp500Refrigerant &refrigerant, SimulationRandom &random);
    void readHousehold(const Nwp500Household &household);

    Nwp500Age m_age;
    int m_errorCode = 0;
    int m_subErrorCode = 0;
    std::array<int, kNwp500StatusFields.size()> m_values{};
};

} // namespace ember
