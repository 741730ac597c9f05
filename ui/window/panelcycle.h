// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QList>
#include <QtCore/QPointer>
#include <QtWidgets/QWidget>

namespace ember {

/// Moves the keyboard from panel to panel (F6 and Shift+F6). A panel gets it back where it was left; hidden ones are
/// passed over. GUI thread; the panels are not owned.
class PanelCycle
{
public:
    struct Panel
    {
        QPointer<QWidget> widget;
        QPointer<QWidget> target = {}; ///< what gets the keyboard; null: the first of its widgets; later where it was left
    };
    /// In the order of a walk, which begins again at its end. No focus proxies: they hide a panel's other widgets from
    /// the Tab key.
    void setPanels(const QList<Panel> &panels) { m_panels = panels; }
    /// Goes to the next panel (1) or the one before (-1).
    void step(int direction);

private:
    QList<Panel> m_panels;
};

} // namespace ember
