// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/eventemitter.h>
#include <ember/events/taskbox.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

class QEventLoop;

namespace ember {

/// A thread with an event loop and an emitter that lives there. The emitter exists as long as this object: its
/// any-thread functions may be used until the end.
class EmitterThread
{
public:
    EmitterThread();
    /// Shuts the emitter down (what it accepted is emitted) and joins.
    ~EmitterThread();
    EmitterThread(const EmitterThread &) = delete;
    EmitterThread &operator=(const EmitterThread &) = delete;

    [[nodiscard]] EventEmitter &emitter() noexcept { return *m_emitter; }
    [[nodiscard]] const EventEmitter &emitter() const noexcept { return *m_emitter; }

    /// Runs `task` on the emitter's thread and waits until it is done. Any thread, this one included.
    void run(const std::function<void(EventEmitter &)> &task);

private:
    void work();

    std::mutex m_mutex;
    std::condition_variable m_ready;
    QEventLoop *m_loop = nullptr; // these two live in work()
    EventEmitter *m_emitter = nullptr;
    std::shared_ptr<TaskBox> m_tasks; // of its event loop
    std::thread m_thread; // not a QThread: ThreadSanitizer follows what joins this one
};

} // namespace ember
