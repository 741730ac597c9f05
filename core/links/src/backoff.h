// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>

namespace ember {

/// How long to wait before the next attempt to connect (nwp500.md §9): the n-th delay is initial · factor^(n−1), at
/// most the cap, times a random factor from 0.5 to 1.5, again at most the cap. The jitter keeps many clients of a
/// restarted broker apart. Any one thread at a time.
///
/// It starts over only after a connection that had settled. One that breaks as soon as it stands has solved nothing:
/// two clients with one id, which throw each other out, or a broker that crashes at what we subscribe to would
/// otherwise be tried once a second for ever.
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
        Milliseconds settledAfter{10'000}; ///< a connection that stood so long counts as settled
    };

    /// Without a random source of its own: a fair one.
    explicit Backoff(Options options, RandomSource random = {});
    Backoff()
        : Backoff(Options())
    {
    }

    /// The next delay; each is drawn once.
    [[nodiscard]] Milliseconds next();
    /// A connection that had stood so long is gone: after a settled one the delays start over.
    void dropped(std::chrono::steady_clock::duration stood) noexcept
    {
        if (stood >= m_options.settledAfter) {
            reset();
        }
    }
    /// Starts over: a person wants it.
    void reset() noexcept { m_delays = 0; }

private:
    Options m_options;
    RandomSource m_random;
    int m_delays = 0;
};

} // namespace ember
