// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emberpeer.h"
#include "topics.h"
#include "variant.h"

#include <stdexcept>

namespace bench {

using namespace Qt::StringLiterals;

namespace {

[[gnu::noinline]] void throwing(quint64 *counter)
{
    ++*counter;
    throw std::runtime_error("thrown on purpose");
}

} // namespace

void isolation(Scoreboard &board, const Effort &effort)
{
    constexpr int kHandlers = 10;
    std::array<quint64, kHandlers> counters{};
    const Variant with = whole();
    const Variant without = unguarded();
    void *a = with.make(kHandlers, counters.data());
    void *b = without.make(kHandlers, counters.data());
    const std::vector<Series> guard
        = measure({{u"with"_s, [&](std::size_t times) { with.emitMany(a, times); }},
                      {u"without"_s, [&](std::size_t times) { without.emitMany(b, times); }}},
            effort);
    with.end(a);
    without.end(b);
    board.add(
        {13, u"nobody throws vs a build without the try block"_s, Want::AtMost, 1.03, 1.0}, ratio(guard[0], guard[1]));

    // The log is off: peers do not write one, and a line to a terminal costs what the terminal costs.
    EventEmitter emitter({.tracing = {.mode = Tracing::Mode::Off}, .history = 0});
    quint64 thrown = 0;
    emitter.on(u"device.failing", [&thrown](const Event &) { throwing(&thrown); });
    const Event event = makeEvent(Symbol::intern(u"device.failing"));
    const std::vector<Series> all = measure({{u"ember"_s,
                                                 [&](std::size_t times) {
                                                     for (std::size_t i = 0; i < times; ++i) {
                                                         emitter.emitEvent(event);
                                                     }
                                                 }},
                                                {u"bare"_s,
                                                    [&](std::size_t times) {
                                                        for (std::size_t i = 0; i < times; ++i) {
                                                            try {
                                                                throwing(&thrown);
                                                            } catch (const std::exception &) {
                                                                thrown += 2;
                                                            }
                                                        }
                                                    }}},
        effort);
    board.note(u"a throwing handler %1 ns, a bare throw and catch %2 ns"_s.arg(median(all[0]), 0, 'f', 0)
                   .arg(median(all[1]), 0, 'f', 0));
    board.add({13, u"a throwing handler, told and counted, vs bare throw and catch"_s, Want::AtMost, 1.6, 1.3},
        ratio(all[0], all[1]));
}

} // namespace bench
