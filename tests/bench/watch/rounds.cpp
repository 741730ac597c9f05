// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rounds.h"

#include <algorithm>
#include <ctime>

using namespace Qt::StringLiterals;

namespace {

double processorSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

template <typename Of>
double median(std::size_t count, Of of)
{
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = of(i);
    }
    std::ranges::sort(values);
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

} // namespace

void Rounds::add(const QString &name, Way way)
{
    m_contenders.push_back({name, std::move(way), {}});
}

void Rounds::run(int count)
{
    for (int round = 0; round <= count; ++round) {
        for (Contender &contender : m_contenders) {
            const auto wall = std::chrono::steady_clock::now();
            const double processor = processorSeconds();
            Measured measured{.sample = contender.way()};
            measured.processor = processorSeconds() - processor;
            measured.wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count();
            if (round > 0) { // the first one warms caches and memory up
                contender.rounds.push_back(measured);
            }
        }
    }
}

QString Rounds::row(const Contender &contender) const
{
    const auto &mine = contender.rounds;
    const auto &base = m_contenders.front().rounds;
    const auto perMessage = [](const Measured &measured, double seconds) {
        return seconds * 1e6 / double(std::max<quint64>(measured.sample.messages, 1));
    };
    const auto of
        = [&mine](auto figure) { return median(mine.size(), [&](std::size_t i) { return figure(mine[i]); }); };
    const double messages = of([](const Measured &m) { return double(m.sample.messages) / m.wall; });
    const double events = of([](const Measured &m) { return double(m.sample.events) / m.wall; });
    const double processor = of([&](const Measured &m) { return perMessage(m, m.processor); });
    const double ratio = median(mine.size(),
        [&](std::size_t i) { return perMessage(mine[i], mine[i].processor) / perMessage(base[i], base[i].processor); });
    const double wallRatio = median(mine.size(),
        [&](std::size_t i) { return perMessage(mine[i], mine[i].wall) / perMessage(base[i], base[i].wall); });
    return u"%1 %2 %3 %4 %5 %6\n"_s.arg(contender.name, -44)
        .arg(messages, 11, 'f', 0)
        .arg(events > 0 ? QString::number(events, 'f', 0) : u"–"_s, 11)
        .arg(processor, 10, 'f', 2)
        .arg(ratio, 10, 'f', 2)
        .arg(wallRatio, 10, 'f', 2);
}

QString Rounds::table() const
{
    QString text = u"%1 %2 %3 %4 %5 %6\n"_s.arg(u"median of %1 rounds"_s.arg(m_contenders.front().rounds.size()), -44)
                       .arg(u"messages/s"_s, 11)
                       .arg(u"events/s"_s, 11)
                       .arg(u"CPU µs/msg"_s, 10)
                       .arg(u"CPU ratio"_s, 10)
                       .arg(u"wall ratio"_s, 10);
    for (const Contender &contender : m_contenders) {
        text += row(contender);
    }
    return text;
}
