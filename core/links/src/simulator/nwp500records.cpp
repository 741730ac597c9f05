// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/nwp500records.h"

#include "simulator/simulationrandom.h"

#include <QtCore/QDate>

#include <array>
#include <tuple>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kStream = 40;
constexpr int kMostEntries = 16;
constexpr int kOff = 1;
constexpr int kOn = 2;

/// A reservation's members in the order of its six bytes.
constexpr std::array kReservation{u"enable", u"week", u"hour", u"min", u"mode", u"param"};

struct Use
{
    int heatPump = 0; // Wh
    int element = 0;
    int heatPumpHours = 0;
    int elementHours = 0;

    void add(const Use &other)
    {
        heatPump += other.heatPump;
        element += other.element;
        heatPumpHours += other.heatPumpHours;
        elementHours += other.elementHours;
    }
    [[nodiscard]] QJsonObject json() const
    {
        return {{u"heUsage"_s, element}, {u"hpUsage"_s, heatPump}, {u"heTime"_s, elementHours},
            {u"hpTime"_s, heatPumpHours}};
    }
};

/// The same day is the same whenever it is asked for; about two hours of the heat pump, the element now and then.
Use useOf(quint64 seed, int index, const QDate &day)
{
    constexpr int kPumpWatts = 450;
    constexpr int kElementWatts = 4'500;
    SimulationRandom random = SimulationRandom::derived(seed ^ quint64(day.toJulianDay()), index, kStream);
    Use use;
    use.heatPumpHours = random.between(1, 5);
    use.heatPump = use.heatPumpHours * kPumpWatts + random.between(-60, 60);
    use.elementHours = random.below(6) == 0 ? 1 : 0;
    use.element = use.elementHours * kElementWatts / 2;
    return use;
}

} // namespace

Nwp500Records::Nwp500Records(quint64 seed, int index)
    : m_seed(seed)
    , m_index(index)
    , m_reservations(QByteArray::fromHex("027c061e0378"
                                         "028208000370"))
{
    for (const auto &[from, to, price] :
        {std::tuple(0, 15, 36'261), std::tuple(16, 20, 39'261), std::tuple(21, 23, 36'261)}) {
        m_tariff.append(QJsonObject{{u"season"_s, 4095}, {u"week"_s, 254}, {u"startHour"_s, from},
            {u"startMinute"_s, 0}, {u"endHour"_s, to}, {u"endMinute"_s, 59}, {u"priceMin"_s, price},
            {u"priceMax"_s, price + 10'000}, {u"decimalPoint"_s, 5}});
    }
}

Result<QJsonObject> Nwp500Records::energy(const QJsonObject &request) const
{
    const int year = request[u"year"].toInt();
    const QJsonArray months = request[u"month"].toArray();
    if (months.isEmpty() || !QDate(year, 1, 1).isValid()) {
        return Error{u"The energy is asked for by a year and a list of months."_s};
    }
    QJsonArray usage;
    Use total;
    for (const QJsonValue month : months) {
        const QDate first(year, month.toInt(), 1);
        if (!first.isValid()) {
            return Error{u"%1 is no month."_s.arg(month.toInt())};
        }
        QJsonArray days;
        for (int day = 0; day < first.daysInMonth(); ++day) {
            const Use use = useOf(m_seed, m_index, first.addDays(day));
            total.add(use);
            days.append(use.json());
        }
        usage.append(QJsonObject{{u"year"_s, year}, {u"month"_s, month.toInt()}, {u"data"_s, days}});
    }
    return QJsonObject{{u"typeOfUsage"_s, 1}, {u"total"_s, total.json()}, {u"usage"_s, usage}};
}

QJsonObject Nwp500Records::reservations() const
{
    return {{u"reservationUse"_s, m_reservationUse}, {u"reservation"_s, QString::fromLatin1(m_reservations.toHex())}};
}

QJsonObject Nwp500Records::tariff() const
{
    return {{u"reservationUse"_s, m_tariffUse}, {u"reservation"_s, m_tariff}};
}

Result<bool> Nwp500Records::setReservations(const QJsonObject &request)
{
    const int use = request[u"reservationUse"].toInt();
    const QJsonArray entries = request[u"reservation"].toArray();
    if ((use != kOff && use != kOn) || entries.size() > kMostEntries) {
        return Error{u"The reservations are not a use of 1 or 2 and at most %1 entries."_s.arg(kMostEntries)};
    }
    QByteArray bytes;
    for (const QJsonValue entry : entries) {
        for (const char16_t *const member : kReservation) {
            bytes.append(char(entry[QStringView(member)].toInt()));
        }
    }
    m_reservationUse = use;
    m_reservations = bytes;
    return true;
}

Result<bool> Nwp500Records::setTariff(const QJsonObject &request)
{
    const QJsonArray entries = request[u"reservation"].toArray();
    if (request[u"controllerSerialNumber"].toString().isEmpty() || entries.isEmpty() || entries.size() > kMostEntries) {
        return Error{u"The tariff needs the serial number and 1 to %1 entries."_s.arg(kMostEntries)};
    }
    m_tariffUse = request[u"reservationUse"].toInt();
    m_tariff = entries;
    return true;
}

} // namespace ember
