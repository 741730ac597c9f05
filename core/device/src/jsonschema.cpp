// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonschema.h"

#include "profilereading.h"

#include <QtCore/QJsonArray>
#include <QtCore/QRegularExpression>

#include <valijson/adapters/qtjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

Violation violationOf(const valijson::ValidationResults::Error &error)
{
    Violation violation;
    for (std::size_t i = 1; i < error.context.size(); ++i) { // the first is "<root>"
        QString segment = QString::fromStdString(error.context[i]);
        const QString inner = segment.mid(1, segment.size() - 2);
        bool isIndex = false;
        inner.toInt(&isIndex);
        violation.path.append(isIndex ? segment : inner);
    }
    violation.description = QString::fromStdString(error.description);
    return violation;
}

/// The most telling violation: valijson reports every alternative of a `oneOf` and repeats each failure at every level.
Violation mostTelling(const valijson::ValidationResults &results)
{
    std::vector<Violation> pending;
    std::vector<std::vector<Violation>> alternatives;
    Violation last;
    for (const auto &error : results) {
        Violation violation = violationOf(error);
        last = violation;
        const QString &text = violation.description;
        if (text.startsWith(u"Failed to validate against schema associated")
            || text.startsWith(u"Failed to validate item")) {
            continue;
        }
        if (text.startsWith(u"Failed to validate against child schema")) {
            alternatives.push_back(std::exchange(pending, {}));
            continue;
        }
        if (!text.startsWith(u"Failed to validate against any child")) {
            pending.push_back(violation);
            continue;
        }
        // The alternative that was meant is the one whose kind (a text out of a list) fits, then the nearest one.
        const auto distance = [](const std::vector<Violation> &list) {
            const auto kinds = std::count_if(list.begin(), list.end(),
                [](const Violation &leaf) { return leaf.description.contains(u"enum values"); });
            return std::size_t(kinds) * 100 + list.size();
        };
        const auto nearest = std::min_element(alternatives.begin(), alternatives.end(),
            [&](const auto &a, const auto &b) { return distance(a) < distance(b); });
        if (nearest != alternatives.end() && !nearest->empty()) {
            return nearest->front();
        }
        return violation;
    }
    return pending.empty() ? last : pending.front();
}

/// Every schema object that may be meant for a path, through references and alternatives.
void collectSchemas(
    const QJsonObject &root, QJsonObject schema, const QStringList &path, qsizetype at, std::vector<QJsonObject> &found)
{
    if (const QString reference = schema.value(u"$ref").toString(); !reference.isEmpty()) {
        schema = root.value(u"definitions").toObject().value(reference.section(u'/', -1)).toObject();
    }
    for (const QJsonValue alternative : schema.value(u"oneOf").toArray()) {
        collectSchemas(root, alternative.toObject(), path, at, found);
    }
    if (at == path.size()) {
        found.push_back(schema);
        return;
    }
    if (path[at].startsWith(u'[')) {
        collectSchemas(root, schema.value(u"items").toObject(), path, at + 1, found);
        return;
    }
    const QJsonObject properties = schema.value(u"properties").toObject();
    if (properties.contains(path[at])) {
        collectSchemas(root, properties.value(path[at]).toObject(), path, at + 1, found);
        return;
    }
    const QJsonObject patterns = schema.value(u"patternProperties").toObject();
    for (auto pattern = patterns.begin(); pattern != patterns.end(); ++pattern) {
        if (QRegularExpression(pattern.key()).match(path[at]).hasMatch()) {
            collectSchemas(root, pattern.value().toObject(), path, at + 1, found);
        }
    }
}

/// What the schema says about a place with that keyword, for example the list of an `enum`; each entry once.
QStringList schemaWords(const QJsonObject &root, const QStringList &path, const QString &keyword)
{
    std::vector<QJsonObject> schemas;
    collectSchemas(root, root, path, 0, schemas);
    QStringList words;
    for (const QJsonObject &schema : schemas) {
        const QJsonValue value = schema.value(keyword);
        if (value.isArray()) {
            for (const QJsonValue entry : value.toArray()) {
                words.append(entry.toVariant().toString());
            }
        } else if (value.isObject()) {
            words.append(value.toObject().keys());
        } else if (!value.isUndefined()) {
            words.append(value.toVariant().toString());
        }
    }
    words.removeDuplicates();
    return words;
}

} // namespace

struct JsonSchema::Compiled
{
    valijson::Schema schema;
};

JsonSchema::JsonSchema(QJsonObject document)
    : m_document(std::move(document))
{
    auto compiled = std::make_unique<Compiled>();
    const QJsonValue value(m_document);
    const valijson::adapters::QtJsonAdapter adapter(value);
    valijson::SchemaParser().populateSchema(adapter, compiled->schema);
    m_compiled = std::move(compiled);
}

JsonSchema::~JsonSchema() = default;

std::optional<Violation> JsonSchema::firstViolation(const QJsonValue &document) const
{
    const valijson::adapters::QtJsonAdapter adapter(document);
    // Asking for a report makes valijson go through every alternative; a document without a fault needs none.
    if (valijson::Validator().validate(m_compiled->schema, adapter, nullptr)) {
        return std::nullopt;
    }
    valijson::ValidationResults results;
    valijson::Validator().validate(m_compiled->schema, adapter, &results);
    return mostTelling(results);
}

QString JsonSchema::inWords(const Violation &violation, const QString &documentName) const
{
    const QJsonObject &schema = m_document;
    const QString &text = violation.description;
    const QString member = violation.path.isEmpty() ? documentName : u"\""_s + violation.path.join(u'.') + u'"';
    if (text.startsWith(u"Missing required property")) {
        return u"%1 needs a member \"%2\""_s.arg(member, violation.quoted());
    }
    if (text.startsWith(u"Object contains a property")) {
        const QStringList known = schemaWords(schema, violation.path, u"properties"_s);
        return u"%1 has a member \"%2\" that is not known here%3"_s.arg(
            member, violation.quoted(), known.isEmpty() ? QString() : u"; known are "_s + quotedList(known));
    }
    if (text.contains(u"enum values")) {
        return u"%1 must be one of %2"_s.arg(member, quotedList(schemaWords(schema, violation.path, u"enum"_s)));
    }
    if (text.startsWith(u"Value type not permitted")) {
        return u"%1 must be of type %2"_s.arg(member, schemaWords(schema, violation.path, u"type"_s).join(u" or "_s));
    }
    if (text.startsWith(u"Failed to match regex")) {
        return u"%1 has not the right form: %2 (%3)"_s.arg(member,
            schemaWords(schema, violation.path, u"description"_s).join(u' '),
            schemaWords(schema, violation.path, u"pattern"_s).join(u' '));
    }
    return u"%1: %2"_s.arg(member, text);
}

} // namespace ember
