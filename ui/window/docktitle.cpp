// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/docktitle.h"

#include "theme/elidedlabel.h"
#include "theme/theme.h"

#include <QtGui/QAction>
#include <QtGui/QPainter>
#include <QtWidgets/QApplication>
#include <QtWidgets/QDockWidget>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QToolButton>

namespace ember {

using namespace Qt::StringLiterals;

DockTitle::DockTitle(QDockWidget *dock)
    : QWidget(dock)
    , m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(metric::kPadding, metric::kGrid / 2, metric::kGrid, metric::kGrid / 2);
    m_layout->setSpacing(0);
    auto *title = new ElidedLabel(dock->windowTitle(), this);
    title->setFont(Theme::instance().font(FontRole::BodyStrong));
    title->setForegroundRole(QPalette::PlaceholderText);
    title->setObjectName(u"dockTitleText"_s);
    m_layout->addWidget(title, 1);
    m_actionPlace = m_layout->count();
    connect(dock, &QDockWidget::windowTitleChanged, title, &QLabel::setText);
    // The title of the panel that has the keyboard is as bright as its content.
    connect(qApp, &QApplication::focusChanged, title, [dock, title](QWidget *, QWidget *now) {
        const bool here = now && dock->isAncestorOf(now);
        title->setForegroundRole(here ? QPalette::WindowText : QPalette::PlaceholderText);
    });
    QToolButton *floating = addButton(u"detach"_s, tr("Float or dock again"));
    connect(floating, &QToolButton::clicked, dock, [dock] { dock->setFloating(!dock->isFloating()); });
    QToolButton *close = addButton(u"close"_s, tr("Close; the View menu brings it back"));
    connect(close, &QToolButton::clicked, dock, &QDockWidget::close);
}

QToolButton *DockTitle::addButton(const QString &icon, const QString &toolTip)
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setIcon(Theme::icon(icon, ColorRole::DimText));
    button->setIconSize({metric::kIcon, metric::kIcon});
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    button->setFocusPolicy(Qt::TabFocus);
    m_layout->addWidget(button);
    return button;
}

void DockTitle::addActionButton(QAction *action)
{
    QToolButton *button = addButton(u"more"_s, action->toolTip());
    button->setDefaultAction(action);
    m_layout->removeWidget(button);
    m_layout->insertWidget(m_actionPlace++, button);
}

void DockTitle::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::instance().color(ColorRole::Window));
    painter.fillRect(QRect(0, height() - 1, width(), 1), Theme::instance().color(ColorRole::Hairline));
}

} // namespace ember
