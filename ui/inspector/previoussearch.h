// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/eventlog.h>

#include <QtCore/QObject>
#include <QtCore/QTimer>

namespace ember {

/// Looks backwards in the log for the message before: same name, source and connection, and of events that
/// name a topic or a field, the same one. A slice per turn of the event
/// loop, so that no search holds up the window. Lives on the GUI thread; keeps the log's rows alive only while it runs.
class PreviousSearch : public QObject
{
    Q_OBJECT

public:
    static constexpr quint64 kLookBack = 20'000; ///< rows
    static constexpr quint64 kSlice = 2'000; ///< rows per turn

    explicit PreviousSearch(QObject *parent = nullptr);

    /// Begins a search, ending the one before. The first slice runs at once.
    void start(const LogSnapshot &log, LogRow row);
    void stop();
    [[nodiscard]] bool isRunning() const { return m_timer.isActive(); }

Q_SIGNALS:
    void found(const ember::Event &previous);
    /// There is none within the last kLookBack rows; `looked`: how many rows that were.
    void notFound(quint64 looked);

private:
    void slice();

    QTimer m_timer;
    LogSnapshot m_log;
    Event m_event;
    LogRow m_row = 0;
    LogRow m_next = 0; // one past the row to look at next
    LogRow m_end = 0; // the oldest row to look at
};

} // namespace ember
