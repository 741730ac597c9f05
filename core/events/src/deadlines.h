// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QBasicTimer>
#include <QtCore/QObject>

#include <chrono>
#include <functional>
#include <map>
#include <utility>

namespace ember {

/// Calls back on the thread it lives on when a moment has come: any number of deadlines, one timer. Without an event
/// loop there none ever comes.
class Deadlines final : public QObject
{
public:
    using Clock = std::chrono::steady_clock;
    /// Which one it is; the default is none.
    using Handle = std::pair<Clock::time_point, quint64>;

    explicit Deadlines(QObject *parent)
        : QObject(parent)
    {
    }

    /// `expired` may add and remove deadlines and end this object. Nothing is added for a negative delay, nor for 0.
    Handle add(std::chrono::milliseconds delay, std::function<void()> expired);
    /// Forgets it; one that has come or is none is no error.
    void remove(const Handle &handle) { m_due.erase(handle); }

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void wind();

    std::map<Handle, std::function<void()>> m_due;
    quint64 m_last = 0;
    QBasicTimer m_timer;
    Clock::time_point m_rings = Clock::time_point::max(); // while the timer runs
};

} // namespace ember
