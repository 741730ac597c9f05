// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/nwp500device.h"

#include "simulator/simulatedgarbage.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {
// `status.command` (nwp500.md §2).
constexpr int kReply = Nwp500Request::kStatus;
constexpr int kRefresh = 0;
constexpr int kHeatSourceChanged = 67108868;
constexpr int kOperationModeChanged = 67108883;
constexpr int kComponentSwitched = 67108892;

constexpr qint64 kTick = 1000; // ms
constexpr qint64 kPollInterval = 30'000;
constexpr qint64 kBetweenPushes = 280;
constexpr qint64 kSessionEpoch = 1'758'950'000'000; // a request's session is its ms since 1970; the captures' day
constexpr int kReplyEvery = 8; // when someone else gives the turns

/// Gaps between value refreshes, tenths of a second, each equally likely (nwp500.md §2: median 4.2 s, 90 % in 22 s, of
/// a log in which the unit rested most of the time).
constexpr std::array kGaps{10, 14, 18, 23, 28, 33, 37, 41, 46, 54, 68, 95, 160, 250, 400, 600};
constexpr int kGapUnit = 100; // ms

template <std::size_t N>
int pick(const std::array<int, N> &values, SimulationRandom &random)
{
    return values.at(std::size_t(random.below(int(N))));
}

enum Stream
{
    ReadingsStream = 10,
    ScheduleStream
};
} // namespace

Nwp500Device::Nwp500Device(quint64 seed, int index, QList<SimulatedFault> faults, bool polled)
    : m_unit(seed, index)
    , m_status(seed, index, m_unit.age())
    , m_wire(seed, index)
    , m_records(seed, index)
    , m_readings(SimulationRandom::derived(seed, index, ReadingsStream))
    , m_schedule(SimulationRandom::derived(seed, index, ScheduleStream))
    , m_faults(std::move(faults))
    , m_featureAt(m_schedule.between(500, 900))
    , m_pollAt(m_featureAt + m_schedule.between(300, 700))
    , m_refreshAt(m_pollAt + refreshGap())
{
    if (!polled) {
        m_featureAt = kNever;
        m_pollAt = kNever;
    }
}

void Nwp500Device::prepare(qint64 limit)
{
    for (;;) {
        const qint64 until = std::min({nextFaultAt(), m_featureAt, m_pollAt, m_refreshAt, limit});
        while (m_pushAt == kNever && m_unitAt + kTick <= until) {
            m_unitAt += kTick;
            m_changes |= m_unit.tick();
            if (m_changes) {
                m_pushAt = m_unitAt + m_schedule.between(80, 240);
            }
        }
        m_due = nextDue();
        m_sendAt = timeOf(m_due);
        if (m_sendAt > limit) {
            return;
        }
        const bool isSilence = m_due == Due::Fault && m_faults.at(m_nextFault).kind == SimulatedFault::Kind::Silence;
        if (!isSilence && m_sendAt >= m_silentUntil) {
            return;
        }
        skip(m_due);
    }
}

QByteArray Nwp500Device::send()
{
    const qint64 at = m_sendAt;
    QByteArray message;
    switch (m_due) {
    case Due::Fault:
        message = passFault().value_or(QByteArray());
        break;
    case Due::Feature:
        message = m_wire.feature(QByteArray::number(kSessionEpoch + at));
        m_featureAt = kNever;
        break;
    case Due::Poll:
        message = pollReply(at);
        m_pollAt += kPollInterval;
        break;
    case Due::Push:
        message = push(takePushReason());
        m_pushAt = m_changes ? at + kBetweenPushes : kNever;
        m_refreshAt = at + refreshGap();
        break;
    case Due::Refresh:
        message = push(kRefresh);
        m_refreshAt = at + refreshGap();
        break;
    }
    return message;
}

qint64 Nwp500Device::nextFaultAt() const
{
    return m_nextFault < m_faults.size() ? qint64(m_faults.at(m_nextFault).at.count()) : kNever;
}

std::optional<QByteArray> Nwp500Device::passFault()
{
    const SimulatedFault fault = m_faults.at(m_nextFault++);
    return suffer(fault, qint64(fault.at.count()));
}

