// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/trace.h>

#include <QtCore/QList>
#include <QtCore/QtGlobal>

#include <array>
#include <bit>
#include <cstddef>

namespace ember {

/// Counts durations in buckets that grow with them: 16 per power of two, so a quantile is right to 1/16 of itself.
class DurationHistogram
{
public:
    void add(quint32 ns) noexcept { ++m_buckets[bucketOf(ns)]; }

    /// The duration that a share `q` (0…1] of the counted ones does not exceed, rounded up to its bucket's end.
    [[nodiscard]] quint64 quantile(double q) const noexcept
    {
        quint64 total = 0;
        for (const quint32 count : m_buckets) {
            total += count;
        }
        const auto wanted = static_cast<quint64>(double(total) * q + 0.999999);
        quint64 seen = 0;
        for (std::size_t i = 0; i < m_buckets.size(); ++i) {
            seen += m_buckets[i];
            if (seen >= wanted && seen > 0) {
                return endOf(i);
            }
        }
        return 0;
    }

private:
    static constexpr unsigned kBits = 4;
    static constexpr std::size_t kPerOctave = 1U << kBits;
    static constexpr std::size_t kBuckets = kPerOctave * (32 - kBits + 1);

public:
    /// What several histograms counted, by bucket.
    using Counts = std::array<quint64, kBuckets>;
    void addTo(Counts &counts) const noexcept
    {
        for (std::size_t i = 0; i < kBuckets; ++i) {
            counts[i] += m_buckets[i];
        }
    }
    /// Those with a count, shortest first.
    [[nodiscard]] static QList<DurationBucket> bucketsOf(const Counts &counts)
    {
        QList<DurationBucket> buckets;
        for (std::size_t i = 0; i < kBuckets; ++i) {
            if (counts[i] > 0) {
                buckets.append({.fromNs = i == 0 ? 0 : endOf(i - 1) + 1, .toNs = endOf(i), .count = counts[i]});
            }
        }
        return buckets;
    }

private:
    static constexpr std::size_t bucketOf(quint32 ns) noexcept
    {
        if (ns < kPerOctave) {
            return ns;
        }
        const auto shift = unsigned(std::bit_width(ns)) - 1 - kBits;
        return (std::size_t(shift) + 1) * kPerOctave + ((ns >> shift) - kPerOctave);
    }
    static constexpr quint64 endOf(std::size_t bucket) noexcept
    {
        if (bucket < kPerOctave) {
            return bucket;
        }
        const auto shift = bucket / kPerOctave - 1;
        return ((quint64(bucket % kPerOctave + kPerOctave + 1)) << shift) - 1;
    }

    std::array<quint32, kBuckets> m_buckets{};
};

} // namespace ember
