// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#include <QtWidgets/QMenu>

namespace ember {

/// Light, dark, or as the desktop has it; the one that holds is marked. GUI thread.
class ThemeMenu : public QMenu
{
    Q_OBJECT

public:
    explicit ThemeMenu(QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(ember::Theme::Mode mode);
};

} // namespace ember
