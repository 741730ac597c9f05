// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mqttattempt.h"

#include <memory>

namespace ember {

inline constexpr int kRefusedSubscription = 0x80; // MQTT 3.1.1 §3.9.3; MQTT 5: and all above

/// The attempts that Paho's callbacks may still find, by number: what Paho carries for us is never a pointer that could
/// have died. Any thread.
[[nodiscard]] quintptr registerAttempt(const std::shared_ptr<MqttAttempt> &attempt);
void forgetAttempt(quintptr number);
[[nodiscard]] void *contextOf(quintptr number);

/// What Paho calls. Those with a 5 are for connections that speak MQTT 5: Paho hands another structure to them.
struct MqttAttempt::Callbacks
{
    static void connected(void *context, MQTTAsync_successData *data);
    static void connected5(void *context, MQTTAsync_successData5 *data);
    static void notConnected(void *context, MQTTAsync_failureData *data);
    static void notConnected5(void *context, MQTTAsync_failureData5 *data);
    static void subscribed(void *context, MQTTAsync_successData *data);
    static void subscribed5(void *context, MQTTAsync_successData5 *data);
    static void notSubscribed(void *context, MQTTAsync_failureData *data);
    static void notSubscribed5(void *context, MQTTAsync_failureData5 *data);
    static void lost(void *context, char *cause);
    static void disconnected(void *context, MQTTProperties *properties, enum MQTTReasonCodes code);
    static int message(void *context, char *topic, int topicLength, MQTTAsync_message *message);

private:
    static void notSubscribed(void *context, int code);
};

} // namespace ember
