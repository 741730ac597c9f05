// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "counts/ratewindow.h"

#include <algorithm>

namespace ember {

void RateWindow::add(Clock::time_point now, quint64 total)
{
    if (m_count > 0 && (total < m_samples[m_count - 1].total || now < m_samples[m_count - 1].at)) {
        m_count = 0;
    }
    const bool moveLast = m_count >= 2 && now - m_samples[m_count - 2].at < kStep;
    if (!moveLast) {
        if (m_count == kSamples) {
            std::shift_left(m_samples.begin(), m_samples.end(), 1);
            --m_count;
        }
        ++m_count;
    }
    m_samples[m_count - 1] = {now, total};
}

std::optional<double> RateWindow::perSecond() const
{
    if (m_count < 2) {
        return std::nullopt;
    }
    const Sample &first = m_samples[0];
    const Sample &last = m_samples[m_count - 1];
    const std::chrono::duration<double> passed = last.at - first.at;
    if (passed < kShortest) {
        return std::nullopt;
    }
    return double(last.total - first.total) / passed.count();
}

} // namespace ember
