// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "peers/message.h"

#include <ember/events/eventemitter.h>
#include <ember/events/newpayload.h>

#include <vector>

namespace bench {

using ember::Event;
using ember::EventEmitter;
using ember::EventInit;
using ember::Symbol;
using ember::Tracing;

/// Ours: priorities differ, so that the list has to be in their order.
inline void addEmber(EventEmitter &emitter, QStringView pattern, int index, quint64 *counter)
{
    connectHandler<Event>(
        index, counter, [&](auto handler) { emitter.on(pattern, handler, {.priority = 50 + index % 3}); });
}

/// The same payload as a Message has.
class DataPayload final : public ember::Payload
{
public:
    [[nodiscard]] ember::Value field(Symbol) const noexcept override { return {}; }
    [[nodiscard]] QJsonObject toJson() const override { return {}; }
    [[nodiscard]] qsizetype byteSize() const override { return qsizetype(sizeof(*this)); }

    Data data;
};

[[nodiscard]] inline Event makeEvent(Symbol name)
{
    return Event(EventInit{.name = name, .payload = ember::newPayload<DataPayload>()});
}

[[nodiscard]] inline Message makeMessage(const QString &name)
{
    return {name, 42, std::make_shared<const Data>()};
}

/// Fifty names as devices have them.
[[nodiscard]] inline std::vector<QString> fiftyNames()
{
    std::vector<QString> names;
    for (int i = 0; i < 50; ++i) {
        names.push_back(QStringLiteral("device.channel_%1_changed").arg(i));
    }
    return names;
}

} // namespace bench
