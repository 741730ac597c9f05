// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Must not compile: a handler of an EventType<Data> takes (const Data &)
#include "../typedexamples.h"

#include <ember/events/eventemitter.h>

using namespace ember::test;

void wrong(ember::EventEmitter &emitter)
{
    emitter.once(temperatureChanged, [](const ember::Event &) {});
}
