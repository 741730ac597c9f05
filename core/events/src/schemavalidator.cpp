// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/schemavalidator.h>

#include <QtCore/QJsonArray>

#include <cmath>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QString typeWord(FieldType type)
{
    switch (type) {
    case FieldType::Boolean:
        return u"boolean"_s;
    case FieldType::Integer:
        return u"integer"_s;
    case FieldType::Number:
        return u"number"_s;
    case FieldType::Text:
        return u"string"_s;
    case FieldType::Any:
        break;
    }
    return {};
}

QJsonValue typesOf(const FieldInfo &field)
{
    if (field.type == FieldType::Any) {
        return QJsonArray{u"boolean"_s, u"number"_s, u"string"_s, u"null"_s};
    }
    if (!field.required) {
        return QJsonArray{typeWord(field.type), u"null"_s};
    }
    return typeWord(field.type);
}

QJsonObject schemaOf(const FieldInfo &field)
{
    QJsonObject schema{{u"type"_s, typesOf(field)}};
    if (!field.description.isEmpty()) {
        schema.insert(u"description"_s, field.description.toString());
    }
    if (!field.unit.isEmpty()) {
        schema.insert(u"unit"_s, field.unit.toString());
    }
    if (field.type == FieldType::Integer && field.least != std::numeric_limits<qint64>::min()) {
        schema.insert(u"minimum"_s, field.least);
        schema.insert(u"maximum"_s, field.greatest);
    }
    return schema;
}

/// Puts a field into the schema of an object; a dotted name goes into the schemas of nested objects.
void insertField(QJsonObject &schema, QStringView path, const FieldInfo &field)
{
    const qsizetype dot = path.indexOf(u'.');
    const QString member = (dot < 0 ? path : path.first(dot)).toString();
    QJsonObject properties = schema.value(u"properties"_s).toObject();
    QJsonObject inner = properties.value(member).toObject();
    if (dot < 0) {
        inner = schemaOf(field);
    } else {
        inner.insert(u"type"_s, u"object"_s);
        insertField(inner, path.sliced(dot + 1), field);
    }
    properties.insert(member, inner);
    schema.insert(u"properties"_s, properties);
    QJsonArray required = schema.value(u"required"_s).toArray();
    if (field.required && !required.contains(member)) {
        required.append(member);
        schema.insert(u"required"_s, required);
    }
}

bool isOfType(const QJsonValue &value, QStringView type)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return type == u"null";
    case QJsonValue::Bool:
        return type == u"boolean";
    case QJsonValue::Double:
        return type == u"number" || (type == u"integer" && std::trunc(value.toDouble()) == value.toDouble());
    case QJsonValue::String:
        return type == u"string";
    case QJsonValue::Array:
        return type == u"array";
    case QJsonValue::Object:
        return type == u"object";
    case QJsonValue::Undefined:
        break;
    }
    return false;
}

QString typeOf(const QJsonValue &value)
{
    for (const char16_t *type : {u"null", u"boolean", u"integer", u"number", u"string", u"array", u"object"}) {
        if (isOfType(value, type)) {
            return QString::fromUtf16(type);
        }
    }
    return u"nothing"_s;
}

void check(const QJsonObject &schema, const QJsonValue &value, const QString &path, QStringList &complaints)
{
    const QString member = path.isEmpty() ? u"the data"_s : u"\"%1\""_s.arg(path);
    const QJsonValue type = schema.value(u"type"_s);
    const QJsonArray types = type.isArray() ? type.toArray() : type.isString() ? QJsonArray{type} : QJsonArray();
    QStringList words;
    bool fits = types.isEmpty();
    for (const QJsonValue one : types) {
        fits = fits || isOfType(value, one.toString());
        words.append(one.toString());
    }
    if (!fits) {
        complaints.append(
            u"%1 must be of type %2, but is of type %3"_s.arg(member, words.join(u" or "_s), typeOf(value)));
        return;
    }
    if (!value.isObject()) {
        return;
    }
    const QJsonObject object = value.toObject();
    for (const QJsonValue name : schema.value(u"required"_s).toArray()) {
        if (!object.contains(name.toString())) {
            complaints.append(u"%1 needs a member \"%2\""_s.arg(member, name.toString()));
        }
    }
    const QJsonObject properties = schema.value(u"properties"_s).toObject();
    for (auto property = properties.begin(); property != properties.end(); ++property) {
        if (const auto found = object.find(property.key()); found != object.end()) {
            const QString inner = path.isEmpty() ? property.key() : QString(path + u'.' + property.key());
            check(property->toObject(), *found, inner, complaints);
        }
    }
}

} // namespace

SchemaValidator::~SchemaValidator() = default;

QStringList BasicSchemaValidator::complaints(const QJsonObject &schema, const QJsonObject &data) const
{
    QStringList found;
    check(schema, data, {}, found);
    return found;
}

QJsonObject schemaOf(std::span<const FieldInfo> fields)
{
    QJsonObject schema{{u"$schema"_s, u"http://json-schema.org/draft-07/schema#"_s}, {u"type"_s, u"object"_s}};
    for (const FieldInfo &field : fields) {
        insertField(schema, field.name, field);
    }
    return schema;
}

} // namespace ember
