// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/fieldsview.h"

#include "theme/celldelegate.h"
#include "theme/elidedlabel.h"
#include "theme/theme.h"

#include <QtCore/QSortFilterProxyModel>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QTableView>
#include <QtWidgets/QVBoxLayout>

#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

FieldsView::FieldsView(QWidget *parent)
    : QWidget(parent)
    , m_model(new FieldsModel(this))
    , m_found(new QSortFilterProxyModel(this))
    , m_table(new QTableView(this))
    , m_search(new QLineEdit(this))
    , m_comparison(new ElidedLabel(this))
{
    m_found->setSourceModel(m_model);
    m_found->setFilterRole(FieldsModel::SearchRole);
    m_found->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_search->setObjectName(u"fieldSearch"_s);
    m_search->setPlaceholderText(tr("Search fields"));
    m_search->setAccessibleName(tr("Search fields"));
    m_search->setClearButtonEnabled(true);
    m_comparison->setObjectName(u"fieldComparison"_s);
    m_comparison->setForegroundRole(QPalette::PlaceholderText);
    m_table->setObjectName(u"fieldsView"_s);
    m_table->setAccessibleName(tr("Fields of the event"));
    m_table->setModel(m_found);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(Theme::instance().rowHeight());
    m_table->horizontalHeader()->setSectionResizeMode(FieldsModel::Field, QHeaderView::Stretch);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionsClickable(false);
    m_table->setItemDelegate(new CellDelegate(
        {.unit = FieldsModel::UnitRole, .mark = FieldsModel::MarkRole, .dim = FieldsModel::DimRole}, m_table));

    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(metric::kPadding, metric::kGrid, metric::kPadding, metric::kGrid);
    bar->setSpacing(metric::kPadding);
    bar->addWidget(m_search, 1);
    bar->addWidget(m_comparison, 2);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);
    setTabOrder(m_search, m_table);
    connect(m_search, &QLineEdit::textChanged, m_found, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_table, &QTableView::customContextMenuRequested, this, &FieldsView::openMenu);
}

void FieldsView::setRows(QList<FieldRow> rows)
{
    m_model->setRows(std::move(rows));
    if (!m_fitted && m_model->rowCount() > 0) {
        m_fitted = true; // once: later the person's widths stay
        fitColumns();
    }
}

void FieldsView::setComparison(const QString &text)
{
    m_comparison->setText(text);
}

void FieldsView::clear()
{
    setRows({});
    setComparison({});
}

void FieldsView::fitColumns()
{
    const int character = fontMetrics().averageCharWidth();
    QHeaderView *header = m_table->horizontalHeader();
    header->resizeSection(FieldsModel::Value, character * 20);
    header->resizeSection(FieldsModel::Previous, character * 20);
    header->resizeSection(FieldsModel::Raw, character * 14);
    header->resizeSection(FieldsModel::Note, character * 26);
}

void FieldsView::openMenu(const QPoint &place)
{
    const QModelIndex index = m_table->indexAt(place);
    if (!index.isValid()) {
        return;
    }
    QMenu menu(this);
    const QString filter = index.data(FieldsModel::FilterRole).toString();
    if (!filter.isEmpty()) {
        connect(menu.addAction(tr("Filter by this value: %1").arg(filter)), &QAction::triggered, this,
            [this, filter] { Q_EMIT filterRequested(filter); });
    }
    const QString text = index.data(Qt::DisplayRole).toString();
    connect(menu.addAction(tr("Copy \"%1\"").arg(text)), &QAction::triggered, this,
        [text] { QGuiApplication::clipboard()->setText(text); });
    menu.exec(m_table->viewport()->mapToGlobal(place));
}

} // namespace ember
