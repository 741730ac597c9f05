// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emberpeer.h"
#include "peers/boostpeer.h"
#include "peers/qtpeer.h"
#include "topics.h"

#include <algorithm>
#include <malloc.h>
#include <numeric>
#include <random>

namespace bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMany = 100'000;
constexpr int kFew = 1'000;

/// Ours, with the same three steps as the peers.
class EmberPeer
{
public:
    EmberPeer() { m_emitter.setTracing({.mode = Tracing::Mode::Off}); }

    void addMany(int count, quint64 *counter)
    {
        m_handles.reserve(std::size_t(count));
        for (int i = 0; i < count; ++i) {
            m_handles.push_back(
                m_emitter.on(m_name, [counter](const Event &) { ++*counter; }, {.priority = 50 + i % 10}));
        }
    }
    void removeMany(const std::vector<int> &order)
    {
        for (const int index : order) {
            m_emitter.off(m_handles[std::size_t(index)]);
        }
    }
    void send(const Message &) { m_emitter.emitEvent(m_event); }

private:
    QString m_name = u"device.crowded"_s;
    EventEmitter m_emitter;
    Event m_event = makeEvent(Symbol::intern(m_name));
    std::vector<ember::Listener> m_handles;
};

struct Figures
{
    Series add; ///< ns per listener
    Series remove;
    Series emission; ///< ns per handler of a warm emission
    Series heap; ///< bytes per listener
};

std::size_t heapInUse()
{
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

template <typename Peer>
void oneRound(Figures &figures, int count, const std::vector<int> &order)
{
    static quint64 counter = 0;
    const Message message = makeMessage(u"device.crowded"_s);
    const std::size_t before = heapInUse();
    Peer peer;
    const double addNs = nanoseconds([&] { peer.addMany(count, &counter); });
    peer.send(message);
    const std::size_t after = heapInUse();
    const std::size_t handles = std::size_t(count)
        * (std::is_same_v<Peer, EmberPeer>     ? sizeof(ember::Listener)
                : std::is_same_v<Peer, QtPeer> ? sizeof(QMetaObject::Connection)
                                               : 16); // the vector of handles is the user's
    figures.heap.push_back(double(after - before - handles) / count);
    figures.add.push_back(addNs / count);
    constexpr int kEmissions = 5;
    figures.emission.push_back(nanoseconds([&] {
        for (int i = 0; i < kEmissions; ++i) {
            peer.send(message);
        }
    }) / kEmissions
        / count);
    figures.remove.push_back(nanoseconds([&] { peer.removeMany(order); }) / count);
}

std::vector<int> shuffled(int count)
{
    std::vector<int> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    std::mt19937 generator(7); // NOLINT(cert-msc51-cpp): the same order in every run
    std::ranges::shuffle(order, generator);
    return order;
}

} // namespace

void registration(Scoreboard &board, const Effort &effort)
{
    const int rounds = effort.quick ? 5 : 15;
    const std::vector<int> order = shuffled(kMany);
    const std::vector<int> fewOrder = shuffled(kFew);
    Figures ember;
    Figures qt;
    Figures boost;
    Figures few;
    for (int round = 0; round <= rounds; ++round) {
        oneRound<EmberPeer>(ember, kMany, order);
        oneRound<QtPeer>(qt, kMany, order);
        oneRound<BoostPeer>(boost, kMany, order);
        Figures small;
        for (int i = 0; i < 20; ++i) {
            oneRound<EmberPeer>(small, kFew, fewOrder);
        }
        few.add.push_back(median(small.add));
        few.remove.push_back(median(small.remove));
        if (round == 0) { // the memory of the process had to grow
            for (Figures *figures : {&ember, &qt, &boost, &few}) {
                figures->add.clear();
                figures->remove.clear();
                figures->emission.clear();
            }
        }
    }
    ember.heap.resize(1); // later rounds use again what earlier ones left
    qt.heap.resize(1);
    boost.heap.resize(1);
    board.note(u"100,000 listeners, ns each: add %1, Qt %2, Boost %3; off %4, Qt %5, Boost %6; warm emission %7, Qt "
               u"%8, Boost %9"_s.arg(median(ember.add), 0, 'f', 1)
                   .arg(median(qt.add), 0, 'f', 1)
                   .arg(median(boost.add), 0, 'f', 1)
                   .arg(median(ember.remove), 0, 'f', 1)
                   .arg(median(qt.remove), 0, 'f', 1)
                   .arg(median(boost.remove), 0, 'f', 1)
                   .arg(median(ember.emission), 0, 'f', 2)
                   .arg(median(qt.emission), 0, 'f', 2)
                   .arg(median(boost.emission), 0, 'f', 2));
    board.add({15, u"add with priority at 100,000 listeners vs Qt connect"_s, Want::AtMost, 0.5, 0.3},
        ratio(ember.add, qt.add));
    board.add({15, u"add with priority at 100,000 listeners vs Boost, grouped"_s, Want::AtMost, 0.12, 0.06},
        ratio(ember.add, boost.add));
    board.add({16, u"off by handle, random order, 100,000 vs Qt disconnect"_s, Want::AtMost, 0.4, 0.2},
        ratio(ember.remove, qt.remove));
    board.add({16, u"off by handle, random order, 100,000 vs Boost"_s, Want::AtMost, 0.15, 0.08},
        ratio(ember.remove, boost.remove));
    board.add({17, u"one add at 100,000 vs at 1,000"_s, Want::AtMost, 2, 1.3}, ratio(ember.add, few.add));
    board.add({17, u"one off at 100,000 vs at 1,000"_s, Want::AtMost, 2, 1.3}, ratio(ember.remove, few.remove));
    board.add({18, u"warm emission over 100,000 listeners, times faster than Qt"_s, Want::AtLeast, 5, 7.5},
        ratio(qt.emission, ember.emission));
    board.add({18, u"warm emission over 100,000 listeners, times faster than Boost"_s, Want::AtLeast, 50, 90},
        ratio(boost.emission, ember.emission));
    board.note(u"heap per listener, bytes: ember %1, Qt %2, Boost %3"_s.arg(ember.heap[0], 0, 'f', 0)
                   .arg(qt.heap[0], 0, 'f', 0)
                   .arg(boost.heap[0], 0, 'f', 0));
    board.add({19, u"heap per listener vs Qt"_s, Want::AtMost, 1.0, 0.75}, ratio(ember.heap, qt.heap));
    board.add({19, u"heap per listener vs Boost"_s, Want::AtMost, 0.47, 0.35}, ratio(ember.heap, boost.heap));
}

} // namespace bench
