// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QtGlobal>
#include <QtWidgets/QStatusBar>

class QLabel;

namespace ember {

class IconLabel;
class Session;

/// What the status bar says; figures of one moment.
struct StatusFigures
{
    quint64 rows = 0; ///< kept
    quint64 evicted = 0; ///< rows that left to keep the budget
    qint64 bytes = 0; ///< of the log
    qint64 budget = 0;
    quint64 droppedEvents = 0; ///< refused or overtaken in the inbox
    quint64 droppedMessages = 0; ///< over all connections
    quint64 handlerFailures = 0;
    QString slowHandler = {}; ///< the slowest of those that took kSlowHandler or longer; empty if none did
    quint64 slowestNs = 0; ///< its longest run
    friend bool operator==(const StatusFigures &, const StatusFigures &) = default;
};
[[nodiscard]] StatusFigures statusFigures(const Session &session);

/// "12,345 rows · 8.5 MB of 512 MB".
[[nodiscard]] QString rowsWords(const StatusFigures &figures);
/// "1,000 older rows left the log (512 MB budget)"; empty if none did.
[[nodiscard]] QString evictedWords(const StatusFigures &figures);
/// "3 events dropped, 2 handler failures, handler “alerts” took up to 2.0 s"; empty if all is well.
[[nodiscard]] QString lossWords(const StatusFigures &figures);

/// The status bar: rows and memory of the log, what left it, and what was lost, in words. GUI thread.
class StatusLine : public QStatusBar
{
    Q_OBJECT

public:
    explicit StatusLine(QWidget *parent = nullptr);

    void setFigures(const StatusFigures &figures);

private:
    QLabel *m_rows;
    QLabel *m_evicted;
    IconLabel *m_lossMark;
    QLabel *m_loss;
    StatusFigures m_figures;
};

} // namespace ember
