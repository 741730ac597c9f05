// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator/nwp500records.h"
#include "simulator/nwp500unit.h"
#include "simulator/nwp500wire.h"

#include <ember/links/simulationoptions.h>

#include <QtCore/QByteArray>
#include <QtCore/QList>

#include <limits>
#include <optional>

namespace ember {

/// One unit with its firmware: when it sends a message, and which. All times in simulated ms since the start.
///
/// Use it in one of two ways: prepare(), then sendAt() and send() again and again for its own schedule; or, when
/// someone else says when it is its turn, passFault() for every fault before that moment, then statusAt(). It can be
/// copied: what was looked ahead in the copy has not happened in the original.
class Nwp500Device
{
public:
    static constexpr qint64 kNever = std::numeric_limits<qint64>::max();

    /// `faults` in time order, without drops; `polled` as in SimulationOptions.
    Nwp500Device(quint64 seed, int index, QList<SimulatedFault> faults, bool polled);

    [[nodiscard]] const QString &topic() const { return m_wire.topic(); }
    [[nodiscard]] const QByteArray &mac() const { return m_wire.mac(); }

    /// Lets the unit run until it has something to send, but no further than `limit`.
    void prepare(qint64 limit = kNever);
    [[nodiscard]] qint64 sendAt() const { return m_sendAt; }
    /// The message due at sendAt(). The next one is not prepared yet.
    [[nodiscard]] QByteArray send();

    [[nodiscard]] qint64 nextFaultAt() const;
    /// Lets the next fault happen; gives a message if it is one that speaks.
    std::optional<QByteArray> passFault();
    [[nodiscard]] qint64 silentUntil() const { return m_silentUntil; }
    [[nodiscard]] QByteArray statusAt(qint64 at);
    /// Lets the unit run until `at` when someone else says when it is its turn.
    void runUntil(qint64 at);

    // --- From outside, at a moment the unit was brought to: prepare(at) or runUntil(at) -------------------------

    /// Lets a fault happen; gives a message if it is one that speaks.
    std::optional<QByteArray> suffer(const SimulatedFault &fault, qint64 at);
    /// The answer to a request for this device. A command is acknowledged with the new setting and the old running
    /// state; what runs follows in the next seconds (nwp500.md §2). The error says why it keeps silent.
    [[nodiscard]] Result<QByteArray> answer(const Nwp500Request &request, qint64 at);

private:
    enum class Due
    {
        Fault,
        Feature,
        Poll,
        Push,
        Refresh
    };

    [[nodiscard]] Due nextDue() const;
    [[nodiscard]] qint64 timeOf(Due due) const;
    void skip(Due due);
    [[nodiscard]] int takePushReason();
    [[nodiscard]] QByteArray pollReply(qint64 at);
    [[nodiscard]] QByteArray push(int reason);
    /// Empty when the command was carried out.
    [[nodiscard]] QString obey(const Nwp500Request &command);
    [[nodiscard]] QString setMode(int mode, int days);
    [[nodiscard]] Result<QJsonObject> recordsAfter(const Nwp500Request &request);
    [[nodiscard]] qint64 refreshGap();

    Nwp500Unit m_unit;
    Nwp500Status m_status;
    Nwp500Wire m_wire;
    Nwp500Records m_records;
    SimulationRandom m_readings;
    SimulationRandom m_schedule;
    QList<SimulatedFault> m_faults;
    qsizetype m_nextFault = 0;
    int m_garbage = 0;
    int m_pushes = 0;
    int m_statuses = 0;
    Nwp500Changes m_changes;
    qint64 m_unitAt = 0;
    qint64 m_silentUntil = 0;
    qint64 m_featureAt;
    qint64 m_pollAt;
    qint64 m_pushAt = kNever;
    qint64 m_refreshAt;
    qint64 m_sendAt = 0;
    Due m_due = Due::Feature;
};

} // namespace ember
