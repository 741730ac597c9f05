// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>

#include <QtCore/QFuture>
#include <QtCore/QObject>
#include <QtCore/QString>

#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace ember {

/// Priorities: a higher number runs earlier; equal numbers run in the order of registration. Any integer is allowed;
/// above 1000 and below 0 are for the program itself.
namespace priority {
inline constexpr int changeDetector = 1000;
inline constexpr int emergency = 100; ///< 100–150
inline constexpr int critical = 75; ///< 75–99
inline constexpr int normal = 50; ///< 50–74, the default
inline constexpr int low = 1; ///< 1–49
inline constexpr int recorder = -1000;
} // namespace priority

/// Says whether a listener wants an event. Runs on the emitter's thread; one that throws counts as a failure of its
/// handler.
using EventFilter = std::function<bool(const Event &)>;

/// What can be chosen when a listener is registered.
struct ListenerOptions
{
    int priority = priority::normal;
    /// For people: traces, messages, statistics. Empty: the place of registration, "file.cpp:42".
    QString name = {};
    EventFilter filter = {};
    /// When this object dies the listener is removed. It must live on the emitter's thread.
    const QObject *context = nullptr;
};

namespace detail {
template <typename T>
inline constexpr bool isFuture = false;
template <typename T>
inline constexpr bool isFuture<QFuture<T>> = true;

template <typename T>
inline constexpr bool canBeEmpty = std::is_pointer_v<T>;
template <typename Signature>
inline constexpr bool canBeEmpty<std::function<Signature>> = true;
} // namespace detail

/// The callable of a listener: plain, or asynchronous when it returns a QFuture. An empty std::function or a null
/// function pointer makes an empty handler, which on() refuses.
class Handler
{
public:
    Handler() = default;

    template <typename Callable>
    requires(!std::same_as<std::remove_cvref_t<Callable>, Handler> && std::invocable<Callable &, const Event &>)
        Handler(Callable callable) // NOLINT(google-explicit-constructor): a lambda is passed where a handler is wanted
    {
        using Returned = std::invoke_result_t<Callable &, const Event &>;
        if constexpr (detail::canBeEmpty<Callable>) {
            if (!callable) {
                return;
            }
        }
        if constexpr (detail::isFuture<Returned>) {
            m_asynchronous
                = [call = std::move(callable)](const Event &event) mutable { return QFuture<void>(call(event)); };
        } else {
            m_plain = [call = std::move(callable)](const Event &event) mutable { call(event); };
        }
    }

    [[nodiscard]] explicit operator bool() const noexcept { return m_plain || m_asynchronous; }
    [[nodiscard]] bool isAsynchronous() const noexcept { return bool(m_asynchronous); }

    void call(const Event &event) const { m_plain(event); }
    [[nodiscard]] QFuture<void> callAsynchronous(const Event &event) const { return m_asynchronous(event); }

private:
    std::function<void(const Event &)> m_plain;
    std::function<QFuture<void>(const Event &)> m_asynchronous;
};

class EventEmitter;
struct ListenerEntry;

/// The handle of a registration. Copies mean the same listener; letting the handle go does not remove it. Safe to keep
/// and to use after the emitter is gone.
class Listener
{
public:
    Listener() noexcept = default;

    /// Whether the listener still waits for events. Any thread.
    [[nodiscard]] bool isActive() const noexcept;
    /// Removes the listener; again is harmless. Any thread: no new call is begun after this returned (one that had
    /// begun on the emitter's thread may still be running).
    void cancel() const noexcept;

private:
    friend class EventEmitter;
    explicit Listener(std::shared_ptr<ListenerEntry> entry) noexcept;

    std::shared_ptr<ListenerEntry> m_entry;
};

/// A listener that ends with this object.
class ScopedListener
{
public:
    ScopedListener() noexcept = default;
    ScopedListener(
        Listener listener) noexcept // NOLINT(google-explicit-constructor): `ScopedListener s = emitter.on(…)`
        : m_listener(std::move(listener))
    {
    }
    ScopedListener(ScopedListener &&other) noexcept
        : m_listener(std::exchange(other.m_listener, {}))
    {
    }
    ScopedListener &operator=(ScopedListener &&other) noexcept
    {
        if (this != &other) {
            m_listener.cancel();
            m_listener = std::exchange(other.m_listener, {});
        }
        return *this;
    }
    ~ScopedListener() { m_listener.cancel(); }

    [[nodiscard]] const Listener &listener() const noexcept { return m_listener; }
    /// Lets the listener live on.
    Listener release() noexcept { return std::exchange(m_listener, {}); }

private:
    Listener m_listener;
};

} // namespace ember
