// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/mainwindow.h"

#include "connections/connectionspanel.h"
#include "counts/countspanel.h"
#include "inspector/inspectorpanel.h"
#include "livestate/livestatepanel.h"
#include "log/eventlogview.h"
#include "log/logpanel.h"
#include "start/connectdialog.h"
#include "start/startpage.h"
#include "window/docktitle.h"
#include "window/healthindicator.h"
#include "window/shortcutlist.h"
#include "window/statusline.h"
#include "window/thememenu.h"

#include <ember/session/accountpassword.h>
#include <ember/session/session.h>

#include <QtGui/QAction>
#include <QtGui/QCloseEvent>
#include <QtWidgets/QDockWidget>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QToolBar>
#include <QtWidgets/QToolButton>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize kFirstSize{1280, 800};
constexpr QSize kSmallest{800, 560};
// The docks beside the log, in per cent of the window: the log's summaries need the most room in a small one.
constexpr int kLeftShare = 19;
constexpr int kLeftNarrowest = 224;
constexpr int kLeftWidest = 320;
constexpr int kRightShare = 21;
constexpr int kRightNarrowest = 232;
constexpr int kRightWidest = 360;
constexpr int kInspectorHeight = 240;
constexpr int kDocksVersion = 1; // raised when docks come or go
constexpr std::chrono::milliseconds kRefreshInterval{250};
constexpr std::chrono::milliseconds kProblemShown{10'000};

} // namespace

MainWindow::MainWindow(Session &session, WindowSettings::Use use, QWidget *parent)
    : QMainWindow(parent)
    , m_session(session)
    , m_settings(use)
    , m_saved(m_settings.connectionsFile())
    , m_secrets(m_settings.secretsFile())
    , m_savedDesk(m_saved, m_secrets,
          [this](const ConnectionUrl &url, const QString &name) { return openConnection(url, name); })
{
    // Somebody who wants nothing of the settings has chosen a theme, or the desktop's is right.
    Theme &theme = Theme::instance();
    theme.setMode(use == WindowSettings::Use::Kept ? m_settings.themeMode() : theme.mode());
    setObjectName(u"mainWindow"_s);
    setWindowTitle(u"Emberscope"_s);
    setWindowIcon(Theme::icon(u"emberscope"_s, ColorRole::Accent));
    setMinimumSize(kSmallest);
    setDockOptions(AllowNestedDocks | AllowTabbedDocks);
    setAnimated(Theme::motionAllowed());
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea); // the inspector stays in the middle column
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    makePanels();
    makeActions();
    makeMenus();
    makeToolBar();
    wirePanels();
    resize(kFirstSize);
    placeDocks();
    restoreLayout();
    m_clock.setWindow(this);
    connect(&m_clock, &FrameClock::tick, this, &MainWindow::refresh);
    m_clock.start();
    refresh();
}

MainWindow::~MainWindow()
{
    m_clock.stop();
}

void MainWindow::makePanels()
{
    m_pages = new QStackedWidget(this);
    m_start = new StartPage(StartPage::Greeting::Shown, m_pages, &m_savedDesk);
    m_log = new LogPanel(m_session, m_clock, m_pages);
    m_pages->addWidget(m_start);
    m_pages->addWidget(m_log);
    setCentralWidget(m_pages);
    m_connections = new ConnectionsPanel(m_session, m_clock, this);
    m_counts = new CountsPanel(m_session, m_clock, this);
    m_liveState = new LiveStatePanel(m_session, m_clock, this);
    m_inspector = new InspectorPanel(m_session, this);
    m_connectionsDock = makeDock(u"connectionsDock"_s, tr("Connections"), m_connections);
    m_countsDock = makeDock(u"countsDock"_s, tr("Event counts"), m_counts);
    m_liveDock = makeDock(u"liveStateDock"_s, tr("Live state"), m_liveState);
    m_inspectorDock = makeDock(u"inspectorDock"_s, tr("Inspector"), m_inspector);
    m_status = new StatusLine(this);
    setStatusBar(m_status);
}

