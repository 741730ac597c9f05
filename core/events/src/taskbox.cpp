// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/taskbox.h>

#include "unseen.h"

#include <QtCore/QMetaMethod>
#include <QtCore/QThread>

#include <utility>

namespace ember {

/// What lives on the box's thread. It may have been made on another one, and the way an event takes through Qt is
/// nothing that ThreadSanitizer can follow: so it is connected by meta methods, whose call reads no memory of ours, and
/// looks at `m_made` before anything else.
class TaskBox::Bell final : public QObject
{
    Q_OBJECT

public:
    explicit Bell(std::shared_ptr<TaskBox> box, QObject *parent)
        : QObject(parent)
        , m_box(std::move(box))
    {
        connect(this, method("rung()"), this, method("answer()"), Qt::QueuedConnection);
    }
    ~Bell() override
    {
        waitUntilMade();
        m_box->close(); // its owner, or the thread, ended without saying so
    }

    void watch(const QObject *context)
    {
        const QMetaObject &type = QObject::staticMetaObject;
        connect(context, type.method(type.indexOfSignal("destroyed(QObject*)")), this, method("contextEnded()"),
            Qt::DirectConnection);
    }
    void setMade() noexcept { m_made.store(true, std::memory_order_release); }

Q_SIGNALS:
    void rung();

public Q_SLOTS: // NOLINT(readability-redundant-access-specifiers)
    void answer()
    {
        waitUntilMade();
        const std::shared_ptr<TaskBox> box = m_box; // a task may end this object
        box->runAll();
    }
    void contextEnded()
    {
        waitUntilMade();
        const std::shared_ptr<TaskBox> box = m_box;
        box->close();
        if (box->m_ended) {
            box->m_ended();
        }
    }

private:
    static QMetaMethod method(const char *signature)
    {
        return staticMetaObject.method(staticMetaObject.indexOfMethod(signature));
    }
    /// It is made already: this only says so to who reads along.
    void waitUntilMade() const noexcept
    {
        while (!m_made.load(std::memory_order_acquire)) { }
    }

    std::atomic<bool> m_made = false;
    const std::shared_ptr<TaskBox> m_box;
};

std::shared_ptr<TaskBox> TaskBox::of(QObject *owner)
{
    const std::shared_ptr<TaskBox> box(new TaskBox);
    box->m_bell = new Bell(box, owner);
    box->m_bell->setMade();
    return box;
}

std::shared_ptr<TaskBox> TaskBox::watching(const QObject *context, std::function<void()> ended)
{
    const std::shared_ptr<TaskBox> box(new TaskBox);
    box->m_ended = std::move(ended);
    auto *bell = new Bell(box, nullptr);
    box->m_bell = bell;
    bell->watch(context);
    bell->setMade();
    bell->moveToThread(context->thread()); // the last touch from here
    return box;
}

TaskBox::~TaskBox() = default; // its bell holds it: closed before

bool TaskBox::put(Task task)
{
    const std::lock_guard lock(m_mutex);
    if (!m_open) {
        return false; // `task` dies after the lock: it was made before
    }
    m_tasks.push_back(std::move(task));
    if (!m_full.exchange(true)) {
        const UnseenByThreadSanitizer unseen;
        Q_EMIT m_bell->rung(); // under the lock: from elsewhere the bell may end at any time
    }
    return true;
}

void TaskBox::runAll()
{
    std::size_t most = 0;
    {
        const std::lock_guard lock(m_mutex);
        most = m_tasks.size(); // who puts in more rings again
        m_full = false;
    }
    for (; most > 0; --most) {
        Task task;
        {
            const std::lock_guard lock(m_mutex);
            if (m_tasks.empty()) {
                return; // a task closed the box, or spun an event loop that ran the rest
            }
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task();
    }
}

void TaskBox::close()
{
    std::unique_ptr<Bell> orphan; // these two die when the lock is free again: their ends take it, or are user code
    std::deque<Task> dropped;
    const std::lock_guard lock(m_mutex);
    m_open = false;
    dropped.swap(m_tasks);
    m_full = false;
    if (Bell *bell = std::exchange(m_bell, nullptr)) {
        const QThread *thread = bell->thread();
        if (!thread || thread->isFinished()) { // nobody is left there to delete it
            orphan.reset(bell);
        } else {
            bell->deleteLater();
        }
    }
}

} // namespace ember

#include "taskbox.moc"
