// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "counts/ratewindow.h"
#include "theme/roles.h"

#include <ember/links/link.h>

#include <QtCore/QAbstractItemModel>
#include <QtCore/QHash>

#include <optional>
#include <vector>

namespace ember {

/// A device as the list of connections shows it.
struct DeviceItem
{
    QString source; ///< "navien-nwp500/aabbccddeeff"
    QString name; ///< what a person calls it: its own name, or its id
    bool stale = false; ///< heard before, silent now
    std::optional<EventTime> lastMessageAt; ///< by the clock as it is set now
    quint64 messages = 0;
    QString alarm; ///< a fault that stands now, in words; empty without one
    QStringList elsewhere = {}; ///< the other connections that the same unit is heard through (isOneUnitEverywhere())
};

/// Devices in figures.
struct DeviceTally
{
    int alive = 0;
    int stale = 0;
    int faulty = 0; ///< alive or stale, with a fault that stands
    [[nodiscard]] int count() const noexcept { return alive + stale; }
};

/// A connection with the devices heard through it.
struct ConnectionItem
{
    int id = 0; ///< ConnectionId of the session
    QString name;
    LinkStatus link;
    bool simulated = false; ///< faults can be provoked
    bool commandsAllowed = false; ///< not read-only
    std::vector<DeviceItem> devices; ///< in the order first heard
    DeviceTally unlisted = {}; ///< those beyond what a list can show
    bool hasFurther = false; ///< there are still more, whose state nobody keeps
};

/// Connections and their devices as a tree. Rows come and go with what it is given; values change in place, and only
/// rows that read differently are announced. GUI thread.
class ConnectionsModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column
    {
        NameColumn,
        StateColumn,
        LastMessageColumn,
        RateColumn,
        ColumnCount
    };
    enum Role
    {
        ConnectionIdRole = Qt::UserRole + 1, ///< int; of a device: that of its connection
        ConnectionNameRole, ///< in the metadata "connection" of its events
        SourceRole, ///< of a device; empty for a connection
        MarkRole, ///< int(StateMark)
        NoteRole, ///< why it is not well and when it tries again, and through what else it is heard, in words
        IsOpenRole, ///< bool: disconnecting makes sense
        IsSimulatedRole, ///< bool: faults can be provoked
        CommandsAllowedRole, ///< bool: not read-only
    };

    explicit ConnectionsModel(QObject *parent = nullptr);

    /// What there is at `now` (for ages and the next try) and `steadyNow` (for rates).
    void setItems(const std::vector<ConnectionItem> &items, EventTime now, RateWindow::Clock::time_point steadyNow);
    /// The row of a connection; invalid if there is none.
    [[nodiscard]] QModelIndex indexOfConnection(int id) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    using QObject::parent;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    /// What a row says; two rows that say the same need no repaint.
    struct Words
    {
        QString name;
        QString state;
        QString last;
        QString rate;
        QString note;
        QString toolTip;
        StateMark mark = StateMark::Disconnected;
        bool open = false;
        bool simulated = false;
        bool commandsAllowed = false;
        friend bool operator==(const Words &, const Words &) = default;
    };
    struct Device
    {
        QString source;
        Words words;
        RateWindow window;
    };
    struct Connection
    {
        int id = 0;
        Words words;
        RateWindow window;
        std::vector<Device> devices;
        QHash<QString, int> rows; ///< of the devices, by source
    };

    void removeGone(const std::vector<ConnectionItem> &items);
    void updateDevices(int row, const ConnectionItem &item, EventTime now, RateWindow::Clock::time_point steadyNow);
    void say(Words &words, Words fresh, const QModelIndex &index);
    [[nodiscard]] static Words wordsOf(const ConnectionItem &item, const RateWindow &window, EventTime now);
    [[nodiscard]] static Words wordsOf(
        const DeviceItem &item, const LinkStatus &link, const RateWindow &window, EventTime now);
    [[nodiscard]] int rowOf(int id) const;
    [[nodiscard]] const Connection &connectionAt(const QModelIndex &index) const;

    std::vector<Connection> m_connections;
};

} // namespace ember
