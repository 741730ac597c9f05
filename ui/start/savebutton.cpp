// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/savebutton.h"

#include "theme/theme.h"

#include <QtCore/QCoreApplication>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>

namespace ember {

QPushButton *addSaveButton(QHBoxLayout &buttons, const QString &name, const QString &accessibleName)
{
    auto *save = new QPushButton(QCoreApplication::translate("SaveButton", "Save…"), buttons.parentWidget());
    save->setObjectName(name);
    save->setAccessibleName(accessibleName);
    save->setToolTip(
        QCoreApplication::translate("SaveButton", "Keep it under a name, to be opened again with one click"));
    buttons.setSpacing(2 * metric::kGrid);
    buttons.insertWidget(1, save);
    return save;
}

} // namespace ember
