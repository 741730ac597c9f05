// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "start/saveddesk.h"
#include "window/frameclock.h"
#include "window/panelcycle.h"
#include "window/windowsettings.h"

#include <ember/links/connectionurl.h>

#include <QtWidgets/QMainWindow>

#include <chrono>

class QAction;
class QDockWidget;
class QStackedWidget;

namespace ember {

class ConnectDialog;
class ConnectionsPanel;
class CountsPanel;
class HealthIndicator;
class InspectorPanel;
class LiveStatePanel;
class LogPanel;
class Session;
class StartPage;
class StatusLine;

/// The window of design.md §9. It makes the panels and wires them to each other; each of them does its own work. Until
/// there is a first connection it shows the start page and no docks. GUI thread; the session outlives it.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(
        Session &session, WindowSettings::Use use = WindowSettings::Use::Kept, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Opens a connection, under a name if it has one; empty if that went well, else what went wrong and what to do,
    /// for a person. An account whose password is not known is not opened before the person gave it in the dialog that
    /// comes up.
    QString openConnection(const ConnectionUrl &wanted, const QString &name = {});
    /// Docks, columns and sizes as at first.
    void resetLayout();

    /// The saved connections that it offers.
    [[nodiscard]] SavedConnections &savedConnections() noexcept { return m_saved; }
    [[nodiscard]] FrameClock &clock() noexcept { return m_clock; }
    [[nodiscard]] LogPanel *logPanel() const noexcept { return m_log; }

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void makePanels();
    void wirePanels();
    QDockWidget *makeDock(const QString &name, const QString &title, QWidget *panel);
    void makeActions();
    QAction *makeAction(const QString &name, const QString &icon, const QString &text, const QKeySequence &shortcut);
    void makeMenus();
    void makeToolBar();
    void placeDocks();
    void showDocks(bool shown);
    void restoreLayout();
    void saveLayout();
    void leaveStartPage();
    ConnectDialog *showConnectDialog();
    void chooseTheme(Theme::Mode mode);
    void showShortcuts();
    void showAbout();
    void refresh();

    Session &m_session;
    WindowSettings m_settings;
    SavedConnections m_saved;
    SecretStore m_secrets;
    SavedDesk m_savedDesk;
    FrameClock m_clock;
    QStackedWidget *m_pages = nullptr;
    StartPage *m_start = nullptr;
    LogPanel *m_log = nullptr;
    InspectorPanel *m_inspector = nullptr;
    ConnectionsPanel *m_connections = nullptr;
    CountsPanel *m_counts = nullptr;
    LiveStatePanel *m_liveState = nullptr;
    QDockWidget *m_connectionsDock = nullptr;
    QDockWidget *m_countsDock = nullptr;
    QDockWidget *m_liveDock = nullptr;
    QDockWidget *m_inspectorDock = nullptr;
    HealthIndicator *m_health = nullptr;
    StatusLine *m_status = nullptr;
    QAction *m_connect = nullptr;
    QAction *m_pause = nullptr;
    QAction *m_follow = nullptr;
    QAction *m_filter = nullptr;
    QAction *m_theme = nullptr;
    QAction *m_resetLayout = nullptr;
    QAction *m_nextPanel = nullptr;
    QAction *m_previousPanel = nullptr;
    QAction *m_shortcuts = nullptr;
    PanelCycle m_panels;
    QByteArray m_docksState; // the saved layout while the start page is shown; empty: as at first
    std::chrono::steady_clock::time_point m_refreshedAt;
};

} // namespace ember
