// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

class QAction;
class QDockWidget;
class QHBoxLayout;
class QToolButton;

namespace ember {

/// The quiet title of a dock: its name, then at the right its actions, float and close. Dragging it moves the dock.
/// GUI thread.
class DockTitle : public QWidget
{
    Q_OBJECT

public:
    explicit DockTitle(QDockWidget *dock);

    /// Adds a button for the action, left of float and close.
    void addActionButton(QAction *action);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QToolButton *addButton(const QString &icon, const QString &toolTip);

    QHBoxLayout *m_layout;
    int m_actionPlace = 0; // index in the layout
};

} // namespace ember
