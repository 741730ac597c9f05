// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/eventlogview.h"

#include "log/eventlogaccessible.h"
#include "log/filtersuggestions.h"
#include "theme/hairline.h"
#include "theme/theme.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QLocale>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QVBoxLayout>

#include <limits>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kScreensCached = 4;

/// How many rows one step of the scroll bar stands for: 1 while positions fit into its int.
quint64 rowsPerStep(quint64 lastTop)
{
    return lastTop / quint64(std::numeric_limits<int>::max() - 1) + 1;
}

} // namespace

EventLogView::EventLogView(Summarise summarise, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_summarise(std::move(summarise))
    , m_header(new LogHeader(this))
    , m_corner(new QWidget(this))
    , m_chip(new QPushButton(viewport()))
    , m_emptyText(tr("No events yet. Connect to a device, and what it says appears here."))
{
    installEventLogAccessibility();
    setObjectName(u"eventLogView"_s);
    setAccessibleName(tr("Event log"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setMouseTracking(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    addScrollBarWidget(m_corner, Qt::AlignTop); // the line below the headings goes on above the scroll bar
    m_corner->setAutoFillBackground(true);
    auto *cornerLayout = new QVBoxLayout(m_corner);
    cornerLayout->setContentsMargins(0, 0, 0, 0);
    cornerLayout->addStretch();
    cornerLayout->addWidget(new Hairline(Qt::Horizontal, m_corner));
    m_chip->setObjectName(u"newRowsChip"_s);
    m_chip->setFocusPolicy(Qt::NoFocus);
    m_chip->setToolTip(tr("Go to the newest row and follow (End)"));
    m_chip->hide();
    connect(m_chip, &QPushButton::clicked, this, [this] { setFollowing(true); });
    const auto columnsChanged = [this] {
        m_shown.clear();
        layOut();
        viewport()->update();
    };
    connect(m_header, &QHeaderView::sectionResized, this, columnsChanged);
    connect(m_header, &QHeaderView::sectionMoved, this, columnsChanged);
    connect(&Theme::instance(), &Theme::changed, this, [this] { viewport()->update(); });
    m_painter.update(*this);
}

EventLogView::~EventLogView() = default;

void EventLogView::setRows(VisibleRows rows)
{
    const bool noticeBefore = noticeHeight() > 0;
    const quint64 leftBefore = m_rows.log().begin();
    m_rows = std::move(rows);
    if (noticeBefore != (noticeHeight() > 0)) {
        layOut();
    }
    m_position.update(m_rows);
    showPosition();
    auto onScreen = rowsOnScreen();
    const bool noticeChanged = rowsTop() > 0 && leftBefore != m_rows.log().begin();
    if (onScreen != m_onScreen || noticeChanged) {
        m_onScreen = std::move(onScreen);
        viewport()->update();
    }
    if (m_shown.size() > kScreensCached * qsizetype(m_position.page() + 2)) {
        m_shown.clear();
    }
}

void EventLogView::setStale(bool stale)
{
    if (std::exchange(m_stale, stale) != stale) {
        viewport()->update();
    }
}

void EventLogView::setEmptyText(const QString &text)
{
    if (text != m_emptyText) {
        m_emptyText = text;
        if (m_rows.size() == 0) {
            viewport()->update();
        }
    }
}

void EventLogView::selectRow(LogRow row)
{
    if (m_rows.shows(row)) {
        selectPosition(m_rows.lowerBound(row));
    } else if (m_rows.log().contains(row) && m_selected != row) {
        m_selected = row; // hidden by the filter: still what the inspector shows
        viewport()->update();
        Q_EMIT rowSelected(row);
    }
}

void EventLogView::copySelected() const
{
    if (!m_selected || !m_rows.log().contains(*m_selected)) {
        return;
    }
    const QJsonObject object = toCloudEvent(m_rows.log().entry(*m_selected).event);
    QGuiApplication::clipboard()->setText(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented)));
}

void EventLogView::setFollowing(bool on)
{
    move([&] { m_position.setFollowing(m_rows, on); });
}

// --- Place -----------------------------------------------------------------------------------------------------------

/// Applies a change of place, and tells and paints what came of it.
void EventLogView::move(const std::function<void()> &change)
{
    const bool followed = m_position.isFollowing();
    change();
    showPosition();
    auto onScreen = rowsOnScreen();
    if (onScreen != m_onScreen) {
        m_onScreen = std::move(onScreen);
        m_hovered = -1;
        viewport()->update();
    }
    if (followed != m_position.isFollowing()) {
        Q_EMIT followingChanged(m_position.isFollowing());
    }
}

/// Scroll bar and chip say where the view stands.
void EventLogView::showPosition()
{
    const quint64 last = m_position.lastTop(m_rows);
    const quint64 step = rowsPerStep(last);
    QScrollBar *bar = verticalScrollBar();
    m_settingScrollBar = true;
    bar->setPageStep(int(qMax<quint64>(m_position.page() / step, 1)));
    bar->setRange(0, int((last + step - 1) / step));
    bar->setValue(m_position.top() == last ? bar->maximum() : int(m_position.top() / step));
    m_settingScrollBar = false;

    const quint64 unseen = m_position.unseen(m_rows);
    m_chip->setVisible(unseen > 0);
    if (unseen > 0) {
        const QString text = tr("%1 new ↓").arg(countText(unseen));
        if (m_chip->text() != text) {
            m_chip->setText(text);
            placeChip();
        }
    }
}

void EventLogView::placeChip()
{
    m_chip->adjustSize();
    m_chip->move(
        (viewport()->width() - m_chip->width()) / 2, viewport()->height() - m_chip->height() - metric::kPadding);
}

void EventLogView::layOut()
{
    const int headerHeight = m_header->sizeHint().height();
    setViewportMargins(0, headerHeight, 0, 0);
    const QRect area = viewport()->geometry();
    m_header->setGeometry(area.left(), area.top() - headerHeight, area.width(), headerHeight);
    m_corner->setFixedHeight(headerHeight);
    const int room = viewport()->height() - noticeHeight();
    m_position.setPage(quint64(qMax(1, room / m_painter.rowHeight())));
    QScrollBar *bar = horizontalScrollBar();
    bar->setRange(0, qMax(0, m_header->length() - area.width()));
    bar->setPageStep(area.width());
    bar->setSingleStep(metric::kRowHeight);
    m_header->setOffset(bar->value());
    placeChip();
}

int EventLogView::noticeHeight() const
{
    return m_rows.log().begin() > 0 ? m_painter.rowHeight() : 0;
}

QString EventLogView::noticeText() const
{
    const LogRow left = m_rows.log().begin();
    if (left == 0) {
        return {};
    }
    const QString budget = sizeText(m_rows.log().budget());
    return left == 1 ? tr("1 older row left the log, which keeps %1 of the newest").arg(budget)
                     : tr("%1 older rows left the log, which keeps %2 of the newest").arg(countText(left), budget);
}

int EventLogView::rowsTop() const
{
    return m_position.top() == 0 ? noticeHeight() : 0;
}

int EventLogView::visibleRowCount() const
{
    const int room = viewport()->height() - rowsTop();
    const auto fit = quint64(qMax(0, room + m_painter.rowHeight() - 1) / m_painter.rowHeight());
    return int(qMin(fit, m_rows.size() - qMin(m_position.top(), m_rows.size())));
}

LogRow EventLogView::visibleRow(int visibleIndex) const
{
    return m_rows.row(m_position.top() + quint64(visibleIndex));
}

QString EventLogView::rowText(int visibleIndex) const
{
    if (visibleIndex < 0 || visibleIndex >= visibleRowCount()) {
        return {};
    }
    const RowText &text = shown(visibleRow(visibleIndex)).text;
    QStringList cells;
    for (int index = 0; index < kLogColumns; ++index) {
        const int column = m_header->logicalIndex(index);
        if (!m_header->isSectionHidden(column)) {
            cells << text.cells[std::size_t(column)];
        }
    }
    return cells.join(u'\t');
}

QRect EventLogView::rowRect(int visibleIndex) const
{
    return {0, rowsTop() + visibleIndex * m_painter.rowHeight(), viewport()->width(), m_painter.rowHeight()};
}

int EventLogView::indexAt(const QPoint &point) const
{
    if (point.y() < rowsTop()) {
        return -1;
    }
    const int index = (point.y() - rowsTop()) / m_painter.rowHeight();
    return index < visibleRowCount() ? index : -1;
}

std::vector<LogRow> EventLogView::rowsOnScreen() const
{
    const int count = visibleRowCount();
    std::vector<LogRow> rows;
    rows.reserve(std::size_t(count));
    for (int index = 0; index < count; ++index) {
        rows.push_back(visibleRow(index));
    }
    return rows;
}

const ShownRow &EventLogView::shown(LogRow row) const
{
    auto found = m_shown.find(row);
    if (found == m_shown.end()) {
        const LogEntry entry = m_rows.log().entry(row);
        found = m_shown.insert(row, m_painter.elide(ember::rowText(entry, m_summarise(entry.event)), *m_header));
    }
    return *found;
}

// --- Selection -------------------------------------------------------------------------------------------------------

std::optional<quint64> EventLogView::selectedPosition() const
{
    if (!m_selected || !m_rows.shows(*m_selected)) {
        return {};
    }
    return m_rows.lowerBound(*m_selected);
}

void EventLogView::selectPosition(quint64 position)
{
    const LogRow row = m_rows.row(position);
    move([&] { m_position.reveal(m_rows, position); });
    if (m_selected == row) {
        return;
    }
    m_selected = row;
    viewport()->update();
    announceSelection(this);
    Q_EMIT rowSelected(row);
}

/// Moves the selection; upwards it ends following, as reading does.
void EventLogView::selectBy(qint64 rows)
{
    if (m_rows.size() == 0) {
        return;
    }
    if (rows < 0 && isFollowing()) {
        setFollowing(false);
    }
    const auto last = qint64(m_rows.size() - 1);
    const auto current = selectedPosition();
    // Without a selection the keys begin at the edge of what is on the screen.
    const auto from = qint64(m_position.top()) + (rows < 0 ? visibleRowCount() : -1);
    selectPosition(quint64(qBound<qint64>(0, (current ? qint64(*current) : from) + rows, last)));
}

} // namespace ember
