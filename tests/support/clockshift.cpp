// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// For LD_PRELOAD: the wall clock of one process, set while it runs. The file named by EMBER_CLOCK_SHIFT holds the
// number of seconds that CLOCK_REALTIME is off; it is read again every few milliseconds. Other clocks go on as they
// are. Timed waits against the wall clock behave as the kernel's do when the clock is set: they end earlier or later.
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <dlfcn.h>
#include <pthread.h>
#include <sys/time.h>

namespace {

constexpr long long kReadEveryNs = 10'000'000;
constexpr long kSliceNs = 20'000'000;
constexpr long kSecondNs = 1'000'000'000;
constexpr time_t kWallBegins = 1'000'000'000; // a moment before that one (2001) is of a monotonic clock

using ClockGetTime = int (*)(clockid_t, timespec *);
using CondTimedWait = int (*)(pthread_cond_t *, pthread_mutex_t *, const timespec *);

std::atomic<long> shiftSeconds = 0;
std::atomic<long long> readAt = 0;

int realClock(clockid_t clock, timespec *time)
{
    static const auto real = reinterpret_cast<ClockGetTime>(dlsym(RTLD_NEXT, "clock_gettime"));
    return real(clock, time);
}

int realWait(pthread_cond_t *condition, pthread_mutex_t *mutex, const timespec *until)
{
    static const auto real = [] {
        // Without a version the oldest one would be found, which takes another kind of condition.
        void *const found = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
        return reinterpret_cast<CondTimedWait>(found ? found : dlsym(RTLD_NEXT, "pthread_cond_timedwait"));
    }();
    return real(condition, mutex, until);
}

long shift()
{
    timespec now{};
    realClock(CLOCK_MONOTONIC, &now);
    const long long ns = now.tv_sec * static_cast<long long>(kSecondNs) + now.tv_nsec;
    long long last = readAt.load();
    if (ns - last > kReadEveryNs && readAt.compare_exchange_strong(last, ns)) {
        const char *const name = std::getenv("EMBER_CLOCK_SHIFT");
        if (std::FILE *const file = name ? std::fopen(name, "re") : nullptr) {
            long seconds = 0;
            if (std::fscanf(file, "%ld", &seconds) == 1) {
                shiftSeconds = seconds;
            }
            std::fclose(file);
        }
    }
    return shiftSeconds;
}

bool isBefore(const timespec &a, const timespec &b)
{
    return a.tv_sec < b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec < b.tv_nsec);
}

timespec soon()
{
    timespec slice{};
    realClock(CLOCK_REALTIME, &slice);
    slice.tv_nsec += kSliceNs;
    if (slice.tv_nsec >= kSecondNs) {
        slice.tv_nsec -= kSecondNs;
        ++slice.tv_sec;
    }
    return slice;
}

} // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec *time) noexcept
{
    const int result = realClock(clock, time);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) {
        time->tv_sec += shift();
    }
    return result;
}

int gettimeofday(timeval *time, void *) noexcept
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *into) noexcept
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (into) {
        *into = now.tv_sec;
    }
    return now.tv_sec;
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const timespec *until)
{
    if (until->tv_sec < kWallBegins) {
        return realWait(condition, mutex, until);
    }
    for (;;) {
        timespec end = *until;
        end.tv_sec -= shift(); // in real time, as the clock stands now
        const timespec slice = soon();
        const bool last = isBefore(end, slice);
        const int result = realWait(condition, mutex, last ? &end : &slice);
        if (result != ETIMEDOUT || last) {
            return result;
        }
    }
}

} // extern "C"
