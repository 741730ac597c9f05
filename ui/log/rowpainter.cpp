// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/rowpainter.h"

#include "theme/theme.h"

#include <QtWidgets/QWidget>

#include <cmath>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qreal kStep = 12; // one level of causes
constexpr int kDeepest = 4; // levels beyond are drawn like this one
constexpr qreal kMarkRoom = metric::kIcon + metric::kGrid;

bool isFigure(LogColumn column)
{
    return column == LogColumn::Handlers || column == LogColumn::Duration;
}

/// What a narrow cell can do without: a source's profile ("navien-nwp500/aabbccddeeff"), how many handlers ran besides
/// those that failed ("5 · 1 failed").
QString shortForm(LogColumn column, const QString &cell)
{
    switch (column) {
    case LogColumn::Source:
        return cell.mid(cell.indexOf(u'/') + 1);
    case LogColumn::Handlers:
        return cell.section(u" · "_s, -1);
    default:
        return cell;
    }
}

/// How much of an event's name is its namespace, the dot included.
qsizetype namespaceLength(const QString &name)
{
    return name.lastIndexOf(u'.') + 1;
}

QString durationUnit()
{
    return QString(kThinSpace) + u"ms"_s;
}

} // namespace

void RowPainter::update(const QWidget &widget)
{
    m_metrics = QFontMetricsF(widget.font());
    m_unitWidth = m_metrics.horizontalAdvance(durationUnit());
    m_rowHeight = Theme::instance().rowHeight();
    m_baseline = (m_rowHeight + m_metrics.ascent() - m_metrics.descent()) / 2;
}

qreal RowPainter::indent(LogColumn column, const RowText &text) const
{
    if (column != LogColumn::Event) {
        return 0;
    }
    return qMin(text.depth, kDeepest) * kStep + (text.mark ? kMarkRoom : 0);
}

ShownRow RowPainter::elide(RowText text, const LogHeader &header) const
{
    ShownRow row;
    for (int index = 0; index < kLogColumns; ++index) {
        const auto column = LogColumn(index);
        const QString &cell = text.cell(column);
        qreal room = header.sectionSize(index) - 2 * metric::kPadding - indent(column, text);
        if (column == LogColumn::Duration) {
            room -= m_unitWidth;
        } else if (column == LogColumn::Handlers && text.failedHandlers > 0) {
            room -= kMarkRoom;
        }
        room = qMax(room, 0.0);
        const bool fits = m_metrics.horizontalAdvance(cell) <= room;
        row.elided[std::size_t(index)] = m_metrics.elidedText(fits ? cell : shortForm(column, cell),
            column == LogColumn::Source ? Qt::ElideLeft : Qt::ElideRight, room); // the end tells devices apart
    }
    row.text = std::move(text);
    return row;
}

void RowPainter::paint(
    QPainter &painter, const LogHeader &header, const ShownRow &row, const RowLook &look, int y, int width) const
{
    const Theme &theme = Theme::instance();
    const ColorRole background = look.selected ? ColorRole::SelectedRow
        : look.hovered                         ? ColorRole::Hover
        : look.alternate                       ? ColorRole::AlternateBase
                                               : ColorRole::Base;
    painter.fillRect(0, y, width, m_rowHeight, theme.color(background));
    if (look.focused) {
        painter.fillRect(0, y, metric::kFocusMark, m_rowHeight, theme.color(ColorRole::Accent));
    }
    for (int index = 0; index < kLogColumns; ++index) {
        const int left = header.sectionViewportPosition(index);
        const int size = header.sectionSize(index);
        if (header.isSectionHidden(index) || size == 0 || left >= width || left + size <= 0) {
            continue;
        }
        paintCell(painter, LogColumn(index), row, QRectF(left, y, size, m_rowHeight), look);
    }
}

void RowPainter::paintCell(
    QPainter &painter, LogColumn column, const ShownRow &row, const QRectF &cell, const RowLook &look) const
{
    const Theme &theme = Theme::instance();
    const QString &text = row.elided[std::size_t(column)];
    const bool dim = look.stale || row.text.dim || column == LogColumn::Time || column == LogColumn::Source;
    ColorRole role = dim ? ColorRole::DimText : ColorRole::Text;
    qreal x = cell.left() + metric::kPadding;
    const qreal markTop = cell.top() + (cell.height() - metric::kIcon) / 2;
    if (isFigure(column)) {
        const bool unit = column == LogColumn::Duration && row.text.cell(column) != u"–";
        x = cell.right() - metric::kPadding - (unit ? m_unitWidth : 0) - m_metrics.horizontalAdvance(text);
        if (unit) {
            painter.setPen(theme.color(ColorRole::DimText));
            painter.drawText(
                QPointF(cell.right() - metric::kPadding - m_unitWidth, cell.top() + m_baseline), durationUnit());
        }
        if (column == LogColumn::Handlers && row.text.failedHandlers > 0) {
            role = ColorRole::Bad;
            Theme::markIcon(StateMark::Bad)
                .paint(&painter, QRect(int(x - kMarkRoom), int(markTop), metric::kIcon, metric::kIcon));
        }
    } else if (column == LogColumn::Event) {
        x += indent(column, row.text);
        if (row.text.depth > 0) {
            paintConnector(painter, row.text, cell, look.siblingFollows);
        }
        if (row.text.mark) {
            if (!look.stale) {
                role = markRole(*row.text.mark);
            }
            Theme::markIcon(*row.text.mark)
                .paint(&painter, QRect(int(x - kMarkRoom), int(markTop), metric::kIcon, metric::kIcon));
        }
    }
    const QPointF at(x, cell.top() + m_baseline);
    if (column == LogColumn::Event && role == ColorRole::Text) {
        paintEventName(painter, text, at);
        return;
    }
    painter.setPen(theme.color(role));
    painter.drawText(at, text);
}

/// The namespace recedes: what happened is what the eye looks for.
void RowPainter::paintEventName(QPainter &painter, const QString &name, const QPointF &at) const
{
    const Theme &theme = Theme::instance();
    const QString space = name.left(namespaceLength(name));
    painter.setPen(theme.color(ColorRole::DimText));
    painter.drawText(at, space);
    painter.setPen(theme.color(ColorRole::Text));
    painter.drawText(at + QPointF(m_metrics.horizontalAdvance(space), 0), name.mid(space.size()));
}

void RowPainter::paintConnector(QPainter &painter, const RowText &text, const QRectF &cell, bool goesOn) const
{
    const qreal right = cell.left() + metric::kPadding + qMin(text.depth, kDeepest) * kStep - 3;
    const qreal left = right - kStep + 6;
    const qreal middle = cell.center().y();
    if (right > cell.right()) {
        return;
    }
    // Half a pixel off: a line of exactly one pixel.
    const auto crisp = [](qreal value) { return std::floor(value) + 0.5; };
    painter.setPen(Theme::instance().color(ColorRole::DimText));
    painter.drawLine(QPointF(crisp(left), cell.top()), QPointF(crisp(left), goesOn ? cell.bottom() : crisp(middle)));
    painter.drawLine(QPointF(crisp(left), crisp(middle)), QPointF(crisp(right), crisp(middle)));
}

} // namespace ember
