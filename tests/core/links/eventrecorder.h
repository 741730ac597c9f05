// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/link.h>

#include <QtCore/QStringList>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

/// Takes a link's events as the emitter's inbox would, and lets a test wait for them. Any thread.
class EventRecorder
{
public:
    static constexpr std::chrono::seconds kPatience{20};
    using Events = std::vector<ember::Event>;

    /// To give to a link; the recorder must outlive it.
    [[nodiscard]] ember::EventPoster poster()
    {
        return [this](std::span<ember::Event> events, std::chrono::milliseconds) -> ember::Posted {
            using Fate = ember::Posted::Fate;
            return {take(events.front()) ? Fate::Accepted : Fate::Refused};
        };
    }

    /// From now on events whose name starts like that are refused (empty: none).
    void refuse(const QString &prefix)
    {
        const std::lock_guard lock(m_mutex);
        m_refused = prefix;
    }
    /// Keeps the link's thread inside the poster from the next event on, until release().
    void block()
    {
        const std::lock_guard lock(m_mutex);
        m_blocking = true;
    }
    void release()
    {
        const std::lock_guard lock(m_mutex);
        m_blocking = false;
        m_changed.notify_all();
    }
    /// Whether the link's thread came to stand inside the poster.
    [[nodiscard]] bool waitUntilBlocked()
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, kPatience, [this] { return m_blocked; });
    }

    /// Waits until so many events of that name have come; false after kPatience.
    [[nodiscard]] bool waitFor(const QString &name, int count = 1)
    {
        return waitUntil([&](const Events &events) { return number(events, name) >= count; });
    }
    [[nodiscard]] bool waitUntil(const std::function<bool(const Events &)> &condition)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, kPatience, [&] { return condition(m_events); });
    }

    [[nodiscard]] Events events() const
    {
        const std::lock_guard lock(m_mutex);
        return m_events;
    }
    [[nodiscard]] QStringList names() const
    {
        QStringList names;
        for (const ember::Event &event : events()) {
            names.append(event.name());
        }
        return names;
    }
    [[nodiscard]] int count(const QString &name) const { return number(events(), name); }
    /// The last event of that name; null if there was none.
    [[nodiscard]] ember::Event last(const QString &name) const
    {
        ember::Event found;
        for (const ember::Event &event : events()) {
            found = event.name() == name ? event : found;
        }
        return found;
    }

private:
    static int number(const Events &events, const QString &name)
    {
        int count = 0;
        for (const ember::Event &event : events) {
            count += event.name() == name ? 1 : 0;
        }
        return count;
    }
    bool take(const ember::Event &event)
    {
        std::unique_lock lock(m_mutex);
        if (m_blocking) {
            m_blocked = true;
            m_changed.notify_all();
            m_changed.wait(lock, [this] { return !m_blocking; });
            m_blocked = false;
        }
        if (!m_refused.isEmpty() && event.name().startsWith(m_refused)) {
            return false;
        }
        m_events.push_back(event);
        m_changed.notify_all();
        return true;
    }

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    Events m_events;
    QString m_refused;
    bool m_blocking = false;
    bool m_blocked = false;
};
