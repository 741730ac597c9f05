// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jsonnode.h"

#include <ember/device/profile.h>

#include <QtCore/QHash>
#include <QtCore/QString>
#include <QtCore/QStringList>

namespace ember {

/// A violated rule of the profile format and its place. Thrown and caught inside the loader only.
struct ProfileError
{
    int line = 0;
    int column = 0;
    QString rule;
};

/// What the parts of the loader share while a profile is read. The file has passed the schema, so members have the
/// types the schema gives them.
struct ProfileReading
{
    const JsonNode &root;
    ProfileContent content;
    QHash<QString, int> fields; // key → index
    QHash<QString, int> derived;
    QMap<QString, EncodingPtr> encodings = {};
};

[[noreturn]] void failAt(const JsonNode &node, const QString &rule);
/// Throws the first violation of the profile schema.
void checkAgainstSchema(const JsonNode &root);

/// id, name, match, device, ignore, groups, requests, and the messages without their fields.
void readFrame(ProfileReading &reading);
/// encodings, fields, derived, and the layout of the messages.
void readFields(ProfileReading &reading);
/// events, alarms, faults, sentences, and the summaries of the messages.
void readRules(ProfileReading &reading);
/// commandFrames and commands.
void readCommands(ProfileReading &reading);
/// tables; after the commands, which they name.
void readTables(ProfileReading &reading);

/// The index of the message of that id; throws at `node` if there is none.
[[nodiscard]] int messageIndex(const ProfileReading &reading, const JsonNode &node, const QString &id);
/// A member's text; `otherwise` if it is absent.
[[nodiscard]] QString textOf(const JsonNode &node, QStringView key, const QString &otherwise = {});
[[nodiscard]] int intOf(const JsonNode &node, QStringView key, int otherwise);
[[nodiscard]] bool boolOf(const JsonNode &node, QStringView key);
/// The elements of a member that is an array, the member itself if it is none, nothing if it is absent.
[[nodiscard]] std::vector<const JsonNode *> listOf(const JsonNode &node, QStringView key);
[[nodiscard]] JsonPath jsonPathOf(const JsonNode &node);
[[nodiscard]] TextTemplate templateOf(const JsonNode &node);
/// Throws at the first text in or below a node with a placeholder that a request does not know; `parameters` are those
/// of a command, {param.NAME}.
void checkRequestTemplates(const ProfileReading &reading, const JsonNode &node, const QStringList &parameters = {});
/// The expression at a node; throws with its caret lines. Names below `old. new. values. raw. labels. derived.` are
/// checked against the profile.
[[nodiscard]] Expression expressionOf(const ProfileReading &reading, const JsonNode &node, ExpressionRoots roots);
/// Throws unless `path` is values.x, raw.x, labels.x or derived.x of this profile.
void checkFieldPath(const ProfileReading &reading, const JsonNode &node, const QString &path);
/// "a", "b" and "c": for messages that list what is known.
[[nodiscard]] QString quotedList(const QStringList &names);

} // namespace ember
