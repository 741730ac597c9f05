// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "ratelimiter.h"

#include <algorithm>

namespace ember {

RateLimiter::RateLimiter(const EmitterLimits &limits)
    : m_common(limits.rate)
    , m_isOn(limits.rate.perSecond > 0)
{
    for (const auto &[name, limit] : limits.rates.asKeyValueRange()) {
        m_own.emplace(Symbol::intern(name), limit);
        m_isOn = m_isOn || limit.perSecond > 0;
    }
}

RateLimit RateLimiter::limitOf(Symbol name) const
{
    const auto own = m_own.find(name);
    return own == m_own.end() ? m_common : own->second;
}

/// How many tokens a bucket holds.
double RateLimiter::roomOf(RateLimit limit) noexcept
{
    return std::max(1.0, limit.burst > 0 ? double(limit.burst) : limit.perSecond);
}

bool RateLimiter::take(Symbol name, Time now)
{
    const RateLimit limit = limitOf(name);
    if (limit.perSecond <= 0) {
        return true;
    }
    const double room = roomOf(limit);
    const std::lock_guard lock(m_mutex);
    Bucket &bucket = bucketOf(name, room, now);
    if (now > bucket.at) { // threads may come with their times in any order
        bucket.tokens += std::chrono::duration<double>(now - bucket.at).count() * limit.perSecond;
        bucket.at = now;
    }
    bucket.tokens = std::min(bucket.tokens, room);
    if (bucket.tokens < 1) {
        return false;
    }
    bucket.tokens -= 1;
    return true;
}

RateLimiter::Bucket &RateLimiter::bucketOf(Symbol name, double room, Time now)
{
    const auto known = m_buckets.find(name);
    if (known != m_buckets.end()) {
        return known->second;
    }
    if (m_buckets.size() >= kMaxBuckets && now - m_forgotAt >= std::chrono::seconds(1)) {
        m_forgotAt = now; // a long look: not for every event
        forgetFull(now);
    }
    const Symbol key = m_buckets.size() >= kMaxBuckets ? Symbol() : name;
    return m_buckets.try_emplace(key, Bucket{room, now}).first->second;
}

void RateLimiter::forgetFull(Time now)
{
    std::erase_if(m_buckets, [&](const auto &one) {
        const RateLimit limit = limitOf(one.first);
        const double sinceThen = std::chrono::duration<double>(now - one.second.at).count() * limit.perSecond;
        return one.second.tokens + sinceThen >= roomOf(limit);
    });
}

} // namespace ember
