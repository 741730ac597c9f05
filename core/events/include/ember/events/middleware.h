// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/emission.h>
#include <ember/events/event.h>

#include <QtCore/QString>

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace ember {

/// What stands between an emission and its handlers: sees each event once, however many handlers it has, also if it has
/// none. Both halves run on the emitter's thread and may be left out.
struct Middleware
{
    /// What `before` decides. Made by one of the three functions.
    class Verdict
    {
    public:
        /// The event goes on as it is.
        [[nodiscard]] static Verdict pass() { return {}; }
        /// `changed` goes on in its place, under the number, cause and correlation of the original; make it from
        /// Event::parts(). Its name must be the same, for it is counted under it; another one, or a null event, counts
        /// as a failure of the middleware, and the original goes on.
        [[nodiscard]] static Verdict replace(Event changed) { return {Kind::Replace, std::move(changed), {}}; }
        /// No handler gets the event. Counted with the middleware's name and the reason (EmitterCounts::drops), and
        /// both stand in the emission's trace.
        [[nodiscard]] static Verdict drop(QString reason) { return {Kind::Drop, {}, std::move(reason)}; }

    private:
        friend class EventEmitter;
        enum class Kind : quint8
        {
            Pass,
            Replace,
            Drop
        };
        Verdict() = default;
        Verdict(Kind kind, Event event, QString reason)
            : m_kind(kind)
            , m_event(std::move(event))
            , m_reason(std::move(reason))
        {
        }

        Kind m_kind = Kind::Pass;
        Event m_event;
        QString m_reason;
    };

    /// For people: traces, messages, counts. Empty: the place of registration, "file.cpp:42".
    QString name = {};
    /// Runs before the first handler, in the order of registration. One that throws counts as a failure of a handler,
    /// and the event passes unchanged.
    std::function<Verdict(const Event &)> before = {};
    /// Runs after the last handler and before the children, in reverse order, with the event as the handlers saw it,
    /// what became of it, and the time since the emission began. Every `before` that was called is followed by its
    /// `after`, also if the event was dropped. Of a suspended emission it runs when that has ended.
    std::function<void(const Event &, const Emission &, std::chrono::nanoseconds)> after = {};
};

struct MiddlewareRecord;

/// The handle of an added middleware. Copies mean the same one; letting the handle go does not remove it. Safe to keep
/// and to use after the emitter is gone.
class MiddlewareHandle
{
public:
    MiddlewareHandle() noexcept = default;

    /// Whether the middleware still sees events. Any thread.
    [[nodiscard]] bool isActive() const noexcept;
    /// Removes it; again is harmless. Any thread: no new call is begun after this returned. What the two functions hold
    /// is let go of on the emitter's thread, by the next emission.
    void cancel() const noexcept;

private:
    friend class EventEmitter;
    explicit MiddlewareHandle(std::shared_ptr<MiddlewareRecord> record) noexcept
        : m_record(std::move(record))
    {
    }

    std::shared_ptr<MiddlewareRecord> m_record;
};

/// A middleware that ends with this object.
class ScopedMiddleware
{
public:
    ScopedMiddleware() noexcept = default;
    ScopedMiddleware(
        MiddlewareHandle handle) noexcept // NOLINT(google-explicit-constructor): `ScopedMiddleware m = emitter.add…`
        : m_handle(std::move(handle))
    {
    }
    ScopedMiddleware(ScopedMiddleware &&other) noexcept
        : m_handle(std::exchange(other.m_handle, {}))
    {
    }
    ScopedMiddleware &operator=(ScopedMiddleware &&other) noexcept
    {
        if (this != &other) {
            m_handle.cancel();
            m_handle = std::exchange(other.m_handle, {});
        }
        return *this;
    }
    ~ScopedMiddleware() { m_handle.cancel(); }

    [[nodiscard]] const MiddlewareHandle &handle() const noexcept { return m_handle; }
    /// Lets the middleware live on.
    MiddlewareHandle release() noexcept { return std::exchange(m_handle, {}); }

private:
    MiddlewareHandle m_handle;
};

} // namespace ember
