// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>

namespace ember {

/// How long to wait before the next attempt to connect (nwp500.md §9): the n-th delay is initial · factor^(n−1), at
/// most the cap, times a random factor from 0.5 to 1.5, again at most the cap. The jitter keeps many clients of a
/// restarted broker apart. Any one thread at a time.
class Backoff
{
public:
    using Milliseconds = std::chrono::milliseconds;
    /// Numbers from 0 to below 1.
    using RandomSource = std::function<double()>;

    struct Options
    {
        Milliseconds initial{1'000};
        double factor = 2;
        Milliseconds cap{120'000};
    };

    /// Without a random source of its own: a fair one.
    explicit Backoff(Options options, RandomSource random = {});
    Backoff()
        : Backoff(Options())
    {
    }

    /// The next delay; each is drawn once.
    [[nodiscard]] Milliseconds next();
    /// Starts over: the connection stands.
    void reset() noexcept { m_delays = 0; }

private:
    Options m_options;
    RandomSource m_random;
    int m_delays = 0;
};

} // namespace ember
