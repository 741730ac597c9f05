// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/savedmodel.h"

#include "theme/theme.h"

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

QString secretWords(const SavedConnection &connection)
{
    if (!connection.secrets) {
        return {};
    }
    switch (connection.place) {
    case SecretPlace::Keyring:
        return SavedModel::tr("password in the keyring");
    case SecretPlace::File:
        return SavedModel::tr("password in a file");
    case SecretPlace::Nowhere:
        break;
    }
    return SavedModel::tr("asks for the password");
}

SavedModel::SavedModel(const SavedConnections &saved, QObject *parent)
    : QAbstractTableModel(parent)
    , m_saved(saved)
{
    connect(&saved, &SavedConnections::changed, this, &SavedModel::takeOver);
    takeOver();
}

SavedModel::Row SavedModel::rowOf(const SavedConnection &connection)
{
    Row row{
        .id = connection.id, .name = connection.name, .address = {}, .secrets = secretWords(connection), .problem = {}};
    // A hand may have written a password into the file's address; it is not shown, nor is what cannot be read.
    if (const auto url = ConnectionUrl::parse(connection.address)) {
        row.address = url->text;
    } else {
        row.problem = url.error();
        row.address = tr("cannot be opened");
    }
    return row;
}

void SavedModel::takeOver()
{
    const QList<SavedConnection> &list = m_saved.list();
    for (qsizetype row = m_rows.size() - 1; row >= 0; --row) {
        if (!m_saved.find(m_rows[row].id)) {
            beginRemoveRows({}, int(row), int(row));
            m_rows.removeAt(row);
            endRemoveRows();
        }
    }
    for (qsizetype row = 0; row < list.size(); ++row) {
        place(int(row), rowOf(list[row]));
    }
}

// The rows before it are in place already.
void SavedModel::place(int row, Row fresh)
{
    const auto found = std::ranges::find(m_rows, fresh.id, &Row::id);
    if (found == m_rows.end()) {
        beginInsertRows({}, row, row);
        m_rows.insert(row, std::move(fresh));
        endInsertRows();
        return;
    }
    if (const int before = int(found - m_rows.begin()); before != row) {
        beginMoveRows({}, before, before, {}, row); // always upwards
        m_rows.move(before, row);
        endMoveRows();
    }
    if (m_rows[row] != fresh) {
        m_rows[row] = std::move(fresh);
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

QModelIndex SavedModel::indexOf(const QString &id) const
{
    const auto found = std::ranges::find(m_rows, id, &Row::id);
    return found == m_rows.end() ? QModelIndex() : index(int(found - m_rows.begin()), 0);
}

int SavedModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int SavedModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SavedModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row &row = m_rows[index.row()];
    const QString *const texts[] = {&row.name, &row.address, &row.secrets};
    switch (role) {
    case Qt::DisplayRole:
        return *texts[index.column()];
    case Qt::ToolTipRole:
        return row.problem.isEmpty() ? tr("%1\nClick or Enter connects; right click or Menu has more").arg(row.address)
                                     : row.problem;
    case Qt::AccessibleTextRole: { // all of it at once: the row is one thing
        QStringList words{row.name, row.problem.isEmpty() ? row.address : row.problem};
        if (!row.secrets.isEmpty()) {
            words << row.secrets;
        }
        return index.column() == NameColumn ? words.join(u", "_s) : *texts[index.column()];
    }
    case IdRole:
        return row.id;
    case DimRole:
        return index.column() != NameColumn;
    case MarkRole:
        return index.column() == NameColumn && !row.problem.isEmpty() ? QVariant(int(StateMark::Attention))
                                                                      : QVariant();
    default:
        return {};
    }
}

QVariant SavedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Name");
    case AddressColumn:
        return tr("Address");
    case SecretsColumn:
        return tr("Password");
    default:
        return {};
    }
}

} // namespace ember
