// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QObject>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace ember {

/// Tasks for the event loop of one thread, put in by any other: a guarded list, and a bell there that is rung when the
/// list stops being empty. Shared by those who put in; open until close(), and the tasks that have not run by then
/// never do.
class TaskBox : public std::enable_shared_from_this<TaskBox>
{
public:
    using Task = std::function<void()>;

    /// A box for the thread that makes it, as long as `owner` lives; moves to another thread with it.
    [[nodiscard]] static std::shared_ptr<TaskBox> of(QObject *owner);
    /// A box for the thread that `context` lives on, until `context` ends: then it is closed, and `ended` is called in
    /// that thread. Without an event loop there the tasks wait, and the bell is left over when the box ends first.
    [[nodiscard]] static std::shared_ptr<TaskBox> watching(const QObject *context, std::function<void()> ended);
    ~TaskBox();
    TaskBox(const TaskBox &) = delete;
    TaskBox &operator=(const TaskBox &) = delete;

    /// False, and the task is dropped, when the box is closed. Any thread; does not wait.
    bool put(Task task);
    /// Runs what waits, in the order it was put in; stops where a task closes the box. The box's thread.
    void runAll();
    /// Whether runAll() has anything to do. Any thread; cheap.
    [[nodiscard]] bool isEmpty() const noexcept { return !m_full.load(std::memory_order_acquire); }
    /// Drops what waits and takes no more. Any thread.
    void close();
    [[nodiscard]] bool isOpen() const noexcept { return m_open.load(std::memory_order_acquire); }

private:
    class Bell;
    TaskBox() = default;

    std::mutex m_mutex;
    std::deque<Task> m_tasks;
    Bell *m_bell = nullptr; // null when closed
    std::function<void()> m_ended;
    std::atomic<bool> m_full = false;
    std::atomic<bool> m_open = true; // cleared under the lock
};

} // namespace ember
