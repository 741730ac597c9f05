// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>
#include <ember/events/event.h>

#include <QtCore/QString>

namespace ember {

/// The line about a message whose fields were found in it, or about a `field.changed`; empty for every other event.
[[nodiscard]] QString discoveredSummary(const Event &event, const Profile &profile);

} // namespace ember
