// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/links/commandevents.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

Scalar scalarOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return value.toBool();
    case QJsonValue::Double:
        return double(value.toInteger()) == value.toDouble() ? Scalar(value.toInteger()) : Scalar(value.toDouble());
    case QJsonValue::String:
        return value.toString();
    default:
        return {};
    }
}

/// name, label, reason and the parameters; `parameters.x` answers the scalar ones.
class CommandPayload final : public Payload
{
public:
    CommandPayload(const CommandTold &told, QJsonObject parameters)
        : m_parameters(std::move(parameters))
    {
        add(u"name", told.name);
        add(u"label", told.label);
        add(u"reason", told.reason);
        m_own = m_fields.size();
        for (auto parameter = m_parameters.constBegin(); parameter != m_parameters.constEnd(); ++parameter) {
            if (!parameter.value().isArray()) {
                add(QString(u"parameters."_s + parameter.key()), scalarOf(parameter.value()));
            }
        }
    }

    [[nodiscard]] Value field(Symbol path) const noexcept override
    {
        const auto at = std::ranges::find(m_fields, path, &Record::Field::id);
        return at == m_fields.end() ? Value() : at->value.view();
    }
    [[nodiscard]] QJsonObject toJson() const override
    {
        QJsonObject object;
        for (std::size_t i = 0; i < m_own; ++i) {
            object.insert(m_fields[i].id.text(), m_fields[i].value.view().toJson());
        }
        object.insert(u"parameters"_s, m_parameters);
        return object;
    }
    [[nodiscard]] qsizetype byteSize() const override
    {
        constexpr qsizetype kTexts = 256; // about
        return qsizetype(sizeof(*this)) + qsizetype(m_fields.capacity() * sizeof(Record::Field)) + kTexts
            + QJsonDocument(m_parameters).toJson(QJsonDocument::Compact).size();
    }

private:
    void add(QStringView name, Scalar value) { m_fields.push_back({Symbol::intern(name), std::move(value)}); }

    QJsonObject m_parameters;
    std::vector<Record::Field> m_fields;
    std::size_t m_own = 0;
};

QJsonObject schema()
{
    const auto member = [](const QString &type, const QString &description) {
        return QJsonObject{{u"type"_s, type}, {u"description"_s, description}};
    };
    const QJsonObject properties{
        {u"name"_s, member(u"string"_s, u"of the profile's command"_s)},
        {u"label"_s, member(u"string"_s, u"what it does, in words"_s)},
        {u"parameters"_s, member(u"object"_s, u"the decoded values by name"_s)},
        {u"reason"_s, member(u"string"_s, u"why it waits, was refused or expired"_s)},
    };
    return {{u"$schema"_s, u"http://json-schema.org/draft-07/schema#"_s}, {u"type"_s, u"object"_s},
        {u"properties"_s, properties},
        {u"required"_s, QJsonArray::fromStringList({u"name"_s, u"label"_s, u"parameters"_s, u"reason"_s})}};
}

} // namespace

Event commandEvent(const EventType<CommandTold> &type, const OutgoingCommand &command, const QString &connection,
    const QString &reason)
{
    const CommandDefinition *definition = command.profile ? command.profile->command(command.name) : nullptr;
    const QString profile = command.profile ? command.profile->id() : QString();
    EventInit init;
    init.name = type.symbol();
    init.source
        = command.profile ? Symbol::intern(QString(profile + u'/' + command.device)) : Symbol::intern(u"emberscope");
    init.payload = std::make_shared<const CommandPayload>(
        CommandTold{.name = command.name, .label = definition ? definition->label : command.name, .reason = reason},
        command.prepared.parameters);
    Metadata metadata;
    if (command.profile) {
        metadata.emplace_back(Symbol::intern(u"profile"), profile);
    }
    metadata.emplace_back(Symbol::intern(u"connection"), connection);
    metadata.emplace_back(Symbol::intern(u"user"), command.user);
    init.metadata = std::make_shared<const Metadata>(std::move(metadata));
    init.correlationId = command.correlationId;
    return Event(std::move(init));
}

void addCommandEvents(EventCatalogue &catalogue)
{
    for (const EventType<CommandTold> *type :
        {&commandQueued, &commandSent, &commandAcknowledged, &commandExpired, &commandRefused}) {
        catalogue.add({.name = type->name(), .description = type->info().description.toString(), .schema = schema()});
    }
}

} // namespace ember
