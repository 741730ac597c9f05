// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emitterthread.h"

#include "taskrunner.h"

#include <QtCore/QEventLoop>

namespace ember {

TaskRunner::TaskRunner()
{
    connect(this, &TaskRunner::wakeUpRequested, this, &TaskRunner::runAll, Qt::QueuedConnection);
}

void TaskRunner::add(std::function<void()> task)
{
    // Signalled under the lock: an earlier wake-up may run the task at once, and it may be the one that ends the loop
    // and this object with it.
    const std::lock_guard lock(m_mutex);
    m_tasks.push_back(std::move(task));
    Q_EMIT wakeUpRequested();
}

void TaskRunner::runAll()
{
    std::vector<std::function<void()>> tasks;
    {
        const std::lock_guard lock(m_mutex);
        tasks.swap(m_tasks);
    }
    for (const auto &task : tasks) {
        task();
    }
}

EmitterThread::EmitterThread()
    : m_thread([this] { work(); })
{
    std::unique_lock lock(m_mutex);
    m_ready.wait(lock, [this] { return m_emitter != nullptr; });
}

EmitterThread::~EmitterThread()
{
    m_runner->add([this] { m_loop->quit(); });
    m_thread.join();
}

void EmitterThread::work()
{
    QEventLoop loop;
    TaskRunner runner;
    EventEmitter emitter;
    {
        const std::lock_guard lock(m_mutex);
        m_loop = &loop;
        m_runner = &runner;
        m_emitter = &emitter;
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
    m_runner->add([&] {
        task(*m_emitter);
        const std::lock_guard lock(mutex); // held while notifying: the waiter owns what is notified
        done = true;
        ended.notify_one();
    });
    std::unique_lock lock(mutex);
    ended.wait(lock, [&done] { return done; });
}

} // namespace ember
