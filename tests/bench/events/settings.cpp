// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emberpeer.h"
#include "peers/rawpeer.h"
#include "topics.h"

#include <algorithm>
#include <bit>

namespace bench {

using namespace Qt::StringLiterals;

namespace {

/// The least that statistics cost: every run is noted, and later counted.
class RunStatistics
{
public:
    RunStatistics() { m_runs.reserve(4'096); }

    void note(quint64 ticks, int handler)
    {
        m_runs.push_back({ticks, handler});
        if (m_runs.size() == m_runs.capacity()) {
            count();
        }
    }

private:
    struct Run
    {
        quint64 ticks = 0;
        int handler = 0;
    };
    struct Figures
    {
        quint64 calls = 0;
        quint64 total = 0;
        quint64 longest = 0;
        std::array<quint64, 65> byMagnitude{};
    };
    void count()
    {
        quint64 before = m_runs.front().ticks;
        for (const Run &run : m_runs) {
            const quint64 duration = run.ticks - before;
            before = run.ticks;
            Figures &figures = m_figures[std::size_t(run.handler)];
            ++figures.calls;
            figures.total += duration;
            figures.longest = std::max(figures.longest, duration);
            ++figures.byMagnitude[std::size_t(std::bit_width(duration))];
        }
        m_runs.clear();
    }

    std::vector<Run> m_runs;
    std::array<Figures, 16> m_figures{};
};

} // namespace

/// The program's own settings, everything traced and both batch signals heard, against the raw loop plus the floors of
/// what is switched on: a clock read per handler and one more, a note of each and its place in the handler's
/// statistics, and a reference to the event for each of two batches.
void settings(Scoreboard &board, const Effort &effort)
{
    constexpr int kHandlers = 10;
    const QString name = u"device.program"_s;
    std::array<quint64, kHandlers> counters{};
    RawPeer raw;
    EventEmitter emitter; // as made without options
    quint64 told = 0;
    QObject::connect(&emitter, &EventEmitter::traced, &emitter,
        [&told](const ember::TraceBatch &batch) { told += batch.runs.size(); });
    QObject::connect(&emitter, &EventEmitter::emitted, &emitter,
        [&told](const QList<Event> &events) { told += quint64(events.size()); });
    for (int h = 0; h < kHandlers; ++h) {
        raw.add(h, &counters[std::size_t(h)]);
        addEmber(emitter, name, h, &counters[std::size_t(h)]);
    }
    const Message message = makeMessage(name);
    const Symbol symbol = Symbol::intern(name);
    const ember::PayloadPtr payload = std::make_shared<const DataPayload>();
    const auto fresh = [&] { return Event(EventInit{.name = symbol, .payload = payload}); };
    std::vector<Event> kept(4'096);
    RunStatistics statistics;
    const std::vector<Series> all = measure({{u"ember"_s,
                                                 [&](std::size_t times) {
                                                     for (std::size_t i = 0; i < times; ++i) {
                                                         emitter.emitEvent(fresh());
                                                     }
                                                     emitter.flushBatch();
                                                 }},
                                                {u"floor"_s,
                                                    [&](std::size_t times) {
                                                        for (std::size_t i = 0; i < times; ++i) {
                                                            const Event event = fresh();
                                                            for (int read = 0; read <= kHandlers; ++read) {
                                                                statistics.note(cheapestClock(), read);
                                                            }
                                                            kept[i * 2 % kept.size()] = event;
                                                            kept[(i * 2 + 1) % kept.size()] = event;
                                                            raw.send(message);
                                                        }
                                                    }}},
        effort);
    board.note(
        u"the program's own settings: %1 ns per emission, the floors together %2 ns"_s.arg(median(all[0]), 0, 'f', 0)
            .arg(median(all[1]), 0, 'f', 0));
    board.add({0, u"the program's own settings vs raw loop plus measured floors"_s, Want::AtMost, 1.25, 1.1},
        ratio(all[0], all[1]));
}

} // namespace bench
