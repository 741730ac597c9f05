// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/eventtype.h>
#include <ember/events/schemavalidator.h>

#include <QtCore/QHash>
#include <QtCore/QStringList>

#include <functional>
#include <memory>
#include <vector>

namespace ember {

/// An event type as the catalogue knows it.
struct EventDescription
{
    QString name = {};
    int version = 1; ///< of the schema
    QString description = {};
    QJsonObject schema = {}; ///< JSON Schema of `data`; empty: anything goes
    /// The business rules: why this data cannot be, empty if it can. Called with data that the schema let pass.
    std::function<QString(const Payload &data)> rules = {};
};

/// Makes the data of one version from the data of the version before; the error says why it cannot.
using EventUpgrade = std::function<Result<QJsonObject>(const QJsonObject &data)>;

namespace detail {
/// What the business rules of a typed event say about a payload, which is decoded where it is no struct.
template <typename Data>
[[nodiscard]] QString brokenRule(QString (*validate)(const Data &), const Payload &payload)
{
    const void *data = payload.structAs(typeid(Data));
    if (!data) {
        const DecodedForm &form = decodedForm<Data>(payload);
        if (!form.value) {
            return form.mismatch;
        }
        data = form.value;
    }
    return validate ? validate(*static_cast<const Data *>(data)) : QString();
}
} // namespace detail

/// Every event type a program knows, with schema, version, description, business rules and the way from older versions:
/// what stands at the border of a program, where data comes in that no compiler has checked.
///
/// Types are added explicitly, in one place of the program, and then only looked at: the const functions may be called
/// from any thread as long as nobody adds.
class EventCatalogue
{
public:
    /// Checks with `validator`; without one, with a BasicSchemaValidator.
    explicit EventCatalogue(std::shared_ptr<const SchemaValidator> validator = {});

    /// Adds a typed event: its schema comes from the described struct, version, description and rules from the
    /// EventType. `upgrades` has one function per older version, the first from version 1 to 2. False, with a warning
    /// that says why, if the name is there already or a step is missing.
    template <typename Data>
    bool add(const EventType<Data> &type, std::vector<EventUpgrade> upgrades = {})
    {
        const EventTypeInfo<Data> &info = type.info();
        return add({.name = type.name(),
                       .version = info.version,
                       .description = info.description.toString(),
                       .schema = schemaOf<Data>(),
                       .rules = [validate = info.validate](
                                    const Payload &data) { return detail::brokenRule(validate, data); }},
            std::move(upgrades));
    }
    /// Adds a type that no struct describes, with a schema written by hand.
    bool add(EventDescription description, std::vector<EventUpgrade> upgrades = {});

    /// The type of that name; null if there is none. Valid until the next add().
    [[nodiscard]] const EventDescription *find(QStringView name) const;
    /// All of them, in the order they were added.
    [[nodiscard]] const std::vector<EventDescription> &all() const noexcept { return m_types; }

    /// What in an event's data is against its schema or its business rules, a sentence each; empty if nothing is. A
    /// name that is not in the catalogue is a complaint. Cost: the data as JSON; meant for borders, not for every
    /// emission.
    [[nodiscard]] QStringList check(const Event &event) const;
    [[nodiscard]] QStringList check(QStringView name, const QJsonObject &data) const;

    /// The data of `version` as data of today's version, step by step. The error says which step failed and why, also
    /// for a version that is newer than this program. What comes out is not checked: see check().
    [[nodiscard]] Result<QJsonObject> upgrade(QStringView name, int version, QJsonObject data) const;

private:
    [[nodiscard]] QStringList check(const EventDescription &type, const QJsonObject &json, const Payload &data) const;

    std::shared_ptr<const SchemaValidator> m_validator;
    std::vector<EventDescription> m_types;
    std::vector<std::vector<EventUpgrade>> m_upgrades; // of the type at the same place
    QHash<QString, std::size_t> m_byName;
};

} // namespace ember
