// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventloopmeter.h"

#include <QtCore/QFile>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

std::chrono::nanoseconds timeOf(clockid_t clock)
{
    timespec now{};
    return clock_gettime(clock, &now) == 0 ? std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec)
                                           : std::chrono::nanoseconds(0);
}

} // namespace

Durations::Nanoseconds Durations::quantile(double share) const
{
    if (m_samples.empty()) {
        return {};
    }
    std::vector<Nanoseconds> sorted = m_samples;
    const auto rank = std::size_t(std::ceil(share * double(sorted.size())));
    const auto place = sorted.begin() + std::ptrdiff_t(std::clamp<std::size_t>(rank, 1, sorted.size()) - 1);
    std::nth_element(sorted.begin(), place, sorted.end());
    return *place;
}

QString Durations::text() const
{
    const auto ms = [this](double share) { return QString::number(double(quantile(share).count()) / 1e6, 'f', 2); };
    return u"p50 %1, p99 %2, p99.9 %3, max %4 ms"_s.arg(ms(0.5), ms(0.99), ms(0.999), ms(1.0));
}

EventLoopMeter::EventLoopMeter(QObject *parent)
    : QObject(parent)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kInterval);
    connect(&m_timer, &QTimer::timeout, this, &EventLoopMeter::turn);
}

void EventLoopMeter::start()
{
    m_gaps.clear();
    m_work.clear();
    m_startedAt = m_lastAt = std::chrono::steady_clock::now();
    m_startTime = m_lastTime = threadTime();
    m_timer.start();
}

void EventLoopMeter::turn()
{
    const auto now = std::chrono::steady_clock::now();
    const auto time = threadTime();
    m_gaps.add(now - m_lastAt);
    m_work.add(time - m_lastTime);
    m_lastAt = now;
    m_lastTime = time;
}

double EventLoopMeter::load() const
{
    const std::chrono::duration<double> wall = m_lastAt - m_startedAt;
    return wall.count() > 0 ? std::chrono::duration<double>(m_lastTime - m_startTime) / wall : 0;
}

std::chrono::nanoseconds EventLoopMeter::threadTime()
{
    return timeOf(CLOCK_THREAD_CPUTIME_ID);
}

std::chrono::nanoseconds EventLoopMeter::processTime()
{
    return timeOf(CLOCK_PROCESS_CPUTIME_ID);
}

qint64 residentBytes()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    return file.readAll().split(' ').value(1).toLongLong() * qint64(sysconf(_SC_PAGESIZE));
}

double loadAverage()
{
    double load = -1;
    return getloadavg(&load, 1) == 1 ? load : -1;
}
