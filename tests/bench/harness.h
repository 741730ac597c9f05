// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <chrono>
#include <cstddef>
#include <functional>
#include <time.h>
#include <vector>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace bench {

/// How long everything takes; the quick form is for CI.
struct Effort
{
    bool quick = false;

    /// Interleaved rounds of a comparison.
    [[nodiscard]] int rounds() const { return quick ? 15 : 31; }
    /// What one case runs for within a round.
    [[nodiscard]] std::chrono::microseconds slice() const { return std::chrono::microseconds(quick ? 1'000 : 3'000); }
    /// Events sent between threads in one round.
    [[nodiscard]] int events() const { return quick ? 30'000 : 100'000; }
};

/// One figure per round.
using Series = std::vector<double>;

/// Runs its work that many times.
struct Case
{
    QString name;
    std::function<void(std::size_t times)> run;
};

/// Nanoseconds per time of every case, in rounds that go through all cases one after the other, so that whatever else
/// the machine does meets all of them alike.
[[nodiscard]] std::vector<Series> measure(const std::vector<Case> &cases, const Effort &effort);
/// The same for work that is done once per round and says itself how long it took (in any unit).
[[nodiscard]] std::vector<Series> measureOnce(const std::vector<std::function<double()>> &cases, int rounds);

[[nodiscard]] Series ratio(const Series &above, const Series &below);
[[nodiscard]] double median(Series series);

/// Nanoseconds of this thread's own processor time that `work` takes: what else runs on the machine does not count.
template <typename Work>
[[nodiscard]] double nanoseconds(Work work)
{
    const auto now = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) * 1e9 + double(time.tv_nsec);
    };
    const double start = now();
    work();
    return now() - start;
}

/// The cheapest clock of this machine that tells nanoseconds apart.
inline quint64 cheapestClock()
{
#if defined(__x86_64__)
    return __rdtsc();
#else
    return quint64(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}

/// Nanoseconds until `work` has been done, whoever does it.
template <typename Work>
[[nodiscard]] double wallNanoseconds(Work work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
}

} // namespace bench
