// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emberpeer.h"
#include "peers/qtpeer.h"
#include "peers/rawpeer.h"
#include "topics.h"
#include "variant.h"

#include <algorithm>

namespace bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kHandlers = 10;

} // namespace

void tracing(Scoreboard &board, const Effort &effort)
{
    std::array<quint64, kHandlers> counters{};
    const QString name = u"device.traced"_s;
    // An event of its own for each: numbered by another emitter before, it would be copied.
    const std::array<Event, 3> events{
        makeEvent(Symbol::intern(name)), makeEvent(Symbol::intern(name)), makeEvent(Symbol::intern(name))};
    const Message message = makeMessage(name);
    EventEmitter off({.tracing = {.mode = Tracing::Mode::Off}});
    EventEmitter traced({.tracing = {.mode = Tracing::Mode::All}});
    EventEmitter sampled({.tracing = {.mode = Tracing::Mode::Sampled, .every = 16}});
    QtPeer qt;
    RawPeer raw;
    for (int h = 0; h < kHandlers; ++h) {
        quint64 *counter = &counters[std::size_t(h)];
        for (EventEmitter *emitter : {&off, &traced, &sampled}) {
            addEmber(*emitter, name, h, counter);
        }
        qt.add(h, counter);
        raw.add(h, counter);
    }
    const auto emitMany = [](EventEmitter &emitter, const Event &event) {
        return [&event, &emitter](std::size_t times) {
            for (std::size_t i = 0; i < times; ++i) {
                emitter.emitEvent(event);
            }
            emitter.flushBatch(); // the statistics are part of the cost
        };
    };
    quint64 longest = 0;
    const auto naive = [&](std::size_t times) {
        using Clock = std::chrono::steady_clock;
        for (std::size_t i = 0; i < times; ++i) {
            for (const auto &handler : raw.handlers()) {
                const auto start = Clock::now();
                handler(message);
                longest = std::max(longest, quint64((Clock::now() - start).count()));
            }
        }
    };
    quint64 sum = 0;
    const auto clock = [&sum](std::size_t times) {
        for (std::size_t i = 0; i < times; ++i) {
            for (int read = 0; read <= kHandlers; ++read) {
                sum += cheapestClock();
            }
        }
    };
    const std::vector<Series> all
        = measure({{u"traced"_s, emitMany(traced, events[0])},
                      {u"Qt"_s,
                          [&](std::size_t times) {
                              for (std::size_t i = 0; i < times; ++i) {
                                  qt.send(message);
                              }
                          }},
                      {u"naive"_s, naive}, {u"clock"_s, clock}, {u"off"_s, emitMany(off, events[1])},
                      {u"sampled"_s, emitMany(sampled, events[2])}},
            effort);
    board.note(u"10 handlers, ns per emission: traced %1, sampled 1/16 %2, off %3, Qt %4, two clock reads each %5, 11 "
               u"reads of the cheapest clock %6"_s.arg(median(all[0]), 0, 'f', 1)
                   .arg(median(all[5]), 0, 'f', 1)
                   .arg(median(all[4]), 0, 'f', 1)
                   .arg(median(all[1]), 0, 'f', 1)
                   .arg(median(all[2]), 0, 'f', 1)
                   .arg(median(all[3]), 0, 'f', 1));
    board.add({9, u"every handler timed, statistics folded, vs untraced Qt signal"_s, Want::AtMost, 1.1, 0.85},
        ratio(all[0], all[1]));
    board.add({10, u"every handler timed vs 2 steady_clock reads per handler"_s, Want::AtMost, 0.37, 0.25},
        ratio(all[0], all[2]));
    board.add({11, u"every handler timed vs 11 reads of the cheapest clock"_s, Want::AtMost, 1.6, 1.15},
        ratio(all[0], all[3]));
    board.add({12, u"sampled 1/16 vs off"_s, Want::AtMost, 1.8, 1.4}, ratio(all[5], all[4]));

    const Variant with = whole();
    const Variant without = untraced();
    void *a = with.make(kHandlers, counters.data());
    void *b = without.make(kHandlers, counters.data());
    const std::vector<Series> built
        = measure({{u"with"_s, [&](std::size_t times) { with.emitMany(a, times); }},
                      {u"without"_s, [&](std::size_t times) { without.emitMany(b, times); }}},
            effort);
    with.end(a);
    without.end(b);
    board.add({12, u"tracing off vs a build without it"_s, Want::AtMost, 1.03, 1.0}, ratio(built[0], built[1]));
}

} // namespace bench
