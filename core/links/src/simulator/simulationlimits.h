// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ember {

/// What a `sim:` URL may ask for.
struct SimulationLimits
{
    static constexpr double kSlowest = 0.001; // × real time
    static constexpr double kFastest = 10'000;
    static constexpr double kLowestRate = 0.001; // messages per real second
    static constexpr double kHighestRate = 10'000'000;
    static constexpr int kMostDevices = 1'000;
};

} // namespace ember