QDockWidget *MainWindow::makeDock(const QString &name, const QString &title, QWidget *panel)
{
    auto *dock = new QDockWidget(title, this);
    dock->setObjectName(name); // by which the saved layout finds it
    dock->setWidget(panel);
    dock->setTitleBarWidget(new DockTitle(dock));
    return dock;
}

void MainWindow::wirePanels()
{
    connect(m_start, &StartPage::openRequested, this,
        [this](const ConnectionUrl &url) { m_start->showProblem(openConnection(url)); });
    connect(&m_savedDesk, &SavedDesk::problem, this, [this](const QString &text) {
        if (!text.isEmpty()) { // it may come when the place it was asked for at is gone
            m_status->showMessage(text, int(kProblemShown.count()));
        }
    });
    connect(m_connections, &ConnectionsPanel::deviceSelected, m_liveState, &LiveStatePanel::showDevice);
    connect(m_connections, &ConnectionsPanel::healthChanged, this,
        [this] { m_health->setHealth(m_connections->health()); });
    connect(m_connections, &ConnectionsPanel::saveRequested, this,
        [this](const ConnectionUrl &url) { m_savedDesk.save(url, this); });
    connect(m_connections, &ConnectionsPanel::problem, this,
        [this](const QString &text) { m_status->showMessage(text, int(kProblemShown.count())); });
    connect(m_counts, &CountsPanel::filterRequested, m_log, &LogPanel::applyFilter);
    connect(m_log, &LogPanel::rowSelected, this, [this](LogRow row) { m_inspector->showRow(m_log->snapshot(), row); });
    connect(m_inspector, &InspectorPanel::rowRequested, m_log, &LogPanel::selectRow);
    connect(m_inspector, &InspectorPanel::filterRequested, m_log, &LogPanel::applyFilter);
    connect(m_pause, &QAction::toggled, m_log, &LogPanel::setPaused);
    connect(m_log, &LogPanel::pausedChanged, m_pause, &QAction::setChecked);
    connect(m_follow, &QAction::toggled, m_log, &LogPanel::setFollowing);
    connect(m_log, &LogPanel::followingChanged, m_follow, &QAction::setChecked);
    connect(m_filter, &QAction::triggered, m_log, &LogPanel::focusFilter);
    m_pause->setChecked(m_log->isPaused());
    m_follow->setChecked(m_log->isFollowing());
}

QAction *MainWindow::makeAction(
    const QString &name, const QString &icon, const QString &text, const QKeySequence &shortcut)
{
    auto *action = new QAction(icon.isEmpty() ? QIcon() : Theme::icon(icon), text, this);
    action->setObjectName(name);
    action->setShortcut(shortcut);
    return action;
}