std::optional<QByteArray> Nwp500Device::suffer(const SimulatedFault &fault, qint64 at)
{
    const bool isSilent = at < m_silentUntil;
    switch (fault.kind) {
    case SimulatedFault::Kind::Error:
        m_status.setError(fault.code, fault.subCode);
        break;
    case SimulatedFault::Kind::Clear:
        m_status.setError(0, 0);
        break;
    case SimulatedFault::Kind::Garbage:
        if (!isSilent) {
            return simulatedGarbage(push(kRefresh), m_garbage++);
        }
        return {};
    case SimulatedFault::Kind::Silence:
        m_silentUntil = std::max(m_silentUntil, at + qint64(fault.duration.count()));
        return {};
    case SimulatedFault::Kind::Drop:
        return {};
    }
    if (isSilent) {
        return {};
    }
    return push(kRefresh);
}

Result<QByteArray> Nwp500Device::answer(const Nwp500Request &request, qint64 at)
{
    if (at < m_silentUntil) {
        return Error{u"The device is silent."_s};
    }
    if (request.kind == Nwp500Request::Kind::Feature) {
        return m_wire.featureFor(request);
    }
    if (request.kind == Nwp500Request::Kind::Control) {
        if (const QString problem = obey(request); !problem.isEmpty()) {
            return Error{problem};
        }
    } else if (request.kind != Nwp500Request::Kind::Status) {
        const auto records = recordsAfter(request);
        return records ? Result(m_wire.recordsFor(request, *records)) : Result<QByteArray>(Error{records.error()});
    }
    m_status.read(m_unit, request.command, m_readings);
    return m_wire.statusFor(request, m_status);
}

/// What the unit keeps, written first if the request says so.
Result<QJsonObject> Nwp500Device::recordsAfter(const Nwp500Request &request)
{
    Result<bool> written(true);
    if (request.kind == Nwp500Request::Kind::Energy) {
        return m_records.energy(request.body);
    }
    if (request.kind == Nwp500Request::Kind::Reservations) {
        if (request.command == Nwp500Request::kWriteReservations) {
            written = m_records.setReservations(request.body);
            m_unit.household().settings().reservations = m_records.reservationUse();
        }
        return written ? Result(m_records.reservations()) : Result<QJsonObject>(Error{written.error()});
    }
    if (request.body.contains(u"reservation")) {
        written = m_records.setTariff(request.body);
    }
    return written ? Result(m_records.tariff()) : Result<QJsonObject>(Error{written.error()});
}

QString Nwp500Device::setMode(int mode, int days)
{
    constexpr int kLongestVacation = 30; // days
    const bool isVacation = mode == int(Nwp500Mode::Vacation);
    if (mode < int(Nwp500Mode::HeatPump) || mode > int(Nwp500Mode::Vacation)
        || (isVacation && (days < 1 || days > kLongestVacation))) {
        return u"The mode is not 1 to 4, or 5 and 1 to 30 days."_s;
    }
    m_unit.household().setMode(Nwp500Mode(mode), isVacation ? days : 0);
    return {};
}

