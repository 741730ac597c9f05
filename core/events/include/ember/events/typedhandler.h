// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/eventtype.h>
#include <ember/events/listener.h>

#include <concepts>
#include <type_traits>
#include <utility>

namespace ember {

namespace detail {
template <typename Callable, typename Data>
concept TakesDataAndEvent = std::invocable<Callable &, const Data &, const Event &>;
template <typename Callable, typename Data>
concept TakesData = std::invocable<Callable &, const Data &>;
} // namespace detail

/// What may be registered for an EventType<Data>: something that takes (const Data &, const Event &), or (const Data &)
/// alone; it may return a QFuture.
template <typename Callable, typename Data>
concept TypedHandler = detail::TakesDataAndEvent<Callable, Data> || detail::TakesData<Callable, Data>;

/// A handler that hands the event's data over as Data. Data that does not fit is a failure of the handler (see
/// DataMismatch), and the callable is not called. The reference is the event's: an asynchronous handler that needs the
/// data after it returned keeps the event, or a copy of what it needs.
template <typename Data, typename Callable>
[[nodiscard]] Handler typedHandler(Callable callable)
{
    static_assert(TypedHandler<Callable, Data>,
        "ember: a handler of an EventType<Data> takes (const Data &) or (const Data &, const ember::Event &)");
    if constexpr (TypedHandler<Callable, Data>) {
        if constexpr (detail::canBeEmpty<Callable>) {
            if (!callable) {
                return {};
            }
        }
        return Handler([call = std::move(callable)](const Event &event) mutable -> decltype(auto) {
            const Data &data = dataOf<Data>(event);
            if constexpr (detail::TakesDataAndEvent<Callable, Data>) {
                return std::invoke(call, data, event);
            } else {
                return std::invoke(call, data);
            }
        });
    } else {
        return {};
    }
}

/// The same for a member of an object; empty without a receiver.
template <typename Data, typename Receiver, typename Member>
[[nodiscard]] Handler typedHandler(Receiver *receiver, Member member)
{
    constexpr bool takesBoth = std::invocable<Member, Receiver *, const Data &, const Event &>;
    constexpr bool takesData = std::invocable<Member, Receiver *, const Data &>;
    static_assert(takesBoth || takesData,
        "ember: a member that handles an EventType<Data> takes (const Data &) or (const Data &, const ember::Event &)");
    if constexpr (takesBoth) {
        return receiver ? typedHandler<Data>([receiver, member](const Data &data, const Event &event) {
            return std::invoke(member, receiver, data, event);
        })
                        : Handler();
    } else if constexpr (takesData) {
        return receiver
            ? typedHandler<Data>([receiver, member](const Data &data) { return std::invoke(member, receiver, data); })
            : Handler();
    } else {
        return {};
    }
}

} // namespace ember
