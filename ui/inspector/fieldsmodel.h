// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/fieldrows.h"

#include <QtCore/QAbstractTableModel>

namespace ember {

/// The fields of one event as a table; a reader of plain data that is set as a whole.
class FieldsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Field,
        Value,
        Previous,
        Raw,
        Note,
        kColumns
    };
    enum Role
    {
        UnitRole = Qt::UserRole,
        MarkRole, ///< StateMark as int, or none
        DimRole, ///< bool: unknown, not reported
        SearchRole, ///< label, wire name and value together
        FilterRole, ///< an expression that finds rows of the same value
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(QList<FieldRow> rows);
    [[nodiscard]] const QList<FieldRow> &rows() const noexcept { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QList<FieldRow> m_rows;
};

} // namespace ember
