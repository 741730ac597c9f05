// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "allocationcount.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t count = 0;

} // namespace

std::size_t ember::test::allocationCount() noexcept
{
    return count;
}

// The other forms of operator new and delete end in these.
void *operator new(std::size_t size)
{
    ++count;
    if (void *memory = std::malloc(size == 0 ? 1 : size)) {
        return memory;
    }
    throw std::bad_alloc();
}

void *operator new(std::size_t size, const std::nothrow_t &) noexcept
{
    ++count;
    return std::malloc(size == 0 ? 1 : size);
}

#if !defined(__SANITIZE_ADDRESS__) // the aligned ones are blocks of events, which are not pooled there
void *operator new(std::size_t size, std::align_val_t alignment)
{
    ++count;
    const auto step = std::size_t(alignment);
    if (void *memory = std::aligned_alloc(step, (std::max<std::size_t>(size, 1) + step - 1) / step * step)) {
        return memory;
    }
    throw std::bad_alloc();
}

void operator delete(void *memory, std::align_val_t) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}
#endif

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}
