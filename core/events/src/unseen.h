// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#if defined(__SANITIZE_THREAD__)
#define EMBER_THREAD_SANITIZER
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define EMBER_THREAD_SANITIZER
#endif
#endif

#ifdef EMBER_THREAD_SANITIZER
extern "C" void __tsan_ignore_thread_begin(); // NOLINT(bugprone-reserved-identifier)
extern "C" void __tsan_ignore_thread_end(); // NOLINT(bugprone-reserved-identifier)
#endif

namespace ember {

/// While one of these lives, ThreadSanitizer does not look at what its thread reads and writes. For the one call that
/// posts a wake-up to an event loop and nothing else: Qt and Glib are not instrumented, so what their locks order (the
/// list of posted events, the descriptor that wakes the loop) looks like a race, in functions without names that a
/// suppression could give. Locks are still seen. Without ThreadSanitizer it is nothing.
class UnseenByThreadSanitizer
{
public:
#ifdef EMBER_THREAD_SANITIZER
    UnseenByThreadSanitizer()
    {
        __tsan_ignore_thread_begin();
    }
    ~UnseenByThreadSanitizer()
    {
        __tsan_ignore_thread_end();
    }
#else
    UnseenByThreadSanitizer() noexcept { } // its own, so that a variable of it counts as used
#endif
    UnseenByThreadSanitizer(const UnseenByThreadSanitizer &) = delete;
    UnseenByThreadSanitizer &operator=(const UnseenByThreadSanitizer &) = delete;
};

} // namespace ember
