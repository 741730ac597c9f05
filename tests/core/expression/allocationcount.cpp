// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "allocationcount.h"

#include <cstdlib>
#include <new>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define EMBER_COUNTS_MALLOC 1
#else
#define EMBER_COUNTS_MALLOC 0
#endif

namespace {

thread_local std::size_t s_count = 0;

} // namespace

namespace ember::test {

std::size_t allocationCount() noexcept
{
    return s_count;
}

bool countsMalloc() noexcept
{
    return EMBER_COUNTS_MALLOC != 0;
}

} // namespace ember::test

#if EMBER_COUNTS_MALLOC

// glibc lets a program bring its own malloc; these count and pass on. `operator new` ends here as well.
extern "C" {
void *__libc_malloc(std::size_t size);
void *__libc_calloc(std::size_t count, std::size_t size);
void *__libc_realloc(void *memory, std::size_t size);

void *malloc(std::size_t size) noexcept
{
    ++s_count;
    return __libc_malloc(size);
}

void *calloc(std::size_t count, std::size_t size) noexcept
{
    ++s_count;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, std::size_t size) noexcept
{
    ++s_count;
    return __libc_realloc(memory, size);
}
}

#else

void *operator new(std::size_t size)
{
    ++s_count;
    if (void *memory = std::malloc(size > 0 ? size : 1)) {
        return memory;
    }
    throw std::bad_alloc();
}

// A sanitizer minds memory that its own form gave and the forms below take back.
void *operator new(std::size_t size, const std::nothrow_t &) noexcept
{
    ++s_count;
    return std::malloc(size > 0 ? size : 1);
}

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

#endif
