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

constexpr qint32 kStateVersion = 1;
constexpr int kSummary = int(LogColumn::Summary);

} // namespace

LogHeader::LogHeader(QWidget *parent)
    : PaddedHeader(Qt::Horizontal, parent)
{
    auto *titles = new QStandardItemModel(0, kLogColumns, this);
    for (int column = 0; column < kLogColumns; ++column) {
        auto *item = new QStandardItem(columnTitle(LogColumn(column)));
        const bool figures = column >= int(LogColumn::Handlers);
        item->setTextAlignment((figures ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
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
        if (section == kSummary && m_byPerson) {
            m_summaryFixed = true;
        }
        fit(m_width);
    });
}

void LogHeader::fit(int width)
{
    m_width = width;
    if (m_summaryFixed || isSectionHidden(kSummary) || width <= 0) {
        return;
    }
    m_fitting = true;
    const int least = fontMetrics().averageCharWidth() * 18;
    resizeSection(kSummary, qMax(least, width - (length() - sectionSize(kSummary))));
    m_fitting = false;
}

void LogHeader::reset()
{
    for (int column = 0; column < kLogColumns; ++column) {
        showSection(column);
        moveSection(visualIndex(column), column);
    }
    m_summaryFixed = false;
    setStandardWidths();
    fit(m_width);
}

void LogHeader::setStandardWidths()
{
    m_fitting = true;
    const QFontMetrics metrics = fontMetrics();
    const int padding = 2 * metric::kPadding;
    const auto wide = [&](QStringView sample) { return metrics.horizontalAdvance(sample.toString()) + padding; };
    const auto titled = [&](LogColumn column, int least) {
        resizeSection(int(column), qMax(least, wide(columnTitle(column)) + padding));
    };
    titled(LogColumn::Time, wide(u"00:00:00.000"));
    titled(LogColumn::Source, wide(u"…aabbccddeeff"));
    titled(LogColumn::Event, wide(u"device.temperature_changed") + metric::kIcon + metric::kGrid);
    titled(LogColumn::Handlers, wide(u"5 · 1 failed") + metric::kIcon);
    titled(LogColumn::Duration, wide(u"10.000 ms"));
    m_fitting = false;
}

QByteArray LogHeader::saveColumns() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << kStateVersion << m_summaryFixed << saveState();
    return state;
}

bool LogHeader::restoreColumns(const QByteArray &state)
{
    QDataStream stream(state);
    qint32 version = 0;
    bool summaryFixed = false;
    QByteArray columns;
    stream >> version >> summaryFixed >> columns;
    if (stream.status() != QDataStream::Ok || version != kStateVersion) {
        return false;
    }
    m_fitting = true;
    const bool restored = restoreState(columns);
    m_fitting = false;
    m_summaryFixed = restored && summaryFixed;
    fit(m_width);
    return restored;
}

void LogHeader::mousePressEvent(QMouseEvent *event)
{
    m_byPerson = true;
    PaddedHeader::mousePressEvent(event);
}

void LogHeader::mouseReleaseEvent(QMouseEvent *event)
{
    PaddedHeader::mouseReleaseEvent(event);
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
