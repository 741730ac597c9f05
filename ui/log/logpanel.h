// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/visiblerows.h"

#include <QtCore/QElapsedTimer>
#include <QtWidgets/QWidget>

#include <memory>
#include <optional>

class QLabel;
class QPushButton;

namespace ember {

class EventLogView;
class FilterBar;
class FrameClock;
class Session;

/// The event log with its filter. Pulls what the session's log holds once per frame; a pause pins what is shown while
/// everything behind it goes on. Lives on the GUI thread; session and clock must outlive it.
class LogPanel : public QWidget
{
    Q_OBJECT

public:
    LogPanel(Session &session, FrameClock &clock, QWidget *parent = nullptr);
    ~LogPanel() override;

    [[nodiscard]] bool isPaused() const noexcept { return m_pausedAt.has_value(); }
    [[nodiscard]] bool isFollowing() const;
    /// The log as it is shown now: what selected rows are to be read from.
    [[nodiscard]] LogSnapshot snapshot() const;
    /// Rows that came since the pause began; 0 when not paused.
    [[nodiscard]] quint64 rowsBehind() const;
    [[nodiscard]] EventLogView *view() const noexcept { return m_view; }
    [[nodiscard]] FilterBar *filterBar() const noexcept { return m_filterBar; }

    /// Columns and earlier filters, for the saved layout.
    [[nodiscard]] QByteArray saveState() const;
    bool restoreState(const QByteArray &state);
    /// Columns as at first.
    void resetColumns();

public Q_SLOTS:
    void setPaused(bool paused);
    void setFollowing(bool on);
    /// Fills the filter bar and applies it; an empty text shows everything.
    void applyFilter(const QString &text);
    void selectRow(ember::LogRow row);
    void focusFilter();

Q_SIGNALS:
    void rowSelected(ember::LogRow row);
    void followingChanged(bool on);
    void pausedChanged(bool paused);

private:
    void pull();
    void adopt(FilteredRows rows);
    [[nodiscard]] bool isWorthShowing(const FilteredRows &rows) const;
    void showCount();
    void showPause();
    void setFilter(const std::optional<Expression> &filter);
    [[nodiscard]] QStringList textsForCompletion() const;

    Session &m_session;
    std::unique_ptr<FilteredLog> m_filtered;
    FilterBar *m_filterBar;
    EventLogView *m_view;
    QWidget *m_pauseBar;
    QLabel *m_pauseText;
    std::optional<LogRow> m_pausedAt; // the first row that is not shown
    QElapsedTimer m_sinceFilter;
    QElapsedTimer m_sinceCount; // invalid: the count is to be told at once
};

} // namespace ember
