// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QLoggingCategory>

namespace ember {

/// "ember.events": misuse and failed handlers. On from warnings upward.
Q_DECLARE_LOGGING_CATEGORY(lcEvents)
/// "ember.events.trace": every emission. Off until QT_LOGGING_RULES="ember.events.trace=true".
Q_DECLARE_LOGGING_CATEGORY(lcEventsTrace)

} // namespace ember
