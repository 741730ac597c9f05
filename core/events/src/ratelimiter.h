// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/emitterlimits.h>
#include <ember/events/symbol.h>

#include <chrono>
#include <mutex>
#include <unordered_map>

namespace ember {

/// A token bucket for each event name. Any thread; one mutex.
class RateLimiter
{
public:
    using Time = std::chrono::steady_clock::time_point;
    /// Most buckets. Full ones are the same as none and make room; when there is none, further names share one.
    static constexpr std::size_t kMaxBuckets = 65'536;

    explicit RateLimiter(const EmitterLimits &limits);

    /// Whether any name is limited.
    [[nodiscard]] bool isOn() const noexcept { return m_isOn; }
    /// Takes a token of the name's bucket; false if there is none.
    [[nodiscard]] bool take(Symbol name, Time now);
    [[nodiscard]] RateLimit limitOf(Symbol name) const;

private:
    struct Bucket
    {
        double tokens = 0;
        Time at = {};
    };

    [[nodiscard]] static double roomOf(RateLimit limit) noexcept;
    Bucket &bucketOf(Symbol name, double room, Time now);
    void forgetFull(Time now);

    const RateLimit m_common;
    std::unordered_map<Symbol, RateLimit> m_own; // not changed after construction
    bool m_isOn = false;
    std::mutex m_mutex;
    Time m_forgotAt = {};
    std::unordered_map<Symbol, Bucket> m_buckets; // that of the null symbol is the shared one
};

} // namespace ember
