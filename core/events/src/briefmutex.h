// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>

namespace ember {

/// Tells the processor that this thread spins.
inline void pauseCore() noexcept
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

/// A mutex for what takes a few instructions and calls nothing: who finds it locked tries again for a moment before the
/// kernel puts the thread to sleep, which costs as much as many events. Where it is free it costs one locked
/// instruction to take and one to give back, in place. Any thread; for std::lock_guard and its like.
class BriefMutex
{
public:
    BriefMutex() = default;
    BriefMutex(const BriefMutex &) = delete;
    BriefMutex &operator=(const BriefMutex &) = delete;

    void lock() noexcept
    {
        if (!tryLock()) [[unlikely]] {
            lockSlowly();
        }
    }
    void unlock() noexcept
    {
        if (m_state.exchange(Free, std::memory_order_release) == LockedAndWanted) [[unlikely]] {
            m_state.notify_one();
        }
    }

private:
    enum State : int
    {
        Free,
        Locked,
        LockedAndWanted ///< somebody may sleep until it is free
    };

    bool tryLock() noexcept
    {
        int expected = Free;
        return m_state.compare_exchange_strong(expected, Locked, std::memory_order_acquire, std::memory_order_relaxed);
    }
    void lockSlowly() noexcept
    {
        // Longer and longer, so that the thread that has the lock has what it guards in its cache for a while: handed
        // to and fro for each event it would cost all of them more.
        constexpr int kShortest = 8;
        constexpr int kLongest = 128;
        for (int pauses = kShortest; pauses <= kLongest; pauses *= 2) {
            for (int i = 0; i < pauses; ++i) {
                pauseCore();
            }
            if (tryLock()) {
                return;
            }
        }
        while (m_state.exchange(LockedAndWanted, std::memory_order_acquire) != Free) {
            m_state.wait(LockedAndWanted, std::memory_order_relaxed);
        }
    }

    std::atomic<int> m_state = Free;
};

} // namespace ember
