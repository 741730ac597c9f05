// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "harness.h"

#include <algorithm>

namespace bench {

namespace {

/// How many times fit into the slice, by the fastest of a few tries.
std::size_t timesFor(const Case &one, std::chrono::nanoseconds slice)
{
    std::size_t times = 1;
    for (;;) {
        double best = nanoseconds([&] { one.run(times); });
        for (int i = 0; i < 2; ++i) {
            best = std::min(best, nanoseconds([&] { one.run(times); }));
        }
        if (best * 8 > double(slice.count())) {
            return std::max<std::size_t>(1, std::size_t(double(times) * double(slice.count()) / best));
        }
        times *= 4;
    }
}

} // namespace

std::vector<Series> measure(const std::vector<Case> &cases, const Effort &effort)
{
    std::vector<std::size_t> times;
    for (const Case &one : cases) {
        times.push_back(timesFor(one, effort.slice()));
    }
    std::vector<Series> all(cases.size());
    for (int round = 0; round < effort.rounds(); ++round) {
        for (std::size_t i = 0; i < cases.size(); ++i) {
            all[i].push_back(nanoseconds([&] { cases[i].run(times[i]); }) / double(times[i]));
        }
    }
    return all;
}

std::vector<Series> measureOnce(const std::vector<std::function<double()>> &cases, int rounds)
{
    std::vector<Series> all(cases.size());
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < cases.size(); ++i) {
            all[i].push_back(cases[i]());
        }
    }
    return all;
}

Series ratio(const Series &above, const Series &below)
{
    Series ratios;
    for (std::size_t i = 0; i < std::min(above.size(), below.size()); ++i) {
        ratios.push_back(above[i] / below[i]);
    }
    return ratios;
}

double median(Series series)
{
    std::ranges::sort(series);
    const std::size_t half = series.size() / 2;
    return series.empty() ? 0 : series.size() % 2 ? series[half] : (series[half - 1] + series[half]) / 2;
}

} // namespace bench
