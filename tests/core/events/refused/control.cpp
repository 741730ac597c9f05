// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Compiles: the control of the files beside it, which differ from it in one mistake each.
#include "../typedexamples.h"

#include <ember/events/eventemitter.h>
#include <ember/events/handlerregistry.h>

using namespace ember::test;

struct Receiver : QObject
{
    void onChange(const TemperatureChanged &) { }
};

inline constexpr ember::EventType<OnlyNew> right{"device.changed_2", {.version = 1}};

ember::Event made()
{
    return temperatureChanged.event(TemperatureChanged{.now = 5});
}

void use(ember::EventEmitter &emitter, ember::HandlerDomain &domain, Receiver *receiver)
{
    emitter.on(temperatureChanged, [](const TemperatureChanged &) {});
    emitter.on(temperatureChanged, [](const TemperatureChanged &, const ember::Event &) {});
    emitter.on(temperatureChanged, [](TemperatureChanged copy) { copy.now = 0; });
    emitter.on(temperatureChanged, [](const auto &, const auto &) {});
    emitter.once(temperatureChanged, [](const TemperatureChanged &) { return QFuture<int>(); });
    emitter.on(temperatureChanged, receiver, &Receiver::onChange);
    domain.on(temperatureChanged, [](const TemperatureChanged &) {});
}
