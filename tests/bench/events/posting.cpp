// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "consumer.h"
#include "peers/asiopeer.h"
#include "topics.h"

#include <deque>

namespace bench {

using namespace Qt::StringLiterals;

void posting(Scoreboard &board, const Effort &effort)
{
    constexpr int kProducers = 4;
    const QString name = u"device.posted"_s;
    const Symbol symbol = Symbol::intern(name);

    Tally emberTally;
    EmitterThread emitter([&](EventEmitter &one) { one.on(name, [&emberTally](const Event &) { emberTally.add(); }); });

    Tally qtTally;
    LoopThread qtLoop;
    QObject qtReceiver;
    qtReceiver.moveToThread(&qtLoop.thread());
    std::deque<QtPeer> senders(kProducers);
    for (QtPeer &sender : senders) {
        sender.addQueued(&qtReceiver, [&qtTally](const Message &) { qtTally.add(); });
    }
    Tally asioTally;
    AsioPeer asio([&asioTally] { asioTally.add(); });

    for (const int producers : {1, kProducers}) {
        const std::vector<Series> all = measureOnce(
            {[&] {
                 return perEvent(
                     emberTally, producers, effort.events(), [&](int) { emitter->post(makeEvent(symbol)); });
             },
                [&] {
                    return perEvent(qtTally, producers, effort.events(),
                        [&](int producer) { senders[std::size_t(producer)].send(makeMessage(name)); });
                },
                [&] {
                    return perEvent(asioTally, producers, effort.events(), [&](int) { asio.post(makeMessage(name)); });
                },
                [&] { // as makeEvent(), but for where the payload's memory comes from
                    return perEvent(emberTally, producers, effort.events(), [&](int) {
                        emitter->post(
                            Event(EventInit{.name = symbol, .payload = std::make_shared<const DataPayload>()}));
                    });
                }},
            effort.rounds());
        board.note(u"%1 producer(s), ns per event: ember %2 (payload from make_shared %5), Qt queued %3, Asio %4"_s
                       .arg(producers)
                       .arg(median(all[0]), 0, 'f', 0)
                       .arg(median(all[1]), 0, 'f', 0)
                       .arg(median(all[2]), 0, 'f', 0)
                       .arg(median(all[3]), 0, 'f', 0));
        const bool one = producers == 1;
        const QString what
            = one ? u"post, 1 producer, times faster than "_s : u"post, 4 producers, times faster than "_s;
        board.add(
            {one ? 22 : 23, what + u"Qt queued signal", Want::AtLeast, one ? 11.0 : 7.0, 18}, ratio(all[1], all[0]));
        board.add({one ? 22 : 23, what + u"Boost.Asio post", Want::AtLeast, one ? 2.2 : 1.4, 4}, ratio(all[2], all[0]));
    }
    qtLoop.run([&] { qtReceiver.moveToThread(nullptr); });
}

} // namespace bench
