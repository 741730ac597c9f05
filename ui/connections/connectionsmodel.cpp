// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionsmodel.h"

#include "connections/words.h"
#include "theme/theme.h"

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {
// internalId of an index: 0 for a connection, the connection's id for its devices (rows move, ids do not).
constexpr quintptr kConnectionId = 0;
} // namespace

ConnectionsModel::ConnectionsModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

void ConnectionsModel::setItems(
    const std::vector<ConnectionItem> &items, EventTime now, RateWindow::Clock::time_point steadyNow)
{
    removeGone(items);
    for (const ConnectionItem &item : items) {
        int row = rowOf(item.id);
        const bool isNew = row < 0;
        if (isNew) {
            row = int(m_connections.size());
            Connection connection;
            connection.id = item.id;
            connection.window.add(steadyNow, item.link.messages.received);
            connection.words = wordsOf(item, connection.window, now);
            beginInsertRows({}, row, row);
            m_connections.push_back(std::move(connection));
            endInsertRows();
        } else {
            Connection &connection = m_connections[std::size_t(row)];
            connection.window.add(steadyNow, item.link.messages.received);
            say(connection.words, wordsOf(item, connection.window, now), index(row, 0));
        }
        updateDevices(row, item, now, steadyNow);
    }
}

void ConnectionsModel::removeGone(const std::vector<ConnectionItem> &items)
{
    for (int row = int(m_connections.size()) - 1; row >= 0; --row) {
        const int id = m_connections[std::size_t(row)].id;
        if (std::none_of(items.begin(), items.end(), [id](const ConnectionItem &item) { return item.id == id; })) {
            beginRemoveRows({}, row, row);
            m_connections.erase(m_connections.begin() + row);
            endRemoveRows();
        }
    }
}

void ConnectionsModel::updateDevices(
    int row, const ConnectionItem &item, EventTime now, RateWindow::Clock::time_point steadyNow)
{
    Connection &connection = m_connections[std::size_t(row)];
    const QModelIndex parentIndex = index(row, 0);
    std::vector<Device> added;
    for (const DeviceItem &device : item.devices) {
        const auto known = connection.rows.constFind(device.source);
        if (known != connection.rows.constEnd()) {
            Device &shown = connection.devices[std::size_t(*known)];
            shown.window.add(steadyNow, device.messages);
            say(shown.words, wordsOf(device, item.link, shown.window, now), index(*known, 0, parentIndex));
            continue;
        }
        Device fresh{device.source, {}, {}};
        fresh.window.add(steadyNow, device.messages);
        fresh.words = wordsOf(device, item.link, fresh.window, now);
        added.push_back(std::move(fresh));
    }
    if (added.empty()) {
        return;
    }
    // All at once: a view does work for every insertion that grows with the rows it has.
    const int first = int(connection.devices.size());
    beginInsertRows(parentIndex, first, first + int(added.size()) - 1);
    for (Device &device : added) {
        connection.rows.insert(device.source, int(connection.devices.size()));
        connection.devices.push_back(std::move(device));
    }
    endInsertRows();
}

void ConnectionsModel::say(Words &words, Words fresh, const QModelIndex &index)
{
    if (words != fresh) {
        words = std::move(fresh);
        Q_EMIT dataChanged(index, index.siblingAtColumn(ColumnCount - 1));
    }
}

ConnectionsModel::Words ConnectionsModel::wordsOf(const ConnectionItem &item, const RateWindow &window, EventTime now)
{
    Words words;
    words.name = item.name;
    words.state = item.commandsAllowed ? tr("%1, commands allowed").arg(stateWords(item.link)) : stateWords(item.link);
    words.commandsAllowed = item.commandsAllowed;
    words.last = agoWords(item.link.lastMessageAt, now);
    words.rate = rateWords(window.perSecond());
    words.note = noteWords(item.link, now);
    if (const QString more = moreDevicesWords(item); !more.isEmpty()) {
        words.note += (words.note.isEmpty() ? QString() : u"\n"_s) + more;
    }
    words.toolTip = diagnosticsWords(item.link, now);
    words.mark = markOf(item.link);
    words.simulated = item.simulated;
    words.open = item.link.state != LinkState::Closed && item.link.state != LinkState::Lost;
    return words;
}

