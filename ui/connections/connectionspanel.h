// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/items.h"

#include <QtWidgets/QWidget>

class QAction;
class QStackedLayout;
class QTreeView;

namespace ember {

class FaultMenu;
class FrameClock;
struct SimulatedFault;

/// The dock of connections and their devices, with the actions on the selected one (or on the only one there is).
/// GUI thread; session and clock outlive it.
class ConnectionsPanel : public QWidget
{
    Q_OBJECT

public:
    ConnectionsPanel(Session &session, FrameClock &clock, QWidget *parent = nullptr);

    [[nodiscard]] QAction *disconnectAction() const noexcept { return m_disconnect; }
    [[nodiscard]] QAction *reconnectAction() const noexcept { return m_reconnect; }
    [[nodiscard]] QAction *removeAction() const noexcept { return m_remove; }
    [[nodiscard]] QAction *saveAction() const noexcept { return m_save; }
    /// The menu of what can go wrong at a simulator; shown only while the chosen connection is one.
    [[nodiscard]] QAction *provokeAction() const noexcept;
    /// The switch between read-only and commands allowed; says which of the two it leads to.
    [[nodiscard]] QAction *commandsAction() const noexcept { return m_commands; }
    [[nodiscard]] QAction *copyDetailsAction() const noexcept { return m_copy; }
    /// What a stranger may see of it (redactedDiagnostics()), to the clipboard.
    [[nodiscard]] QAction *copyDiagnosticsAction() const noexcept { return m_copyDiagnostics; }
    [[nodiscard]] const Health &health() const noexcept { return m_health; }

Q_SIGNALS:
    /// A device was chosen: the name of its connection and its source.
    void deviceSelected(const QString &connection, const QString &source);
    void healthChanged();
    /// The person wants to keep the chosen connection; its secrets are in the address.
    void saveRequested(const ember::ConnectionUrl &url);
    /// What was asked for could not be done, in words.
    void problem(const QString &text);

private:
    void makeView();
    void makeActions();
    void refresh();
    void showDevicesOfNewRow(const QModelIndex &parent, int row);
    void currentChanged(const QModelIndex &current);
    void adaptActions();
    void provoke(SimulatedFault fault);
    void save();
    void copyDetails() const;
    void switchCommands();
    void copyDiagnostics() const;
    /// The connection that the actions mean; 0 if none.
    [[nodiscard]] int chosenConnection() const;
    /// The source of the chosen device; of the connection's first one if that is chosen; empty if none was heard.
    [[nodiscard]] QString chosenDevice() const;

    Session &m_session;
    ConnectionsModel *m_model;
    QTreeView *m_view = nullptr;
    QStackedLayout *m_pages = nullptr;
    QAction *m_disconnect = nullptr;
    QAction *m_reconnect = nullptr;
    QAction *m_remove = nullptr;
    QAction *m_save = nullptr;
    FaultMenu *m_faults = nullptr;
    QAction *m_commands = nullptr;
    QAction *m_copy = nullptr;
    QAction *m_copyDiagnostics = nullptr;
    RateWindow::Clock::time_point m_refreshedAt;
    Health m_health;
};

} // namespace ember
