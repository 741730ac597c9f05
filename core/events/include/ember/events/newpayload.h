// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/payload.h>

#include <concepts>
#include <cstddef>
#include <memory>
#include <utility>

namespace ember {

namespace detail {

inline constexpr std::size_t kPooledBytes = 128;
inline constexpr std::size_t kPooledAlignment = 64;
/// kPooledBytes of memory from the pool that events live in. Any thread, the other one too.
[[nodiscard]] void *takePooled();
void givePooled(void *memory) noexcept;

/// For std::allocate_shared(): from the pool what fits, the rest from the heap.
template <typename Object>
struct PooledAllocator
{
    using value_type = Object; // NOLINT(readability-identifier-naming): the standard's name
    static constexpr bool kFits = sizeof(Object) <= kPooledBytes && alignof(Object) <= kPooledAlignment;

    PooledAllocator() noexcept = default;
    template <typename Other>
    PooledAllocator(const PooledAllocator<Other> &) noexcept // NOLINT(google-explicit-constructor)
    {
    }
    [[nodiscard]] Object *allocate(std::size_t count)
    {
        if constexpr (kFits) {
            if (count == 1) {
                return static_cast<Object *>(takePooled());
            }
        }
        return std::allocator<Object>().allocate(count);
    }
    void deallocate(Object *object, std::size_t count) noexcept
    {
        if constexpr (kFits) {
            if (count == 1) {
                givePooled(object);
                return;
            }
        }
        std::allocator<Object>().deallocate(object, count);
    }
    template <typename Other>
    friend bool operator==(const PooledAllocator &, const PooledAllocator<Other> &) noexcept
    {
        return true;
    }
};

} // namespace detail

/// A new payload of that kind, made from `arguments`: what std::make_shared() is elsewhere. A small one (up to about
/// 100 bytes) lies in memory of the pool that events live in: payloads are mostly made in one thread and ended in
/// another, for which a general allocator needs as long as for all the rest of a post. Any thread.
template <std::derived_from<Payload> Kind, typename... Arguments>
[[nodiscard]] std::shared_ptr<const Kind> newPayload(Arguments &&...arguments)
{
    return std::allocate_shared<const Kind>(detail::PooledAllocator<Kind>(), std::forward<Arguments>(arguments)...);
}

} // namespace ember
