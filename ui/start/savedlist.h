// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

class QAction;
class QLabel;
class QTreeView;

namespace ember {

class SavedDesk;
class SavedModel;

/// The saved connections, as a way in: a click or Enter opens one, the menu of a row (right click, Menu, or its button)
/// has the rest. Takes no room while there is nothing saved and nothing wrong with the file. GUI thread; the desk
/// outlives it.
class SavedList : public QWidget
{
    Q_OBJECT

public:
    explicit SavedList(SavedDesk &desk, QWidget *parent = nullptr);

    [[nodiscard]] bool isEmpty() const;
    /// Gives the keyboard to the first of them.
    void focusFirst();

private:
    void makeView();
    void makeActions();
    QAction *addAction(const QString &name, const QString &icon, const QString &text, const QKeySequence &key);
    void adapt();
    [[nodiscard]] QString chosen() const;

    SavedDesk &m_desk;
    SavedModel *m_model;
    QTreeView *m_view;
    QLabel *m_problem;
    QAction *m_up = nullptr;
    QAction *m_down = nullptr;
    QList<QAction *> m_ofRow;
};

} // namespace ember
