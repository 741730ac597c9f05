// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/changedetector.h>

#include "discoveredchanges.h"
#include "faultdata.h"
#include "valuespayload.h"

#include <ember/device/decodedmessage.h>
#include <ember/device/deviceevents.h>
#include <ember/device/devicekey.h>

#include <algorithm>
#include <list>
#include <optional>
#include <unordered_map>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// The last known raw values of one device; null stands for "not seen yet".
struct Baselines
{
    DeviceKey key;
    ProfilePtr profile;
    std::vector<Scalar> values; // by FieldDefinition::baseline and DerivedDefinition::baseline
    DiscoveredBaselines discovered;

    Value at(int place) const noexcept
    {
        const Value value = place < 0 ? Value() : values[std::size_t(place)].view();
        return value.hasValue() ? value : Value();
    }
};

/// What a condition reads: the value before and in this message.
class ChangeScope final : public Scope
{
public:
    ChangeScope(const DecodedMessage &message, const Baselines &baselines) noexcept
        : m_message(message)
        , m_baselines(baselines)
    {
    }

    [[nodiscard]] Value value(const FieldReference &ref, int) const noexcept override
    {
        const Profile &profile = *m_message.profile();
        const bool old = ref.root == FieldReference::Root::Old;
        if (const int field = profile.fieldIndex(ref.path); field >= 0) {
            return old ? m_baselines.at(profile.fields()[std::size_t(field)].baseline) : m_message.validRaw(field);
        }
        if (const int derived = profile.derivedIndex(ref.path); derived >= 0) {
            const DerivedDefinition &definition = profile.derived()[std::size_t(derived)];
            return old ? m_baselines.at(definition.baseline) : currentDerived(definition);
        }
        return {};
    }

    [[nodiscard]] Value currentDerived(const DerivedDefinition &definition) const noexcept
    {
        const bool isOfMessage = definition.message == m_message.messageIndex();
        return isOfMessage ? m_message.derived(definition.cell) : Value();
    }

private:
    const DecodedMessage &m_message;
    const Baselines &m_baselines;
};

/// A label as data: null where the number has none.
Scalar labelScalar(const Encoding &encoding, const Value &raw)
{
    const QStringView label = encoding.label(raw);
    return label.isNull() ? Scalar() : Scalar(label.toString());
}

PayloadPtr changePayload(const EventDefinition &definition, const Profile &profile, const ChangeScope &scope)
{
    const bool isField = definition.changedField >= 0;
    const Symbol key = isField ? profile.fields()[std::size_t(definition.changedField)].key
                               : profile.derived()[std::size_t(definition.changedDerived)].key;
    const Value old = scope.value({FieldReference::Root::Old, key}, -1);
    const Value now = scope.value({FieldReference::Root::New, key}, -1);
    FieldChanged data{.field = key.text(), .old = Scalar(old), .now = Scalar(now)};
    QString unit;
    if (isField) {
        const FieldDefinition &field = profile.fields()[std::size_t(definition.changedField)];
        data.old = Scalar(field.encoding->decode(old));
        data.now = Scalar(field.encoding->decode(now));
        if (field.encoding->kind == Encoding::Kind::Enumeration) {
            data.oldLabel = labelScalar(*field.encoding, old);
            data.newLabel = labelScalar(*field.encoding, now);
        }
        unit = field.unit;
    } else {
        unit = profile.derived()[std::size_t(definition.changedDerived)].unit;
    }
    if (!unit.isEmpty()) {
        data.unit = unit;
    }
    return makePayload(std::move(data));
}

PayloadPtr faultPayload(const EventDefinition &definition, const Profile &profile, const ChangeScope &scope)
{
    const auto fault = faultData(profile, *definition.fault, scope);
    if (!fault) {
        return Record::make({}); // the code is no number: nothing is known about it
    }
    return makePayload(FaultChanged{.code = fault->code,
        .subCode = fault->subCode ? Scalar(*fault->subCode) : Scalar(),
        .text = fault->text,
        .advice = fault->advice});
}

std::vector<Event> eventsOf(const Event &event, const DecodedMessage &message, const Baselines &baselines)
{
    std::vector<Event> events;
    const Profile &profile = *message.profile();
    const ChangeScope scope(message, baselines);
    for (const EventDefinition &definition : profile.events()) {
        const bool isOfMessage = definition.message < 0 || definition.message == message.messageIndex();
        if (!isOfMessage || !definition.when->matches(scope)) {
            continue;
        }
        PayloadPtr payload = definition.values
            ? std::make_shared<const ValuesPayload>(std::static_pointer_cast<const DecodedMessage>(event.payload()))
            : definition.fault ? faultPayload(definition, profile, scope)
                               : changePayload(definition, profile, scope);
        events.push_back(Event(EventInit{
            .name = definition.name,
            .source = event.sourceSymbol(),
            .payload = std::move(payload),
            .metadata = event.metadata(),
            .time = event.time(),
        }));
    }
    return events;
}

