// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>

#include <functional>
#include <mutex>
#include <vector>

namespace ember {

/// Tasks for the event loop of the thread this object lives on: a guarded list, and a queued signal without arguments
/// that wakes the loop (design.md §2).
class TaskRunner : public QObject
{
    Q_OBJECT

public:
    TaskRunner();

    /// Any thread; does not wait.
    void add(std::function<void()> task);

Q_SIGNALS:
    void wakeUpRequested();

private:
    void runAll();

    std::mutex m_mutex;
    std::vector<std::function<void()>> m_tasks;
};

} // namespace ember
