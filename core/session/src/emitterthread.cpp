// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emitterthread.h"

#include <QtCore/QEventLoop>

namespace ember {

EmitterThread::EmitterThread()
    : m_thread([this] { work(); })
{
    std::unique_lock lock(m_mutex);
    m_ready.wait(lock, [this] { return m_emitter != nullptr; });
}

EmitterThread::~EmitterThread()
{
    m_tasks->put([this] { m_loop->quit(); });
    m_thread.join();
}

void EmitterThread::work()
{
    QEventLoop loop;
    EventEmitter emitter;
    {
        const std::lock_guard lock(m_mutex);
        m_loop = &loop;
        m_emitter = &emitter;
        m_tasks = TaskBox::of(&loop);
    }
    m_ready.notify_one();
    loop.exec();
}

void EmitterThread::run(const std::function<void(EventEmitter &)> &task)
{
    if (std::this_thread::get_id() == m_thread.get_id()) {
        task(*m_emitter);
        return;
    }
    std::mutex mutex;
    std::condition_variable ended;
    bool done = false;
    m_tasks->put([&] {
        task(*m_emitter);
        const std::lock_guard lock(mutex); // held while notifying: the waiter owns what is notified
        done = true;
        ended.notify_one();
    });
    std::unique_lock lock(mutex);
    ended.wait(lock, [&done] { return done; });
}

} // namespace ember
