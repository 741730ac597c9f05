// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/savedlist.h"

#include "start/saveddesk.h"
#include "start/savedmodel.h"
#include "theme/celldelegate.h"
#include "theme/theme.h"

#include <QtGui/QAction>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QTreeView>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {
constexpr int kMostRows = 5; // then it scrolls: the other ways in stay in sight
constexpr int kNameWidth = 60 * metric::kGrid;
} // namespace

SavedList::SavedList(SavedDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_model(new SavedModel(desk.saved(), this))
    , m_view(new QTreeView(this))
    , m_problem(new QLabel(this))
{
    setObjectName(u"savedList"_s);
    makeView();
    makeActions();
    auto *name = new QLabel(tr("Saved connections"), this);
    name->setFont(Theme::instance().font(FontRole::BodyStrong));
    auto *more = new QToolButton(this);
    more->setObjectName(u"savedMoreButton"_s);
    more->setIcon(Theme::icon(u"more"_s));
    more->setToolTip(tr("Edit, duplicate, remove or move the chosen connection"));
    more->setAccessibleName(tr("More for the chosen connection"));
    more->setFocusPolicy(Qt::StrongFocus);
    more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(more);
    menu->addActions(m_view->actions());
    more->setMenu(menu);
    auto *heading = new QHBoxLayout;
    heading->addWidget(name, 1);
    heading->addWidget(more);
    m_problem->setObjectName(u"savedListProblem"_s);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * metric::kGrid);
    layout->addLayout(heading);
    layout->addWidget(m_problem);
    layout->addWidget(m_view);
    setTabOrder(m_view, more);
    connect(&desk.saved(), &SavedConnections::changed, this, &SavedList::adapt);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &SavedList::adapt);
    adapt();
}

void SavedList::makeView()
{
    m_view->setObjectName(u"savedView"_s);
    m_view->setAccessibleName(tr("Saved connections"));
    m_view->setAccessibleDescription(tr("Enter connects; the menu edits, duplicates, removes and moves"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(
        new CellDelegate({.unit = -1, .mark = SavedModel::MarkRole, .dim = SavedModel::DimRole, .glow = -1}, m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setHeaderHidden(true);
    m_view->setRootIsDecorated(false);
    m_view->setItemsExpandable(false);
    m_view->setUniformRowHeights(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setMouseTracking(true); // a row says that it can be clicked
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setCursor(Qt::PointingHandCursor);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->resizeSection(SavedModel::NameColumn, kNameWidth);
    m_view->header()->setSectionResizeMode(SavedModel::AddressColumn, QHeaderView::Stretch);
    m_view->header()->setSectionResizeMode(SavedModel::SecretsColumn, QHeaderView::ResizeToContents);
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_view, &QTreeView::clicked, this, [this] { m_desk.open(chosen(), window()); });
}

QAction *SavedList::addAction(const QString &name, const QString &icon, const QString &text, const QKeySequence &key)
{
    auto *action = new QAction(icon.isEmpty() ? QIcon() : Theme::icon(icon), text, this);
    action->setObjectName(name);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetShortcut); // elsewhere these keys mean something else
    m_view->addAction(action);
    m_ofRow.append(action);
    return action;
}

void SavedList::makeActions()
{
    auto *open = addAction(u"openSavedAction"_s, u"connect"_s, tr("&Connect"), Qt::Key_Return);
    auto *edit = addAction(u"editSavedAction"_s, {}, tr("&Edit…"), Qt::Key_F2);
    auto *duplicate = addAction(u"duplicateSavedAction"_s, u"copy"_s, tr("D&uplicate"), {});
    auto *remove = addAction(u"removeSavedAction"_s, u"remove"_s, tr("Re&move…"), QKeySequence::Delete);
    m_up = addAction(u"moveUpSavedAction"_s, u"arrow-up"_s, tr("Move u&p"), Qt::ALT | Qt::Key_Up);
    m_down = addAction(u"moveDownSavedAction"_s, u"arrow-down"_s, tr("Move &down"), Qt::ALT | Qt::Key_Down);
    open->setShortcuts({Qt::Key_Return, Qt::Key_Enter});
    connect(open, &QAction::triggered, this, [this] { m_desk.open(chosen(), window()); });
    connect(edit, &QAction::triggered, this, [this] { m_desk.edit(chosen(), window()); });
    connect(duplicate, &QAction::triggered, this, [this] { m_desk.duplicate(chosen()); });
    connect(remove, &QAction::triggered, this, [this] { m_desk.remove(chosen(), window()); });
    connect(m_up, &QAction::triggered, this, [this] { m_desk.move(chosen(), -1); });
    connect(m_down, &QAction::triggered, this, [this] { m_desk.move(chosen(), 1); });
}

bool SavedList::isEmpty() const
{
    return m_model->rowCount() == 0;
}

void SavedList::focusFirst()
{
    if (!m_view->currentIndex().isValid()) {
        m_view->setCurrentIndex(m_model->index(0, 0));
    }
    m_view->setFocus();
}

QString SavedList::chosen() const
{
    return m_view->currentIndex().data(SavedModel::IdRole).toString();
}

void SavedList::adapt()
{
    const int rows = m_model->rowCount();
    const int row = m_view->currentIndex().isValid() ? m_view->currentIndex().row() : -1;
    for (QAction *action : std::as_const(m_ofRow)) {
        action->setEnabled(row >= 0);
    }
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row < rows - 1);
    m_view->setFixedHeight(std::clamp(rows, 1, kMostRows) * Theme::instance().rowHeight());
    m_problem->setText(m_desk.saved().problem());
    m_problem->setVisible(!m_problem->text().isEmpty());
    setVisible(rows > 0 || !m_problem->text().isEmpty());
}

} // namespace ember
