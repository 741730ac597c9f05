// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/deviceevents.h>

#include <QtCore/QJsonArray>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QJsonObject member(const QString &type, const QString &description)
{
    return {{u"type"_s, type}, {u"description"_s, description}};
}

/// The data of messages and of what follows from whole messages: what is inside `values`, the profile says.
QJsonObject valuesSchema(const QStringList &required)
{
    const QJsonObject properties{
        {u"values"_s, member(u"object"_s, u"decoded, by the device's own field names; null where invalid"_s)},
        {u"labels"_s, member(u"object"_s, u"the texts of enumerations"_s)},
        {u"derived"_s, member(u"object"_s, u"what the profile computes"_s)},
        {u"raw"_s, member(u"object"_s, u"as the device sent it"_s)},
        {u"unknown"_s, QJsonObject{{u"description"_s, u"keys the profile does not know"_s}}},
        {u"missing"_s, QJsonObject{{u"description"_s, u"fields that were not there"_s}}},
        {u"invalid"_s, QJsonObject{{u"description"_s, u"fields that could not be decoded, with the reason"_s}}},
    };
    return {{u"$schema"_s, u"http://json-schema.org/draft-07/schema#"_s}, {u"type"_s, u"object"_s},
        {u"properties"_s, properties}, {u"required"_s, QJsonArray::fromStringList(required)}};
}

QJsonObject discoveredSchema()
{
    const QJsonObject properties{
        {u"topic"_s, member(u"string"_s, u"where the message came"_s)},
        {u"values"_s, member(u"object"_s, u"its fields by their dotted paths; the one field value if it is one"_s)},
        {u"size"_s, member(u"integer"_s, u"of the message, bytes"_s)},
        {u"retained"_s, member(u"boolean"_s, u"true: the broker kept it from an earlier publish"_s)},
        {u"head"_s, member(u"string"_s, u"the first bytes, escaped, of a message that is no text"_s)},
        {u"omitted"_s, member(u"integer"_s, u"fields beyond the bounds"_s)},
        {u"shortened"_s, member(u"integer"_s, u"texts of which only the beginning is kept"_s)},
    };
    return {{u"$schema"_s, u"http://json-schema.org/draft-07/schema#"_s}, {u"type"_s, u"object"_s},
        {u"properties"_s, properties}, {u"required"_s, QJsonArray{u"topic"_s, u"values"_s, u"size"_s}}};
}

} // namespace

void addDeviceEvents(EventCatalogue &catalogue)
{
    const auto addWithValues = [&catalogue](const QString &name, const QString &description) {
        catalogue.add({.name = name, .description = description, .schema = valuesSchema({u"values"_s})});
    };
    addWithValues(u"device.status_received"_s, u"A device told its state"_s);
    addWithValues(u"device.feature_received"_s, u"A device told what it is and can do"_s);
    addWithValues(u"device.energy_received"_s, u"A device told how much energy it used"_s);
    addWithValues(u"device.reservations_received"_s, u"A device told when it changes its mode by itself"_s);
    addWithValues(u"device.tariff_received"_s, u"A device told which prices it follows"_s);
    catalogue.add(temperatureChanged);
    catalogue.add(modeChanged);
    catalogue.add(powerChanged);
    addWithValues(u"device.heating_started"_s, u"A device began to heat"_s);
    addWithValues(u"device.heating_stopped"_s, u"A device stopped heating"_s);
    catalogue.add(errorDetected);
    catalogue.add(errorCleared);
    catalogue.add({.name = u"message.received"_s,
        .description = u"A message came whose fields were found in it"_s,
        .schema = discoveredSchema()});
    catalogue.add(fieldChanged);
    catalogue.add(messageUndecodable);
}

} // namespace ember
