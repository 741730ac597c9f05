// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/commanddefinitions.h>
#include <ember/device/definitions.h>
#include <ember/device/requests.h>
#include <ember/device/ruledefinitions.h>
#include <ember/device/symbolindex.h>
#include <ember/device/tabledefinitions.h>
#include <ember/events/result.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
#include <QtCore/QMap>

#include <memory>
#include <optional>
#include <vector>

namespace ember {

/// What a profile file says, checked and resolved. Everything is in the file's order.
struct ProfileContent
{
    Symbol id;
    int version = 0;
    QString name;
    QStringList topicFilters; ///< what to subscribe to
    std::vector<BodyMark> marks;
    std::vector<TextSource> identity; ///< every one is read; the last one present wins
    QMap<QString, TextSource> variables; ///< further texts about a device, for requests
    std::vector<JsonPath> ignored; ///< a message with such a member and no known body is somebody's request
    std::vector<MessageDefinition> messages;
    std::vector<GroupDefinition> groups;
    std::vector<FieldDefinition> fields;
    std::vector<DerivedDefinition> derived;
    std::vector<EventDefinition> events; ///< evaluated in this order
    std::vector<AlarmDefinition> alarms;
    std::vector<FaultDefinition> faults;
    std::vector<RequestTemplate> requests;
    std::vector<SentenceDefinition> sentences;
    std::vector<CommandDefinition> commands; ///< data: nothing in this library sends a command
    std::vector<TableDefinition> tables;
};

/// Everything that is known about one kind of device: what its messages mean, when something happened, what its faults
/// are. Immutable and shared; any thread. C++ knows no device: it all comes from the profile file.
class Profile
{
public:
    /// For the loader: content whose indices are all valid. Adds the look-ups and the places of remembered values.
    explicit Profile(ProfileContent content);

    [[nodiscard]] const QString &id() const noexcept { return m_content.id.text(); }
    [[nodiscard]] int version() const noexcept { return m_content.version; }
    [[nodiscard]] const QString &name() const noexcept { return m_content.name; }
    [[nodiscard]] const QStringList &topicFilters() const noexcept { return m_content.topicFilters; }
    [[nodiscard]] const ProfileContent &content() const noexcept { return m_content; }
    [[nodiscard]] const std::vector<MessageDefinition> &messages() const noexcept { return m_content.messages; }
    [[nodiscard]] const std::vector<GroupDefinition> &groups() const noexcept { return m_content.groups; }
    [[nodiscard]] const std::vector<FieldDefinition> &fields() const noexcept { return m_content.fields; }
    [[nodiscard]] const std::vector<DerivedDefinition> &derived() const noexcept { return m_content.derived; }
    [[nodiscard]] const std::vector<EventDefinition> &events() const noexcept { return m_content.events; }
    [[nodiscard]] const std::vector<AlarmDefinition> &alarms() const noexcept { return m_content.alarms; }
    [[nodiscard]] const std::vector<RequestTemplate> &requests() const noexcept { return m_content.requests; }
    [[nodiscard]] const std::vector<SentenceDefinition> &sentences() const noexcept { return m_content.sentences; }
    [[nodiscard]] const std::vector<CommandDefinition> &commands() const noexcept { return m_content.commands; }
    [[nodiscard]] const std::vector<TableDefinition> &tables() const noexcept { return m_content.tables; }
    /// The command of that name; null if there is none. Borrowed.
    [[nodiscard]] const CommandDefinition *command(QStringView name) const noexcept;

    /// The index of the field or derived value of that key; -1 if there is none. They share one set of names. A field
    /// that means something else in one message has a variant there, which is never answered here.
    [[nodiscard]] int fieldIndex(Symbol key) const noexcept;
    [[nodiscard]] int derivedIndex(Symbol key) const noexcept;
    /// Where "values.x", "raw.x", "labels.x" or "derived.x" leads; nullopt for every other path. Allocates nothing.
    [[nodiscard]] std::optional<FieldPath> path(Symbol path) const noexcept;

    /// How many values change detection remembers for each device.
    [[nodiscard]] int baselineCount() const noexcept { return m_baselineCount; }

    /// What a fault code means: the entry of the exact sub-code, else the one without a sub-code, else null. Borrowed.
    [[nodiscard]] const FaultDefinition *fault(qint64 code, std::optional<qint64> subCode) const noexcept;
    /// The first message whose event has that name; null if there is none. Borrowed.
    [[nodiscard]] const MessageDefinition *messageOfEvent(Symbol eventName) const noexcept;

private:
    void addPaths();
    void addBaselines();
    void addShortcuts();

    ProfileContent m_content;
    SymbolIndex m_fields;
    SymbolIndex m_derived;
    SymbolIndex m_paths; // places in m_targets
    std::vector<FieldPath> m_targets;
    int m_baselineCount = 0;
};

using ProfilePtr = std::shared_ptr<const Profile>;

/// Reads a profile file. Any thread. The error names file, line, column and the violated rule in words.
[[nodiscard]] Result<ProfilePtr> loadProfile(const QString &file);
/// Reads a profile from memory; `fileName` is what errors call it.
[[nodiscard]] Result<ProfilePtr> parseProfile(const QByteArray &json, const QString &fileName);

} // namespace ember
