// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringList>

class QWidget;

namespace ember {

/// What a critical eye finds wrong in a shown window: texts that are cut, widgets that lie outside their parent or on
/// a sibling, text with too little contrast. Empty if nothing.
[[nodiscard]] QStringList complaintsAbout(const QWidget &window);

/// Widgets a person can give the keyboard to that a screen reader could not name.
[[nodiscard]] QStringList namelessWidgets(const QWidget &window);

/// Saves a picture into the folder EMBER_GALLERY names, if there is one.
void keepPicture(QWidget &window, const QString &name);

} // namespace ember
