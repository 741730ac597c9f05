// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "emberpeer.h"
#include "peers/qtpeer.h"

#include <QtCore/QThread>

#include <atomic>
#include <functional>
#include <memory>
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
                ember::EmitterOptions{.limit = 100'000'000, .tracing = {.mode = Tracing::Mode::Off}});
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

/// A count that one thread keeps and another waits for.
class Tally
{
public:
    void add() noexcept { m_count.store(m_count.load(std::memory_order_relaxed) + 1, std::memory_order_release); }
    void reset() noexcept { m_count = 0; }
    void waitFor(quint64 count) const
    {
        while (m_count.load(std::memory_order_acquire) < count) {
            std::this_thread::yield();
        }
    }

private:
    alignas(64) std::atomic<quint64> m_count = 0;
};

/// Nanoseconds per event until `events` in all have come from so many producers. `produce` makes and sends one.
template <typename Produce, typename Wait>
double perEvent(int producers, int events, Produce produce, Wait wait)
{
    const int each = events / producers;
    return wallNanoseconds([&] {
        std::vector<std::jthread> threads;
        for (int p = 0; p < producers; ++p) {
            threads.emplace_back([&produce, p, each] {
                for (int i = 0; i < each; ++i) {
                    produce(p);
                }
            });
        }
        wait(quint64(each) * quint64(producers));
    }) / (double(each) * producers);
}

} // namespace bench
