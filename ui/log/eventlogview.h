// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/logposition.h"
#include "log/rowpainter.h"

#include <QtCore/QHash>
#include <QtWidgets/QAbstractScrollArea>

#include <functional>
#include <optional>

class QPushButton;

namespace ember {

/// The event log: millions of rows, painted by hand, only those that are visible. Rows are handed in as a snapshot;
/// the view keeps no state per row. Its place is a log row, so appended, leaving and filtered rows do not move what is
/// being read. Lives on the GUI thread.
///
/// Keys: arrows, Page Up and Down move the selection, Home and End go to the first row and to the newest (and follow),
/// F switches following, Ctrl+C copies the selected event as CloudEvents JSON.
class EventLogView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    /// Says an event in a line for people (Session::summary); asked only for visible rows.
    using Summarise = std::function<QString(const Event &)>;

    explicit EventLogView(Summarise summarise, QWidget *parent = nullptr);
    ~EventLogView() override;

    /// Shows these rows; repaints only if something visible changed.
    void setRows(VisibleRows rows);
    [[nodiscard]] const VisibleRows &rows() const noexcept { return m_rows; }
    /// Dims the rows: they belong to the filter before, and those of the new one are on their way.
    void setStale(bool stale);
    /// What stands there while there is no row.
    void setEmptyText(const QString &text);

    [[nodiscard]] bool isFollowing() const noexcept { return m_position.isFollowing(); }
    [[nodiscard]] std::optional<LogRow> selectedRow() const noexcept { return m_selected; }
    /// Selects a row and shows it, if the filter lets it through.
    void selectRow(LogRow row);
    /// Puts the selected event on the clipboard as CloudEvents JSON.
    void copySelected() const;

    [[nodiscard]] quint64 rowCount() const { return m_rows.size(); }
    /// Rows on the screen now, a cut one included.
    [[nodiscard]] int visibleRowCount() const;
    /// What the n-th row on the screen says, its columns joined by tabs; for tests and screen readers.
    [[nodiscard]] QString rowText(int visibleIndex) const;
    /// What stands above the oldest row once rows have left the log: how many, and why; empty if none did.
    [[nodiscard]] QString noticeText() const;
    /// Whether it can be seen now: the view is at the top.
    [[nodiscard]] bool isNoticeShown() const { return rowsTop() > 0; }
    /// The log row of the n-th row on the screen.
    [[nodiscard]] LogRow visibleRow(int visibleIndex) const;
    /// Where the n-th row is, in the viewport's coordinates.
    [[nodiscard]] QRect rowRect(int visibleIndex) const;
    [[nodiscard]] LogHeader *header() const noexcept { return m_header; }

public Q_SLOTS:
    void setFollowing(bool on);

Q_SIGNALS:
    void rowSelected(ember::LogRow row);
    void followingChanged(bool on);
    /// The person asks for rows like the selected one; a text for the filter bar.
    void filterRequested(const QString &expression);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void layOut();
    void move(const std::function<void()> &change);
    void showPosition();
    void placeChip();
    void setHovered(int visibleIndex);
    void selectPosition(quint64 position);
    void selectBy(qint64 rows);
    [[nodiscard]] std::optional<quint64> selectedPosition() const;
    [[nodiscard]] int indexAt(const QPoint &point) const;
    [[nodiscard]] int noticeHeight() const;
    [[nodiscard]] int rowsTop() const;
    [[nodiscard]] QString tipAt(const QPoint &point) const;
    [[nodiscard]] const ShownRow &shown(LogRow row) const;
    [[nodiscard]] std::vector<LogRow> rowsOnScreen() const;
    void paintNotice(QPainter &painter) const;
    void paintEmpty(QPainter &painter) const;

    Summarise m_summarise;
    VisibleRows m_rows;
    LogPosition m_position;
    RowPainter m_painter;
    LogHeader *m_header;
    QWidget *m_corner; // above the scroll bar
    QPushButton *m_chip;
    QString m_emptyText;
    mutable QHash<LogRow, ShownRow> m_shown; // a small cache: at most a few screens
    std::vector<LogRow> m_onScreen; // what was last asked to be painted
    std::optional<LogRow> m_selected;
    int m_hovered = -1;
    int m_wheelRest = 0;
    bool m_stale = false;
    bool m_settingScrollBar = false;
};

} // namespace ember
