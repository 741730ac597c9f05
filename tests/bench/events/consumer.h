// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "emberpeer.h"
#include "peers/qtpeer.h"

#include <QtCore/QThread>

#include <atomic>
#include <functional>
#include <memory>
#include <semaphore>
#include <thread>
#include <vector>

namespace bench {

/// A thread with a Qt event loop, and things that live on it.
class LoopThread
{
public:
    LoopThread() { m_thread.start(); }
    ~LoopThread()
    {
        m_thread.quit();
        m_thread.wait();
    }

    /// Does something there, and waits for it.
    template <typename Work>
    void run(Work work)
    {
        QMetaObject::invokeMethod(m_context.get(), work, Qt::BlockingQueuedConnection);
    }
    [[nodiscard]] QThread &thread() { return m_thread; }

private:
    QThread m_thread;
    std::unique_ptr<QObject> m_context = [this] {
        auto context = std::make_unique<QObject>();
        context->moveToThread(&m_thread);
        return context;
    }();
};

/// An emitter on a thread of its own.
class EmitterThread
{
public:
    explicit EmitterThread(const std::function<void(EventEmitter &)> &prepare)
    {
        m_loop.run([&] {
            m_emitter = std::make_unique<EventEmitter>(
                ember::EmitterOptions{.limit = 100'000'000, .tracing = {.mode = Tracing::Mode::Off}, .history = 0});
            prepare(*m_emitter);
        });
    }
    ~EmitterThread()
    {
        m_loop.run([this] { m_emitter.reset(); });
    }
    EventEmitter &operator*() { return *m_emitter; }
    EventEmitter *operator->() { return m_emitter.get(); }

private:
    LoopThread m_loop;
    std::unique_ptr<EventEmitter> m_emitter;
};

/// A count that one thread keeps and another waits for, asleep: on two cores a third busy thread would be measured too.
class Tally
{
public:
    void expect(quint64 count)
    {
        m_count = 0;
        m_expected.store(count, std::memory_order_release);
    }
    void add() noexcept
    {
        if (++m_count == m_expected.load(std::memory_order_acquire)) {
            m_complete.release();
        }
    }
    void wait() { m_complete.acquire(); }

private:
    std::atomic<quint64> m_expected = 0;
    std::binary_semaphore m_complete{0};
    alignas(64) quint64 m_count = 0; // handed over with the first event
};

/// Nanoseconds per event until `events` in all have come from so many producers. `produce` makes and sends one.
template <typename Produce>
double perEvent(Tally &tally, int producers, int events, Produce produce)
{
    const int each = events / producers;
    tally.expect(quint64(each) * quint64(producers));
    return wallNanoseconds([&] {
        std::vector<std::jthread> threads;
        for (int p = 0; p < producers; ++p) {
            threads.emplace_back([&produce, p, each] {
                for (int i = 0; i < each; ++i) {
                    produce(p);
                }
            });
        }
        tally.wait();
    }) / (double(each) * producers);
}

} // namespace bench
