// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/devicestate.h>

#include "faultdata.h"
#include "fieldplaces.h"

#include <ember/device/decodedmessage.h>
#include <ember/device/discoveredmessage.h>

#include <algorithm>

namespace ember {

class DeviceStateData : public QSharedData
{
public:
    ProfilePtr profile;
    Symbol source;
    QString connection;
    EventTime lastMessageAt;
    quint64 lastSequence = 0;
    quint64 messageCount = 0;
    std::vector<ValueState> fields;
    std::vector<ValueState> derived;
    std::vector<DiscoveredValue> discovered;
    quint64 valuesNotKept = 0;
    std::vector<StandingAlarm> alarms;
    std::vector<std::pair<int, PayloadPtr>> records; // by message

    [[nodiscard]] Value lastRaw(int field) const noexcept
    {
        const ValueState &state = fields[std::size_t(field)];
        const Value raw = state.raw.view();
        return raw.hasValue() ? raw : Value();
    }
};

namespace {

/// The merged state as the conditions of alarms see it: `new.x`.
class AlarmScope final : public Scope
{
public:
    explicit AlarmScope(const DeviceStateData &data) noexcept
        : m_data(data)
    {
    }
    [[nodiscard]] Value value(const FieldReference &ref, int) const noexcept override
    {
        if (const int field = m_data.profile->fieldIndex(ref.path); field >= 0) {
            return m_data.lastRaw(field);
        }
        const int derived = m_data.profile->derivedIndex(ref.path);
        const ValueState *const state = derived < 0 ? nullptr : &m_data.derived[std::size_t(derived)];
        return state && state->isKnown ? state->raw.view() : Value();
    }

private:
    const DeviceStateData &m_data;
};

/// Takes the latest value in; null stands for "nothing any more".
void take(ValueState &state, const Value &value, EventTime time)
{
    const bool isFirst = state.seenAt == EventTime() && !state.isKnown;
    const bool isSame = state.isKnown && state.raw.view() == value;
    state.seenAt = time;
    state.invalidReason.clear();
    if (isSame) {
        return;
    }
    state.previous = state.raw;
    state.raw = Scalar(value);
    state.isKnown = value.hasValue();
    state.changedAt = time;
    state.isChangeSeen = !isFirst;
}

void updateValues(DeviceStateData &data, const DecodedMessage &message, EventTime time)
{
    const MessageDefinition &definition = message.message();
    for (int cell = 0; cell < int(definition.fields.size()); ++cell) {
        ValueState &state = data.fields[std::size_t(definition.fields[std::size_t(cell)])];
        const auto cellState = message.state(cell);
        if (cellState == DecodedMessage::CellState::Invalid) {
            state.invalidReason = message.invalidReason(cell).toString();
            state.seenAt = time;
        } else if (cellState != DecodedMessage::CellState::Absent) {
            take(state, message.raw(cell), time);
        }
    }
    for (int cell = 0; cell < int(definition.derived.size()); ++cell) {
        ValueState &state = data.derived[std::size_t(definition.derived[std::size_t(cell)])];
        const Value value = message.derived(cell);
        // A message without what a derived value needs says nothing about it; one that has it and gives none ends it.
        if (value.hasValue() || (state.isKnown && message.hasInputs(cell))) {
            take(state, value, time);
        }
    }
}

/// The alarm as it would begin now; nullopt if its condition does not hold.
std::optional<StandingAlarm> alarmNow(const DeviceStateData &data, int rule, EventTime time)
{
    const AlarmDefinition &definition = data.profile->alarms()[std::size_t(rule)];
    const AlarmScope scope(data);
    if (!definition.when->matches(scope)) {
        return std::nullopt;
    }
    StandingAlarm alarm;
    alarm.rule = rule;
    alarm.text = definition.text;
    alarm.advice = definition.advice;
    alarm.since = time;
    alarm.isFromFirstMessage = data.messageCount == 1;
    if (definition.fault) {
        const auto fault = faultData(*data.profile, *definition.fault, scope);
        if (!fault) {
            return std::nullopt;
        }
        alarm.code = fault->code;
        alarm.subCode = fault->subCode;
        alarm.text = fault->text;
        alarm.advice = fault->advice;
    }
    return alarm;
}

void updateAlarms(DeviceStateData &data, EventTime time)
{
    std::vector<StandingAlarm> standing;
    for (int rule = 0; rule < int(data.profile->alarms().size()); ++rule) {
        const auto now = alarmNow(data, rule, time);
        if (!now) {
            continue;
        }
        const auto before = std::find_if(data.alarms.begin(), data.alarms.end(), [&now](const StandingAlarm &other) {
            return other.rule == now->rule && other.code == now->code && other.subCode == now->subCode;
        });
        standing.push_back(before == data.alarms.end() ? *now : *before);
    }
    data.alarms = std::move(standing);
}

/// Of the messages with a table the latest stays, for whoever wants to read it.
void keepRecord(DeviceStateData &data, int message, const PayloadPtr &payload)
{
    const auto &tables = data.profile->tables();
    if (std::none_of(tables.begin(), tables.end(),
            [message](const TableDefinition &table) { return table.message == message; })) {
        return;
    }
    const auto at = std::find_if(
        data.records.begin(), data.records.end(), [message](const auto &record) { return record.first == message; });
    if (at != data.records.end()) {
        at->second = payload;
    } else {
        data.records.emplace_back(message, payload);
    }
}

} // namespace

DeviceState::DeviceState()
    : d(new DeviceStateData)
{
}

DeviceState::DeviceState(const DeviceState &other)
    : d(other.d)
{
}

DeviceState &DeviceState::operator=(const DeviceState &other)
{
    d = other.d;
    m_places.reset();
    return *this;
}

DeviceState::~DeviceState() = default;

bool DeviceState::update(const Event &event, std::size_t room)
{
    static const Symbol connectionKey = Symbol::intern(u"connection");
    const DecodedMessage *const message = DecodedMessage::from(event.payload());
    const DiscoveredMessage *const discovered = message ? nullptr : DiscoveredMessage::from(event.payload());
    const QStringView connection = event.metadata(connectionKey);
    const DeviceStateData &known = *d.constData();
    if ((!message && !discovered)
        || (known.messageCount > 0 && (known.source != event.sourceSymbol() || known.connection != connection))) {
        return false;
    }
    // The acquire pairs with the release of a copy that another thread has just let go of: what it read, it read before
    // this changes it. QSharedDataPointer's own look at the count orders nothing.
    if (known.ref.loadAcquire() != 1) {
        d = new DeviceStateData(known);
    }
    DeviceStateData &data = *d;
    if (const ProfilePtr &profile = message ? message->profile() : discovered->profile(); data.profile != profile) {
        // Another edition of the profile has other indices: what was known is told anew.
        data.profile = profile;
        data.discovered.clear();
        m_places.reset();
        data.fields.assign(data.profile->fields().size(), {});
        data.derived.assign(data.profile->derived().size(), {});
        data.records.clear();
    }
    if (data.messageCount == 0) {
        data.source = event.sourceSymbol();
        data.connection = connection.toString();
    }
    data.lastMessageAt = event.time();
    data.lastSequence = event.sequence();
    ++data.messageCount;
    if (discovered) {
        updateDiscovered(data, event, room);
        return true;
    }
    updateValues(data, *message, event.time());
    keepRecord(data, message->messageIndex(), event.payload());
    updateAlarms(data, event.time());
    return true;
}

void DeviceState::updateDiscovered(DeviceStateData &data, const Event &event, std::size_t room)
{
    const DiscoveredMessage &message = *DiscoveredMessage::from(event.payload());
    if (!m_places) {
        m_places = std::make_unique<FieldPlaces>();
        for (std::size_t place = 0; place < data.discovered.size(); ++place) {
            m_places->of(data.discovered[place].topic).push_back(int(place));
        }
    }
    FieldPlaces::Places *places = m_places->find(message.topic());
    const auto nameAt = [&data](int place) { return QStringView(data.discovered[std::size_t(place)].name); };
    for (std::size_t nth = 0; nth < message.fields().size(); ++nth) {
        const DiscoveredMessage::Field &field = message.fields()[nth];
        int place = FieldPlaces::placeOf(places, nth, field.name, nameAt);
        if (place < 0 && (room == 0 || data.discovered.size() >= kMaxDiscovered)) {
            ++data.valuesNotKept;
            continue;
        }
        if (place < 0) {
            --room;
            place = int(data.discovered.size());
            places = places ? places : &m_places->of(message.topic());
            places->push_back(place);
            data.discovered.push_back({message.topic(), field.name, field.profileField, {}});
        }
        take(data.discovered[std::size_t(place)].state, message.values()[nth].view(), event.time());
    }
}

const ProfilePtr &DeviceState::profile() const noexcept
{
    return d->profile;
}

Symbol DeviceState::source() const noexcept
{
    return d->source;
}

const QString &DeviceState::connection() const noexcept
{
    return d->connection;
}

EventTime DeviceState::lastMessageAt() const noexcept
{
    return d->lastMessageAt;
}

quint64 DeviceState::lastSequence() const noexcept
{
    return d->lastSequence;
}

quint64 DeviceState::messageCount() const noexcept
{
    return d->messageCount;
}

const ValueState &DeviceState::fieldState(int fieldIndex) const noexcept
{
    return d->fields[std::size_t(fieldIndex)];
}

const ValueState &DeviceState::derivedState(int derivedIndex) const noexcept
{
    return d->derived[std::size_t(derivedIndex)];
}

const std::vector<DiscoveredValue> &DeviceState::discovered() const noexcept
{
    return d->discovered;
}

quint64 DeviceState::valuesNotKept() const noexcept
{
    return d->valuesNotKept;
}

const DecodedMessage *DeviceState::record(int message) const noexcept
{
    for (const auto &[index, payload] : d->records) {
        if (index == message) {
            return DecodedMessage::from(payload);
        }
    }
    return nullptr;
}

const std::vector<StandingAlarm> &DeviceState::alarms() const noexcept
{
    return d->alarms;
}

Value DeviceState::field(Symbol path) const noexcept
{
    const auto target = d->profile ? d->profile->path(path) : std::nullopt;
    if (!target) {
        return {};
    }
    if (target->kind == FieldPath::Kind::Derived) {
        const ValueState &state = derivedState(target->index);
        return state.isKnown ? state.raw.view() : Value();
    }
    const ValueState &state = fieldState(target->index);
    const Encoding &encoding = *d->profile->fields()[std::size_t(target->index)].encoding;
    const Value raw = d->lastRaw(target->index);
    switch (target->kind) {
    case FieldPath::Kind::Raw:
        return raw;
    case FieldPath::Kind::Value:
        return state.invalidReason.isEmpty() ? encoding.decode(raw) : Value(nullptr);
    default:
        break;
    }
    const QStringView label = state.invalidReason.isEmpty() ? encoding.label(raw) : QStringView();
    return label.isNull() ? Value() : Value(label);
}

} // namespace ember
