// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/eventlog.h>

#include <QtWidgets/QWidget>

#include <optional>

class QStackedWidget;
class QTabWidget;

namespace ember {

class ElidedLabel;
class IconLabel;
class CausesView;
class FieldsView;
class PreviousSearch;
class RawView;
class Session;
class TraceView;

/// Everything about one event: which handlers ran, its fields and what changed in them, the message as received, its
/// causes and effects. Lives on the GUI thread; the session must outlive it. Keeps the event, not the log: rows may
/// leave the log while it is shown.
class InspectorPanel : public QWidget
{
    Q_OBJECT

public:
    explicit InspectorPanel(Session &session, QWidget *parent = nullptr);

    /// The row that is shown; none after clear().
    [[nodiscard]] std::optional<LogRow> row() const noexcept { return m_row; }

    /// Which tab is open, for the saved layout.
    [[nodiscard]] QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

public Q_SLOTS:
    /// Shows a row of the log; one that the log does not hold any more clears the panel.
    void showRow(const ember::LogSnapshot &log, ember::LogRow row);
    void clear();

Q_SIGNALS:
    /// The person wants to see another event: a cause or an effect.
    void rowRequested(ember::LogRow row);
    /// The person wants rows with the same value; a text for the filter bar.
    void filterRequested(const QString &expression);

private:
    void showHeader();
    void showRelatives(const LogSnapshot &log);
    void showFields(const std::optional<Event> &previous);

    Session &m_session;
    QStackedWidget *m_pages;
    IconLabel *m_mark;
    ElidedLabel *m_title;
    ElidedLabel *m_subtitle;
    QTabWidget *m_tabs;
    TraceView *m_trace;
    FieldsView *m_fields;
    RawView *m_raw;
    CausesView *m_causes;
    PreviousSearch *m_search;
    std::optional<LogRow> m_row;
    Event m_event;
};

} // namespace ember
