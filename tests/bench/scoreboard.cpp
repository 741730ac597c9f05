// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "scoreboard.h"

#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kFirstBetweenThreads = 22;
constexpr int kLastBetweenThreads = 27;

/// The 95 % interval of the median by order statistics: nothing is assumed about how the figures are spread.
std::pair<double, double> intervalOf(Series series)
{
    std::ranges::sort(series);
    const auto n = double(series.size());
    const double reach = 0.98 * std::sqrt(n);
    const auto last = std::ptrdiff_t(series.size()) - 1;
    const auto low = std::clamp(std::ptrdiff_t(std::floor(n / 2 - reach)), std::ptrdiff_t(0), last);
    const auto high = std::clamp(std::ptrdiff_t(std::ceil(n / 2 + reach)), std::ptrdiff_t(0), last);
    return {series[std::size_t(low)], series[std::size_t(high)]};
}

double rounded(double value)
{
    return std::round(value * 10'000) / 10'000;
}

} // namespace

void Scoreboard::add(const Goal &goal, const Series &series)
{
    const double value = median(series);
    const auto [low, high] = intervalOf(series);
    const bool betweenThreads = goal.number >= kFirstBetweenThreads && goal.number <= kLastBetweenThreads;
    const bool atMost = goal.want == Want::AtMost;
    const double best = betweenThreads ? (atMost ? low : high) : value; // what the Must is held against
    const bool met = atMost ? best <= goal.must : best >= goal.must;
    const bool stretch = atMost ? value <= goal.stretch : value >= goal.stretch;
    const char *verdict = stretch ? "stretch" : met ? "met" : "missed";
    const QString bounds
        = u"%1 %2 / %3"_s.arg(atMost ? u"<="_s : u">="_s).arg(goal.must, 0, 'g', 4).arg(goal.stretch, 0, 'g', 4);
    if (goal.number > 0) {
        (stretch ? m_stretch : met ? m_met : m_missed) += 1;
    }
    std::printf("%3s  %-62s %9.3f %-3s [%9.3f %9.3f]  %-16s %s\n",
        goal.number > 0 ? qPrintable(QString::number(goal.number)) : "-", qPrintable(goal.name), value,
        qPrintable(goal.unit), low, high, qPrintable(bounds), verdict);
    std::fflush(stdout);
    m_entries.append(QJsonObject{{u"goal"_s, goal.number}, {u"case"_s, goal.name},
        {u"want"_s, atMost ? u"at most"_s : u"at least"_s}, {u"unit"_s, goal.unit}, {u"must"_s, goal.must},
        {u"stretch"_s, goal.stretch}, {u"value"_s, rounded(value)},
        {u"interval"_s, QJsonArray{rounded(low), rounded(high)}}, {u"rounds"_s, int(series.size())},
        {u"verdict"_s, QString::fromLatin1(verdict)}});
}

void Scoreboard::note(const QString &text) const
{
    std::printf("     %s\n", qPrintable(text));
    std::fflush(stdout);
}

void Scoreboard::printHead()
{
    std::printf(
        "%3s  %-62s %9s     [%19s]  %-16s %s\n", "", "", "median", "95 % interval", "must / stretch", "verdict");
}

void Scoreboard::printSummary() const
{
    std::printf("%d stretch, %d met, %d missed\n", m_stretch, m_met, m_missed);
}

bool Scoreboard::write(const QString &path) const
{
    QFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(m_entries).toJson()) >= 0;
    if (!written) {
        std::fprintf(stderr, "%s: %s\n", qPrintable(path), qPrintable(file.errorString()));
    }
    return written;
}

} // namespace bench
