// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/jsonschemavalidator.h>

#include "jsonschema.h"

#include <QtCore/QHash>
#include <QtCore/QJsonDocument>

#include <mutex>

namespace ember {

using namespace Qt::StringLiterals;

class JsonSchemaValidator::Private
{
public:
    /// Throws std::exception if it is no schema.
    std::shared_ptr<const JsonSchema> compiled(const QJsonObject &schema)
    {
        const QByteArray key = QJsonDocument(schema).toJson(QJsonDocument::Compact);
        const std::lock_guard lock(m_mutex);
        std::shared_ptr<const JsonSchema> &entry = m_schemas[key];
        if (!entry) {
            entry = std::make_shared<const JsonSchema>(schema);
        }
        return entry;
    }

private:
    std::mutex m_mutex;
    QHash<QByteArray, std::shared_ptr<const JsonSchema>> m_schemas; // by their text
};

JsonSchemaValidator::JsonSchemaValidator()
    : d(std::make_unique<Private>())
{
}

JsonSchemaValidator::~JsonSchemaValidator() = default;

QStringList JsonSchemaValidator::complaints(const QJsonObject &schema, const QJsonObject &data) const
{
    try {
        const auto compiled = d->compiled(schema);
        const auto violation = compiled->firstViolation(data);
        return violation ? QStringList{compiled->inWords(*violation, u"the data"_s)} : QStringList();
    } catch (const std::exception &error) {
        return {u"its schema cannot be used: %1"_s.arg(QString::fromUtf8(error.what()))};
    }
}

} // namespace ember
