// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backoff.h"

#include <QtCore/QRandomGenerator>

#include <algorithm>
#include <cmath>

namespace ember {

Backoff::Backoff(Options options, RandomSource random)
    : m_options(options)
    , m_random(random ? std::move(random) : [] { return QRandomGenerator::global()->generateDouble(); })
{
}

Backoff::Milliseconds Backoff::next()
{
    const double cap = double(m_options.cap.count());
    // The power grows beyond every bound without trouble: infinity is cut to the cap like any other number.
    const double grown = std::min(double(m_options.initial.count()) * std::pow(m_options.factor, m_delays), cap);
    ++m_delays;
    return Milliseconds(std::llround(std::min(grown * (0.5 + m_random()), cap)));
}

} // namespace ember
