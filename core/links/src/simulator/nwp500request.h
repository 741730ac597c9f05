// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
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
        Control,
        Energy,
        Reservations, ///< read or, by its own topic, written
        Tariff ///< read, or written where there is a schedule in it
    };

    Kind kind = Kind::Status;
    int command = 0; ///< nwp500.md §3; the answer to a control command carries it as `status.command`
    QList<int> parameters; ///< `param`
    QJsonObject body; ///< `request`
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
    static constexpr int kEnergy = 16777225;
    static constexpr int kReadReservations = 16777222;
    static constexpr int kWriteReservations = 16777226;
    static constexpr int kWeekly = 33554438;
    static constexpr int kTariff = 33554439;

    static constexpr int kRecirculationMode = 33554445;
    static constexpr int kFreezeProtection = 33554451;
    static constexpr int kAntiLegionellaOff = 33554471;
    static constexpr int kAntiLegionellaOn = 33554472;
    static constexpr int kTariffOff = 33554475;
    static constexpr int kTariffOn = 33554476;
    /// Whether a unit takes the command without showing it in its status: water programme, hot button, intelligent
    /// operation, demand response, the reset of the air filter, whose hours are 0 here.
    [[nodiscard]] static bool isHarmless(int command);

    /// Reads a message heard on `topic`; the error says why it asks nothing of a simulated unit. Any thread.
    [[nodiscard]] static Result<Nwp500Request> parse(const QString &topic, const QByteArray &payload);
};

} // namespace ember
