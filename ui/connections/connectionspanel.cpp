// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionspanel.h"

#include "commands/commandmenu.h"
#include "connections/connectiondelegate.h"
#include "connections/devicenames.h"
#include "connections/faultmenu.h"
#include "theme/theme.h"
#include "window/frameclock.h"

#include <ember/session/connectionreport.h>
#include <ember/session/session.h>

#include <QtGui/QAction>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QTreeView>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {
constexpr std::chrono::milliseconds kRefreshInterval{250}; // texts that change faster cannot be read

/// The profile of a device heard through a connection; null if it was not.
ProfilePtr profileOf(const Session &session, const QModelIndex &connection, const QString &source)
{
    const QString name = connection.data(ConnectionsModel::ConnectionNameRole).toString();
    const QList<DeviceState> devices = session.devices();
    const auto found = std::ranges::find_if(devices,
        [&](const DeviceState &device) { return device.connection() == name && device.source().text() == source; });
    return found == devices.end() ? nullptr : found->profile();
}
} // namespace

ConnectionsPanel::ConnectionsPanel(Session &session, FrameClock &clock, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new ConnectionsModel(this))
{
    makeView();
    makeActions();
    m_pages = new QStackedLayout(this);
    m_pages->setContentsMargins(0, 0, 0, 0);
    auto *empty = new QLabel(tr("No connection. Choose Connect to add one."), this);
    empty->setWordWrap(true);
    empty->setAlignment(Qt::AlignCenter);
    empty->setMargin(4 * metric::kPadding);
    empty->setForegroundRole(QPalette::PlaceholderText);
    empty->setBackgroundRole(QPalette::Base);
    empty->setAutoFillBackground(true);
    m_pages->addWidget(empty);
    m_pages->addWidget(m_view);
    connect(&clock, &FrameClock::tick, this, &ConnectionsPanel::refresh);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &ConnectionsPanel::showDevicesOfNewRow);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &ConnectionsPanel::currentChanged);
    adaptActions();
}

