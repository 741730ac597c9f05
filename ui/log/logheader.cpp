// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/logheader.h"

#include <QtCore/QDataStream>
#include <QtCore/QIODevice>
#include <QtGui/QContextMenuEvent>
#include <QtGui/QStandardItemModel>
#include <QtWidgets/QMenu>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qint32 kStateVersion = 2;
constexpr int kSummary = int(LogColumn::Summary);
constexpr int kSummaryWanted = 26; // characters: "Heating started: heat pump"
constexpr int kSummaryLeast = 18;

} // namespace

LogHeader::LogHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    auto *titles = new QStandardItemModel(0, kLogColumns, this);
    for (int column = 0; column < kLogColumns; ++column) {
        auto *item = new QStandardItem(columnTitle(LogColumn(column)));
        const bool figures = column >= int(LogColumn::Handlers);
        item->setTextAlignment((figures ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        item->setToolTip(columnTip(LogColumn(column)));
        titles->setHorizontalHeaderItem(column, item);
    }
    setModel(titles);
    setObjectName(u"eventLogHeader"_s);
    setAccessibleName(tr("Columns of the event log"));
    setSectionsMovable(true);
    setSectionsClickable(true);
    setHighlightSections(false);
    setMinimumSectionSize(32);
    reset();
    connect(this, &QHeaderView::sectionResized, this, [this](int section) {
        if (m_fitting) {
            return;
        }
        if (m_byPerson) {
            m_fixed[std::size_t(section)] = true;
        }
        fit(m_width);
    });
}

void LogHeader::fit(int width)
{
    m_width = width;
    if (isSummaryFixed() || isSectionHidden(kSummary) || width <= 0) {
        return;
    }
    m_fitting = true;
    const int character = fontMetrics().averageCharWidth();
    setStandardWidths();
    int room = width - (length() - sectionSize(kSummary));
    // The summary is what is read: where room is short, the others give some of theirs, the least telling first.
    for (const LogColumn column : {LogColumn::Event, LogColumn::Source}) {
        const int missing = character * kSummaryWanted - room;
        if (missing > 0 && isStandard(column)) {
            const Widths widths = widthsOf(column);
            const int given = qMin(missing, widths.standard - widths.least);
            resizeSection(int(column), widths.standard - given);
            room += given;
        }
    }
    resizeSection(kSummary, qMax(character * kSummaryLeast, room));
    m_fitting = false;
}

void LogHeader::reset()
{
    for (int column = 0; column < kLogColumns; ++column) {
        showSection(column);
        moveSection(visualIndex(column), column);
    }
    m_fixed = {};
    m_fitting = true;
    setStandardWidths();
    m_fitting = false;
    fit(m_width);
}

/// Widths nobody has chosen.
void LogHeader::setStandardWidths()
{
    for (int column = 0; column < kLogColumns; ++column) {
        if (column != kSummary && isStandard(LogColumn(column))) {
            resizeSection(column, widthsOf(LogColumn(column)).standard);
        }
    }
}

bool LogHeader::isStandard(LogColumn column) const
{
    return !m_fixed[std::size_t(column)] && !isSectionHidden(int(column));
}

LogHeader::Widths LogHeader::widthsOf(LogColumn column) const
{
    const QFontMetrics metrics = fontMetrics();
    const auto wide = [&](QStringView sample) { return metrics.horizontalAdvance(sample.toString()); };
    const auto padded = [&](int standard, int least) {
        const int title = wide(columnTitle(column));
        const int padding = 2 * metric::kPadding + 1; // and the line between headings
        return Widths{qMax(title, standard) + padding, qMax(title, least) + padding};
    };
    const auto always = [&](int standard) { return padded(standard, standard); };
    switch (column) {
    case LogColumn::Time:
        return always(wide(u"00:00:00.000"));
    case LogColumn::Source:
        return padded(wide(u"000000000000"), wide(u"…00000000"));
    case LogColumn::Event:
        return padded(wide(u"device.temperature_changed") + 3 * metric::kGrid, wide(u"device.status_received"));
    case LogColumn::Handlers:
        return always(wide(u"1 failed") + metric::kIcon + metric::kGrid);
    case LogColumn::Duration:
        return always(wide(u"10.000 ms"));
    case LogColumn::Summary:
        break;
    }
    return {};
}

QByteArray LogHeader::saveColumns() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << kStateVersion << quint32(m_fixed.to_ulong()) << saveState();
    return state;
}

bool LogHeader::restoreColumns(const QByteArray &state)
{
    QDataStream stream(state);
    qint32 version = 0;
    quint32 fixed = 0;
    QByteArray columns;
    stream >> version >> fixed >> columns;
    if (stream.status() != QDataStream::Ok || version != kStateVersion) {
        return false;
    }
    m_fitting = true;
    const bool restored = restoreState(columns);
    m_fitting = false;
    m_fixed = restored ? fixed : 0;
    fit(m_width);
    return restored;
}

void LogHeader::mousePressEvent(QMouseEvent *event)
{
    m_byPerson = true;
    QHeaderView::mousePressEvent(event);
}

void LogHeader::mouseReleaseEvent(QMouseEvent *event)
{
    QHeaderView::mouseReleaseEvent(event);
    m_byPerson = false;
}

void LogHeader::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    for (int column = 0; column < kLogColumns; ++column) {
        QAction *action = menu.addAction(columnTitle(LogColumn(column)));
        action->setCheckable(true);
        action->setChecked(!isSectionHidden(column));
        // The last one stays: a log without columns cannot be told from an empty one.
        action->setEnabled(isSectionHidden(column) || count() - hiddenSectionCount() > 1);
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            setSectionHidden(column, !shown);
            fit(m_width);
        });
    }
    menu.addSeparator();
    connect(menu.addAction(tr("Reset columns")), &QAction::triggered, this, &LogHeader::reset);
    menu.exec(event->globalPos());
}

} // namespace ember
