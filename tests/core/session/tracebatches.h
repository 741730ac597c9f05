// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/eventemitter.h>

#include <functional>

namespace ember::test {

/// The traces that a real emitter leaves of these emissions.
inline TraceBatch tracesOf(const std::function<void(EventEmitter &)> &emissions)
{
    TraceBatch all;
    EventEmitter emitter;
    QObject::connect(&emitter, &EventEmitter::traced, &emitter, [&all](const TraceBatch &batch) { all = batch; });
    emissions(emitter);
    emitter.flushBatch();
    return all;
}

/// `count` events named "test.event" with `data.n` = 0, 1, 2 …, each seen by one handler.
inline TraceBatch numberedTraces(int count)
{
    return tracesOf([count](EventEmitter &emitter) {
        emitter.on(u"test.*", [](const Event &) {});
        for (int n = 0; n < count; ++n) {
            emitter.emitEvent(Event(u"test.event", Record::make({{u"n", n}})));
        }
    });
}

} // namespace ember::test
