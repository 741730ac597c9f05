// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <vector>

namespace bench {

/// Statuses of one simulated NWP500 with all of its keys, as they come one after the other on its topic.
struct Statuses
{
    QString topic;
    std::vector<QByteArray> payloads;
};

/// Made by the product's simulator: what a real unit would send.
[[nodiscard]] Statuses simulatedStatuses(int count);

} // namespace bench
