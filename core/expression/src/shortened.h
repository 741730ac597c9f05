// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringView>

namespace ember {

/// A part of an expression as a message quotes it: one line, at most 40 characters.
[[nodiscard]] QString shortened(QStringView text);

} // namespace ember
