// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>

namespace ember {

/// What a client asks of a unit (nwp500.md §2, request envelope). What the answer echoes is kept as the JSON text it
/// came as.
struct Nwp500Request
{
    enum class Kind
    {
        Status,
        Feature,
        Control
    };

    Kind kind = Kind::Status;
    int command = 0; ///< nwp500.md §3; the answer to a control command carries it as `status.command`
    QList<int> parameters; ///< `param`
    QString mac; ///< of the unit that is asked
    QString responseTopic;
    QByteArray clientId;
    QByteArray session;
    QByteArray protocolVersion;
    QByteArray requestTopic;

    static constexpr int kFeature = 16777217;
    static constexpr int kStatus = 16777219;
    static constexpr int kPowerOff = 33554433;
    static constexpr int kPowerOn = 33554434;
    static constexpr int kMode = 33554437;
    static constexpr int kSetpoint = 33554464;

    /// Reads a message heard on `topic`; the error says why it asks nothing of a simulated unit. Any thread.
    [[nodiscard]] static Result<Nwp500Request> parse(const QString &topic, const QByteArray &payload);
};

} // namespace ember
