// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>

namespace ember {

/// What a unit keeps beside its state: the energy it used, its reservations, its tariff (nwp500.md §6).
class Nwp500Records
{
public:
    Nwp500Records(quint64 seed, int index);

    /// What stands in `response` for a request's body: `year` and `month` of an energy request. The error says what is
    /// wrong with them.
    [[nodiscard]] Result<QJsonObject> energy(const QJsonObject &request) const;
    [[nodiscard]] QJsonObject reservations() const;
    [[nodiscard]] QJsonObject tariff() const;

    /// Replaces them by those of a request's body; the error says what is wrong with it.
    [[nodiscard]] Result<bool> setReservations(const QJsonObject &request);
    [[nodiscard]] Result<bool> setTariff(const QJsonObject &request);
    /// 1 off, 2 on.
    [[nodiscard]] int reservationUse() const { return m_reservationUse; }

private:
    quint64 m_seed;
    int m_index;
    int m_reservationUse = 1;
    int m_tariffUse = 0;
    QByteArray m_reservations; // six bytes each
    QJsonArray m_tariff;
};

} // namespace ember
