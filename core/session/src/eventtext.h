// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/event.h>

#include <QtCore/QString>

namespace ember {

/// A line for people about one of the program's own events (connection.*, message.*, emitter.*, emberscope.*); for any
/// other event its data in short.
[[nodiscard]] QString ownEventText(const Event &event);

} // namespace ember
