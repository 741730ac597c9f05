// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/panelcycle.h"

#include <QtWidgets/QApplication>

namespace ember {

namespace {

bool isInside(const QWidget *panel, const QWidget *widget)
{
    return panel && widget && (panel == widget || panel->isAncestorOf(widget));
}

bool takesKeyboard(const QWidget *widget)
{
    return widget && widget->isVisible() && widget->isEnabled() && widget->focusPolicy() & Qt::TabFocus;
}

// The first of its widgets in the order of the Tab key.
QWidget *firstOf(QWidget *panel)
{
    for (QWidget *widget = panel; widget; widget = widget->nextInFocusChain()) {
        if (isInside(panel, widget) && takesKeyboard(widget)) {
            return widget;
        }
        if (widget->nextInFocusChain() == panel) {
            break;
        }
    }
    return nullptr;
}

} // namespace

void PanelCycle::step(int direction)
{
    QWidget *now = QApplication::focusWidget();
    qsizetype place = direction > 0 ? -1 : m_panels.size();
    for (qsizetype i = 0; i < m_panels.size(); ++i) {
        if (isInside(m_panels.at(i).widget, now)) {
            place = i;
            m_panels[i].target = now;
        }
    }
    const qsizetype count = m_panels.size();
    for (qsizetype tried = 0; tried < count; ++tried) {
        place = (place + direction + count) % count;
        const Panel &panel = m_panels.at(place);
        QWidget *target = panel.widget && panel.widget->isVisible()
            ? takesKeyboard(panel.target) ? panel.target.data() : firstOf(panel.widget)
            : nullptr;
        if (target) {
            target->window()->activateWindow(); // the panel may float
            target->setFocus(Qt::TabFocusReason);
            return;
        }
    }
}

} // namespace ember
