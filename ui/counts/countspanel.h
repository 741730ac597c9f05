// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "counts/ratewindow.h"

#include <QtWidgets/QWidget>

class QModelIndex;
class QSortFilterProxyModel;
class QTreeView;

namespace ember {

class CountsModel;
class FrameClock;
class Session;

/// The dock of event counts with rates. A double click, Enter or the context menu asks to filter the log by the event.
/// GUI thread; session and clock outlive it.
class CountsPanel : public QWidget
{
    Q_OBJECT

public:
    CountsPanel(Session &session, FrameClock &clock, QWidget *parent = nullptr);

Q_SIGNALS:
    /// A filter text such as `name == "device.mode_changed"`.
    void filterRequested(const QString &filter);

private:
    void makeView();
    void refresh();
    void requestFilter(const QModelIndex &index);
    void showMenu(const QPoint &position);

    Session &m_session;
    CountsModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QTreeView *m_view = nullptr;
    RateWindow::Clock::time_point m_updatedAt;
};

/// The log filter that shows only this event; where `name` is empty: everything of this namespace; where both are:
/// every event without a namespace.
[[nodiscard]] QString filterForEvent(const QString &name, const QString &space);

} // namespace ember
