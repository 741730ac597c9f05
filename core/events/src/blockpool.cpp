// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "blockpool.h"

#include <array>
#include <mutex>
#include <new>

namespace ember {

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kPooled = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kPooled = false;
#else
constexpr bool kPooled = true;
#endif
#else
constexpr bool kPooled = true;
#endif

constexpr std::align_val_t kAlignment{64}; // what an emission looks at lies in one cache line
constexpr std::size_t kBatch = 32;
constexpr std::size_t kMaxBatches = 1'024; // 6 MB of free blocks; more goes back to the heap

/// A free block: linked to the next of its batch and, in the first one, to the next batch.
struct FreeBlock
{
    FreeBlock *next = nullptr;
    FreeBlock *nextBatch = nullptr;
};

/// Full batches on their way between threads.
class Exchange
{
public:
    static Exchange &instance()
    {
        static auto *exchange = new Exchange; // outlives every thread
        return *exchange;
    }
    FreeBlock *take()
    {
        const std::lock_guard lock(m_mutex);
        FreeBlock *batch = m_batches;
        if (batch) {
            m_batches = batch->nextBatch;
            --m_count;
        }
        return batch;
    }
    [[nodiscard]] bool put(FreeBlock *batch)
    {
        const std::lock_guard lock(m_mutex);
        if (m_count >= kMaxBatches) {
            return false;
        }
        batch->nextBatch = m_batches;
        m_batches = batch;
        ++m_count;
        return true;
    }

private:
    std::mutex m_mutex;
    FreeBlock *m_batches = nullptr;
    std::size_t m_count = 0;
};

/// The free blocks of one thread. Trivial, so that it can be reached without a guard and after the thread's
/// destructors ran.
struct Cache
{
    std::array<void *, 2 * kBatch> blocks;
    std::size_t count;
    bool watched; // the thread's end will empty it
    bool ended;
};

constinit thread_local Cache cache{};

void giveBack(std::size_t howMany) noexcept
{
    FreeBlock *batch = nullptr;
    for (std::size_t i = 0; i < howMany; ++i) {
        batch = new (cache.blocks[--cache.count]) FreeBlock{.next = batch};
    }
    if (howMany == kBatch && Exchange::instance().put(batch)) {
        return;
    }
    while (batch) {
        FreeBlock *block = batch;
        batch = batch->next;
        ::operator delete(block, kAlignment);
    }
}

struct ThreadEnd
{
    ~ThreadEnd()
    {
        while (cache.count >= kBatch) {
            giveBack(kBatch);
        }
        giveBack(cache.count);
        cache.ended = true;
    }
};

void watchThreadEnd()
{
    if (!cache.watched && !cache.ended) {
        cache.watched = true;
        static thread_local const ThreadEnd end;
        static_cast<void>(&end);
    }
}

} // namespace

void *BlockPool::allocate()
{
    if (cache.count > 0) {
        return cache.blocks[--cache.count];
    }
    if (kPooled && !cache.ended) {
        watchThreadEnd();
        for (FreeBlock *block = Exchange::instance().take(); block;) {
            FreeBlock *next = block->next;
            cache.blocks[cache.count++] = block;
            block = next;
        }
        if (cache.count > 0) {
            return cache.blocks[--cache.count];
        }
    }
    return ::operator new(kBlockSize, kAlignment);
}

void BlockPool::release(void *block) noexcept
{
    if (!kPooled || cache.ended) {
        ::operator delete(block, kAlignment);
        return;
    }
    if (cache.count == cache.blocks.size()) {
        giveBack(kBatch);
    }
    watchThreadEnd();
    cache.blocks[cache.count++] = block;
}

} // namespace ember
