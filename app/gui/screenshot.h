// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <chrono>

class QWidget;

namespace ember {

/// Saves a picture of `window` after some time and ends the application: exit code 0, or 1 with a line on stderr.
void scheduleScreenshot(QWidget &window, const QString &file, std::chrono::milliseconds after);

} // namespace ember
