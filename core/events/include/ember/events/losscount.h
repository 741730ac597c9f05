// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QString>

namespace ember {

/// How often something kept events from their handlers.
struct LossCount
{
    QString name; ///< of the middleware that dropped them, or of the events
    QString reason; ///< in words; empty where the list itself says it
    quint64 count = 0;
};

} // namespace ember
