// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emberpeer.h"
#include "topics.h"

#include <allocationcount.h>

#include <QtCore/QCoreApplication>

namespace bench {

using namespace Qt::StringLiterals;
using ember::test::allocationCount;

void allocations(Scoreboard &board, const Effort &)
{
    constexpr int kTimes = 10'000;
    quint64 heard = 0;
    const QString name = u"device.counted"_s;
    const Symbol symbol = Symbol::intern(name);
    const ember::PayloadPtr payload = std::make_shared<const DataPayload>();
    EventEmitter emitter({.limit = kTimes, .history = 0});
    for (int i = 0; i < 10; ++i) {
        emitter.on(i % 2 ? name : u"device.*"_s, [&heard](const Event &) { ++heard; }, {.priority = i});
    }
    const auto perTime = [](const auto &work) {
        for (int i = 0; i < 3; ++i) {
            work(); // everything grows
        }
        const std::size_t before = allocationCount();
        work();
        return Series{double(allocationCount() - before) / kTimes};
    };
    const Event event = makeEvent(symbol);
    const auto repeat = [&](auto one) {
        return [&emitter, one] {
            emitter.flushBatch();
            for (int i = 0; i < kTimes; ++i) {
                one();
            }
        };
    };
    board.add({28, u"allocations per emission, an event that exists, traced"_s, Want::AtMost, 0, 0, {}},
        perTime(repeat([&] { emitter.emitEvent(event); })));
    board.add({28, u"allocations per emission, by symbol and payload, traced"_s, Want::AtMost, 0, 0, {}},
        perTime(repeat([&] { emitter.emitEvent(symbol, payload); })));
    const auto post = [&] {
        heard = 0;
        for (int i = 0; i < kTimes; ++i) {
            emitter.post(Event(EventInit{.name = symbol, .payload = payload}));
        }
        while (heard < 10 * kTimes) {
            QCoreApplication::processEvents();
        }
    };
    board.add({28, u"allocations per post, with what its event costs"_s, Want::AtMost, 1.0 / 64, 0, {}}, perTime(post));
}

} // namespace bench
