// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/eventemitter.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QEventLoop>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace ember::test {

/// An object on a thread of its own, made there by `make` and ended there; the thread runs its events meanwhile.
template <typename Object>
class OnThread
{
public:
    explicit OnThread(std::function<std::unique_ptr<Object>()> make = [] { return std::make_unique<Object>(); })
        : m_make(std::move(make))
        , m_thread([this] { work(); })
    {
        std::unique_lock lock(m_mutex);
        m_ready.wait(lock, [this] { return m_object != nullptr; });
    }
    ~OnThread() { end(); }
    OnThread(const OnThread &) = delete;
    OnThread &operator=(const OnThread &) = delete;

    Object &operator*() { return *m_object; }
    Object *operator->() { return m_object; }
    Object *get() { return m_object; }
    [[nodiscard]] std::thread::id id() const { return m_thread.get_id(); }
    /// Ends the object in its thread, and the thread.
    void end()
    {
        if (m_thread.joinable()) {
            m_mayEnd = true;
            m_thread.join();
        }
    }

private:
    void work()
    {
        const QEventLoop loop; // makes this a thread with a dispatcher
        std::unique_ptr<Object> object = m_make();
        {
            const std::lock_guard lock(m_mutex);
            m_object = object.get();
        }
        m_ready.notify_one();
        while (!m_mayEnd) {
            QCoreApplication::processEvents();
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // no exec() does it here
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        object.reset();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

    std::function<std::unique_ptr<Object>()> m_make;
    std::atomic<bool> m_mayEnd = false;
    std::mutex m_mutex;
    std::condition_variable m_ready;
    Object *m_object = nullptr;
    std::thread m_thread; // the last: it uses the others
};

/// Keeps a thread busy until it is let go.
struct Gate
{
    std::atomic<bool> isReached = false;
    std::atomic<bool> isOpen = false;
    void pass()
    {
        isReached = true;
        while (!isOpen) {
            std::this_thread::yield();
        }
    }
    ~Gate() { isOpen = true; }
};

/// Notes on which threads handlers ran.
class ThreadNotes
{
public:
    /// A handler that notes its thread.
    [[nodiscard]] Handler note()
    {
        return {[this](const Event &) {
            const std::lock_guard lock(m_mutex);
            m_threads.push_back(std::this_thread::get_id());
        }};
    }
    [[nodiscard]] std::vector<std::thread::id> list()
    {
        const std::lock_guard lock(m_mutex);
        return m_threads;
    }
    void clear()
    {
        const std::lock_guard lock(m_mutex);
        m_threads.clear();
    }

private:
    std::mutex m_mutex;
    std::vector<std::thread::id> m_threads;
};

} // namespace ember::test
