// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the person does to the log, and what it paints; the rest of EventLogView is in eventlogview.cpp.
#include "log/eventlogview.h"
#include "log/filtersuggestions.h"
#include "theme/theme.h"

#include <QtGui/QContextMenuEvent>
#include <QtGui/QHelpEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QMenu>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QToolTip>

#include <limits>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

// --- Painting --------------------------------------------------------------------------------------------------------

void EventLogView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.setFont(font());
    const int width = viewport()->width();
    const int count = visibleRowCount();
    const int height = m_painter.rowHeight();
    for (int index = 0; index < count; ++index) {
        const int y = rowsTop() + index * height;
        if (!event->rect().intersects(QRect(0, y, width, height))) {
            continue;
        }
        const LogRow row = visibleRow(index);
        RowLook look;
        look.selected = m_selected == row;
        look.focused = look.selected && hasFocus();
        look.alternate = (m_position.top() + quint64(index)) % 2 == 1;
        look.hovered = m_hovered == index;
        look.stale = m_stale;
        const ShownRow &text = shown(row);
        if (text.text.depth > 0 && index + 1 < count) {
            look.siblingFollows = shown(visibleRow(index + 1)).text.depth >= text.text.depth;
        }
        m_painter.paint(painter, *m_header, shown(row), look, y, width);
    }
    const int end = rowsTop() + count * height;
    if (end < viewport()->height()) {
        painter.fillRect(0, end, width, viewport()->height() - end, Theme::instance().color(ColorRole::Base));
    }
    if (rowsTop() > 0) {
        paintNotice(painter);
    }
    if (count == 0) {
        paintEmpty(painter);
    }
    const bool rowHasMark = m_selected && m_rows.shows(*m_selected);
    if (hasFocus() && !rowHasMark) { // the keyboard is here, though no row shows it
        painter.fillRect(0, 0, metric::kFocusMark, viewport()->height(), Theme::instance().color(ColorRole::Accent));
    }
}

void EventLogView::paintNotice(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    const QRect area(0, 0, viewport()->width(), noticeHeight());
    painter.fillRect(area, theme.color(ColorRole::Window));
    painter.fillRect(0, area.bottom(), area.width(), 1, theme.color(ColorRole::Hairline));
    painter.setPen(theme.color(ColorRole::DimText));
    painter.drawText(
        area.adjusted(metric::kPadding, 0, -metric::kPadding, 0), Qt::AlignLeft | Qt::AlignVCenter, noticeText());
}

void EventLogView::paintEmpty(QPainter &painter) const
{
    painter.setPen(Theme::instance().color(ColorRole::DimText));
    const int margin = 4 * metric::kPadding;
    painter.drawText(viewport()->rect().adjusted(margin, rowsTop(), -margin, 0),
        int(Qt::AlignCenter) | int(Qt::TextWordWrap), m_emptyText);
}

// --- Events ----------------------------------------------------------------------------------------------------------

void EventLogView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    m_header->fit(viewport()->width());
    layOut();
    move([&] { m_position.update(m_rows); });
}

void EventLogView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        m_painter.update(*this);
        m_shown.clear();
        layOut();
        move([&] { m_position.update(m_rows); });
        viewport()->update();
    }
}

void EventLogView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void EventLogView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void EventLogView::scrollContentsBy(int dx, int dy)
{
    if (dx != 0) {
        m_header->setOffset(horizontalScrollBar()->value());
        viewport()->update();
    }
    if (dy == 0 || m_settingScrollBar) {
        return;
    }
    const QScrollBar *bar = verticalScrollBar();
    const quint64 last = m_position.lastTop(m_rows);
    const quint64 step = last / quint64(std::numeric_limits<int>::max() - 1) + 1;
    const quint64 top = bar->value() == bar->maximum() ? last : quint64(bar->value()) * step;
    move([&] { m_position.moveTo(m_rows, top); });
}