QString Nwp500Device::obey(const Nwp500Request &command)
{
    // As its device info says, in half degrees; and days.
    const auto set = [](int &setting, int value, int lowest, int highest, const QString &what) {
        const bool fits = value >= lowest && value <= highest;
        setting = fits ? value : setting;
        return fits ? QString() : u"The %1 is not %2 to %3."_s.arg(what).arg(lowest).arg(highest);
    };
    const int value = command.parameters.value(0);
    Nwp500Household &household = m_unit.household();
    Nwp500Settings &settings = household.settings();
    switch (command.command) {
    case Nwp500Request::kPowerOff:
        household.setMode(Nwp500Mode::PowerOff);
        return {};
    case Nwp500Request::kPowerOn:
        household.switchOn();
        return {};
    case Nwp500Request::kMode:
        return setMode(value, command.parameters.value(1));
    case Nwp500Request::kSetpoint: {
        int setpoint = household.setpoint();
        const QString problem = set(setpoint, value, 81, 131, u"temperature in half degrees"_s);
        household.setSetpoint(setpoint);
        return problem;
    }
    case Nwp500Request::kFreezeProtection:
        return set(settings.freezeProtection, value, 12, 20, u"temperature in half degrees"_s);
    case Nwp500Request::kAntiLegionellaOn:
    case Nwp500Request::kAntiLegionellaOff: {
        const bool on = command.command == Nwp500Request::kAntiLegionellaOn;
        const QString problem = on ? set(settings.antiLegionellaDays, value, 1, 30, u"number of days"_s) : QString();
        settings.antiLegionella = on && problem.isEmpty() ? 2 : on ? settings.antiLegionella : 1;
        return problem;
    }
    case Nwp500Request::kRecirculationMode:
        return set(settings.recirculation, value, 1, 4, u"recirculation mode"_s);
    case Nwp500Request::kTariffOn:
    case Nwp500Request::kTariffOff:
        household.setTariffControl(command.command == Nwp500Request::kTariffOn);
        return {};
    case Nwp500Request::kWeekly: {
        const auto written = m_records.setReservations(command.body);
        settings.reservations = m_records.reservationUse();
        return written ? QString() : written.error();
    }
    default:
        // What it takes without anything that the status would show.
        return Nwp500Request::isHarmless(command.command) ? QString()
                                                          : u"The command %1 is not simulated."_s.arg(command.command);
    }
}

QByteArray Nwp500Device::statusAt(qint64 at)
{
    runUntil(at);
    if (m_statuses++ % kReplyEvery == 0) {
        return pollReply(at);
    }
    return push(takePushReason());
}

void Nwp500Device::runUntil(qint64 at)
{
    while (m_unitAt + kTick <= at) {
        m_unitAt += kTick;
        m_changes |= m_unit.tick();
    }
}

Nwp500Device::Due Nwp500Device::nextDue() const
{
    constexpr std::array kInOrder{Due::Fault, Due::Feature, Due::Poll, Due::Push, Due::Refresh};
    return *std::ranges::min_element(kInOrder, {}, [this](Due due) { return timeOf(due); });
}

qint64 Nwp500Device::timeOf(Due due) const
{
    switch (due) {
    case Due::Fault:
        return nextFaultAt();
    case Due::Feature:
        return m_featureAt;
    case Due::Poll:
        return m_pollAt;
    case Due::Push:
        return m_pushAt;
    case Due::Refresh:
        break;
    }
    return m_refreshAt;
}

void Nwp500Device::skip(Due due)
{
    switch (due) {
    case Due::Fault:
        passFault();
        break;
    case Due::Feature:
        m_featureAt = kNever;
        break;
    case Due::Poll:
        m_pollAt += kPollInterval;
        break;
    case Due::Push:
        m_changes = {};
        m_pushAt = kNever;
        break;
    case Due::Refresh:
        m_refreshAt += refreshGap();
        break;
    }
}

int Nwp500Device::takePushReason()
{
    constexpr std::array<std::pair<Nwp500Change, int>, 4> kReasons{{
        {Nwp500Change::HeatSource, kHeatSourceChanged},
        {Nwp500Change::OperationMode, kOperationModeChanged},
        {Nwp500Change::Component, kComponentSwitched},
        {Nwp500Change::Value, kRefresh},
    }};
    for (const auto &[change, reason] : kReasons) {
        if (m_changes.testFlag(change)) {
            m_changes.setFlag(change, false);
            return reason;
        }
    }
    return kRefresh;
}

QByteArray Nwp500Device::pollReply(qint64 at)
{
    m_status.read(m_unit, kReply, m_readings);
    return m_wire.status(m_status, QByteArray::number(kSessionEpoch + at));
}

QByteArray Nwp500Device::push(int reason)
{
    const char session = char('0' + m_pushes); // one digit that rolls over
    m_pushes = (m_pushes + 1) % 10;
    m_status.read(m_unit, reason, m_readings);
    return m_wire.status(m_status, QByteArray(1, session));
}

qint64 Nwp500Device::refreshGap()
{
    return qint64(pick(kGaps, m_schedule)) * kGapUnit + m_schedule.below(kGapUnit);
}

} // namespace ember
