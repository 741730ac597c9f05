// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QStyledItemDelegate>

namespace ember {

/// Paints table cells as look.md asks: a mark before the text that keeps its colour in a selected row, figures right
/// aligned with a dim unit after a thin space, dim text for what is unknown, and a glow behind what has just changed.
/// Which role of the model says what is told at construction.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// Item roles; -1: the model has none.
    struct Roles
    {
        int unit = -1; ///< QString
        int mark = -1; ///< StateMark as int
        int dim = -1; ///< bool
        int glow = -1; ///< double, 0 (rests) to 1 (just changed)
    };

    explicit CellDelegate(Roles roles, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// Background of a cell: selection, hover, alternate row; at the left of the current row where the keyboard is.
    static void paintBackground(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index);

private:
    Roles m_roles;
};

} // namespace ember
