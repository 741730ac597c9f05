// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emberpeer.h"
#include "peers/boostpeer.h"
#include "peers/qtpeer.h"
#include "peers/sigcpeer.h"
#include "topics.h"

#include <QtCore/QHash>

#include <deque>

namespace bench {

using namespace Qt::StringLiterals;

namespace {

/// A peer with a QHash from names to its channels before it.
template <typename Peer>
struct Named
{
    Named(const std::vector<QString> &names, int handlers, quint64 *counters)
    {
        for (const QString &name : names) {
            Peer &peer = peers.emplace_back();
            byName.insert(name, &peer);
            for (int h = 0; h < handlers; ++h) {
                peer.add(h, &counters[h]);
            }
        }
    }
    void send(const QString &name, const Message &message) const
    {
        if (Peer *peer = byName.value(name)) {
            peer->send(message);
        }
    }

    std::deque<Peer> peers;
    QHash<QString, Peer *> byName;
};

template <typename Send>
Case cycle(const std::vector<QString> &names, const QString &what, Send send)
{
    return {what, [&names, send](std::size_t times) {
                std::size_t i = 0;
                for (std::size_t n = 0; n < times; ++n) {
                    send(names[i]);
                    i = i + 1 == names.size() ? 0 : i + 1;
                }
            }};
}

} // namespace

void names(Scoreboard &board, const Effort &effort)
{
    constexpr int kHandlers = 10;
    const std::vector<QString> names = fiftyNames();
    std::array<quint64, kHandlers> counters{};
    EventEmitter emitter({.tracing = {.mode = Tracing::Mode::Off}, .history = 0});
    for (const QString &name : names) {
        for (int h = 0; h < kHandlers; ++h) {
            addEmber(emitter, name, h, &counters[std::size_t(h)]);
        }
    }
    const Named<QtPeer> qt(names, kHandlers, counters.data());
    const Named<BoostPeer> boost(names, kHandlers, counters.data());
    const Named<SigcPeer> sigc(names, kHandlers, counters.data());
    const Message message = makeMessage(names.front());
    Event event = makeEvent(Symbol::intern(names.front()));
    const ember::PayloadPtr payload = std::make_shared<const DataPayload>();
    const std::vector<Series> all = measure(
        {cycle(names, u"ember"_s, [&](const QString &name) { emitter.emitEvent(name, event); }),
            cycle(names, u"Qt"_s, [&](const QString &name) { qt.send(name, message); }),
            cycle(names, u"Boost"_s, [&](const QString &name) { boost.send(name, message); }),
            cycle(names, u"libsigc++"_s, [&](const QString &name) { sigc.send(name, message); }),
            cycle(names, u"fresh"_s, [&](const QString &name) { emitter.emitEvent(Symbol::find(name), payload); })},
        effort);
    board.note(u"10 handlers by name, ns per emission: ember %1, Qt %2, Boost %3, libsigc++ %4; ember with a fresh "
               u"event each time %5"_s.arg(median(all[0]), 0, 'f', 1)
                   .arg(median(all[1]), 0, 'f', 1)
                   .arg(median(all[2]), 0, 'f', 1)
                   .arg(median(all[3]), 0, 'f', 1)
                   .arg(median(all[4]), 0, 'f', 1));
    board.add({7, u"by QString name, 50 names, times faster than QHash + Qt signal"_s, Want::AtLeast, 4, 4.8},
        ratio(all[1], all[0]));
    board.add({7, u"by QString name, 50 names, times faster than QHash + Boost"_s, Want::AtLeast, 7.5, 9},
        ratio(all[2], all[0]));
    board.add({7, u"by QString name, 50 names, times faster than QHash + libsigc++"_s, Want::AtLeast, 1.7, 2.1},
        ratio(all[3], all[0]));

    // Names that nobody listens to, against a Qt signal without connections.
    std::vector<QString> unknown;
    for (const QString &name : names) {
        unknown.push_back(name + u".unheard");
    }
    QtPeer unheard;
    const std::vector<Series> none
        = measure({cycle(unknown, u"ember"_s, [&](const QString &name) { emitter.emitEvent(name, event); }),
                      cycle(unknown, u"Qt"_s, [&](const QString &) { unheard.send(message); })},
            effort);
    board.add({8, u"nobody listens: by unknown name vs Qt signal"_s, Want::AtMost, 1.2, 1.0}, ratio(none[0], none[1]));
}

} // namespace bench
