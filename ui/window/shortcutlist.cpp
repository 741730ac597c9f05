// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/shortcutlist.h"

#include "theme/celldelegate.h"
#include "theme/theme.h"

#include <QtGui/QAction>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTreeWidget>
#include <QtWidgets/QVBoxLayout>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

using Line = std::pair<QString, QString>; // what, key

QString withoutMnemonic(QString text)
{
    return text.remove(u'&').remove(u'…');
}

QString keyText(const QKeySequence &key)
{
    return key.toString(QKeySequence::NativeText);
}

void addGroup(QTreeWidget *tree, const QString &title, const QList<Line> &lines)
{
    if (lines.isEmpty()) {
        return;
    }
    auto *group = new QTreeWidgetItem(tree, {title});
    group->setFont(0, Theme::instance().font(FontRole::BodyStrong));
    group->setFirstColumnSpanned(true);
    group->setFlags(Qt::ItemIsEnabled);
    for (const auto &[what, key] : lines) {
        auto *line = new QTreeWidgetItem(group, {what, key});
        line->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    }
}

QList<Line> linesOf(const QMenu *menu)
{
    QList<Line> lines;
    for (const QAction *action : menu->actions()) {
        if (!action->shortcut().isEmpty()) {
            lines.append({withoutMnemonic(action->text()), keyText(action->shortcut())});
        }
    }
    return lines;
}

/// What the views understand without a menu.
QList<Line> linesOfLog()
{
    return {{ShortcutList::tr("Row above or below"), ShortcutList::tr("Up, Down")},
        {ShortcutList::tr("A page up or down"), ShortcutList::tr("Page Up, Page Down")},
        {ShortcutList::tr("Oldest row"), keyText(Qt::Key_Home)},
        {ShortcutList::tr("Newest row, and follow"), keyText(Qt::Key_End)},
        {ShortcutList::tr("Follow or stop following"), keyText(Qt::Key_F)},
        {ShortcutList::tr("Copy the row as CloudEvents JSON"), keyText(QKeySequence::Copy)},
        {ShortcutList::tr("Filter by the row, and more"), ShortcutList::tr("Menu or Shift+F10")}};
}

QList<Line> linesOfFilter()
{
    return {{ShortcutList::tr("Apply"), keyText(Qt::Key_Return)},
        {ShortcutList::tr("Clear, then back to the log"), keyText(Qt::Key_Escape)},
        {ShortcutList::tr("Earlier filters"), ShortcutList::tr("Up, Down")}};
}

QList<Line> linesOfPanels()
{
    return {{ShortcutList::tr("Next or previous part of the window"), ShortcutList::tr("Tab, Shift+Tab")},
        {ShortcutList::tr("Open or show what is chosen in a list"), keyText(Qt::Key_Return)},
        {ShortcutList::tr("Tabs of the inspector, while they have the keyboard"), ShortcutList::tr("Left, Right")}};
}

} // namespace

void tellShortcut(QAction *action)
{
    if (!action->shortcut().isEmpty()) {
        action->setToolTip(u"%1 (%2)"_s.arg(action->toolTip(), keyText(action->shortcut())));
    }
}

ShortcutList::ShortcutList(QWidget *window)
    : QDialog(window)
{
    setObjectName(u"shortcutList"_s);
    setWindowTitle(tr("Keyboard shortcuts"));
    auto *tree = new QTreeWidget(this);
    tree->setObjectName(u"shortcuts"_s);
    tree->setAccessibleName(tr("Keyboard shortcuts"));
    tree->setColumnCount(2);
    tree->setHeaderHidden(true);
    tree->setRootIsDecorated(false);
    tree->setItemsExpandable(false);
    tree->setIndentation(0);
    tree->setFrameShape(QFrame::NoFrame);
    tree->setAllColumnsShowFocus(true);
    tree->setItemDelegate(new CellDelegate({}, tree));
    if (const auto *main = qobject_cast<const QMainWindow *>(window)) {
        for (const QAction *action : main->menuBar()->actions()) {
            if (const QMenu *menu = action->menu()) {
                addGroup(tree, withoutMnemonic(action->text()), linesOf(menu));
            }
        }
    }
    addGroup(tree, tr("In the event log"), linesOfLog());
    addGroup(tree, tr("In the filter bar"), linesOfFilter());
    addGroup(tree, tr("Everywhere"), linesOfPanels());
    tree->expandAll();
    if (const QTreeWidgetItem *first = tree->topLevelItem(0)) {
        tree->setCurrentItem(first->child(0));
    }
    tree->header()->setStretchLastSection(false);
    tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::kPadding, metric::kPadding, metric::kPadding, metric::kPadding);
    layout->setSpacing(metric::kPadding);
    layout->addWidget(tree);
    layout->addWidget(buttons);
    resize(480, 560);
}

} // namespace ember
