// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

namespace ember {

/// Random numbers that are the same everywhere (SplitMix64); the standard library's distributions are not.
class SimulationRandom
{
public:
    explicit constexpr SimulationRandom(quint64 seed) noexcept
        : m_state(seed)
    {
    }

    /// An independent source for part `stream` of device `index`.
    static constexpr SimulationRandom derived(quint64 seed, int index, int stream) noexcept
    {
        SimulationRandom bySeed(seed);
        SimulationRandom byPart(bySeed.next() ^ ((quint64(quint32(index)) << 32) | quint32(stream)));
        return SimulationRandom(byPart.next());
    }

    constexpr quint64 next() noexcept
    {
        quint64 z = (m_state += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }
    /// 0 … count − 1; count > 0.
    constexpr int below(int count) noexcept { return int(((next() >> 32U) * quint64(count)) >> 32U); }
    /// lowest … highest, both included.
    constexpr int between(int lowest, int highest) noexcept { return lowest + below(highest - lowest + 1); }

private:
    quint64 m_state;
};

} // namespace ember
