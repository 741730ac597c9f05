// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Must not compile: a member that handles an EventType<Data> takes (const Data &)
#include "../typedexamples.h"

#include <ember/events/eventemitter.h>

using namespace ember::test;

struct Receiver : QObject
{
    void onChange(const OnlyNew &) { }
};

void wrong(ember::EventEmitter &emitter, Receiver *receiver)
{
    emitter.on(temperatureChanged, receiver, &Receiver::onChange);
}
