// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/eventemitter.h>

#include <functional>

namespace ember::test {

/// One batch behind another, as one.
inline void appendBatch(TraceBatch &all, const TraceBatch &batch)
{
    for (EmissionTrace trace : batch.emissions) {
        trace.firstRun += quint32(all.runs.size());
        trace.firstFailure += quint32(all.failures.size());
        all.emissions.push_back(trace);
    }
    all.runs.insert(all.runs.end(), batch.runs.begin(), batch.runs.end());
    all.failures.insert(all.failures.end(), batch.failures.begin(), batch.failures.end());
}

/// The traces that a real emitter leaves of these emissions, however many batches it hands out.
inline TraceBatch tracesOf(const std::function<void(EventEmitter &)> &emissions)
{
    TraceBatch all;
    EventEmitter emitter;
    QObject::connect(
        &emitter, &EventEmitter::traced, &emitter, [&all](const TraceBatch &batch) { appendBatch(all, batch); });
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
