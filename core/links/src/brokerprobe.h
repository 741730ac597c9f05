// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mqttreasons.h"

#include <ember/links/connectionurl.h>

#include <chrono>
#include <functional>
#include <optional>

namespace ember {

/// One handshake with a broker that could not be reached, to learn why: TCP, then TLS and the request for a WebSocket
/// as far as the address asks for them, no MQTT. Paho does not tell what a certificate was refused for, nor the status
/// of an HTTP answer.
///
/// Blocks up to `limit`, looking every 50 ms whether `isOver`; sends no user name, password or client id. Any thread
/// but Paho's. Nothing: all of it went well, was given up, or could not be found out.
[[nodiscard]] std::optional<MqttFailure> probeBroker(const ConnectionUrl &url, const MqttParty &party,
    const Secret &keyPassword, const std::function<bool()> &isOver, std::chrono::milliseconds limit);

} // namespace ember
