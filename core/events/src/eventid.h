// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QString>

namespace ember {

/// Event::id() of the event of that number; empty for the number 0.
[[nodiscard]] QString eventIdText(quint64 run, quint64 sequence);

} // namespace ember
