// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/thememenu.h"

#include <QtGui/QAction>
#include <QtGui/QActionGroup>

namespace ember {

using namespace Qt::StringLiterals;

ThemeMenu::ThemeMenu(QWidget *parent)
    : QMenu(tr("&Theme"), parent)
{
    setIcon(Theme::icon(u"theme"_s));
    auto *group = new QActionGroup(this);
    const QList<std::pair<Theme::Mode, QString>> modes{{Theme::Mode::System, tr("&As the desktop")},
        {Theme::Mode::Light, tr("&Light")}, {Theme::Mode::Dark, tr("&Dark")}};
    for (const auto &[mode, text] : modes) {
        QAction *action = addAction(text, this, [this, mode = mode] { Q_EMIT chosen(mode); });
        action->setCheckable(true);
        action->setData(int(mode));
        group->addAction(action);
    }
    connect(this, &QMenu::aboutToShow, group, [group] {
        for (QAction *action : group->actions()) {
            action->setChecked(action->data().toInt() == int(Theme::instance().mode()));
        }
    });
}

} // namespace ember
