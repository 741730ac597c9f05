// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputrules.h"

#include <QtCore/QFile>
#include <QtCore/QHash>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>

#include <algorithm>

namespace ember::e2e {

using namespace Qt::StringLiterals;

namespace {

QString line(const QJsonObject &event)
{
    return QString::fromUtf8(QJsonDocument(event).toJson(QJsonDocument::Compact).left(300));
}

QString complaintAboutFields(const QJsonObject &event)
{
    static const QStringList texts{u"specversion"_s, u"id"_s, u"source"_s, u"type"_s, u"time"_s, u"datacontenttype"_s,
        u"sequence"_s, u"correlationid"_s};
    static const QStringList optional{u"subject"_s, u"causationid"_s, u"expirytime"_s, u"profile"_s, u"connection"_s,
        u"replayed"_s, u"dataschema"_s, u"data"_s, u"retained"_s, u"qos"_s, u"contenttype"_s, u"responsetopic"_s,
        u"userproperties"_s};
    static const QRegularExpression moment(uR"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$)"_s);
    static const QRegularExpression name(uR"(^[a-z]+(\.[a-z_]+)+$)"_s);
    static const QRegularExpression number(uR"(^\d{10,20}$)"_s); // padded: sorts as text
    for (const QString &key : texts) {
        if (event[key].toString().isEmpty()) {
            return u"\"%1\" is not a text"_s.arg(key);
        }
    }
    for (const QString &key : event.keys()) {
        if (!texts.contains(key) && !optional.contains(key)) {
            return u"\"%1\" is no field of an event"_s.arg(key);
        }
        if (optional.contains(key) && key != "data"_L1 && event[key].toString().isEmpty()) {
            return u"\"%1\" is there and says nothing"_s.arg(key);
        }
    }
    if (event[u"specversion"_s] != u"1.0"_s || event[u"datacontenttype"_s] != u"application/json"_s) {
        return u"specversion or datacontenttype is wrong"_s;
    }
    if (!moment.match(event[u"time"_s].toString()).hasMatch()) {
        return u"the time is not RFC 3339 with microseconds in UTC"_s;
    }
    if (!number.match(event[u"sequence"_s].toString()).hasMatch()) {
        return u"the sequence is not a padded number"_s;
    }
    if (!name.match(event[u"type"_s].toString()).hasMatch()) {
        return u"the name is not dotted and lower case"_s;
    }
    return event[u"data"_s].isObject() ? QString() : u"data is not an object"_s;
}

} // namespace

QString complaintAboutEvents(const QList<QJsonObject> &events, bool complete)
{
    QHash<QString, QString> correlations; // by id of the event
    quint64 last = 0;
    for (const QJsonObject &event : events) {
        if (const QString complaint = complaintAboutFields(event); !complaint.isEmpty()) {
            return complaint + u": "_s + line(event);
        }
        const quint64 sequence = event[u"sequence"_s].toString().toULongLong();
        if (sequence <= last) {
            return u"the sequence does not rise: "_s + line(event);
        }
        if (complete && last > 0 && sequence != last + 1) {
            return u"the sequence has a gap: "_s + line(event);
        }
        last = sequence;
        const QString id = event[u"id"_s].toString();
        if (correlations.contains(id)) {
            return u"the id came twice: "_s + line(event);
        }
        const QString correlation = event[u"correlationid"_s].toString();
        correlations.insert(id, correlation);
        const QString cause = event[u"causationid"_s].toString();
        if (cause.isEmpty()) {
            continue;
        }
        if (cause == id || (complete && !correlations.contains(cause))) {
            return u"the cause does not stand before its effect: "_s + line(event);
        }
        if (correlations.contains(cause) && correlations.value(cause) != correlation) {
            return u"the correlation is not that of the cause: "_s + line(event);
        }
    }
    return {};
}

QString complaintAboutReport(const QJsonObject &report)
{
    static const QStringList parts{u"elapsedSeconds"_s, u"messages"_s, u"events"_s, u"dropped"_s, u"droppedBy"_s,
        u"expired"_s, u"coalesced"_s, u"deadLettered"_s, u"handlerFailures"_s, u"handlers"_s, u"log"_s,
        u"connections"_s};
    for (const QString &part : parts) {
        if (!report.contains(part)) {
            return u"the report has no \"%1\""_s.arg(part);
        }
    }
    const QJsonObject messages = report[u"messages"_s].toObject();
    const auto of = [&messages](const QString &key) { return messages[key].toInteger(-1); };
    qint64 sum = 0;
    for (const QString &key : {u"decoded"_s, u"ignored"_s, u"undecodable"_s, u"waiting"_s, u"dropped"_s}) {
        if (of(key) < 0) {
            return u"messages.%1 is not a count"_s.arg(key);
        }
        sum += of(key);
    }
    if (of(u"received"_s) != sum) {
        return u"the ledger does not hold: "_s + line(messages);
    }
    const QJsonObject events = report[u"events"_s].toObject();
    if (events[u"message.undecodable"_s].toInteger() != of(u"undecodable"_s)) {
        return u"%1 undecodable messages, but %2 such events"_s.arg(of(u"undecodable"_s))
            .arg(events[u"message.undecodable"_s].toInteger());
    }
    const qint64 received = events[u"device.status_received"_s].toInteger()
        + events[u"device.feature_received"_s].toInteger() + events[u"message.received"_s].toInteger();
    if (received != of(u"decoded"_s)) {
        return u"%1 decoded messages, but %2 such events"_s.arg(of(u"decoded"_s)).arg(received);
    }
    for (const QJsonValue &value : report[u"handlers"_s].toArray()) {
        const QJsonObject handler = value.toObject();
        const bool hasRun = handler[u"calls"_s].toInteger() > 0;
        if (handler[u"name"_s].toString().isEmpty() || handler[u"pattern"_s].toString().isEmpty()
            || !handler[u"priority"_s].isDouble() || (hasRun && handler[u"maxNs"_s].toInteger() <= 0)
            || handler[u"p50Ns"_s].toInteger() > handler[u"p99Ns"_s].toInteger()
            || handler[u"p99Ns"_s].toInteger() > handler[u"maxNs"_s].toInteger()) {
            return u"a handler's figures make no sense: "_s + line(handler);
        }
    }
    return {};
}

QString complaintAboutCounts(const QJsonObject &report, const QList<QJsonObject> &events)
{
    const QMap<QString, int> printed = countsByType(events);
    const QJsonObject counted = report[u"events"_s].toObject();
    for (const auto &[type, count] : printed.asKeyValueRange()) {
        if (counted[type].toInteger() != count) {
            return u"%1 was printed %2 times and counted %3 times"_s.arg(type).arg(count).arg(
                counted[type].toInteger());
        }
    }
    for (const QString &type : counted.keys()) {
        if (!printed.contains(type)) {
            return u"%1 was counted and never printed"_s.arg(type);
        }
    }
    return {};
}

QMap<QString, int> countsByType(const QList<QJsonObject> &events)
{
    QMap<QString, int> counts;
    for (const QJsonObject &event : events) {
        ++counts[event[u"type"_s].toString()];
    }
    return counts;
}

QJsonObject readReport(const QString &file)
{
    QFile report(file);
    return report.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(report.readAll()).object() : QJsonObject();
}

} // namespace ember::e2e
