// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QDialog>

class QAction;

namespace ember {

/// Adds the action's shortcut to its tool tip: "Hold the log still (Ctrl+P)". Once, after the shortcut is set.
void tellShortcut(QAction *action);

/// Help, "Keyboard shortcuts": what the menus of a window offer by key, and what the panels understand besides.
/// GUI thread.
class ShortcutList : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutList(QWidget *window);
};

} // namespace ember
