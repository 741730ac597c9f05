// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace ember {

/// How patient an MQTT connection is. Tests put in shorter times.
struct MqttTimes
{
    /// Silence after which the broker is pinged; one that does not answer within 1.5 times that counts as gone. So a
    /// frozen broker, or a line that died without a word, is noticed at most 2.5 keep-alives after its last byte: 75 s.
    /// Below the 60 s of nwp500.md §2, which only keep routers from forgetting the connection (300 s and more): a
    /// monitor should notice sooner. AWS IoT allows no less than 30 s.
    std::chrono::seconds keepAlive{30};
    /// From the first packet to the broker's answer to CONNECT.
    std::chrono::seconds connect{15};
};

} // namespace ember
