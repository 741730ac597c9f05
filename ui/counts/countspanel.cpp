// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "counts/countspanel.h"

#include "counts/countsmodel.h"
#include "theme/celldelegate.h"
#include "theme/theme.h"
#include "window/frameclock.h"

#include <ember/session/session.h>

#include <QtCore/QRegularExpression>
#include <QtCore/QSortFilterProxyModel>
#include <QtGui/QAction>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMenu>
#include <QtWidgets/QTreeView>
#include <QtWidgets/QVBoxLayout>

namespace ember {

using namespace Qt::StringLiterals;

namespace {
// Figures that change thirty times a second cannot be read.
constexpr std::chrono::milliseconds kUpdateInterval{250};
} // namespace

QString filterForEvent(const QString &name, const QString &space)
{
    const auto quoted
        = [](QString text) { return QString(u'"' + text.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s) + u'"'); };
    if (!name.isEmpty()) {
        return u"name == "_s + quoted(name);
    }
    if (!space.isEmpty()) {
        return u"name matches "_s + quoted(u'^' + QRegularExpression::escape(space) + u"\\."_s);
    }
    return u"not name contains \".\""_s;
}

CountsPanel::CountsPanel(Session &session, FrameClock &clock, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new CountsModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
{
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(CountsModel::SortRole);
    m_sorted->setSortLocaleAware(false);
    makeView();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    connect(&clock, &FrameClock::tick, this, &CountsPanel::refresh);
    connect(m_sorted, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &space) {
        if (!space.isValid()) { // a new namespace shows its names
            m_view->expandToDepth(0);
        }
    });
}

void CountsPanel::makeView()
{
    m_view = new QTreeView(this);
    m_view->setObjectName(u"countsView"_s);
    m_view->setAccessibleName(tr("Event counts"));
    m_view->setModel(m_sorted);
    m_view->setItemDelegate(new CellDelegate({.dim = CountsModel::DimRole}, m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setUniformRowHeights(true);
    m_view->setAlternatingRowColors(false);
    m_view->setAllColumnsShowFocus(true);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(CountsModel::NameColumn, Qt::AscendingOrder);
    m_view->setIndentation(2 * metric::kGrid);
    m_view->setExpandsOnDoubleClick(false);
    m_view->setTextElideMode(Qt::ElideMiddle);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    QHeaderView *header = m_view->header();
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(9 * metric::kGrid);
    header->setSectionResizeMode(CountsModel::NameColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(CountsModel::CountColumn, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(CountsModel::RateColumn, QHeaderView::ResizeToContents);
    connect(m_view, &QTreeView::activated, this, &CountsPanel::requestFilter);
    connect(m_view, &QTreeView::customContextMenuRequested, this, &CountsPanel::showMenu);
}

void CountsPanel::refresh()
{
    const RateWindow::Clock::time_point now = RateWindow::Clock::now();
    if (!isVisible() || now - m_updatedAt < kUpdateInterval) {
        return;
    }
    m_updatedAt = now;
    m_model->setCounts(m_session.eventCounts(), now);
}

void CountsPanel::requestFilter(const QModelIndex &index)
{
    if (!index.isValid()) {
        return;
    }
    Q_EMIT filterRequested(filterForEvent(
        index.data(CountsModel::EventNameRole).toString(), index.data(CountsModel::NamespaceRole).toString()));
}

void CountsPanel::showMenu(const QPoint &position)
{
    const QPersistentModelIndex index = m_view->indexAt(position);
    if (!index.isValid()) {
        return;
    }
    QMenu menu(this);
    const bool isName = !index.data(CountsModel::EventNameRole).toString().isEmpty();
    menu.addAction(Theme::icon(u"filter"_s), isName ? tr("Filter by this event") : tr("Filter by this namespace"), this,
        [this, &index] { requestFilter(index); });
    menu.exec(m_view->viewport()->mapToGlobal(position));
}

} // namespace ember
