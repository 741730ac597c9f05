// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statuses.h"

#include <ember/links/simulation.h>

namespace bench {

Statuses simulatedStatuses(int count)
{
    ember::SimulationOptions options;
    options.rate = 1'000;
    ember::Simulation simulation(options);
    Statuses statuses;
    while (statuses.payloads.size() < std::size_t(count)) {
        ember::SimulatedStep step = simulation.next();
        if (!step.payload.contains("\"dhwTemperature\"")
            || (!statuses.topic.isEmpty() && step.topic != statuses.topic)) {
            continue; // an answer about something else
        }
        statuses.topic = step.topic;
        statuses.payloads.push_back(std::move(step.payload));
    }
    return statuses;
}

} // namespace bench
