// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "traceclock.h"

#include <QtCore/QByteArray>
#include <QtCore/QFile>

#include <mutex>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace ember {

using namespace std::chrono_literals;

namespace {

/// Both clocks at one moment.
struct Pair
{
    quint64 ticks = 0;
    std::chrono::steady_clock::time_point time;

    static Pair now()
    {
        // Of a few tries the one whose two reads stood closest together.
        Pair best;
        quint64 narrowest = ~quint64(0);
        for (int i = 0; i < 5; ++i) {
            const quint64 before = TraceClock::now();
            const auto time = std::chrono::steady_clock::now();
            const quint64 width = TraceClock::now() - before;
            if (width < narrowest) {
                narrowest = width;
                best = {before + width / 2, time};
            }
        }
        return best;
    }
};

struct Calibration
{
    std::mutex mutex;
    Pair start = Pair::now();
    Pair latest;
    quint64 factor = 0;
};

Calibration &calibration()
{
    static auto *one = new Calibration; // asked also while the program ends
    return *one;
}

} // namespace

bool TraceClock::counterIsFit()
{
#if defined(__x86_64__) || defined(__i386__)
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    constexpr unsigned kInvariant = 1U << 8U;
    if (!__get_cpuid(0x80000007U, &a, &b, &c, &d) || !(d & kInvariant)) {
        return false;
    }
    // The kernel watches the counters of all cores against each other and keeps the source only while they agree.
    QFile source(QStringLiteral("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
    return source.open(QIODevice::ReadOnly) && source.readAll().trimmed() == "tsc";
#elif defined(__aarch64__)
    return true; // the architecture demands it of its generic timer
#else
    return false;
#endif
}

const bool TraceClock::s_counter = TraceClock::counterIsFit();

TraceClock::Scale TraceClock::scale()
{
    Scale scale;
    if (!s_counter) {
        return scale;
    }
    constexpr auto kFirst = 2ms; // the shortest stretch to measure over: right to 1/10,000
    constexpr auto kAgain = 1s;
    Calibration &c = calibration();
    const std::lock_guard lock(c.mutex);
    Pair now = c.latest;
    if (c.factor == 0 || std::chrono::steady_clock::now() - c.latest.time > kAgain) {
        do {
            now = Pair::now();
        } while (now.time - c.start.time < kFirst);
        const auto ns = quint64((now.time - c.start.time) / 1ns);
        c.factor = quint64((static_cast<unsigned __int128>(ns) << Scale::kShift) / (now.ticks - c.start.ticks));
        c.latest = now;
    }
    scale.m_factor = c.factor;
    return scale;
}

} // namespace ember