void MainWindow::makeActions()
{
    m_connect = makeAction(u"connectAction"_s, u"connect"_s, tr("&Connect…"), QKeySequence::New);
    m_connect->setToolTip(tr("Add a connection: the simulator or a broker"));
    connect(m_connect, &QAction::triggered, this, &MainWindow::showConnectDialog);
    m_connections->disconnectAction()->setShortcut(Qt::CTRL | Qt::Key_D);
    m_connections->reconnectAction()->setShortcut(Qt::CTRL | Qt::Key_R);
    m_pause = makeAction(u"pauseAction"_s, u"pause"_s, tr("&Pause"), Qt::CTRL | Qt::Key_P);
    m_pause->setCheckable(true);
    m_pause->setToolTip(tr("Hold the log still; events go on being taken in"));
    m_follow = makeAction(u"followAction"_s, u"follow"_s, tr("&Follow"), Qt::CTRL | Qt::Key_L);
    m_follow->setCheckable(true);
    m_follow->setToolTip(tr("Keep the newest row in sight"));
    m_filter = makeAction(u"filterAction"_s, u"filter"_s, tr("F&ilter…"), QKeySequence::Find);
    m_theme = makeAction(u"themeAction"_s, u"theme"_s, tr("Light or dark"), Qt::CTRL | Qt::SHIFT | Qt::Key_D);
    connect(m_theme, &QAction::triggered, this,
        [this] { chooseTheme(Theme::instance().isDark() ? Theme::Mode::Light : Theme::Mode::Dark); });
    m_resetLayout = makeAction(u"resetLayoutAction"_s, u"layout"_s, tr("&Reset layout"), Qt::CTRL | Qt::Key_0);
    connect(m_resetLayout, &QAction::triggered, this, &MainWindow::resetLayout);
    m_filter->setToolTip(tr("Go to the filter bar"));
    m_theme->setToolTip(tr("Change between light and dark"));
    m_nextPanel = makeAction(u"nextPanelAction"_s, {}, tr("&Next panel"), Qt::Key_F6);
    m_previousPanel = makeAction(u"previousPanelAction"_s, {}, tr("&Previous panel"), Qt::SHIFT | Qt::Key_F6);
    connect(m_nextPanel, &QAction::triggered, this, [this] { m_panels.step(1); });
    connect(m_previousPanel, &QAction::triggered, this, [this] { m_panels.step(-1); });
    m_shortcuts = makeAction(u"shortcutsAction"_s, {}, tr("&Keyboard shortcuts"), QKeySequence::HelpContents);
    connect(m_shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
    m_panels.setPanels({{m_start}, {m_connections}, {m_counts}, {m_log, m_log->view()}, {m_inspector}, {m_liveState}});
}

void MainWindow::makeMenus()
{
    QMenu *connection = menuBar()->addMenu(tr("&Connection"));
    connection->addAction(m_connect);
    connection->addSeparator();
    connection->addActions(
        {m_connections->disconnectAction(), m_connections->reconnectAction(), m_connections->removeAction(),
            m_connections->saveAction(), m_connections->copyDetailsAction(), m_connections->copyDiagnosticsAction()});
    connection->addSeparator();
    connection->addActions({m_connections->commandsAction(), m_connections->provokeAction()});
    connection->addSeparator();
    connection->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);

    QMenu *log = menuBar()->addMenu(tr("&Log"));
    log->addActions({m_pause, m_follow, m_filter});

    QMenu *view = menuBar()->addMenu(tr("&View"));
    int key = Qt::Key_1;
    const QList<std::pair<QDockWidget *, QString>> docks{{m_connectionsDock, tr("&Connections")},
        {m_countsDock, tr("&Event counts")}, {m_inspectorDock, tr("&Inspector")}, {m_liveDock, tr("&Live state")}};
    for (const auto &[dock, text] : docks) {
        dock->toggleViewAction()->setText(text);
        dock->toggleViewAction()->setShortcut(QKeySequence(int(Qt::ALT) | key++));
        view->addAction(dock->toggleViewAction());
    }
    view->addSeparator();
    view->addActions({m_nextPanel, m_previousPanel});
    view->addSeparator();
    auto *theme = new ThemeMenu(view);
    connect(theme, &ThemeMenu::chosen, this, &MainWindow::chooseTheme);
    view->addMenu(theme);
    view->addSeparator();
    view->addAction(m_resetLayout);

    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addAction(m_shortcuts);
    help->addAction(Theme::icon(u"info"_s), tr("&About Emberscope"), this, &MainWindow::showAbout);
}

void MainWindow::makeToolBar()
{
    auto *bar = addToolBar(tr("Tool bar"));
    bar->setObjectName(u"toolBar"_s);
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize({metric::kIcon, metric::kIcon});
    bar->addActions({m_connect, m_connections->disconnectAction(), m_connections->reconnectAction()});
    bar->addSeparator();
    bar->addActions({m_pause, m_follow});
    auto *spring = new QWidget(bar);
    spring->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(spring);
    m_health = new HealthIndicator(bar);
    bar->addWidget(m_health);
    bar->addAction(m_theme);
    for (QAction *action : bar->actions()) {
        tellShortcut(action);
    }
    if (auto *button = qobject_cast<QToolButton *>(bar->widgetForAction(m_theme))) {
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setAccessibleName(m_theme->text());
    }
}

