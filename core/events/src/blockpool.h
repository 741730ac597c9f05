// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace ember {

/// Memory for events and small payloads, in blocks of one size, handed on between threads without a malloc per event.
///
/// An event is mostly made in one thread and freed in another, which is the worst case of a general allocator. Each
/// thread keeps a few free blocks; what it has too many of goes to the others in batches, behind one mutex. Any thread.
/// Under AddressSanitizer every block is allocated on its own, so that uses after the end are found.
class BlockPool
{
public:
    static constexpr std::size_t kBlockSize = 128;
    static constexpr std::size_t kAlignment = 64; // what an emission looks at lies in one cache line

    [[nodiscard]] static void *allocate();
    static void release(void *block) noexcept;
};

} // namespace ember
