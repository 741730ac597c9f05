// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

#include <array>
#include <chrono>
#include <optional>

namespace ember {

/// How fast a total grows, measured over the last seconds that really passed. Any one thread.
class RateWindow
{
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds kStep{500}; ///< between two samples kept
    static constexpr std::size_t kSamples = 7; ///< the window: about 3 s at the usual pace of asking
    static constexpr std::chrono::milliseconds kShortest{900}; ///< over less than this nothing is said

    /// What the total is now; to be called regularly, also while it stands still. A smaller total than before (somebody
    /// reset it) starts over.
    void add(Clock::time_point now, quint64 total);
    /// Per second; none until enough time has been seen.
    [[nodiscard]] std::optional<double> perSecond() const;

private:
    struct Sample
    {
        Clock::time_point at;
        quint64 total = 0;
    };
    std::array<Sample, kSamples> m_samples; // the oldest first; the last one is moved along until kStep has passed
    std::size_t m_count = 0;
};

} // namespace ember