ConnectionsModel::Words ConnectionsModel::wordsOf(
    const DeviceItem &item, const LinkStatus &link, const RateWindow &window, EventTime now)
{
    Words words;
    words.name = item.name;
    words.last = agoWords(item.lastMessageAt, now);
    words.rate = rateWords(window.perSecond());
    words.toolTip = item.source;
    words.note = item.alarm;
    if (const QString also = elsewhereWords(item); !also.isEmpty()) {
        words.note += (words.note.isEmpty() ? QString() : u"\n"_s) + also;
    }
    if (link.state != LinkState::Connected) {
        words.mark = StateMark::Disconnected;
        words.state = tr("not connected");
    } else if (item.stale) {
        words.mark = StateMark::Attention;
        words.state = tr("stale");
    } else if (!item.alarm.isEmpty()) {
        words.mark = StateMark::Bad;
        words.state = tr("alive, fault");
    } else {
        words.mark = StateMark::Alive;
        words.state = tr("alive");
    }
    return words;
}

QModelIndex ConnectionsModel::indexOfConnection(int id) const
{
    const int row = rowOf(id);
    return row < 0 ? QModelIndex() : index(row, 0);
}

int ConnectionsModel::rowOf(int id) const
{
    const auto found = std::find_if(
        m_connections.begin(), m_connections.end(), [id](const Connection &connection) { return connection.id == id; });
    return found == m_connections.end() ? -1 : int(found - m_connections.begin());
}

QModelIndex ConnectionsModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(
        row, column, parent.isValid() ? quintptr(m_connections[std::size_t(parent.row())].id) : kConnectionId);
}

QModelIndex ConnectionsModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == kConnectionId) {
        return {};
    }
    const int row = rowOf(int(child.internalId()));
    return row < 0 ? QModelIndex() : createIndex(row, 0, kConnectionId);
}

int ConnectionsModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid()) {
        return int(m_connections.size());
    }
    if (parent.internalId() != kConnectionId || parent.column() != 0) {
        return 0;
    }
    return int(m_connections[std::size_t(parent.row())].devices.size());
}

int ConnectionsModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

const ConnectionsModel::Connection &ConnectionsModel::connectionAt(const QModelIndex &index) const
{
    const bool isDevice = index.internalId() != kConnectionId;
    return m_connections[std::size_t(isDevice ? rowOf(int(index.internalId())) : index.row())];
}

QVariant ConnectionsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Connection &connection = connectionAt(index);
    const Device *device
        = index.internalId() == kConnectionId ? nullptr : &connection.devices[std::size_t(index.row())];
    const Words &words = device ? device->words : connection.words;
    switch (role) {
    case Qt::DisplayRole: {
        const QString *const texts[] = {&words.name, &words.state, &words.last, &words.rate};
        return *texts[index.column()];
    }
    case Qt::DecorationRole:
        return index.column() == NameColumn ? QVariant(Theme::markIcon(words.mark)) : QVariant();
    case Qt::ToolTipRole:
        return words.toolTip;
    case Qt::AccessibleTextRole:
        return index.column() == NameColumn ? QVariant(
                   QString(words.name + u", "_s + words.state + (words.note.isEmpty() ? u""_s : u", "_s + words.note)))
                                            : QVariant();
    case Qt::TextAlignmentRole:
        return int((index.column() >= LastMessageColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case ConnectionIdRole:
        return connection.id;
    case ConnectionNameRole:
        return connection.words.name;
    case SourceRole:
        return device ? device->source : QString();
    case MarkRole:
        return int(words.mark);
    case NoteRole:
        return words.note;
    case IsOpenRole:
        return connection.words.open;
    case IsSimulatedRole:
        return connection.words.simulated;
    case CommandsAllowedRole:
        return connection.words.commandsAllowed;
    default:
        return {};
    }
}

QVariant ConnectionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Connection");
    case StateColumn:
        return tr("State");
    case LastMessageColumn:
        return tr("Last message");
    case RateColumn:
        return tr("Messages/s");
    default:
        return {};
    }
}

} // namespace ember
