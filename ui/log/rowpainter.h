// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/logheader.h"
#include "log/rowtext.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>

namespace ember {

/// A row as it is shown: its words and, per column, what of them fits.
struct ShownRow
{
    RowText text;
    std::array<QString, kLogColumns> elided;
};

/// How one row looks besides its words.
struct RowLook
{
    bool selected = false;
    bool focused = false; ///< selected, and the view has the keyboard
    bool alternate = false;
    bool hovered = false;
    bool stale = false; ///< of an older filter, until the new one has rows
    bool siblingFollows = false; ///< the row below has a cause too: the connector goes on
};

/// Paints rows of the log: strings elided beforehand, one drawText at a point per cell.
class RowPainter
{
public:
    /// Reads fonts and colours again.
    void update(const QWidget &widget);
    [[nodiscard]] int rowHeight() const noexcept { return m_rowHeight; }

    /// The words of a row cut to the widths of the header's columns.
    [[nodiscard]] ShownRow elide(RowText text, const LogHeader &header) const;
    /// Paints the row with its upper left corner at (0, y).
    void paint(
        QPainter &painter, const LogHeader &header, const ShownRow &row, const RowLook &look, int y, int width) const;

private:
    [[nodiscard]] qreal indent(LogColumn column, const RowText &text) const;
    void paintCell(
        QPainter &painter, LogColumn column, const ShownRow &row, const QRectF &cell, const RowLook &look) const;
    void paintEventName(QPainter &painter, const QString &name, const QPointF &at) const;
    void paintConnector(QPainter &painter, const RowText &text, const QRectF &cell, bool goesOn) const;

    QFontMetricsF m_metrics{QFont()};
    qreal m_unitWidth = 0;
    qreal m_baseline = 0;
    int m_rowHeight = 24;
};

} // namespace ember
