// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "blockpool.h"

#include "briefmutex.h"
#include "prefetch.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <mutex>
#include <new>
#include <vector>

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

constexpr std::size_t kBatch = 32;
constexpr std::size_t kAhead = 4; // blocks, in one thread's use of them
constexpr std::size_t kMaxShared = 32'768; // 4 MB of free blocks; more goes back to the heap

/// Free blocks on their way between threads, by address: the blocks themselves lie in the cache of the core that used
/// them last, and are not touched before they are needed.
class Exchange
{
public:
    static Exchange &instance()
    {
        static auto *exchange = new Exchange; // outlives every thread
        return *exchange;
    }
    /// How many it took, up to a batch.
    std::size_t take(void **blocks) noexcept
    {
        const std::lock_guard lock(m_mutex);
        const std::size_t count = std::min(kBatch, m_blocks.size());
        std::copy_n(m_blocks.end() - std::ptrdiff_t(count), count, blocks);
        m_blocks.resize(m_blocks.size() - count);
        return count;
    }
    /// False if there are enough of them.
    [[nodiscard]] bool put(void *const *blocks)
    {
        const std::lock_guard lock(m_mutex);
        if (m_blocks.size() >= kMaxShared) {
            return false;
        }
        m_blocks.insert(m_blocks.end(), blocks, blocks + kBatch);
        return true;
    }

private:
    Exchange() { m_blocks.reserve(kMaxShared); } // put() never allocates

    BriefMutex m_mutex;
    std::vector<void *> m_blocks;
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

/// A block that will be written soon: the core that used it last still has its two cache lines.
void fetchBlock(const void *block) noexcept
{
    prefetchForWriting(block);
    prefetchForWriting(static_cast<const std::byte *>(block) + 64);
}

void giveBack(std::size_t howMany) noexcept
{
    cache.count -= howMany;
    void *const *first = cache.blocks.data() + cache.count;
    if (howMany == kBatch && Exchange::instance().put(first)) {
        return;
    }
    std::for_each_n(
        first, howMany, [](void *block) { ::operator delete(block, std::align_val_t(BlockPool::kAlignment)); });
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
    if (cache.count == 0 && kPooled && !cache.ended) [[unlikely]] {
        watchThreadEnd();
        cache.count = Exchange::instance().take(cache.blocks.data());
        for (std::size_t ahead = 1; ahead <= std::min(kAhead, cache.count); ++ahead) {
            fetchBlock(cache.blocks[cache.count - ahead]);
        }
    }
    if (cache.count == 0) [[unlikely]] {
        return ::operator new(kBlockSize, std::align_val_t(BlockPool::kAlignment));
    }
    if (cache.count > kAhead) {
        fetchBlock(cache.blocks[cache.count - 1 - kAhead]);
    }
    return cache.blocks[--cache.count];
}

void BlockPool::release(void *block) noexcept
{
    if (!kPooled || cache.ended) {
        ::operator delete(block, std::align_val_t(BlockPool::kAlignment));
        return;
    }
    if (cache.count == cache.blocks.size()) {
        giveBack(kBatch);
    }
    watchThreadEnd();
    cache.blocks[cache.count++] = block;
}

} // namespace ember
