// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringView>

namespace ember {

/// Whether devices of this source are one unit through whichever connections they are heard: its id has a hardware
/// address in it (12 or 16 hexadecimal digits, also with “:” or “-”). Other ids are names that two brokers may give to
/// two things ("lamp"), so those are never taken for one. Any thread.
[[nodiscard]] bool isOneUnitEverywhere(QStringView source);

} // namespace ember
