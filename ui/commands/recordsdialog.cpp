// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/recordsdialog.h"

#include "commands/commandform.h"
#include "theme/theme.h"
#include "window/frameclock.h"

#include <ember/device/decodedmessage.h>
#include <ember/device/tables.h>

#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QTableView>
#include <QtWidgets/QVBoxLayout>

namespace ember {

using namespace Qt::StringLiterals;

namespace {
constexpr QSize kSize{720, 520};
} // namespace

RecordModel::RecordModel(const TableDefinition &table, QObject *parent)
    : QAbstractTableModel(parent)
    , m_table(table)
{
}

void RecordModel::setContent(const TableContent &content)
{
    beginResetModel();
    m_content = content;
    endResetModel();
}

int RecordModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_content.rows.size());
}

int RecordModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_table.columns.size());
}

QVariant RecordModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const TableColumn &column = m_table.columns[std::size_t(index.column())];
    const Scalar &cell = m_content.rows[std::size_t(index.row())][std::size_t(index.column())];
    const bool isFigure = cell.view().isNumber()
        && (!column.encoding || column.encoding->kind == Encoding::Kind::Linear
            || column.encoding->kind == Encoding::Kind::Integer);
    switch (role) {
    case Qt::DisplayRole:
        return cellText(column, cell.view());
    case Qt::TextAlignmentRole:
        return int((isFigure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant RecordModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const bool isName = orientation == Qt::Horizontal && role == Qt::DisplayRole && section < columnCount();
    return isName ? QVariant(m_table.columns[std::size_t(section)].label) : QVariant();
}

RecordsDialog::RecordsDialog(Session &session, FrameClock &clock, DeviceTarget target, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_clock(clock)
    , m_target(std::move(target))
    , m_tabs(new QTabWidget(this))
{
    setObjectName(u"recordsDialog"_s);
    setWindowTitle(tr("Energy and schedules · %1").arg(m_target.source.section(u'/', 1)));
    m_tabs->setObjectName(u"recordsTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Energy and schedules"));
    for (const TableDefinition &table : m_target.profile->tables()) {
        m_tabs->addTab(makePage(table), table.label);
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(buttons);
    resize(kSize);
    connect(&clock, &FrameClock::tick, this, &RecordsDialog::pull);
    pull();
}

QWidget *RecordsDialog::makePage(const TableDefinition &table)
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, metric::kPadding, 0, 0);
    layout->setSpacing(metric::kPadding);
    if (const CommandDefinition *command = m_target.profile->command(table.command)) {
        auto *form = new CommandForm(m_session, m_clock, m_target, *command, page);
        auto *ask = new QPushButton(command->label, page);
        ask->setObjectName(table.id + u"Ask"_s);
        ask->setAutoDefault(false);
        connect(ask, &QPushButton::clicked, form, &CommandForm::send);
        auto *row = new QHBoxLayout;
        row->setSpacing(metric::kPadding);
        row->addWidget(form, 1);
        row->addWidget(ask, 0, Qt::AlignTop);
        layout->addLayout(row);
    }
    auto *note = new QLabel(page);
    note->setObjectName(table.id + u"Note"_s);
    note->setTextFormat(Qt::PlainText);
    note->setWordWrap(true);
    note->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(note);
    auto *view = new QTableView(page);
    auto *model = new RecordModel(table, page);
    view->setObjectName(table.id + u"Table"_s);
    view->setAccessibleName(table.label);
    view->setModel(model);
    view->setFrameShape(QFrame::NoFrame);
    view->setShowGrid(false);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setTabKeyNavigation(false);
    view->verticalHeader()->hide();
    view->verticalHeader()->setDefaultSectionSize(Theme::instance().rowHeight());
    view->horizontalHeader()->setHighlightSections(false);
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    layout->addWidget(view, 1);
    m_pages.push_back({.table = &table, .model = model, .view = view, .note = note});
    return page;
}

void RecordsDialog::pull()
{
    const quint64 version = m_session.devicesVersion();
    if (m_pulled && version == m_version) {
        return;
    }
    m_pulled = true;
    m_version = version;
    const DeviceState state = stateOf(m_session, m_target);
    for (Page &page : m_pages) {
        const DecodedMessage *message = state.isEmpty() ? nullptr : state.record(page.table->message);
        if (message != page.shown || page.note->text().isEmpty()) {
            present(page, message);
        }
    }
    m_state = state;
}

void RecordsDialog::present(Page &page, const DecodedMessage *message)
{
    page.shown = message;
    page.view->setVisible(message != nullptr);
    if (!message) {
        page.note->setText(tr("Not told yet. Ask the device; its answer stands here."));
        return;
    }
    const TableContent content = tableOf(*page.table, message->raw());
    page.model->setContent(content);
    QString note = content.rows.empty() ? tr("The device has told that there is nothing.")
        : content.rows.size() == 1      ? tr("1 row as last told")
                                        : tr("%1 rows as last told").arg(content.rows.size());
    if (content.leftOut > 0) {
        note += tr(" · %1 more are not shown").arg(content.leftOut);
    }
    if (content.leftOver > 0) {
        note += tr(" · %1 bytes at the end were no whole row").arg(content.leftOver);
    }
    page.note->setText(note);
}

} // namespace ember
