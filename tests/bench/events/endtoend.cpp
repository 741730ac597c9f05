// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "consumer.h"
#include "topics.h"

namespace bench {

using namespace Qt::StringLiterals;

/// From a producer's thread through the consumer's loop to ten handlers.
void endToEnd(Scoreboard &board, const Effort &effort)
{
    constexpr int kHandlers = 10;
    const std::vector<QString> names = fiftyNames();
    std::vector<Symbol> symbols;
    for (const QString &name : names) {
        symbols.push_back(Symbol::intern(name));
    }
    std::array<quint64, kHandlers> counters{};
    Tally tally;
    const auto listen = [&](EventEmitter &one) {
        for (const QString &name : names) {
            for (int h = 1; h < kHandlers; ++h) {
                addEmber(one, name, h, &counters[std::size_t(h)]);
            }
            one.on(name, [&tally](const Event &) { tally.add(); }, {.priority = 0});
        }
    };
    EmitterThread untraced(listen);
    EmitterThread traced([&](EventEmitter &one) {
        listen(one);
        one.setTracing({.mode = Tracing::Mode::All});
    });

    // Qt: a hub that gets queued signals and emits a direct one.
    LoopThread loop;
    QtPeer sender;
    QtPeer hub;
    for (int h = 1; h < kHandlers; ++h) {
        hub.add(h, &counters[std::size_t(h)]);
    }
    Tally qtTally;
    QObject::connect(
        &hub, &QtPeer::sent, &hub, [&qtTally](const Message &) { qtTally.add(); }, Qt::DirectConnection);
    hub.moveToThread(&loop.thread());
    sender.addQueued(&hub, [&hub](const Message &message) { hub.send(message); });
    // Qt as it is mostly written: each receiver has a queued connection.
    QtPeer many;
    QObject receiver;
    receiver.moveToThread(&loop.thread());
    for (int h = 1; h < kHandlers; ++h) {
        connectHandler<Message>(
            h, &counters[std::size_t(h)], [&](auto handler) { many.addQueued(&receiver, handler); });
    }
    many.addQueued(&receiver, [&qtTally](const Message &) { qtTally.add(); });

    std::size_t next = 0;
    const auto ember = [&](EmitterThread &emitter) {
        return [&] {
            return perEvent(tally, 1, effort.events(), [&](int) {
                next = next + 1 == symbols.size() ? 0 : next + 1;
                emitter->post(makeEvent(symbols[next]));
            });
        };
    };
    const auto qt = [&](QtPeer &peer, int events) {
        return [&, events] {
            return perEvent(qtTally, 1, events, [&](int) {
                next = next + 1 == names.size() ? 0 : next + 1;
                peer.send(makeMessage(names[next]));
            });
        };
    };
    const std::vector<Series> all = measureOnce(
        {ember(untraced), ember(traced), qt(sender, effort.events()), qt(many, effort.events() / 5)}, effort.rounds());
    board.note(u"thread to thread to 10 handlers, ns per event: ember %1, traced %2, Qt hub %3, Qt 10 queued %4"_s
                   .arg(median(all[0]), 0, 'f', 0)
                   .arg(median(all[1]), 0, 'f', 0)
                   .arg(median(all[2]), 0, 'f', 0)
                   .arg(median(all[3]), 0, 'f', 0));
    board.add({24, u"end to end, untraced, times faster than Qt queued hub + signal"_s, Want::AtLeast, 10, 14},
        ratio(all[2], all[0]));
    board.add({24, u"end to end, every handler traced, times faster than Qt queued hub"_s, Want::AtLeast, 5, 7},
        ratio(all[2], all[1]));
    board.add({25, u"end to end, untraced, times faster than 10 queued connections"_s, Want::AtLeast, 80, 140},
        ratio(all[3], all[0]));
    loop.run([&] {
        hub.moveToThread(nullptr);
        receiver.moveToThread(nullptr);
    });
}

} // namespace bench
