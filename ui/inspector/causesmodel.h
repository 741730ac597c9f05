// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/relatives.h"

#include <QtCore/QAbstractItemModel>
#include <QtCore/QStringList>

namespace ember {

/// An event between its causes and its effects, as a tree: the first cause at the top, every effect under its cause.
class CausesModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column
    {
        EventName,
        Summary,
        Time,
        Handlers,
        kColumns
    };
    enum Role
    {
        LogRowRole = Qt::UserRole,
        MarkRole, ///< StateMark as int, or none
        UnitRole,
    };

    using QAbstractItemModel::QAbstractItemModel;

    /// `summaries`: one for every entry, the causes' first, then the descendants'.
    void setEntries(Causes causes, Descendants descendants, QStringList summaries);
    void clear();
    /// The event itself.
    [[nodiscard]] QModelIndex current() const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Node
    {
        InspectedEntry entry; ///< its parent counts among m_nodes
        QString summary;
        int row = 0;
        std::vector<int> children;
    };
    [[nodiscard]] const Node &node(const QModelIndex &index) const { return m_nodes[index.internalId()]; }
    [[nodiscard]] QString cellText(const Node &node, int column) const;

    std::vector<Node> m_nodes;
    int m_current = 0;
};

} // namespace ember
