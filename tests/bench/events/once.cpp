// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emberpeer.h"
#include "peers/boostpeer.h"
#include "peers/qtpeer.h"
#include "topics.h"

namespace bench {

using namespace Qt::StringLiterals;

void once(Scoreboard &board, const Effort &effort)
{
    quint64 counter = 0;
    EventEmitter emitter({.tracing = {.mode = Tracing::Mode::Off}, .history = 0});
    QtPeer qt;
    BoostPeer boost;
    const QString name = u"device.once"_s;
    const Event event = makeEvent(Symbol::intern(name));
    const Message message = makeMessage(name);
    const std::vector<Series> all = measure({{u"ember"_s,
                                                 [&](std::size_t times) {
                                                     for (std::size_t i = 0; i < times; ++i) {
                                                         emitter.once(name, [&counter](const Event &) { ++counter; });
                                                         emitter.emitEvent(event);
                                                     }
                                                 }},
                                                {u"Qt"_s,
                                                    [&](std::size_t times) {
                                                        for (std::size_t i = 0; i < times; ++i) {
                                                            qt.addOnceAndSend(&counter, message);
                                                        }
                                                    }},
                                                {u"Boost"_s,
                                                    [&](std::size_t times) {
                                                        for (std::size_t i = 0; i < times; ++i) {
                                                            boost.addOnceAndSend(&counter, message);
                                                        }
                                                    }}},
        effort);
    board.note(u"once, ns: ember %1, Qt %2, Boost %3"_s.arg(median(all[0]), 0, 'f', 1)
                   .arg(median(all[1]), 0, 'f', 1)
                   .arg(median(all[2]), 0, 'f', 1));
    board.add({14, u"once: register, fire, remove: times faster than Qt SingleShotConnection"_s, Want::AtLeast, 8, 12},
        ratio(all[1], all[0]));
    board.add({14, u"once: register, fire, remove: times faster than Boost.Signals2"_s, Want::AtLeast, 20, 33},
        ratio(all[2], all[0]));
}

} // namespace bench
