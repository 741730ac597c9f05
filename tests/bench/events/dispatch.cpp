// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emberpeer.h"
#include "peers/boostpeer.h"
#include "peers/qtpeer.h"
#include "peers/rawpeer.h"
#include "peers/sigcpeer.h"
#include "topics.h"

#include <deque>

namespace bench {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kNames = 50;

/// Fifty channels of each library with so many handlers each; emissions go round them.
struct Channels
{
    explicit Channels(int handlers)
        : raw(kNames)
        , qt(kNames)
        , boost(kNames)
        , sigc(kNames)
    {
        emitter.setTracing({.mode = Tracing::Mode::Off});
        const std::vector<QString> names = fiftyNames();
        for (std::size_t i = 0; i < kNames; ++i) {
            const Symbol name = Symbol::intern(names[i]);
            events.push_back(makeEvent(name));
            messages.push_back(makeMessage(names[i]));
            for (int h = 0; h < handlers; ++h) {
                quint64 *counter = &counters[std::size_t(h)];
                raw[i].add(h, counter);
                qt[i].add(h, counter);
                boost[i].add(h, counter);
                sigc[i].add(h, counter);
                addEmber(emitter, names[i], h, counter);
            }
        }
    }

    template <typename Send>
    static Case cycle(const QString &name, Send send)
    {
        return {name, [send](std::size_t times) {
                    std::size_t i = 0;
                    for (std::size_t n = 0; n < times; ++n) {
                        send(i);
                        i = i + 1 == kNames ? 0 : i + 1;
                    }
                }};
    }
    std::vector<Case> cases()
    {
        return {cycle(u"ember"_s, [this](std::size_t i) { emitter.emitEvent(events[i]); }),
            cycle(u"raw"_s, [this](std::size_t i) { raw[i].send(messages[i]); }),
            cycle(u"Qt"_s, [this](std::size_t i) { qt[i].send(messages[i]); }),
            cycle(u"Boost"_s, [this](std::size_t i) { boost[i].send(messages[i]); }),
            cycle(u"libsigc++"_s, [this](std::size_t i) { sigc[i].send(messages[i]); })};
    }

    std::array<quint64, 128> counters{};
    std::vector<RawPeer> raw;
    std::deque<QtPeer> qt;
    std::vector<BoostPeer> boost;
    std::vector<SigcPeer> sigc;
    EventEmitter emitter{ember::EmitterOptions{.history = 0}};
    std::vector<Event> events;
    std::vector<Message> messages;
};

struct Bounds
{
    double must;
    double stretch;
};

} // namespace

void dispatch(Scoreboard &board, const Effort &effort)
{
    const auto compare = [&](int handlers, const std::array<int, 4> &goals, const std::array<Bounds, 4> &bounds) {
        Channels channels(handlers);
        const std::vector<Case> cases = channels.cases();
        const std::vector<Series> all = measure(cases, effort);
        QString absolute = u"%1 handlers, ns per emission:"_s.arg(handlers);
        for (std::size_t i = 0; i < cases.size(); ++i) {
            absolute += u" %1 %2"_s.arg(cases[i].name).arg(median(all[i]), 0, 'f', 1);
        }
        board.note(absolute);
        // No emitter can be faster than a loop that offers nothing: what the goals ask for beyond that, this machine
        // does not have.
        QString floor = u"the bare loop itself, times faster than:"_s;
        for (std::size_t i = 2; i < cases.size(); ++i) {
            floor += u" %1 %2"_s.arg(cases[i].name).arg(median(ratio(all[i], all[1])), 0, 'f', 1);
        }
        board.note(floor);
        const QString what = handlers == 1 ? u"1 handler"_s : u"%1 handlers"_s.arg(handlers);
        if (goals[0] > 0) {
            board.add({goals[0], what + u" by id vs raw loop of std::function", Want::AtMost, bounds[0].must,
                          bounds[0].stretch},
                ratio(all[0], all[1]));
        }
        const std::array<QString, 3> peers{u"Qt signal, direct"_s, u"Boost.Signals2, groups"_s, u"libsigc++"_s};
        for (std::size_t i = 0; i < peers.size(); ++i) {
            if (goals[i + 1] > 0) {
                board.add({goals[i + 1], what + u" by id, times faster than " + peers[i], Want::AtLeast,
                              bounds[i + 1].must, bounds[i + 1].stretch},
                    ratio(all[i + 2], all[0]));
            }
        }
    };
    compare(10, {1, 2, 3, 4}, {{{1.25, 1.08}, {7, 8.5}, {12, 14.5}, {2.2, 2.7}}});
    compare(100, {5, 5, 5, 5}, {{{1.15, 1.0}, {7, 8.2}, {11, 14}, {2, 2.5}}});
    compare(1, {0, 6, 6, 6}, {{{0, 0}, {6, 7.7}, {15, 19}, {4.5, 6}}});

    Channels unheard(0);
    const std::vector<Case> cases = unheard.cases();
    const std::vector<Series> all = measure({cases[0], cases[2]}, effort);
    board.add({8, u"nobody listens: by id vs Qt signal"_s, Want::AtMost, 0.7, 0.4}, ratio(all[0], all[1]));
}

} // namespace bench
