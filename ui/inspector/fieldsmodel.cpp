// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/fieldsmodel.h"

#include "theme/theme.h"

#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QString cellText(const FieldRow &row, int column)
{
    switch (column) {
    case FieldsModel::Field:
        return row.label;
    case FieldsModel::Value:
        return row.value;
    case FieldsModel::Previous:
        return row.previous;
    case FieldsModel::Raw:
        return row.raw;
    case FieldsModel::Note:
        return row.note;
    default:
        return {};
    }
}

QVariant noteMark(const FieldRow &row)
{
    switch (row.state) {
    case FieldRow::State::Invalid:
        return int(StateMark::Bad);
    case FieldRow::State::Unknown:
    case FieldRow::State::Missing:
        return int(StateMark::Attention);
    default:
        return {};
    }
}

bool isFigureColumn(int column)
{
    return column == FieldsModel::Value || column == FieldsModel::Previous || column == FieldsModel::Raw;
}

} // namespace

void FieldsModel::setRows(QList<FieldRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int FieldsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int FieldsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant FieldsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const FieldRow &row = m_rows.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return cellText(row, column);
    case Qt::ToolTipRole:
        return row.tip;
    case Qt::TextAlignmentRole:
        return int((isFigureColumn(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        return row.state == FieldRow::State::Changed && column <= Value
            ? QVariant(Theme::instance().font(FontRole::BodyStrong))
            : QVariant();
    case UnitRole: {
        const bool figure = column == Value || (column == Previous && !row.previous.isEmpty());
        return figure ? row.unit : QString();
    }
    case MarkRole:
        return column == Note ? noteMark(row) : QVariant();
    case DimRole:
        return column == Previous || column == Raw || column == Note || row.state == FieldRow::State::Missing;
    case SearchRole:
        return QString(row.label + u'\n' + row.path + u'\n' + row.value + u'\n' + row.note);
    case FilterRole:
        return row.filter;
    default:
        return {};
    }
}

QVariant FieldsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((isFigureColumn(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Field:
        return tr("Field");
    case Value:
        return tr("Value");
    case Previous:
        return tr("Before");
    case Raw:
        return tr("Raw");
    case Note:
        return tr("Note");
    default:
        return {};
    }
}

} // namespace ember
