// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/frameclock.h"

#include <QtCore/QEvent>

namespace ember {

FrameClock::FrameClock(QObject *parent)
    : QObject(parent)
{
    m_timer.setTimerType(Qt::PreciseTimer); // a coarse timer may be 5 % late: frames would bunch
    m_timer.setInterval(kHiddenInterval);
    connect(&m_timer, &QTimer::timeout, this, &FrameClock::tick);
}

void FrameClock::setWindow(QWidget *window)
{
    if (m_window) {
        m_window->removeEventFilter(this);
    }
    m_window = window;
    if (m_window) {
        m_window->installEventFilter(this);
    }
    adaptInterval();
}

void FrameClock::start()
{
    m_timer.start();
}

void FrameClock::stop()
{
    m_timer.stop();
}

bool FrameClock::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_window) {
        switch (event->type()) {
        case QEvent::Show:
        case QEvent::Hide:
        case QEvent::WindowStateChange:
            adaptInterval();
            break;
        default:
            break;
        }
    }
    return QObject::eventFilter(watched, event);
}

void FrameClock::adaptInterval()
{
    const bool visible = m_window && m_window->isVisible() && !m_window->isMinimized();
    const std::chrono::milliseconds wanted = visible ? kVisibleInterval : kHiddenInterval;
    if (m_timer.intervalAsDuration() != wanted) { // setting it anew would start the running interval over
        m_timer.setInterval(wanted);
    }
}

} // namespace ember
