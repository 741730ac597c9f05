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
inline constexpr bool isBits = sizeof(Callable) <= sizeof(void *)
    && std::is_trivially_copyable_v<Callable> &&std::invocable<const Callable &, const Event &>;
} // namespace detail

/// The callable of a listener: plain, or asynchronous when it returns a QFuture. An empty std::function or a null
/// function pointer makes an empty handler, which on() refuses.
///
/// A call is one indirect call. A trivially copyable callable of at most a pointer's size with a const call operator is
/// kept in place and may be copied freely; any other lives in one allocation of its own and is called where it lies.
class Handler
{
public:
    using Call = void (*)(void *context, const Event &event);

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
        if constexpr (detail::isBits<Callable>) {
            std::array<std::byte, sizeof(void *)> bits{};
            const auto given = std::bit_cast<std::array<std::byte, sizeof(Callable)>>(callable);
            for (std::size_t i = 0; i < given.size(); ++i) {
                bits[i] = given[i];
            }
            m_context = std::bit_cast<void *>(bits);
        } else {
            m_context = new Callable(std::move(callable));
        }
        m_operations = &kOperations<Callable>;
    }
    Handler(const Handler &other)
        : m_operations(other.m_operations)
        , m_context(m_operations && m_operations->copy ? m_operations->copy(other.m_context) : other.m_context)
    {
    }
    Handler(Handler &&other) noexcept
        : m_operations(std::exchange(other.m_operations, nullptr))
        , m_context(std::exchange(other.m_context, nullptr))
    {
    }
    Handler &operator=(Handler other) noexcept
    {
        std::swap(m_operations, other.m_operations);
        std::swap(m_context, other.m_context);
        return *this;
    }
    ~Handler()
    {
        if (m_operations && m_operations->destroy) {
            m_operations->destroy(m_context);
        }
    }

    [[nodiscard]] explicit operator bool() const noexcept { return m_operations != nullptr; }
    [[nodiscard]] bool isAsynchronous() const noexcept { return m_operations && m_operations->callAsynchronous; }

    void call(const Event &event) const { m_operations->call(m_context, event); }
    [[nodiscard]] QFuture<void> callAsynchronous(const Event &event) const
    {
        return m_operations->callAsynchronous(m_context, event);
    }

    /// The two halves of a call, for who keeps them in a flat list: `function()(context(), event)`. They hold as long
    /// as this handler lives where it is. Null for an asynchronous handler.
    [[nodiscard]] Call function() const noexcept { return m_operations->call; }
    [[nodiscard]] void *context() const noexcept { return m_context; }

private:
    struct Operations
    {
        Call call = nullptr; // null for an asynchronous one
        QFuture<void> (*callAsynchronous)(void *context, const Event &event) = nullptr;
        void *(*copy)(void *context) = nullptr; // null: the context is the callable itself, as bits
        void (*destroy)(void *context) noexcept = nullptr;
    };

    template <typename Callable>
    static decltype(auto) invoke(void *context, const Event &event)
    {
        if constexpr (detail::isBits<Callable>) {
            const auto bits = std::bit_cast<std::array<std::byte, sizeof(void *)>>(context);
            std::array<std::byte, sizeof(Callable)> own;
            for (std::size_t i = 0; i < own.size(); ++i) {
                own[i] = bits[i];
            }
            const auto callable = std::bit_cast<Callable>(own);
            return callable(event);
        } else {
            return (*static_cast<Callable *>(context))(event);
        }
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
        if constexpr (!detail::isBits<Callable>) {
            operations.copy = [](void *context) -> void * { return new Callable(*static_cast<Callable *>(context)); };
            operations.destroy = [](void *context) noexcept { delete static_cast<Callable *>(context); };
        }
        return operations;
    }
    template <typename Callable>
    static constexpr Operations kOperations = makeOperations<Callable>();

    const Operations *m_operations = nullptr;
    void *m_context = nullptr;
};

} // namespace ember
