// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/message.h>
#include <ember/events/event.h>

namespace ember {

/// How a message was delivered, beside what is in it, as metadata of its event and of those that it causes (so in JSON
/// as extensions of CloudEvents): `retained` ("true": the broker kept it, its age is unknown), `qos` ("1", "2"), and of
/// MQTT 5 `contenttype`, `responsetopic` and `userproperties` (a JSON list of [name, value]). What is usual has no
/// entry: not retained, QoS 0, no properties; then `metadata` itself comes back. Any thread.
[[nodiscard]] MetadataPtr withDelivery(const MetadataPtr &metadata, const Message &message);

/// The same read from an event, in words for a person: "retained", "QoS 1", "user property site: lab". Empty where
/// everything is usual. Any thread.
[[nodiscard]] QStringList deliveryWords(const Event &event);

} // namespace ember
