// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/profile.h>

#include <initializer_list>
#include <tuple>

namespace ember {

Profile::Profile(ProfileContent content)
    : m_content(std::move(content))
{
    addPaths();
    addBaselines();
    addShortcuts();
}

void Profile::addPaths()
{
    const auto add = [this](QStringView root, Symbol key, FieldPath target) {
        m_paths.insert(Symbol::intern(QString(root.toString() + key.text())), int(m_targets.size()));
        m_targets.push_back(target);
    };
    for (std::size_t i = 0; i < m_content.fields.size(); ++i) {
        const Symbol key = m_content.fields[i].key;
        if (m_content.fields[i].variantOf >= 0) {
            continue;
        }
        m_fields.insert(key, int(i));
        add(u"values.", key, {FieldPath::Kind::Value, int(i)});
        add(u"raw.", key, {FieldPath::Kind::Raw, int(i)});
        add(u"labels.", key, {FieldPath::Kind::Label, int(i)});
        // What DecodedMessage::field answers besides; interned so that whoever looks the path up finds it.
        for (const QStringView part : {u"invalid.", u"missing."}) {
            std::ignore = Symbol::intern(QString(part.toString() + key.text()));
        }
    }
    for (std::size_t i = 0; i < m_content.derived.size(); ++i) {
        const Symbol key = m_content.derived[i].key;
        m_derived.insert(key, int(i));
        add(u"derived.", key, {FieldPath::Kind::Derived, int(i)});
    }
}

void Profile::addBaselines()
{
    const auto remember = [this](Symbol key) {
        const int field = fieldIndex(key);
        const int derived = derivedIndex(key);
        int *const place = field >= 0 ? &m_content.fields[std::size_t(field)].baseline
            : derived >= 0            ? &m_content.derived[std::size_t(derived)].baseline
                                      : nullptr;
        if (place && *place < 0) {
            *place = m_baselineCount++;
        }
    };
    const auto rememberOldFields = [&remember](const std::optional<Expression> &expression) {
        if (expression) {
            for (const FieldReference &ref : expression->fields()) {
                if (ref.root == FieldReference::Root::Old) {
                    remember(ref.path);
                }
            }
        }
    };
    for (const EventDefinition &event : m_content.events) {
        rememberOldFields(event.when);
        if (event.fault) {
            rememberOldFields(event.fault->code);
            rememberOldFields(event.fault->subCode);
        }
        if (event.changedField >= 0) {
            remember(m_content.fields[std::size_t(event.changedField)].key);
        }
        if (event.changedDerived >= 0) {
            remember(m_content.derived[std::size_t(event.changedDerived)].key);
        }
    }
}

/// What would otherwise be looked up in every field's definition for every message.
void Profile::addShortcuts()
{
    for (MessageDefinition &message : m_content.messages) {
        message.takesEveryInteger.clear();
        message.remembered.clear();
        for (const int field : message.fields) {
            const FieldDefinition &definition = m_content.fields[std::size_t(field)];
            message.takesEveryInteger.push_back(definition.encoding && definition.encoding->takesEveryInteger());
            if (definition.baseline >= 0) {
                message.remembered.push_back(field);
            }
        }
    }
}

int Profile::fieldIndex(Symbol key) const noexcept
{
    return m_fields.at(key);
}

int Profile::derivedIndex(Symbol key) const noexcept
{
    return m_derived.at(key);
}

std::optional<FieldPath> Profile::path(Symbol path) const noexcept
{
    const int place = m_paths.at(path);
    return place < 0 ? std::nullopt : std::optional(m_targets[std::size_t(place)]);
}

const FaultDefinition *Profile::fault(qint64 code, std::optional<qint64> subCode) const noexcept
{
    const FaultDefinition *general = nullptr;
    for (const FaultDefinition &fault : m_content.faults) {
        if (fault.code != code) {
            continue;
        }
        if (fault.subCode && fault.subCode == subCode) {
            return &fault;
        }
        if (!fault.subCode && !general) {
            general = &fault;
        }
    }
    return general;
}

const CommandDefinition *Profile::command(QStringView name) const noexcept
{
    for (const CommandDefinition &command : m_content.commands) {
        if (command.name == name) {
            return &command;
        }
    }
    return nullptr;
}

const MessageDefinition *Profile::messageOfEvent(Symbol eventName) const noexcept
{
    for (const MessageDefinition &message : m_content.messages) {
        if (message.event == eventName) {
            return &message;
        }
    }
    return nullptr;
}

} // namespace ember
