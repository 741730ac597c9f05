// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

class QHBoxLayout;
class QPushButton;

namespace ember {

/// Adds to a form's buttons, behind the one that connects, the one that asks to keep what is filled in. `name` is its
/// object name, `accessibleName` says of what kind of connection it is. The layout's widget owns it. GUI thread.
[[nodiscard]] QPushButton *addSaveButton(QHBoxLayout &buttons, const QString &name, const QString &accessibleName);

} // namespace ember
