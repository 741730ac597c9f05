// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/relatives.h"

#include <ember/session/logscope.h>

#include <QtCore/QAbstractItemModel>

namespace ember {

/// An emission and what followed from it as a tree: under each event its handlers in the order run, then the events
/// it caused. A reader of plain data that is set as a whole.
class TraceModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Priority,
        Axis,
        Duration,
        Result,
        kColumns
    };
    enum Role
    {
        StartRole = Qt::UserRole, ///< where the bar begins, 0 to 1 of the axis
        LengthRole, ///< how long the bar is, 0 to 1 of the axis
        KindRole, ///< BarKind
        MarkRole, ///< StateMark as int, or none
        UnitRole, ///< the unit after the figure
        LogRowRole, ///< of the event; for both kinds of row
    };
    enum class BarKind
    {
        Emission,
        Succeeded,
        Failed,
        Waiting
    };
    explicit TraceModel(HandlerLookup lookup, QObject *parent = nullptr);

    void setEntries(Descendants descendants);
    void clear();
    /// The whole time axis, in nanoseconds: the emissions one after the other, as they ran.
    [[nodiscard]] quint64 axisNs() const noexcept { return m_axisNs; }

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Node
    {
        int entry = 0;
        int run = -1; // index of the handler's run; -1: the event itself
        int parent = -1;
        int row = 0; // among its siblings
        quint64 startNs = 0; // on the common axis
        std::vector<int> children;
    };

    [[nodiscard]] const Node &node(const QModelIndex &index) const { return m_nodes[index.internalId()]; }
    int addNode(Node node);
    void addEntry(int entry, int parent, quint64 startNs);
    [[nodiscard]] QVariant eventData(const Node &node, int column, int role) const;
    [[nodiscard]] QVariant handlerData(const Node &node, int column, int role) const;
    [[nodiscard]] QString handlerTip(const HandlerInfo &info, const HandlerFailure *failure) const;

    HandlerLookup m_lookup;
    Descendants m_descendants;
    std::vector<Node> m_nodes; // the first is the event itself
    quint64 m_axisNs = 1;
};

} // namespace ember
