// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/causesmodel.h"

#include "log/rowtext.h"
#include "theme/theme.h"

#include <QtGui/QFont>

#include <utility>

namespace ember {

void CausesModel::setEntries(Causes causes, Descendants descendants, QStringList summaries)
{
    beginResetModel();
    m_nodes.clear();
    m_current = int(causes.entries.size());
    const auto add = [&](InspectedEntry entry) {
        const auto index = int(m_nodes.size());
        Node node{std::move(entry), summaries.value(index), 0, {}};
        if (node.entry.parent >= 0) {
            auto &siblings = m_nodes[std::size_t(node.entry.parent)].children;
            node.row = int(siblings.size());
            siblings.push_back(index);
        }
        m_nodes.push_back(std::move(node));
    };
    for (InspectedEntry &entry : causes.entries) {
        add(std::move(entry));
    }
    for (InspectedEntry &entry : descendants.entries) {
        entry.parent = entry.parent < 0 ? m_current - 1 : entry.parent + m_current;
        add(std::move(entry));
    }
    endResetModel();
}

void CausesModel::clear()
{
    setEntries({}, {}, {});
}

QModelIndex CausesModel::current() const
{
    return m_nodes.empty() ? QModelIndex() : createIndex(m_nodes[std::size_t(m_current)].row, 0, quintptr(m_current));
}

QModelIndex CausesModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    const int id = parent.isValid() ? node(parent).children[std::size_t(row)] : 0;
    return createIndex(row, column, quintptr(id));
}

QModelIndex CausesModel::parent(const QModelIndex &child) const
{
    const int parent = child.isValid() ? node(child).entry.parent : -1;
    return parent < 0 ? QModelIndex() : createIndex(m_nodes[std::size_t(parent)].row, 0, quintptr(parent));
}

int CausesModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid()) {
        return m_nodes.empty() ? 0 : 1;
    }
    return parent.column() == 0 ? int(node(parent).children.size()) : 0;
}

int CausesModel::columnCount(const QModelIndex &) const
{
    return kColumns;
}

QString CausesModel::cellText(const Node &node, int column) const
{
    const RowText text
        = rowText({node.entry.event, node.entry.durationNs, node.entry.runs, node.entry.failures}, node.summary);
    switch (column) {
    case EventName:
        return text.cell(LogColumn::Event);
    case Summary:
        return text.cell(LogColumn::Summary);
    case Time:
        return text.cell(LogColumn::Time);
    case Handlers:
        return text.cell(LogColumn::Handlers);
    default:
        return {};
    }
}

QVariant CausesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Node &at = node(index);
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return cellText(at, column);
    case Qt::ToolTipRole:
        return column == Time ? fullTimeText(at.entry.event.time()) : cellText(at, column);
    case Qt::TextAlignmentRole:
        return int((column == Handlers ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        return int(index.internalId()) == m_current ? QVariant(Theme::instance().font(FontRole::BodyStrong))
                                                    : QVariant();
    case LogRowRole:
        return at.entry.row;
    case MarkRole:
        if (column == EventName) {
            const auto mark = eventMark(at.entry.event.name());
            return mark ? QVariant(int(*mark)) : QVariant();
        }
        return column == Handlers && at.entry.failures ? QVariant(int(StateMark::Bad)) : QVariant();
    default:
        return {};
    }
}

QVariant CausesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section == Handlers ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case EventName:
        return columnTitle(LogColumn::Event);
    case Summary:
        return columnTitle(LogColumn::Summary);
    case Time:
        return columnTitle(LogColumn::Time);
    case Handlers:
        return columnTitle(LogColumn::Handlers);
    default:
        return {};
    }
}

} // namespace ember
