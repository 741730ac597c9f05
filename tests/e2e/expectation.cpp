// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "expectation.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <algorithm>
#include <cmath>

namespace ember::e2e {

using namespace Qt::StringLiterals;

namespace {

const QString kProfile = u"navien-nwp500"_s;

/// The value at a dotted path; undefined if there is none.
QJsonValue at(const QJsonObject &object, const QString &path)
{
    QJsonValue value = object;
    for (const QString &step : path.split(u'.')) {
        value = value.isObject() ? value.toObject().value(step) : QJsonValue(QJsonValue::Undefined);
    }
    return value;
}

/// A value as it looks after having been written and read: 60.0 and 60 are the same number there.
QJsonValue writtenAndRead(const QJsonValue &value)
{
    return QJsonDocument::fromJson(QJsonDocument(QJsonArray{value}).toJson()).array().at(0);
}

QString shown(const QJsonValue &value)
{
    return value.isUndefined() ? u"nothing"_s
                               : QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
}

QStringList sortedKeys(const QJsonValue &value)
{
    QStringList keys = value.toObject().keys();
    for (const QJsonValue &entry : value.toArray()) {
        keys.append(entry.toString());
    }
    keys.sort();
    return keys;
}

QString macOfTopic(const QString &topic)
{
    const QString level = topic.section(u'/', 2, 2);
    return level.startsWith("navilink-"_L1) ? level.mid(9) : QString();
}

/// The value of a raw number (nwp500.md §4).
QJsonValue valueOf(Rule rule, double raw)
{
    switch (rule) {
    case Rule::HalfCelsius:
        return raw / 2;
    case Rule::DeciUnit:
        return raw / 10;
    case Rule::EnergyCount:
        return raw * 4;
    case Rule::Boolean:
        return raw == 2;
    case Rule::Override:
        return raw == 1;
    case Rule::TriState:
        return raw == 2 ? QJsonValue(true) : raw == 1 ? QJsonValue(false) : QJsonValue(QJsonValue::Null);
    case Rule::Quantity:
    case Rule::Whole:
    case Rule::Text:
        break;
    }
    return raw;
}

bool fits(Rule rule, const QJsonValue &raw)
{
    if (rule == Rule::Text) {
        return raw.isString();
    }
    const bool takesFractions
        = rule == Rule::HalfCelsius || rule == Rule::DeciUnit || rule == Rule::Quantity || rule == Rule::EnergyCount;
    return raw.isDouble() && (takesFractions || std::trunc(raw.toDouble()) == raw.toDouble());
}

bool isKnownFault(int code)
{
    // nwp500.md §8, as far as the generator uses it
    return code == 799 || code == 407 || code == 515 || code == 990 || code == 326;
}

} // namespace

QString ExpectedEvent::difference(const QJsonObject &cloudEvent) const
{
    if (cloudEvent[u"type"_s] != type || cloudEvent[u"source"_s] != source) {
        return u"%1 from %2 was expected, %3 from %4 came"_s.arg(
            type, source, cloudEvent[u"type"_s].toString(), cloudEvent[u"source"_s].toString());
    }
    const QJsonObject data = cloudEvent[u"data"_s].toObject();
    for (const auto &[path, wanted] : exact.asKeyValueRange()) {
        if (const QJsonValue found = at(data, path); found != writtenAndRead(wanted)) {
            return u"%1: data.%2 is %3 instead of %4"_s.arg(type, path, shown(found), shown(wanted));
        }
    }
    for (const auto &[path, wanted] : keys.asKeyValueRange()) {
        QStringList sorted = wanted;
        sorted.sort();
        if (const QStringList found = sortedKeys(at(data, path)); found != sorted) {
            return u"%1: data.%2 has %3 instead of %4"_s.arg(type, path, found.join(u' '), sorted.join(u' '));
        }
    }
    for (const QString &path : texts) {
        if (at(data, path).toString().isEmpty()) {
            return u"%1: data.%2 is %3 instead of a text"_s.arg(type, path, shown(at(data, path)));
        }
    }
    for (const QString &path : empty) {
        if (const QJsonValue found = at(data, path); !found.isUndefined() && !found.isNull()) {
            return u"%1: data.%2 is %3, nothing was expected there"_s.arg(type, path, shown(found));
        }
    }
    return {};
}

std::optional<double> Expectation::Reading::number(const QString &key) const
{
    const bool there = raw.contains(key) && !invalid.contains(key);
    return there ? std::optional(raw[key].toDouble()) : std::nullopt;
}

std::optional<bool> Expectation::Reading::heating() const
{
    // "or where that key is absent": an invalid value is not absent, and says nothing.
    if (raw.contains(u"operationBusy"_s)) {
        const auto busy = number(u"operationBusy"_s);
        return busy ? std::optional(*busy == 2) : std::nullopt;
    }
    const auto use = number(u"currentHeatUse"_s);
    return use ? std::optional(*use != 0) : std::nullopt;
}

void Expectation::add(const QString &topic, const QByteArray &payload)
{
    if (topic != "cmd/52"_L1 && !topic.startsWith("cmd/52/"_L1)) {
        return; // not subscribed
    }
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(payload, &error);
    if (error.error != QJsonParseError::NoError || !QByteArrayView(payload).isValidUtf8() || !document.isObject()) {
        undecodable(topic, payload);
        return;
    }
    const QJsonObject message = document.object();
    static const QList<std::pair<bool, QStringList>> bodies{
        {true, {u"response.status"_s, u"response.st"_s, u"status"_s, u"st"_s}},
        {false, {u"response.feature"_s, u"response.did"_s, u"feature"_s, u"did"_s}}};
    for (const auto &[isStatus, paths] : bodies) {
        for (const QString &path : paths) {
            const QJsonValue body = at(message, path);
            if (body.isUndefined()) {
                continue;
            }
            if (!body.isObject()) {
                undecodable(topic, payload);
                return;
            }
            if (body.toObject().isEmpty()) {
                ++m_ignored;
                return;
            }
            const QString ofTopic = macOfTopic(topic);
            const QString ofBody = at(message, u"response.macAddress"_s).toString();
            m_identityConflicts += !ofTopic.isEmpty() && !ofBody.isEmpty() && ofTopic != ofBody ? 1 : 0;
            const QString source = kProfile + u'/' + (ofBody.isEmpty() ? ofTopic : ofBody);
            if (const QString extra = at(message, u"response.additionalValue"_s).toString(); !extra.isEmpty()) {
                m_additional.insert(source, extra);
            }
            decoded(isStatus, body.toObject(), source);
            return;
        }
    }
    ++m_ignored; // a request, or nothing we know
}

void Expectation::undecodable(const QString &topic, const QByteArray &payload)
{
    ++m_undecodable;
    const QString device = kProfile + u'/' + macOfTopic(topic);
    ExpectedEvent event{.type = u"message.undecodable"_s,
        .source = m_sources.contains(device) ? device : kProfile,
        .exact = {{u"topic"_s, topic}, {u"size"_s, qint64(payload.size())}},
        .texts = {u"reason"_s}};
    if (payload.isEmpty()) {
        event.exact.insert(u"head"_s, QString());
    } else {
        event.texts.append(u"head"_s);
    }
    m_events.append(event);
}

Expectation::Reading Expectation::read(const QJsonObject &body, const QList<Key> &keys)
{
    Reading reading;
    reading.unknown = body;
    for (const Key &key : keys) {
        const bool otherSpelling = key.name == "mixingValveUse"_L1 && !body.contains(key.name);
        const QString wire = otherSpelling ? u"mixingValueUse"_s : key.name;
        const QJsonValue raw = reading.unknown.take(wire);
        if (raw.isUndefined()) {
            reading.missing.append(key.name);
            continue;
        }
        reading.raw.insert(key.name, raw);
        if (!fits(key.rule, raw)) {
            reading.invalid.append(key.name);
            reading.values.insert(key.name, QJsonValue::Null);
        } else {
            reading.values.insert(key.name, key.rule == Rule::Text ? raw : valueOf(key.rule, raw.toDouble()));
        }
    }
    return reading;
}

void Expectation::decoded(bool isStatus, const QJsonObject &body, const QString &source)
{
    ++m_decoded;
    if (!m_sources.contains(source)) {
        m_sources.append(source);
    }
    const Reading reading = read(body, isStatus ? statusKeys() : featureKeys());
    expectReceived(isStatus, reading, source);
    if (isStatus) {
        expectChanges(reading, source);
    }
}

void Expectation::expectReceived(bool isStatus, const Reading &reading, const QString &source)
{
    ExpectedEvent event{.type = isStatus ? u"device.status_received"_s : u"device.feature_received"_s,
        .source = source,
        .exact = {{u"values"_s, reading.values}, {u"raw"_s, reading.raw}, {u"unknown"_s, reading.unknown}},
        .keys = {{u"missing"_s, reading.missing}, {u"invalid"_s, reading.invalid}}};
    for (const QString &key : reading.invalid) {
        event.texts.append(u"invalid."_s + key);
    }
    for (const QString &key : reading.raw.keys()) {
        if (const QList<qint64> states = knownStates(key); !states.isEmpty()) {
            const auto number = reading.number(key);
            const bool known = number && states.contains(qint64(*number));
            (known ? event.texts : event.empty).append(u"labels."_s + key);
        }
    }
    if (isStatus) {
        const auto heating = reading.heating();
        const auto total = reading.number(u"totalEnergyCapacity"_s);
        const auto deficit = reading.number(u"availableEnergyCapacity"_s);
        if (heating) {
            event.exact.insert(u"derived.heating"_s, *heating);
        } else {
            event.empty.append(u"derived.heating"_s);
        }
        if (total && deficit) {
            event.exact.insert(u"derived.usableEnergy"_s, std::max(0.0, 4 * (*total - *deficit)));
        } else {
            event.empty.append(u"derived.usableEnergy"_s);
        }
    }
    m_cause = int(m_events.size());
    m_events.append(event);
}

ExpectedEvent &Expectation::effect(const QString &type, const QString &source)
{
    m_events.append({.type = type, .source = source, .cause = m_cause});
    return m_events.last();
}

void Expectation::expectChanges(const Reading &reading, const QString &source)
{
    struct Watched
    {
        QString key;
        QString type;
        Rule rule;
        QString unit;
    };
    static const QList<Watched> watched{
        {u"dhwTemperature"_s, u"device.temperature_changed"_s, Rule::HalfCelsius, u"°C"_s},
        {u"operationMode"_s, u"device.mode_changed"_s, Rule::Whole, QString()},
        {u"currentInstPower"_s, u"device.power_changed"_s, Rule::Quantity, u"W"_s}};
    Memory &memory = m_memory[source];
    for (const Watched &one : watched) {
        const auto now = reading.number(one.key);
        const auto before = memory.numbers.constFind(one.key);
        if (!now || before == memory.numbers.cend() || *before == *now) {
            continue;
        }
        ExpectedEvent &event = effect(one.type, source);
        event.exact
            = {{u"field"_s, one.key}, {u"old"_s, valueOf(one.rule, *before)}, {u"new"_s, valueOf(one.rule, *now)}};
        if (!one.unit.isEmpty()) {
            event.exact.insert(u"unit"_s, one.unit);
            continue;
        }
        const QList<qint64> states = knownStates(one.key);
        (states.contains(qint64(*before)) ? event.texts : event.empty).append(u"oldLabel"_s);
        (states.contains(qint64(*now)) ? event.texts : event.empty).append(u"newLabel"_s);
    }
    const auto heating = reading.heating();
    if (heating && memory.heating && *heating != *memory.heating) {
        effect(*heating ? u"device.heating_started"_s : u"device.heating_stopped"_s, source)
            .exact.insert(u"values"_s, reading.values);
    }
    expectFaults(reading, source, memory);

    for (const QString &key :
        {u"dhwTemperature"_s, u"operationMode"_s, u"currentInstPower"_s, u"errorCode"_s, u"subErrorCode"_s}) {
        if (const auto now = reading.number(key)) {
            memory.numbers.insert(key, *now);
        }
    }
    if (heating) {
        memory.heating = heating;
    }
}

void Expectation::expectFaults(const Reading &reading, const QString &source, const Memory &before)
{
    const auto now = reading.number(u"errorCode"_s);
    const auto old = before.numbers.constFind(u"errorCode"_s);
    if (!now || old == before.numbers.cend() || *now == *old) {
        return;
    }
    const bool cleared = *now == 0;
    const double code = cleared ? *old : *now;
    std::optional<double> subCode = reading.number(u"subErrorCode"_s);
    if (cleared) {
        const auto oldSub = before.numbers.constFind(u"subErrorCode"_s);
        subCode = oldSub == before.numbers.cend() ? std::nullopt : std::optional<double>(*oldSub);
    }
    ExpectedEvent &event = effect(cleared ? u"device.error_cleared"_s : u"device.error_detected"_s, source);
    event.exact.insert(u"code"_s, code);
    if (subCode.has_value()) {
        event.exact.insert(u"subCode"_s, subCode.value_or(0));
    } else {
        event.empty.append(u"subCode"_s);
    }
    if (isKnownFault(int(code))) {
        event.texts.append({u"text"_s, u"advice"_s});
    }
}

QMap<QString, int> Expectation::countsByType() const
{
    QMap<QString, int> counts;
    for (const ExpectedEvent &event : m_events) {
        ++counts[event.type];
    }
    return counts;
}

} // namespace ember::e2e
