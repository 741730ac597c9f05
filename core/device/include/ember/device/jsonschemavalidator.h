// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/schemavalidator.h>

#include <memory>

namespace ember {

/// JSON Schema (draft 7) as a whole, by valijson: what the program's EventCatalogue checks with. Each schema is parsed
/// when first seen and kept. Answers the most telling violation, in words. Any thread; takes a lock to find the schema.
class JsonSchemaValidator final : public SchemaValidator
{
public:
    JsonSchemaValidator();
    ~JsonSchemaValidator() override;

    [[nodiscard]] QStringList complaints(const QJsonObject &schema, const QJsonObject &data) const override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ember
