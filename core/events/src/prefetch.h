// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

namespace ember {

/// Asks for a cache line that another core may have changed, so that it is here when it is needed. Any address will do.
inline void prefetchForReading(const void *address) noexcept
{
    __builtin_prefetch(address, 0);
}

/// The same for a line that will be written: it comes in one step instead of two.
inline void prefetchForWriting(const void *address) noexcept
{
#if defined(__x86_64__)
    // The builtin makes another instruction of it unless the compiler is told of newer processors; older ones ignore
    // it.
    asm volatile("prefetchw %0" : : "m"(*static_cast<const char *>(address)));
#else
    __builtin_prefetch(address, 1);
#endif
}

} // namespace ember
