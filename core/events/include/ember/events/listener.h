// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/handler.h>
#include <ember/events/retry.h>

#include <QtCore/QObject>
#include <QtCore/QString>

#include <chrono>
#include <functional>
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

/// What a new listener gets of the past when it is registered: those events that match its pattern, in the order they
/// were emitted, each once, before on() returns and before anything new; see EventEmitter::replayHistory().
struct Replay
{
    qsizetype history = 0; ///< so many of the latest that match
    bool lastValues = false; ///< the latest of each name and source
};

/// What can be chosen when a listener is registered.
struct ListenerOptions
{
    int priority = priority::normal;
    /// For people: traces, messages, statistics. Empty: the place of registration, "file.cpp:42".
    QString name = {};
    EventFilter filter = {};
    /// When this object dies the listener is removed. Where it lives on another thread (which runs an event loop, and
    /// which it stays in) the handler runs there and is awaited like an asynchronous one; the filter runs on the
    /// emitter's thread. What is waiting there when the object dies, or the listener is removed, is not begun.
    const QObject *context = nullptr;
    /// With once(), the first event of the past is the one.
    Replay replay = {};
    /// How the handler is called again when it fails for now: it throws TemporaryError, or what `retryIf` takes for
    /// temporary. Other handlers and events do not wait for it, so that it may meet later events before. Each attempt
    /// is a call of this handler alone with the same event, not an emission: traced and not counted as one; every
    /// failed call counts as a failure and is told. Permanent failures, and the last attempt's, make a dead letter.
    /// Attempts need an event loop on the emitter's thread. Not with once(), whose call uses it up.
    Retry retry = {};
    RetryCondition retryIf = {};
    /// Of an asynchronous handler, or one on another thread: how long it may take. Then the handler has failed, those
    /// behind it go on, and what it began is left to itself. 0: for ever.
    std::chrono::milliseconds timeout = kDefaultTimeout;
    /// An asynchronous handler is called and not waited for: the next one runs at once. How it ends is counted and, if
    /// badly, told like any failure.
    bool concurrent = false;

    static constexpr std::chrono::milliseconds kDefaultTimeout = std::chrono::seconds(30);
    /// Nothing chosen. Made once: making one costs as much as a registration.
    [[nodiscard]] static const ListenerOptions &none();
};

class EventEmitter;
class ListenerRegistry;
struct ListenerRecord;

/// The handle of a registration: two words, copied without a lock. Copies mean the same listener; letting the handle go
/// does not remove it. Safe to keep and to use after the emitter is gone.
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
    friend class ListenerRegistry;
    Listener(ListenerRecord *record, quint64 generation) noexcept
        : m_record(record)
        , m_generation(generation)
    {
    }

    // Records are used again and again but never freed, and count their lives: a handle asks whether its life is still
    // the present one.
    ListenerRecord *m_record = nullptr;
    quint64 m_generation = 0;
};

/// A listener that ends with this object.
class ScopedListener
{
public:
    ScopedListener() noexcept = default;
    ScopedListener(
        Listener listener) noexcept // NOLINT(google-explicit-constructor): `ScopedListener s = emitter.on(…)`
        : m_listener(listener)
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
