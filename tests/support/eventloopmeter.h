// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QTimer>

#include <chrono>
#include <vector>

/// Some times in order of size. Nearest-rank quantiles; zero without a sample.
class Durations
{
public:
    using Nanoseconds = std::chrono::nanoseconds;

    void add(Nanoseconds duration) { m_samples.push_back(duration); }
    void clear() { m_samples.clear(); }
    [[nodiscard]] std::size_t count() const noexcept { return m_samples.size(); }
    [[nodiscard]] Nanoseconds quantile(double share) const;
    [[nodiscard]] Nanoseconds max() const { return quantile(1.0); }
    /// "p50 5.0, p99 7.1, p99.9 9.3, max 21.0 ms".
    [[nodiscard]] QString text() const;

private:
    std::vector<Nanoseconds> m_samples;
};

/// How long the event loop of this thread leaves a timer of 5 ms waiting, and how much processor time the thread used
/// meanwhile. The gaps are wall-clock time and suffer from whatever else the machine does; the processor time does not.
/// Lives on the thread it measures.
class EventLoopMeter : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kInterval{5};

    explicit EventLoopMeter(QObject *parent = nullptr);

    /// Forgets what was measured and goes on.
    void start();
    void stop() { m_timer.stop(); }

    /// From one turn of the timer to the next: kInterval when the loop is idle.
    [[nodiscard]] const Durations &gaps() const noexcept { return m_gaps; }
    /// Processor time of this thread within each of them.
    [[nodiscard]] const Durations &work() const noexcept { return m_work; }
    /// Share of one processor that this thread used since start().
    [[nodiscard]] double load() const;

    /// Processor time used so far by the calling thread, and by the whole process.
    [[nodiscard]] static std::chrono::nanoseconds threadTime();
    [[nodiscard]] static std::chrono::nanoseconds processTime();

private:
    void turn();

    QTimer m_timer;
    Durations m_gaps;
    Durations m_work;
    std::chrono::steady_clock::time_point m_startedAt;
    std::chrono::steady_clock::time_point m_lastAt;
    std::chrono::nanoseconds m_startTime{};
    std::chrono::nanoseconds m_lastTime{};
};

/// Memory of this process that is in RAM now, bytes (/proc/self/statm); 0 where there is none to ask.
[[nodiscard]] qint64 residentBytes();
/// The machine's load average of the last minute; -1 where there is none to ask.
[[nodiscard]] double loadAverage();
