// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/eventfields.h>

#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

#include <span>

namespace ember {

/// Checks data against a JSON Schema. An interface, because a whole implementation needs a library of its own: who has
/// one hands it to the EventCatalogue, and BasicSchemaValidator does without. Implementations answer from any thread
/// and throw nothing.
class SchemaValidator
{
public:
    SchemaValidator() = default;
    SchemaValidator(const SchemaValidator &) = delete;
    SchemaValidator &operator=(const SchemaValidator &) = delete;
    virtual ~SchemaValidator();

    /// What in `data` is against `schema`, a sentence each that names the member; empty if nothing is.
    [[nodiscard]] virtual QStringList complaints(const QJsonObject &schema, const QJsonObject &data) const = 0;
};

/// Knows of JSON Schema what the schemas of described structs say: `type`, `properties`, `required`. It lets every
/// other keyword pass, and members that the schema does not name.
class BasicSchemaValidator final : public SchemaValidator
{
public:
    [[nodiscard]] QStringList complaints(const QJsonObject &schema, const QJsonObject &data) const override;
};

/// The JSON Schema (draft 7) of fields: types, what is required, descriptions, and units (as member `unit`). Members
/// that it does not name are allowed, so that newer data passes.
[[nodiscard]] QJsonObject schemaOf(std::span<const FieldInfo> fields);

/// The JSON Schema of a described struct.
template <DescribedStruct Struct>
[[nodiscard]] QJsonObject schemaOf()
{
    return schemaOf(fieldInfos<Struct>);
}

} // namespace ember
