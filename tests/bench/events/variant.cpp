// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Compiled once per variant of the library, whose namespace a macro has renamed; VARIANT is the function's name.
#include "variant.h"

#include "peers/message.h"

#include <ember/events/eventemitter.h>

namespace bench {

namespace {

struct Subject
{
    ember::EventEmitter emitter{ember::EmitterOptions{.history = 0}};
    ember::Event event{ember::EventInit{.name = ember::Symbol::intern(u"variant.measured")}};
};

} // namespace

Variant VARIANT()
{
    return {[](int handlers, quint64 *counters) -> void * {
                auto *subject = new Subject;
                subject->emitter.setTracing({.mode = ember::Tracing::Mode::Off});
                for (int h = 0; h < handlers; ++h) {
                    connectHandler<ember::Event>(h, &counters[h], [&](auto handler) {
                        subject->emitter.on(u"variant.measured", handler, {.priority = 50 + h % 3});
                    });
                }
                return subject;
            },
        [](void *subject, std::size_t times) {
            auto *one = static_cast<Subject *>(subject);
            for (std::size_t i = 0; i < times; ++i) {
                one->emitter.emitEvent(one->event);
            }
        },
        [](void *subject) { delete static_cast<Subject *>(subject); }};
}

} // namespace bench
