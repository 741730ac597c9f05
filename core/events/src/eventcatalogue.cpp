// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/eventcatalogue.h>

#include "logging.h"

#include <QtCore/QVariant>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

Scalar scalarOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return value.toBool();
    case QJsonValue::Double: {
        const QVariant number = value.toVariant(); // keeps integers that a double cannot hold
        return number.typeId() == QMetaType::LongLong ? Scalar(qint64(number.toLongLong())) : Scalar(number.toDouble());
    }
    case QJsonValue::String:
        return value.toString();
    default:
        return {};
    }
}

/// The scalars of an object, by their dotted paths. Arrays are no scalars: the schema says what may be one.
void collectScalars(const QJsonObject &object, const QString &prefix, std::vector<Record::Field> &fields)
{
    for (auto member = object.begin(); member != object.end(); ++member) {
        const QString path = prefix + member.key();
        const QJsonValue value = *member;
        if (value.isObject()) {
            collectScalars(value.toObject(), path + u'.', fields);
            continue;
        }
        if (value.isArray()) {
            continue;
        }
        // Names in a schema were interned by add(); others nobody asks for, and they must not fill the table.
        if (const Symbol symbol = Symbol::find(path); !symbol.isNull()) {
            fields.push_back({symbol, scalarOf(value)});
        }
    }
}

/// Interns the paths of all properties of a schema.
void internProperties(const QJsonObject &schema, const QString &prefix)
{
    const QJsonObject properties = schema.value(u"properties"_s).toObject();
    for (auto property = properties.begin(); property != properties.end(); ++property) {
        const QString path = prefix + property.key();
        (void)Symbol::intern(path);
        internProperties(property->toObject(), path + u'.');
    }
}

QString whyNotAddable(const EventDescription &type, std::size_t upgrades, bool isKnown)
{
    if (type.name.isEmpty()) {
        return u"it has no name"_s;
    }
    if (isKnown) {
        return u"the name is in the catalogue already"_s;
    }
    if (type.version < 1) {
        return u"its version is %1; versions begin with 1"_s.arg(type.version);
    }
    if (upgrades != std::size_t(type.version - 1)) {
        return u"version %1 needs %2 upgrade functions, one from each older version to the next, but there are %3"_s
            .arg(type.version)
            .arg(type.version - 1)
            .arg(upgrades);
    }
    return {};
}

} // namespace

EventCatalogue::EventCatalogue(std::shared_ptr<const SchemaValidator> validator)
    : m_validator(validator ? std::move(validator) : std::make_shared<const BasicSchemaValidator>())
{
}

bool EventCatalogue::add(EventDescription description, std::vector<EventUpgrade> upgrades)
{
    const QString complaint = whyNotAddable(description, upgrades.size(), m_byName.contains(description.name));
    if (!complaint.isEmpty()) {
        qCWarning(lcEvents).noquote() << u"the event type \"%1\" was not added to the catalogue: %2"_s.arg(
            description.name, complaint);
        return false;
    }
    internProperties(description.schema, {});
    m_byName.insert(description.name, m_types.size());
    m_types.push_back(std::move(description));
    m_upgrades.push_back(std::move(upgrades));
    return true;
}

const EventDescription *EventCatalogue::find(QStringView name) const
{
    const auto at = m_byName.constFind(name.toString());
    return at == m_byName.constEnd() ? nullptr : &m_types[*at];
}

QStringList EventCatalogue::check(const Event &event) const
{
    const EventDescription *type = find(event.name());
    if (!type) {
        return check(event.name(), QJsonObject());
    }
    return check(*type, event.data(), event.payload() ? *event.payload() : detail::emptyPayload());
}

QStringList EventCatalogue::check(QStringView name, const QJsonObject &data) const
{
    const EventDescription *type = find(name);
    if (!type) {
        return {u"no event type \"%1\" is in the catalogue"_s.arg(name)};
    }
    std::vector<Record::Field> fields;
    collectScalars(data, {}, fields);
    return check(*type, data, Record(std::move(fields)));
}

QStringList EventCatalogue::check(const EventDescription &type, const QJsonObject &json, const Payload &data) const
{
    QStringList complaints = m_validator->complaints(type.schema, json);
    if (complaints.isEmpty() && type.rules) {
        if (const QString complaint = type.rules(data); !complaint.isEmpty()) {
            complaints.append(complaint);
        }
    }
    for (QString &complaint : complaints) {
        complaint = u"%1: %2"_s.arg(type.name, complaint);
    }
    return complaints;
}

Result<QJsonObject> EventCatalogue::upgrade(QStringView name, int version, QJsonObject data) const
{
    const auto at = m_byName.constFind(name.toString());
    if (at == m_byName.constEnd()) {
        return Error{u"no event type \"%1\" is in the catalogue, so its data cannot be brought up to date"_s.arg(name)};
    }
    const int today = m_types[*at].version;
    if (version < 1 || version > today) {
        return Error{version < 1
                ? u"%1: there is no version %2; versions begin with 1"_s.arg(name).arg(version)
                : u"%1: the data has version %2, and this program knows versions up to %3; use a newer one"_s.arg(name)
                      .arg(version)
                      .arg(today)};
    }
    for (int from = version; from < today; ++from) {
        const auto failed = [&](const QString &why) {
            return Error{u"%1: the step from version %2 to %3 failed: %4"_s.arg(name).arg(from).arg(from + 1).arg(why)};
        };
        const EventUpgrade &step = m_upgrades[*at][std::size_t(from - 1)];
        if (!step) {
            return failed(u"its function is empty"_s);
        }
        try {
            Result<QJsonObject> next = step(data);
            if (!next) {
                return failed(next.error());
            }
            data = std::move(next).value();
        } catch (const std::exception &error) {
            return failed(QString::fromUtf8(error.what()));
        } catch (...) {
            return failed(u"it threw something that is no std::exception"_s);
        }
    }
    return data;
}

} // namespace ember
