// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace ember {

/// How far a command came, as its events have told.
struct CommandOutcome
{
    enum class State : quint8
    {
        Queued,
        Sent,
        Acknowledged,
        Expired,
        Refused
    };
    State state = State::Queued;
    QString reason; ///< why it waits, expired or was refused; may be empty
};

} // namespace ember
