// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "deadlines.h"

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QPointer>
#include <QtCore/QThread>
#include <QtCore/QTimerEvent>

#include <algorithm>

namespace ember {

using namespace std::chrono_literals;

Deadlines::Handle Deadlines::add(std::chrono::milliseconds delay, std::function<void()> expired)
{
    constexpr std::chrono::milliseconds kLongest = std::chrono::hours(24 * 365); // the clock's arithmetic overflows
    if (delay <= 0ms) {
        return {};
    }
    const Handle handle(Clock::now() + std::min(delay, kLongest), ++m_last);
    m_due.emplace(handle, std::move(expired));
    wind();
    return handle;
}

/// Lets the timer ring in time for the first deadline. One that rings too early is left alone: mostly deadlines are
/// removed before they come.
void Deadlines::wind()
{
    if (m_due.empty()) {
        m_timer.stop();
        m_rings = Clock::time_point::max();
        return;
    }
    const Clock::time_point first = m_due.begin()->first.first;
    if (m_timer.isActive() && m_rings <= first) {
        return;
    }
    if (!QThread::currentThread()->eventDispatcher()) {
        return;
    }
    constexpr std::chrono::milliseconds kLongest = 1h; // a timer's interval is an int
    const auto delay = std::chrono::ceil<std::chrono::milliseconds>(first - Clock::now());
    m_rings = first;
    m_timer.start(int(std::clamp(delay, 0ms, kLongest) / 1ms), Qt::PreciseTimer, this);
}

void Deadlines::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId()) {
        QObject::timerEvent(event);
        return;
    }
    m_timer.stop();
    m_rings = Clock::time_point::max();
    const QPointer<Deadlines> self(this);
    const Clock::time_point now = Clock::now();
    while (self && !m_due.empty() && m_due.begin()->first.first <= now) {
        const auto expired = std::move(m_due.begin()->second);
        m_due.erase(m_due.begin());
        expired();
    }
    if (self) {
        wind();
    }
}

} // namespace ember
