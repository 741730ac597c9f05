// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/causesview.h"

#include "log/figures.h"
#include "theme/celldelegate.h"
#include "theme/theme.h"

#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QTreeView>
#include <QtWidgets/QVBoxLayout>

#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

CausesView::CausesView(QWidget *parent)
    : QWidget(parent)
    , m_model(new CausesModel(this))
    , m_tree(new QTreeView(this))
    , m_header(new QLabel(this))
{
    m_header->setContentsMargins(metric::kPadding, metric::kGrid, metric::kPadding, metric::kGrid);
    m_header->setWordWrap(true);
    m_tree->setObjectName(u"causesView"_s);
    m_tree->setAccessibleName(tr("Causes and effects of the event"));
    m_tree->setModel(m_model);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(4 * metric::kGrid);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setRootIsDecorated(true);
    m_tree->setItemDelegate(new CellDelegate({.unit = CausesModel::UnitRole, .mark = CausesModel::MarkRole}, m_tree));
    QHeaderView *columns = m_tree->header();
    columns->setStretchLastSection(false);
    columns->setSectionsMovable(false);
    columns->setSectionResizeMode(CausesModel::Summary, QHeaderView::Stretch);
    columns->setSectionResizeMode(CausesModel::EventName, QHeaderView::ResizeToContents);
    columns->setSectionResizeMode(CausesModel::Time, QHeaderView::ResizeToContents);
    columns->setSectionResizeMode(CausesModel::Handlers, QHeaderView::ResizeToContents);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_tree, 1);
    connect(m_tree, &QTreeView::activated, this,
        [this](const QModelIndex &index) { Q_EMIT rowRequested(index.data(CausesModel::LogRowRole).toULongLong()); });
    clear();
}

void CausesView::setEntries(Causes causes, Descendants descendants, QStringList summaries)
{
    const auto before = causes.entries.size();
    const auto after = descendants.entries.empty() ? 0 : descendants.entries.size() - 1;
    QStringList parts;
    if (causes.gone) {
        parts << tr("An earlier cause has left the log");
    } else if (before == 0) {
        parts << tr("Came from outside: nothing caused it");
    } else {
        parts << tr("Causes: %1").arg(countText(before));
    }
    parts << (after == 0 ? tr("caused nothing") : tr("caused: %1").arg(countText(after)));
    if (!descendants.complete) {
        parts << tr("and more, not listed here");
    }
    m_header->setText(parts.join(u" · "_s));
    m_header->setVisible(!descendants.entries.empty());
    m_model->setEntries(std::move(causes), std::move(descendants), std::move(summaries));
    m_tree->expandAll();
    m_tree->setCurrentIndex(m_model->current());
}

void CausesView::clear()
{
    setEntries({}, {}, {});
}

} // namespace ember