void ConnectionsPanel::makeView()
{
    m_view = new QTreeView(this);
    m_view->setObjectName(u"connectionsView"_s);
    m_view->setAccessibleName(tr("Connections and devices"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new ConnectionDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setHeaderHidden(true);
    m_view->setRootIsDecorated(false);
    m_view->setItemsExpandable(false);
    m_view->setIndentation(4 * metric::kGrid);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->header()->setSectionResizeMode(ConnectionsModel::NameColumn, QHeaderView::Stretch);
    for (const int column :
        {ConnectionsModel::StateColumn, ConnectionsModel::LastMessageColumn, ConnectionsModel::RateColumn}) {
        m_view->hideColumn(column); // the delegate paints them below and beside the name
    }
    // Reasons are wrapped: their rows are as high as the width asks for.
    connect(m_view->header(), &QHeaderView::sectionResized, m_view, &QTreeView::doItemsLayout);
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void ConnectionsPanel::makeActions()
{
    const auto make = [this](const QString &name, const QString &icon, const QString &text, const QString &toolTip) {
        auto *action = new QAction(icon.isEmpty() ? QIcon() : Theme::icon(icon), text, this);
        action->setObjectName(name);
        action->setToolTip(toolTip);
        m_view->addAction(action);
        return action;
    };
    m_disconnect = make(u"disconnectAction"_s, u"disconnect"_s, tr("&Disconnect"),
        tr("End the selected connection; what it brought stays in the log"));
    m_reconnect = make(u"reconnectAction"_s, u"reconnect"_s, tr("&Reconnect"),
        tr("Try the selected connection now; opens a closed one again"));
    m_remove = make(u"removeAction"_s, u"remove"_s, tr("Re&move"),
        tr("Take the selected connection off the list; what it brought stays in the log"));
    m_save = make(u"saveConnectionAction"_s, {}, tr("&Save…"),
        tr("Keep the selected connection under a name, to be opened again with one click"));
    connect(m_save, &QAction::triggered, this, &ConnectionsPanel::save);
    m_faults = new FaultMenu(this);
    provokeAction()->setObjectName(u"provokeAction"_s);
    provokeAction()->setIcon(Theme::icon(u"simulator"_s));
    m_view->addAction(provokeAction());
    connect(m_faults, &FaultMenu::chosen, this, &ConnectionsPanel::provoke);
    m_commands = make(u"commandsAction"_s, u"broker"_s, tr("&Allow commands…"),
        tr("Let commands be sent to the devices of the selected connection; it is read-only until then"));
    connect(m_commands, &QAction::triggered, this, &ConnectionsPanel::switchCommands);
    m_copy = make(u"copyDetailsAction"_s, u"copy"_s, tr("Cop&y details"),
        tr("Copy address, state, reason and counts of the selected connection"));
    m_copyDiagnostics = make(u"copyDiagnosticsAction"_s, u"copy"_s, tr("Copy dia&gnostics"),
        tr("Copy sessions, drops and their reasons as JSON, without names and device numbers: to ask others for help"));
    m_remove->setShortcut(QKeySequence::Delete);
    m_copy->setShortcut(QKeySequence::Copy);
    for (QAction *action : {m_remove, m_copy}) { // elsewhere these keys mean something else
        action->setShortcutContext(Qt::WidgetShortcut);
    }
    connect(m_copy, &QAction::triggered, this, &ConnectionsPanel::copyDetails);
    connect(m_copyDiagnostics, &QAction::triggered, this, &ConnectionsPanel::copyDiagnostics);
    connect(m_disconnect, &QAction::triggered, this, [this] { m_session.close(chosenConnection()); });
    connect(m_reconnect, &QAction::triggered, this, [this] { m_session.reconnect(chosenConnection()); });
    connect(m_remove, &QAction::triggered, this, [this] { m_session.remove(chosenConnection()); });
}

void ConnectionsPanel::save()
{
    if (const std::optional<ConnectionUrl> url = m_session.url(chosenConnection())) {
        Q_EMIT saveRequested(*url);
    }
}

void ConnectionsPanel::switchCommands()
{
    const int connection = chosenConnection();
    const bool allowed = m_model->indexOfConnection(connection).data(ConnectionsModel::CommandsAllowedRole).toBool();
    if (allowed) {
        m_session.setCommandsAllowed(connection, false); // the safe way needs no question
    } else {
        askToAllowCommands(m_session, connection, window());
    }
}

void ConnectionsPanel::copyDetails() const
{
    const QModelIndex index = m_model->indexOfConnection(chosenConnection());
    if (index.isValid()) { // what the tool tip says
        QGuiApplication::clipboard()->setText(index.data(Qt::ToolTipRole).toString());
    }
}

void ConnectionsPanel::copyDiagnostics() const
{
    for (const ConnectionStatus &connection : m_session.connections()) {
        if (connection.id == chosenConnection()) {
            QGuiApplication::clipboard()->setText(QString::fromUtf8(redactedDiagnostics(connection.link)));
        }
    }
}

void ConnectionsPanel::refresh()
{
    const RateWindow::Clock::time_point now = RateWindow::Clock::now();
    if (now - m_refreshedAt < kRefreshInterval) {
        return;
    }
    m_refreshedAt = now;
    const std::vector<ConnectionItem> items = connectionItems(m_session);
    m_model->setItems(items, eventTimeNow(), now);
    m_pages->setCurrentIndex(items.empty() ? 0 : 1);
    adaptActions();
    if (const Health health = healthOf(items); health != m_health) {
        m_health = health;
        Q_EMIT healthChanged();
    }
}

void ConnectionsPanel::showDevicesOfNewRow(const QModelIndex &parent, int row)
{
    if (parent.isValid() && !m_view->isExpanded(parent)) { // not at every row: it lays all of them out
        m_view->expand(parent);
    }
    const bool chosenByNobody = !m_view->currentIndex().isValid();
    if (parent.isValid() && chosenByNobody) { // the first device ever heard is shown at once
        m_view->setCurrentIndex(m_model->index(row, 0, parent));
    }
}

void ConnectionsPanel::currentChanged(const QModelIndex &current)
{
    adaptActions();
    const QString source = current.data(ConnectionsModel::SourceRole).toString();
    if (!source.isEmpty()) {
        Q_EMIT deviceSelected(current.data(ConnectionsModel::ConnectionNameRole).toString(), source);
    }
}

int ConnectionsPanel::chosenConnection() const
{
    const QModelIndex current = m_view->currentIndex();
    if (current.isValid()) {
        return current.data(ConnectionsModel::ConnectionIdRole).toInt();
    }
    return m_model->rowCount() == 1 ? m_model->index(0, 0).data(ConnectionsModel::ConnectionIdRole).toInt() : 0;
}

QString ConnectionsPanel::chosenDevice() const
{
    const QString source = m_view->currentIndex().data(ConnectionsModel::SourceRole).toString();
    const QModelIndex connection = m_model->indexOfConnection(chosenConnection());
    return source.isEmpty() ? m_model->index(0, 0, connection).data(ConnectionsModel::SourceRole).toString() : source;
}

QAction *ConnectionsPanel::provokeAction() const noexcept
{
    return m_faults->menuAction();
}

void ConnectionsPanel::provoke(SimulatedFault fault)
{
    fault.device = deviceId(chosenDevice());
    if (const auto done = m_session.provoke(chosenConnection(), fault); !done) {
        Q_EMIT problem(done.error());
    }
}

void ConnectionsPanel::adaptActions()
{
    const QModelIndex index = m_model->indexOfConnection(chosenConnection());
    m_disconnect->setEnabled(index.isValid() && index.data(ConnectionsModel::IsOpenRole).toBool());
    m_reconnect->setEnabled(index.isValid());
    m_remove->setEnabled(index.isValid());
    m_save->setEnabled(index.isValid());
    const bool simulated = index.isValid() && index.data(ConnectionsModel::IsSimulatedRole).toBool();
    provokeAction()->setVisible(simulated);
    provokeAction()->setEnabled(simulated && m_disconnect->isEnabled());
    m_faults->setProfile(simulated ? profileOf(m_session, index, chosenDevice()) : nullptr);
    const bool allowed = index.isValid() && index.data(ConnectionsModel::CommandsAllowedRole).toBool();
    m_commands->setText(allowed ? tr("Make read-&only") : tr("&Allow commands…"));
    m_commands->setEnabled(index.isValid());
    m_copy->setEnabled(index.isValid());
    m_copyDiagnostics->setEnabled(index.isValid());
}

} // namespace ember