void remember(const DecodedMessage &message, Baselines &baselines)
{
    const Profile &profile = *message.profile();
    for (const int field : message.message().remembered) {
        if (const Value raw = message.validRaw(field); raw.hasValue()) {
            baselines.values[std::size_t(profile.fields()[std::size_t(field)].baseline)] = Scalar(raw);
        }
    }
    for (const int derived : message.message().derived) {
        const DerivedDefinition &definition = profile.derived()[std::size_t(derived)];
        if (const Value value = message.derived(definition.cell); definition.baseline >= 0 && value.hasValue()) {
            baselines.values[std::size_t(definition.baseline)] = Scalar(value);
        }
    }
}

/// Takes what was remembered over into another edition of the profile, by name.
void adopt(const ProfilePtr &profile, Baselines &baselines)
{
    std::vector<Scalar> values(std::size_t(profile->baselineCount()));
    const auto carry = [&](Symbol key, int place) {
        if (place < 0 || !baselines.profile) {
            return;
        }
        const int field = baselines.profile->fieldIndex(key);
        const int derived = baselines.profile->derivedIndex(key);
        const int from = field >= 0 ? baselines.profile->fields()[std::size_t(field)].baseline
            : derived >= 0          ? baselines.profile->derived()[std::size_t(derived)].baseline
                                    : -1;
        values[std::size_t(place)] = Scalar(baselines.at(from));
    };
    for (const FieldDefinition &field : profile->fields()) {
        carry(field.key, field.baseline);
    }
    for (const DerivedDefinition &derived : profile->derived()) {
        carry(derived.key, derived.baseline);
    }
    baselines.values = std::move(values);
    baselines.profile = profile;
}

} // namespace

struct ChangeDetector::Memory
{
    using Recent = std::list<Baselines>; // the latest first
    Recent devices;
    std::unordered_map<DeviceKey, Recent::iterator, DeviceKeyHash, std::equal_to<>> byKey;
    std::size_t limit = 0;
    quint64 forgotten = 0;
    std::size_t discoveredFields = 0; // of all devices
    quint64 notFollowed = 0;

    Baselines &of(Symbol source, QStringView connection)
    {
        if (const auto known = byKey.find(DeviceKeyView{source, connection}); known != byKey.end()) {
            devices.splice(devices.begin(), devices, known->second);
            return devices.front();
        }
        if (devices.size() >= limit) {
            byKey.erase(devices.back().key);
            discoveredFields -= devices.back().discovered.count();
            devices.pop_back();
            ++forgotten;
        }
        devices.push_front(
            {.key = {source, connection.toString()}, .profile = nullptr, .values = {}, .discovered = {}});
        byKey.emplace(devices.front().key, devices.begin());
        return devices.front();
    }

    std::vector<Event> takeDiscovered(const Event &event, const DiscoveredMessage &message, Baselines &baselines)
    {
        const std::size_t before = baselines.discovered.count();
        auto found = baselines.discovered.take(event, message, kMaxDiscoveredFields - discoveredFields);
        discoveredFields += baselines.discovered.count() - before;
        notFollowed += found.notFollowed;
        return std::move(found.events);
    }
};

ChangeDetector::ChangeDetector(int maxDevices)
    : m_memory(std::make_unique<Memory>())
{
    m_memory->limit = std::size_t(std::max(maxDevices, 1));
}

ChangeDetector::~ChangeDetector() = default;

std::vector<Event> ChangeDetector::detect(const Event &event)
{
    static const Symbol connectionKey = Symbol::intern(u"connection");
    const DecodedMessage *const message = DecodedMessage::from(event.payload());
    if (!message) {
        const DiscoveredMessage *const discovered = DiscoveredMessage::from(event.payload());
        return discovered ? m_memory->takeDiscovered(
                   event, *discovered, m_memory->of(event.sourceSymbol(), event.metadata(connectionKey)))
                          : std::vector<Event>();
    }
    Baselines &baselines = m_memory->of(event.sourceSymbol(), event.metadata(connectionKey));
    if (baselines.profile != message->profile()) {
        adopt(message->profile(), baselines);
    }
    std::vector<Event> events = eventsOf(event, *message, baselines);
    remember(*message, baselines);
    return events;
}

int ChangeDetector::deviceCount() const noexcept
{
    return int(m_memory->devices.size());
}

quint64 ChangeDetector::forgottenDevices() const noexcept
{
    return m_memory->forgotten;
}

quint64 ChangeDetector::valuesNotFollowed() const noexcept
{
    return m_memory->notFollowed;
}

} // namespace ember
