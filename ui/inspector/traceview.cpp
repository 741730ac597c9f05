// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/traceview.h"

#include "inspector/bardelegate.h"
#include "log/figures.h"
#include "theme/theme.h"

#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QTreeView>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QString headerText(const Descendants &descendants)
{
    if (descendants.entries.empty()) {
        return {};
    }
    const InspectedEntry &entry = descendants.entries.front();
    const auto handlers = entry.runs.size();
    if (handlers == 0) {
        return TraceView::tr("No handler listened to this event. It was counted and logged.");
    }
    QString text = handlers == 1 ? TraceView::tr("1 handler") : TraceView::tr("%1 handlers").arg(countText(handlers));
    text += u" · "_s + durationFigure(entry.durationNs).text();
    const auto failed = std::ranges::count(entry.runs, Outcome::Failed, &HandlerRun::outcome);
    if (failed > 0) {
        text += u" · "_s + TraceView::tr("%1 failed").arg(countText(quint64(failed)));
    }
    const auto caused = descendants.entries.size() - 1;
    if (caused > 0) {
        text += u" · "_s
            + (caused == 1 ? TraceView::tr("caused 1 event")
                           : TraceView::tr("caused %1 events").arg(countText(caused)));
    }
    if (!descendants.complete) {
        text += u" "_s + TraceView::tr("(and more, not listed here)");
    }
    return text;
}

} // namespace

TraceView::TraceView(HandlerLookup lookup, QWidget *parent)
    : QWidget(parent)
    , m_model(new TraceModel(std::move(lookup), this))
    , m_tree(new QTreeView(this))
    , m_header(new QLabel(this))
{
    m_header->setObjectName(u"traceHeader"_s);
    m_header->setContentsMargins(metric::kPadding, metric::kGrid, metric::kPadding, metric::kGrid);
    m_tree->setObjectName(u"traceView"_s);
    m_tree->setAccessibleName(tr("Handlers that ran"));
    m_tree->setModel(m_model);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setRootIsDecorated(false);
    m_tree->setItemsExpandable(false);
    m_tree->setIndentation(4 * metric::kGrid);
    m_tree->setAllColumnsShowFocus(true);
    const CellDelegate::Roles roles{.unit = TraceModel::UnitRole, .mark = TraceModel::MarkRole};
    m_tree->setItemDelegate(new CellDelegate(roles, m_tree));
    m_tree->setItemDelegateForColumn(TraceModel::Axis, new BarDelegate(roles, m_tree));
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->setSectionsMovable(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_tree, 1);
    connect(m_tree, &QTreeView::activated, this, [this](const QModelIndex &index) {
        if (index.parent().isValid()) { // the event itself is shown already
            Q_EMIT rowRequested(index.data(TraceModel::LogRowRole).toULongLong());
        }
    });
    clear();
}

void TraceView::setEntries(Descendants descendants)
{
    m_header->setText(headerText(descendants));
    m_header->setVisible(!m_header->text().isEmpty());
    m_model->setEntries(std::move(descendants));
    m_tree->expandAll();
    fitColumns();
}

void TraceView::clear()
{
    setEntries({});
}

void TraceView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

/// Names, bars and outcomes share the width; figures get what they need.
void TraceView::fitColumns()
{
    const int width = m_tree->viewport()->width();
    const QFontMetrics metrics = m_tree->fontMetrics();
    const int padding = 2 * metric::kPadding;
    const int priority = metrics.horizontalAdvance(tr("Priority")) + 2 * padding;
    const int duration = metrics.horizontalAdvance(u"000.00 µs"_s) + 2 * padding;
    const int shared = qMax(0, width - priority - duration);
    QHeaderView *header = m_tree->header();
    m_tree->resizeColumnToContents(TraceModel::Name);
    const int name = qBound(shared / 4, header->sectionSize(TraceModel::Name) + padding, shared * 2 / 5);
    header->resizeSection(TraceModel::Name, name);
    header->resizeSection(TraceModel::Priority, priority);
    header->resizeSection(TraceModel::Axis, (shared - name) * 9 / 20);
    header->resizeSection(TraceModel::Duration, duration);
}

} // namespace ember
