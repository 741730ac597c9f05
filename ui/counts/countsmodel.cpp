// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "counts/countsmodel.h"

#include <QtCore/QLocale>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

// internalId of an index: 0 for a namespace, its row + 1 for the names below it.
constexpr quintptr kSpaceId = 0;

QString rateText(const std::optional<double> &rate)
{
    if (!rate) {
        return u"–"_s;
    }
    return QLocale().toString(*rate, 'f', *rate < 99.95 ? 1 : 0);
}

} // namespace

CountsModel::CountsModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

void CountsModel::setCounts(const std::vector<EventCount> &counts, RateWindow::Clock::time_point now)
{
    for (Space &space : m_spaces) {
        for (Name &name : space.names) {
            name.pending = 0;
        }
    }
    for (const EventCount &entry : counts) {
        const Place place = placeOf(entry.name);
        m_spaces[std::size_t(place.space)].names[std::size_t(place.name)].pending = entry.count;
    }
    for (int row = 0; row < int(m_spaces.size()); ++row) {
        updateSpace(row, now);
    }
}

CountsModel::Place CountsModel::placeOf(Symbol symbol)
{
    if (const auto known = m_places.constFind(symbol); known != m_places.constEnd()) {
        return *known;
    }
    const QString &text = symbol.text();
    const qsizetype dot = text.indexOf(u'.');
    const int spaceRow = spaceNamed(dot > 0 ? text.left(dot) : QString());
    Space &space = m_spaces[std::size_t(spaceRow)];
    const int row = int(space.names.size());
    beginInsertRows(index(spaceRow, 0), row, row);
    space.names.push_back({symbol, dot > 0 ? text.mid(dot + 1) : text, {}, {}, 0});
    endInsertRows();
    return *m_places.insert(symbol, {spaceRow, row});
}

int CountsModel::spaceNamed(const QString &name)
{
    for (std::size_t i = 0; i < m_spaces.size(); ++i) {
        if (m_spaces[i].name == name) {
            return int(i);
        }
    }
    const int row = int(m_spaces.size());
    beginInsertRows({}, row, row);
    m_spaces.push_back({name, {}, {}, {}});
    endInsertRows();
    return row;
}

void CountsModel::updateSpace(int row, RateWindow::Clock::time_point now)
{
    const auto update = [now](Figures &figures, RateWindow &window, quint64 count) {
        window.add(now, count);
        const Figures fresh{count, window.perSecond()};
        const bool differs = fresh != figures;
        figures = fresh;
        return differs;
    };
    Space &space = m_spaces[std::size_t(row)];
    const QModelIndex spaceIndex = index(row, 0);
    quint64 sum = 0;
    for (int i = 0; i < int(space.names.size()); ++i) {
        Name &name = space.names[std::size_t(i)];
        sum += name.pending;
        if (update(name.figures, name.window, name.pending)) {
            Q_EMIT dataChanged(index(i, CountColumn, spaceIndex), index(i, RateColumn, spaceIndex));
        }
    }
    if (update(space.figures, space.window, sum)) {
        Q_EMIT dataChanged(index(row, CountColumn), index(row, RateColumn));
    }
}

QModelIndex CountsModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : kSpaceId);
}

QModelIndex CountsModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == kSpaceId) {
        return {};
    }
    return createIndex(int(child.internalId()) - 1, 0, kSpaceId);
}

int CountsModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid()) {
        return int(m_spaces.size());
    }
    if (parent.internalId() != kSpaceId || parent.column() != 0) {
        return 0;
    }
    return int(m_spaces[std::size_t(parent.row())].names.size());
}

int CountsModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

const CountsModel::Name *CountsModel::nameAt(const QModelIndex &index) const
{
    if (index.internalId() == kSpaceId) {
        return nullptr;
    }
    return &m_spaces[std::size_t(index.internalId()) - 1].names[std::size_t(index.row())];
}

QString CountsModel::displayText(const QModelIndex &index, const Figures &figures) const
{
    switch (index.column()) {
    case NameColumn: {
        if (const Name *name = nameAt(index)) {
            return name->label;
        }
        const QString &space = m_spaces[std::size_t(index.row())].name;
        return space.isEmpty() ? tr("(no namespace)") : space;
    }
    case CountColumn:
        return QLocale().toString(figures.count);
    default:
        return rateText(figures.rate);
    }
}

QVariant CountsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Name *name = nameAt(index);
    const Figures &figures = name ? name->figures : m_spaces[std::size_t(index.row())].figures;
    switch (role) {
    case Qt::DisplayRole:
        return displayText(index, figures);
    case Qt::ToolTipRole:
        return name ? name->symbol.text() : QVariant();
    case Qt::TextAlignmentRole:
        return int((index.column() == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case DimRole:
        return index.column() == RateColumn && figures.rate.value_or(0.0) <= 0.0;
    case EventNameRole:
        return name ? name->symbol.text() : QString();
    case NamespaceRole:
        return m_spaces[std::size_t(name ? index.parent().row() : index.row())].name;
    case SortRole:
        if (index.column() == NameColumn) {
            return displayText(index, figures);
        }
        return index.column() == CountColumn ? QVariant(figures.count) : QVariant(figures.rate.value_or(-1.0));
    default:
        return {};
    }
}

QVariant CountsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Event");
    case CountColumn:
        return tr("Count");
    case RateColumn:
        return tr("Per s", "rate: events per second");
    default:
        return {};
    }
}

} // namespace ember
