// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>

#include <QtCore/QFuture>

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <functional>
#include <new>
#include <type_traits>
#include <utility>

namespace ember {

namespace detail {
template <typename T>
inline constexpr bool isFuture = false;
template <typename T>
inline constexpr bool isFuture<QFuture<T>> = true;

template <typename T>
inline constexpr bool canBeEmpty = std::is_pointer_v<T>;
template <typename Signature>
inline constexpr bool canBeEmpty<std::function<Signature>> = true;

/// Fits into a pointer and may be copied about as bits: what most handlers are, a lambda that captured one pointer.
template <typename Callable>
inline constexpr bool isSmall = sizeof(Callable) <= sizeof(void *) && alignof(Callable) <= alignof(void *)
    && std::is_trivially_copyable_v<Callable>;
} // namespace detail

/// The callable of a listener: plain, or asynchronous when it returns a QFuture. An empty std::function or a null
/// function pointer makes an empty handler, which on() refuses.
///
/// A call is one indirect call. A trivially copyable callable of at most a pointer's size is kept in place, any other
/// in an allocation of its own; either is called where it lies, so that what it changes in itself stays changed. An
/// emitter keeps the small ones of its listeners side by side.
class Handler
{
public:
    using Call = void (*)(void *context, const Event &event);
    /// Room for a small callable.
    struct alignas(void *) Place
    {
        std::array<std::byte, sizeof(void *)> bytes;
    };

    Handler() noexcept = default;

    template <typename Callable>
    requires(!std::same_as<std::remove_cvref_t<Callable>, Handler> && std::invocable<Callable &, const Event &>)
        Handler(Callable callable) // NOLINT(google-explicit-constructor): a lambda is passed where a handler is wanted
    {
        if constexpr (detail::canBeEmpty<Callable>) {
            if (!callable) {
                return;
            }
        }
        if constexpr (detail::isSmall<Callable>) {
            new (m_storage.bytes.data()) Callable(std::move(callable));
        } else {
            setPointer(new Callable(std::move(callable)));
        }
        m_operations = &kOperations<Callable>;
    }
    Handler(const Handler &other)
        : m_operations(other.m_operations)
        , m_storage(other.m_storage)
    {
        if (m_operations && m_operations->copy) {
            setPointer(m_operations->copy(other.pointer()));
        }
    }
    Handler(Handler &&other) noexcept
        : m_operations(std::exchange(other.m_operations, nullptr))
        , m_storage(other.m_storage)
    {
    }
    Handler &operator=(Handler other) noexcept
    {
        std::swap(m_operations, other.m_operations);
        std::swap(m_storage, other.m_storage);
        return *this;
    }
    ~Handler()
    {
        if (m_operations && m_operations->destroy) {
            m_operations->destroy(pointer());
        }
    }

    [[nodiscard]] explicit operator bool() const noexcept { return m_operations != nullptr; }
    [[nodiscard]] bool isAsynchronous() const noexcept { return m_operations && m_operations->callAsynchronous; }

    /// The two halves of a call, for who keeps them in flat lists: `function()(context(place), event)`. The first is
    /// null for an asynchronous handler, see callAsynchronous().
    [[nodiscard]] Call function() const noexcept { return m_operations->call; }
    /// Where the callable lies: at `place`, where settle() put it, if it is small; else where it has always been.
    [[nodiscard]] void *context(Place &place) const noexcept { return isInPlace() ? place.bytes.data() : pointer(); }
    /// Puts a small callable to the place it is called at from now on.
    void settle(Place &place) const noexcept
    {
        if (isInPlace()) {
            place = m_storage;
        }
    }
    [[nodiscard]] QFuture<void> callAsynchronous(void *context, const Event &event) const
    {
        return m_operations->callAsynchronous(context, event);
    }
    /// The same in one, for who keeps the handler itself: a call where it lies. By its kind, see isAsynchronous().
    void call(const Event &event) { function()(context(m_storage), event); }
    [[nodiscard]] QFuture<void> callAsynchronous(const Event &event)
    {
        return callAsynchronous(context(m_storage), event);
    }

private:
    struct Operations
    {
        Call call = nullptr; // null for an asynchronous one
        QFuture<void> (*callAsynchronous)(void *context, const Event &event) = nullptr;
        void *(*copy)(void *context) = nullptr; // these two are null for one that is kept in place
        void (*destroy)(void *context) noexcept = nullptr;
    };

    [[nodiscard]] bool isInPlace() const noexcept { return !m_operations->destroy; }
    [[nodiscard]] void *pointer() const noexcept { return std::bit_cast<void *>(m_storage); }
    void setPointer(void *pointer) noexcept { m_storage = std::bit_cast<Place>(pointer); }

    template <typename Callable>
    static decltype(auto) invoke(void *context, const Event &event)
    {
        return (*std::launder(static_cast<Callable *>(context)))(event);
    }

    template <typename Callable>
    static constexpr Operations makeOperations()
    {
        Operations operations;
        if constexpr (detail::isFuture<std::invoke_result_t<Callable &, const Event &>>) {
            operations.callAsynchronous = [](void *context, const Event &event) -> QFuture<void> {
                return QFuture<void>(invoke<Callable>(context, event));
            };
        } else {
            operations.call
                = [](void *context, const Event &event) { static_cast<void>(invoke<Callable>(context, event)); };
        }
        if constexpr (!detail::isSmall<Callable>) {
            operations.copy = [](void *context) -> void * { return new Callable(*static_cast<Callable *>(context)); };
            operations.destroy = [](void *context) noexcept { delete static_cast<Callable *>(context); };
        }
        return operations;
    }
    template <typename Callable>
    static constexpr Operations kOperations = makeOperations<Callable>();

    const Operations *m_operations = nullptr;
    Place m_storage{}; // the callable, or a pointer to it
};

} // namespace ember
