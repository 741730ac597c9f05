// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QJsonValue>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <memory>
#include <optional>

namespace ember {

/// What a document does against a JSON Schema, at its most telling place.
struct Violation
{
    QStringList path; // member names and "[n]" below the root
    QString description; // valijson's own words

    [[nodiscard]] QString quoted() const { return description.section(u'\'', -2, -2); }
    [[nodiscard]] bool isUnknownMember() const { return description.startsWith(u"Object contains a property"); }
};

/// A JSON Schema, parsed once. Immutable; any thread.
class JsonSchema
{
public:
    /// Throws std::exception if it is no schema.
    explicit JsonSchema(QJsonObject document);
    ~JsonSchema();
    JsonSchema(const JsonSchema &) = delete;
    JsonSchema &operator=(const JsonSchema &) = delete;

    /// nullopt if the document keeps the schema.
    [[nodiscard]] std::optional<Violation> firstViolation(const QJsonValue &document) const;
    /// In words for a person, naming the member; `documentName` stands for the root ("the profile").
    [[nodiscard]] QString inWords(const Violation &violation, const QString &documentName) const;

private:
    struct Compiled;
    QJsonObject m_document;
    std::unique_ptr<const Compiled> m_compiled;
};

} // namespace ember
