// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/fieldsmodel.h"

#include <QtWidgets/QWidget>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace ember {

/// The fields of an event with their values before; searchable.
class FieldsView : public QWidget
{
    Q_OBJECT

public:
    explicit FieldsView(QWidget *parent = nullptr);

    void setRows(QList<FieldRow> rows);
    /// What is known about the message before: compared with, being looked for, none found.
    void setComparison(const QString &text);
    void clear();
    [[nodiscard]] FieldsModel *model() const noexcept { return m_model; }

Q_SIGNALS:
    /// The person asks for rows with the same value.
    void filterRequested(const QString &expression);

private:
    void openMenu(const QPoint &place);
    void fitColumns();

    FieldsModel *m_model;
    QSortFilterProxyModel *m_found;
    QTableView *m_table;
    QLineEdit *m_search;
    QLabel *m_comparison;
    bool m_fitted = false;
};

} // namespace ember
