// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/event.h>

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace ember {

/// One message as a link received it, before anybody looked inside. Plain data: copy it between threads as you like.
struct Message
{
    QString topic;
    QByteArray payload; ///< exactly the bytes that came
    EventTime time; ///< when it arrived
    bool retained = false; ///< the broker kept it from an earlier publish: its age is unknown
    int qos = 0;
};

} // namespace ember
