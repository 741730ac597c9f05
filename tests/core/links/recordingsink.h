// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/transport.h>

#include <QtCore/QStringList>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

/// Writes down what a transport says. Any thread.
class RecordingSink final : public ember::TransportSink
{
public:
    struct Heard
    {
        std::vector<ember::Message> messages;
        std::vector<std::chrono::steady_clock::time_point> arrivals; // of the messages
        int opened = 0;
        QStringList failures;
        bool permanent = false; // the last failure
        QStringList drops;
        int calls = 0;
        QList<ember::TransportNews> news;
    };

    void opened() override
    {
        note([](Heard &heard) { ++heard.opened; });
    }
    void learnt(const ember::TransportNews &news) override
    {
        note([&](Heard &heard) { heard.news.append(news); });
    }
    void failed(const QString &reason, bool permanent) override
    {
        note([&](Heard &heard) {
            heard.failures.append(reason);
            heard.permanent = permanent;
        });
    }
    void dropped(const QString &reason) override
    {
        note([&](Heard &heard) { heard.drops.append(reason); });
    }
    void received(ember::Message message) override
    {
        note([&](Heard &heard) {
            heard.messages.push_back(std::move(message));
            heard.arrivals.push_back(std::chrono::steady_clock::now());
        });
    }
    [[nodiscard]] bool receivedWaiting(ember::Message message) override
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_heard.messages.size() >= m_limit) {
                ++m_refused;
                m_changed.notify_all();
                return false;
            }
        }
        received(std::move(message));
        return true;
    }

    /// From so many messages on, receivedWaiting() refuses.
    void setLimit(std::size_t limit)
    {
        const std::lock_guard lock(m_mutex);
        m_limit = limit;
    }
    [[nodiscard]] bool waitUntilRefused()
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(30), [this] { return m_refused > 0; });
    }
    [[nodiscard]] bool waitUntil(const std::function<bool(const Heard &)> &condition)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(30), [&] { return condition(m_heard); });
    }
    [[nodiscard]] bool waitForMessages(std::size_t count)
    {
        return waitUntil([count](const Heard &heard) { return heard.messages.size() >= count; });
    }
    [[nodiscard]] bool waitForOpened(int count = 1)
    {
        return waitUntil([count](const Heard &heard) { return heard.opened >= count; });
    }
    [[nodiscard]] bool waitForFailure()
    {
        return waitUntil([](const Heard &heard) { return !heard.failures.isEmpty(); });
    }
    [[nodiscard]] Heard heard() const
    {
        const std::lock_guard lock(m_mutex);
        return m_heard;
    }

private:
    void note(const std::function<void(Heard &)> &change)
    {
        const std::lock_guard lock(m_mutex);
        change(m_heard);
        ++m_heard.calls;
        m_changed.notify_all();
    }

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    Heard m_heard;
    std::size_t m_limit = std::size_t(-1);
    int m_refused = 0;
};