void MainWindow::placeDocks()
{
    for (QDockWidget *dock : {m_connectionsDock, m_countsDock, m_liveDock, m_inspectorDock}) {
        dock->setFloating(false);
    }
    addDockWidget(Qt::LeftDockWidgetArea, m_connectionsDock);
    addDockWidget(Qt::LeftDockWidgetArea, m_countsDock);
    splitDockWidget(m_connectionsDock, m_countsDock, Qt::Vertical);
    addDockWidget(Qt::RightDockWidgetArea, m_liveDock);
    addDockWidget(Qt::BottomDockWidgetArea, m_inspectorDock);
    const int left = std::clamp(width() * kLeftShare / 100, kLeftNarrowest, kLeftWidest);
    const int right = std::clamp(width() * kRightShare / 100, kRightNarrowest, kRightWidest);
    resizeDocks({m_connectionsDock, m_liveDock}, {left, right}, Qt::Horizontal);
    resizeDocks({m_connectionsDock, m_countsDock}, {1, 1}, Qt::Vertical);
    resizeDocks({m_inspectorDock}, {std::max(kInspectorHeight, height() / 3)}, Qt::Vertical);
}

void MainWindow::showDocks(bool shown)
{
    for (QDockWidget *dock : {m_connectionsDock, m_countsDock, m_liveDock, m_inspectorDock}) {
        dock->setVisible(shown);
        dock->toggleViewAction()->setEnabled(shown);
    }
    for (QAction *action : {m_pause, m_follow, m_filter, m_resetLayout}) {
        action->setEnabled(shown);
    }
    m_status->setVisible(shown); // nothing to count yet
}

void MainWindow::restoreLayout()
{
    const WindowSettings::Layout saved = m_settings.layout();
    restoreGeometry(saved.geometry);
    m_log->restoreState(saved.log);
    m_inspector->restoreState(saved.inspector);
    m_docksState = saved.docks;
    showDocks(false);
    m_pages->setCurrentWidget(m_start);
    m_start->focusShortestWay();
}

void MainWindow::saveLayout()
{
    const bool atStart = m_pages->currentWidget() == m_start;
    m_settings.saveLayout({saveGeometry(), atStart ? m_docksState : saveState(kDocksVersion), m_log->saveState(),
        m_inspector->saveState()});
}

void MainWindow::resetLayout()
{
    showDocks(true);
    placeDocks();
    m_log->resetColumns();
}

void MainWindow::leaveStartPage()
{
    m_pages->setCurrentWidget(m_log);
    showDocks(true);
    m_log->view()->setFocus(); // the page that had it is gone
    if (m_docksState.isEmpty() || !restoreState(m_docksState, kDocksVersion)) {
        placeDocks();
    }
}

QString MainWindow::openConnection(const ConnectionUrl &wanted, const QString &name)
{
    ConnectionUrl url = wanted;
    if (!fillInPassword(url)) {
        showConnectDialog()->askForPassword(url);
        return {};
    }
    const Result<ConnectionId> opened = m_session.open(url, name);
    if (!opened) {
        return opened.error();
    }
    refresh();
    return {};
}

ConnectDialog *MainWindow::showConnectDialog()
{
    auto *dialog
        = new ConnectDialog([this](const ConnectionUrl &url) { return openConnection(url); }, this, &m_savedDesk);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}

void MainWindow::chooseTheme(Theme::Mode mode)
{
    Theme::instance().setMode(mode);
    m_settings.saveThemeMode(mode);
}

void MainWindow::showShortcuts()
{
    auto *list = new ShortcutList(this);
    list->setAttribute(Qt::WA_DeleteOnClose);
    list->open();
}

void MainWindow::showAbout()
{
    QMessageBox::about(this, tr("About Emberscope"),
        tr("<p><b>Emberscope</b></p><p>See what your devices do as it happens: every event, how often it "
           "came, and which handlers ran for it.</p><p>Free software under the GNU General Public "
           "License, version 3 or later.</p>"));
}

void MainWindow::refresh()
{
    if (m_pages->currentWidget() == m_start && !m_session.connections().isEmpty()) {
        leaveStartPage();
    }
    const auto now = std::chrono::steady_clock::now();
    if (now - m_refreshedAt >= kRefreshInterval) {
        m_refreshedAt = now;
        m_status->setFigures(statusFigures(m_session));
    }
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveLayout();
    QMainWindow::closeEvent(event);
}

} // namespace ember