void EventLogView::keyPressEvent(QKeyEvent *event)
{
    const auto page = qint64(m_position.page());
    if (event->matches(QKeySequence::Copy)) {
        copySelected();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
        return selectBy(-1);
    case Qt::Key_Down:
        return selectBy(1);
    case Qt::Key_PageUp:
        return selectBy(-page);
    case Qt::Key_PageDown:
        return selectBy(page);
    case Qt::Key_Home:
        return move([&] { m_position.moveTo(m_rows, 0); });
    case Qt::Key_End:
        return setFollowing(true);
    case Qt::Key_F:
        if (event->modifiers() == Qt::NoModifier) {
            return setFollowing(!isFollowing());
        }
        break;
    default:
        break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

void EventLogView::wheelEvent(QWheelEvent *event)
{
    if (event->angleDelta().y() == 0) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    // Touchpads send small parts of a step; the rest is kept for the next one.
    m_wheelRest += event->angleDelta().y() * QApplication::wheelScrollLines();
    const int rows = m_wheelRest / 120;
    m_wheelRest -= rows * 120;
    const quint64 top = m_position.top();
    const auto distance = quint64(qAbs(rows));
    move([&] { m_position.moveTo(m_rows, rows > 0 ? top - qMin(top, distance) : top + distance); });
    event->accept();
}

void EventLogView::mousePressEvent(QMouseEvent *event)
{
    const int index = indexAt(event->position().toPoint());
    if (index >= 0 && (event->button() == Qt::LeftButton || event->button() == Qt::RightButton)) {
        selectPosition(m_position.top() + quint64(index));
    }
}

void EventLogView::mouseReleaseEvent(QMouseEvent *event)
{
    event->accept();
}

void EventLogView::mouseMoveEvent(QMouseEvent *event)
{
    setHovered(indexAt(event->position().toPoint()));
}

void EventLogView::leaveEvent(QEvent *event)
{
    setHovered(-1);
    QAbstractScrollArea::leaveEvent(event);
}

void EventLogView::setHovered(int visibleIndex)
{
    if (m_hovered == visibleIndex) {
        return;
    }
    const int before = std::exchange(m_hovered, visibleIndex);
    viewport()->update(rowRect(before));
    viewport()->update(rowRect(visibleIndex));
}

void EventLogView::contextMenuEvent(QContextMenuEvent *event)
{
    if (!m_selected || !m_rows.log().contains(*m_selected)) {
        return;
    }
    QMenu menu(this);
    for (const FilterSuggestion &suggestion : filterSuggestions(m_rows.log().entry(*m_selected).event)) {
        connect(menu.addAction(suggestion.text), &QAction::triggered, this,
            [this, expression = suggestion.expression] { Q_EMIT filterRequested(expression); });
    }
    menu.addSeparator();
    QAction *copy = menu.addAction(tr("Copy as CloudEvents JSON"));
    copy->setShortcut(QKeySequence::Copy);
    connect(copy, &QAction::triggered, this, &EventLogView::copySelected);
    const auto position = selectedPosition();
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard && position;
    const int index = byKey ? int(*position - qMin(*position, m_position.top())) : 0;
    menu.exec(byKey ? viewport()->mapToGlobal(rowRect(index).bottomLeft() + QPoint(metric::kPadding, 0))
                    : event->globalPos());
}

bool EventLogView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip) {
        return QAbstractScrollArea::viewportEvent(event);
    }
    const auto *help = static_cast<QHelpEvent *>(event);
    QToolTip::showText(help->globalPos(), tipAt(help->pos()), viewport());
    return true;
}

/// The whole text of a cell that is cut, date and zone of a time, what went wrong in a handler.
QString EventLogView::tipAt(const QPoint &point) const
{
    const int index = indexAt(point);
    const int column = m_header->logicalIndexAt(point.x());
    if (index < 0 || column < 0) {
        return {};
    }
    const LogRow row = visibleRow(index);
    const LogEntry entry = m_rows.log().entry(row);
    const ShownRow &text = shown(row);
    switch (LogColumn(column)) {
    case LogColumn::Time:
        return fullTimeText(entry.event.time());
    case LogColumn::Handlers:
        if (entry.failures) {
            QStringList lines;
            for (const HandlerFailure &failure : *entry.failures) {
                lines << tr("%1 failed: %2").arg(failure.handlerName, failure.message);
            }
            return lines.join(u'\n');
        }
        return {};
    default:
        return text.elided[std::size_t(column)] == text.text.cells[std::size_t(column)]
            ? QString()
            : text.text.cells[std::size_t(column)];
    }
}

} // namespace ember
