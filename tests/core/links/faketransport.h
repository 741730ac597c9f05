// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/transport.h>

#include <QtCore/QList>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

/// What a test sees and says of a FakeTransport; lives as long as the test and may be used from any thread.
struct FakeBroker
{
    struct Request
    {
        QString topic;
        QByteArray payload;
        int qos = 0;
    };

    std::mutex mutex;
    std::condition_variable changed;
    ember::TransportSink *sink = nullptr;
    QList<QStringList> opens; // the filters of each attempt
    int closes = 0;
    QList<Request> requests;
    bool takesRequests = true;
    bool accepts = true; // what publish() answers

    [[nodiscard]] bool waitUntil(const std::function<bool()> &condition)
    {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::seconds(20), condition);
    }
    [[nodiscard]] bool waitForOpens(int count)
    {
        return waitUntil([this, count] { return opens.size() >= count; });
    }
    [[nodiscard]] bool waitForRequests(int count)
    {
        return waitUntil([this, count] { return requests.size() >= count; });
    }
    [[nodiscard]] QList<QStringList> allOpens()
    {
        const std::lock_guard lock(mutex);
        return opens;
    }
    [[nodiscard]] QList<Request> allRequests()
    {
        const std::lock_guard lock(mutex);
        return requests;
    }
    [[nodiscard]] int allCloses()
    {
        const std::lock_guard lock(mutex);
        return closes;
    }
    void setAccepts(bool on)
    {
        const std::lock_guard lock(mutex);
        accepts = on;
    }
};

class FakeTransport final : public ember::Transport
{
public:
    FakeTransport(FakeBroker &broker, ember::TransportSink &sink)
        : m_broker(broker)
    {
        const std::lock_guard lock(broker.mutex);
        broker.sink = &sink;
    }

    void open(const QStringList &topicFilters) override
    {
        const std::lock_guard lock(m_broker.mutex);
        m_broker.opens.append(topicFilters);
        m_broker.changed.notify_all();
    }
    void close() override
    {
        const std::lock_guard lock(m_broker.mutex);
        ++m_broker.closes;
        m_broker.changed.notify_all();
    }
    [[nodiscard]] bool publish(const QString &topic, const QByteArray &payload, int qos) override
    {
        const std::lock_guard lock(m_broker.mutex);
        m_broker.requests.append({topic, payload, qos});
        m_broker.changed.notify_all();
        return m_broker.accepts;
    }
    [[nodiscard]] bool takesRequests() const override { return m_broker.takesRequests; }
    [[nodiscard]] QString clientId() const override { return QStringLiteral("fake-client"); }

private:
    FakeBroker &m_broker;
};
