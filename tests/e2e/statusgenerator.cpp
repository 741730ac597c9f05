// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statusgenerator.h"

#include "statuskeys.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <algorithm>

namespace ember::e2e {

using namespace Qt::StringLiterals;

namespace {

QJsonObject envelope(const QString &mac, const QString &additional, const QString &body, const QJsonValue &content)
{
    return {{u"protocolVersion"_s, 2}, {u"clientID"_s, u"e2e-app"_s}, {u"sessionID"_s, u"7"_s},
        {u"requestTopic"_s, QString(u"cmd/52/navilink-"_s + mac + u"/st"_s)},
        {u"response"_s,
            QJsonObject{
                {u"deviceType"_s, 52}, {u"macAddress"_s, mac}, {u"additionalValue"_s, additional}, {body, content}}}};
}

QString topicOf(const QString &mac, const QString &rest)
{
    return u"cmd/52/navilink-"_s + mac + u'/' + rest;
}

} // namespace

StatusGenerator::StatusGenerator(quint32 seed)
    : m_random(seed)
{
}

QByteArray StatusGenerator::written(const QJsonObject &object)
{
    const QJsonDocument document(object);
    if (happens(15)) {
        return document.toJson(QJsonDocument::Indented);
    }
    QByteArray text = document.toJson(QJsonDocument::Compact);
    if (happens(5)) {
        text.replace("\"operationMode\":32,", "\"operationMode\":32.0,"); // the same number, written as a real one
    }
    return text;
}

StatusGenerator::Unit StatusGenerator::makeUnit(const QString &mac, const QString &additional, bool older)
{
    Unit unit{.mac = mac, .additional = additional, .older = older, .raw = {}};
    for (const Key &key : statusKeys()) {
        if (!older || !key.newerOnly) {
            unit.raw.insert(key.name, key.usual);
        }
    }
    return unit;
}

void StatusGenerator::fault(Unit &unit)
{
    struct Fault
    {
        int code;
        int subCode;
    };
    // 555 is in nobody's list.
    const Fault next = happens(40)
        ? Fault{0, 0}
        : oneOf<Fault>({{799, 0}, {407, 1}, {407, 2}, {515, 26}, {990, 0}, {326, 0}, {555, 3}});
    unit.raw[u"errorCode"_s] = next.code;
    unit.raw[u"subErrorCode"_s] = next.subCode;
}

void StatusGenerator::live(Unit &unit)
{
    QJsonObject &raw = unit.raw;
    if (happens(40)) {
        const int upper = std::clamp(raw[u"tankUpperTemperature"_s].toInt() + below(15) - 7, 400, 680);
        raw[u"tankUpperTemperature"_s] = upper;
        raw[u"dhwTemperature"_s] = upper / 5;
        raw[u"tankLowerTemperature"_s] = std::clamp(upper - below(60), 300, 680);
        raw[u"availableEnergyCapacity"_s] = below(2200); // now and then more than the whole tank
    }
    if (happens(12)) {
        const int source = below(4);
        raw[u"operationMode"_s] = happens(12) ? oneOf({128, 16, -1}) : source * 32;
        raw[u"currentHeatUse"_s] = happens(5) ? 9 : source;
        raw[u"operationBusy"_s] = happens(6) ? 0 : (source ? 2 : 1);
        raw[u"compUse"_s] = source & 1 ? 2 : 1;
        raw[u"heatUpperUse"_s] = source & 2 ? 2 : 1;
        raw[u"currentStatenum"_s] = source & 1 ? 50 : 20;
        raw[u"currentInstPower"_s] = source ? (source & 1 ? 430 : 0) + (source & 2 ? 4900 : 0) + below(60) : 1;
    } else if (happens(30)) {
        raw[u"currentInstPower"_s] = raw[u"currentInstPower"_s].toInt() > 20 ? 430 + below(80) : 1 + below(3);
    }
    if (happens(7)) {
        fault(unit);
    } else if (happens(3)) {
        raw[u"subErrorCode"_s] = below(3); // alone it changes no fault
    }
    if (happens(5)) {
        raw[u"dhwOperationSetting"_s] = happens(10) ? 11 : 1 + below(6);
    }
    raw[u"dhwUse"_s] = 1 + below(2);
    raw[u"wifiRssi"_s] = 55 + below(10);
    raw[u"currentSuperHeat"_s] = below(260) - 110;
    raw[u"command"_s] = oneOf({16777219, 0, 67108868, 67108883, 67108892, 33554433, 33554437, 33554464});
}

QJsonObject StatusGenerator::spoiled(QJsonObject status)
{
    const auto someKey = [this] { return statusKeys()[below(int(statusKeys().size()))].name; };
    const auto watchedKey = [this] {
        return oneOf<QString>({u"dhwTemperature"_s, u"operationMode"_s, u"currentInstPower"_s, u"operationBusy"_s,
            u"currentHeatUse"_s, u"errorCode"_s, u"subErrorCode"_s, u"totalEnergyCapacity"_s});
    };
    if (happens(10)) {
        status.remove(u"operationBusy"_s); // heating then follows currentHeatUse
    }
    if (happens(4)) {
        status.remove(u"operationBusy"_s);
        status.remove(u"currentHeatUse"_s);
    }
    if (happens(8)) {
        status.remove(watchedKey());
    }
    for (int i = happens(6) ? 1 + below(12) : 0; i > 0; --i) {
        status.remove(someKey());
    }
    if (happens(8)) {
        status.insert(u"futureKey%1"_s.arg(below(5)), below(1000));
        status.insert(u"vendorExtra"_s, QJsonObject{{u"level"_s, below(3)}, {u"list"_s, QJsonArray{1, u"zwei"_s}}});
    }
    if (happens(9)) {
        const QString key = happens(70) ? watchedKey() : someKey();
        if (status.contains(key)) {
            status[key] = oneOf<QJsonValue>({u"warm"_s, u""_s, u"118"_s, QJsonValue::Null, true, QJsonArray{118}});
        }
    }
    if (happens(2)) {
        status[oneOf<QString>({u"operationMode"_s, u"errorCode"_s, u"operationBusy"_s})] = 1.5; // whole ones are due
    }
    if (happens(2)) {
        status[u"dhwTemperature"_s] = 117.5; // unheard of, but a number
    }
    return status;
}

SentMessage StatusGenerator::statusOf(const Unit &unit, const Unit &other)
{
    QJsonObject status = spoiled(unit.raw);
    const QString appTopic = topicOf(unit.mac, u"e2e-app/res"_s);
    if (happens(4)) { // the short name
        return {appTopic, written(envelope(unit.mac, unit.additional, u"st"_s, status))};
    }
    if (happens(4)) { // without an envelope: only the topic names the device
        return {appTopic, written({{happens(50) ? u"status"_s : u"st"_s, status}})};
    }
    const QByteArray payload = written(envelope(unit.mac, unit.additional, u"status"_s, status));
    if (happens(4)) { // only the body names the device
        return {u"cmd/52/e2e-app/res/st"_s, payload};
    }
    if (happens(3)) { // they disagree: the body wins
        return {topicOf(other.mac, u"e2e-app/res"_s), payload};
    }
    return {happens(70) ? appTopic : topicOf(unit.mac, u"48213/1093/app-0a1b/res"_s), payload};
}

SentMessage StatusGenerator::feature(const Unit &unit)
{
    QJsonObject content;
    for (const Key &key : featureKeys()) {
        const bool optional = key.rule == Rule::Boolean;
        if (!optional || happens(80)) {
            content.insert(key.name, optional ? QJsonValue(below(3)) : QJsonValue(key.usual));
        }
    }
    content[u"controllerSerialNumber"_s] = u"7C2519EMBER%1"_s.arg(below(10'000'000), 7, 10, QLatin1Char('0'));
    if (const QJsonValue mixing = content.take(u"mixingValveUse"_s); happens(50) && !mixing.isUndefined()) {
        content.insert(u"mixingValueUse"_s, mixing); // the other spelling of the documents
    }
    if (happens(20)) {
        content[u"dhwTemperatureMax"_s] = u"hot"_s;
    }
    return {topicOf(unit.mac, u"e2e-app/res"_s),
        written(envelope(unit.mac, unit.additional, happens(70) ? u"feature"_s : u"did"_s, content))};
}

SentMessage StatusGenerator::broken(const Unit &unit)
{
    const QByteArray whole
        = QJsonDocument(envelope(unit.mac, unit.additional, u"status"_s, unit.raw)).toJson(QJsonDocument::Compact);
    const auto withBody = [&unit](const QString &body, const QJsonValue &content) {
        return QJsonDocument(envelope(unit.mac, unit.additional, body, content)).toJson(QJsonDocument::Compact);
    };
    const QList<QByteArray> ways{
        "this is no JSON",
        QByteArray(),
        "   ",
        "[1, 2, 3]",
        "42",
        "\"text\"",
        "null",
        whole.chopped(whole.size() / 3), // cut off on the way
        whole + "}",
        QByteArray(whole).replace("e2e-app", "e2e-\xff\xfe"),
        QByteArray::fromHex("00010203ff80"),
        withBody(u"status"_s, 5),
        withBody(u"status"_s, u"all is well"_s),
        withBody(u"status"_s, QJsonArray{1, 2}),
        withBody(u"status"_s, QJsonValue::Null),
        withBody(u"status"_s, true),
        withBody(u"feature"_s, QJsonArray{unit.mac}),
        withBody(u"did"_s, 0),
    };
    return {topicOf(unit.mac, u"e2e-app/res"_s), ways[m_brokenWay++ % ways.size()]};
}

SentMessage StatusGenerator::request(const Unit &unit)
{
    const bool control = happens(40);
    const QString topic = topicOf(unit.mac, control ? u"ctrl"_s : oneOf<QString>({u"st"_s, u"st/did"_s}));
    QJsonObject content{{u"command"_s, control ? 33554464 : 16777219}, {u"deviceType"_s, 52},
        {u"macAddress"_s, unit.mac}, {u"additionalValue"_s, unit.additional}};
    if (control) {
        content.insert(u"mode"_s, u"dhw-temperature"_s);
        content.insert(u"param"_s, QJsonArray{98 + below(30)});
        content.insert(u"paramStr"_s, QString());
    }
    return {topic,
        written({{u"clientID"_s, u"e2e-app"_s}, {u"sessionID"_s, u"1758919352905"_s}, {u"protocolVersion"_s, 2},
            {u"request"_s, content}, {u"requestTopic"_s, topic},
            {u"responseTopic"_s, topicOf(unit.mac, u"e2e-app/res"_s)}})};
}

SentMessage StatusGenerator::foreign(const Unit &unit)
{
    switch (below(6)) {
    case 0: // an answer to a question that no app is known to ask
        return {u"cmd/52/e2e-app/res/rsv-weekly/rd"_s,
            written(envelope(unit.mac, unit.additional, u"reservation"_s, u"023e061e0478"_s))};
    case 1:
        return {topicOf(unit.mac, u"e2e-app/res"_s), "{}"};
    case 2:
        return {topicOf(unit.mac, u"e2e-app/res"_s),
            written(envelope(unit.mac, unit.additional, u"status"_s, QJsonObject()))};
    case 3:
        return {u"cmd/52"_s, written({{u"hello"_s, unit.mac}})}; // "#" covers the level above it as well
    case 4: // outside of what is subscribed: must not even arrive
        return {QString(u"evt/52/navilink-"_s + unit.mac + u"/app-connection"_s),
            written({{u"clientID"_s, u"e2e-app"_s}, {u"timestamp"_s, u"2026-01-05T10:00:00Z"_s}})};
    default:
        return {QString(u"cmd/63/navilink-"_s + unit.mac + u"/e2e-app/res"_s),
            written(envelope(unit.mac, unit.additional, u"status"_s, unit.raw))};
    }
}

SentMessage StatusGenerator::noise(const Unit &unit)
{
    const int kind = below(100);
    if (kind < 45) {
        return broken(unit);
    }
    if (kind < 70) {
        return request(unit);
    }
    return kind < 85 ? foreign(unit) : feature(unit);
}

QList<SentMessage> StatusGenerator::sequence(int statuses)
{
    QList<Unit> units{makeUnit(u"0c1d2e3f4a5b"_s, u"5322"_s, false), makeUnit(u"a0b1c2d3e4f5"_s, u"5323"_s, true)};
    // The first status carries a fault: it fires nothing, but its end does.
    units[1].raw[u"errorCode"_s] = 990;

    QList<SentMessage> messages{broken(units[0]), request(units[0])};
    for (const Unit &unit : units) {
        messages.append(
            {topicOf(unit.mac, u"e2e-app/res"_s), written(envelope(unit.mac, unit.additional, u"status"_s, unit.raw))});
    }
    for (int sent = int(units.size()); sent < statuses; ++sent) {
        const int which = below(2);
        while (happens(25)) {
            messages.append(noise(units[below(2)]));
        }
        live(units[which]);
        messages.append(statusOf(units[which], units[1 - which]));
    }
    return messages;
}

} // namespace ember::e2e
