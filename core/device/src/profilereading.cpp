// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "profilereading.h"

namespace ember {

using namespace Qt::StringLiterals;

void failAt(const JsonNode &node, const QString &rule)
{
    throw ProfileError{node.line, node.column, rule};
}

int messageIndex(const ProfileReading &reading, const JsonNode &node, const QString &id)
{
    QStringList known;
    for (std::size_t i = 0; i < reading.content.messages.size(); ++i) {
        if (reading.content.messages[i].id == id) {
            return int(i);
        }
        known.append(reading.content.messages[i].id);
    }
    failAt(node, u"there is no message \"%1\"; there are %2"_s.arg(id, quotedList(known)));
}

QString textOf(const JsonNode &node, QStringView key, const QString &otherwise)
{
    const JsonNode *const member = node.member(key);
    return member ? member->text() : otherwise;
}

int intOf(const JsonNode &node, QStringView key, int otherwise)
{
    const JsonNode *const member = node.member(key);
    return member ? member->scalar.toInt(otherwise) : otherwise;
}

bool boolOf(const JsonNode &node, QStringView key)
{
    const JsonNode *const member = node.member(key);
    return member && member->scalar.toBool();
}

std::vector<const JsonNode *> listOf(const JsonNode &node, QStringView key)
{
    const JsonNode *const member = node.member(key);
    if (!member) {
        return {};
    }
    if (member->type != JsonNode::Type::Array) {
        return {member};
    }
    std::vector<const JsonNode *> list;
    list.reserve(member->items.size());
    for (const JsonNode &item : member->items) {
        list.push_back(&item);
    }
    return list;
}

JsonPath jsonPathOf(const JsonNode &node)
{
    JsonPath path;
    for (const QString &segment : node.text().split(u'.')) {
        if (segment.isEmpty()) {
            failAt(node, u"\"%1\" is not a path; write member names with dots between them"_s.arg(node.text()));
        }
        path.push_back(segment.toUtf8());
    }
    return path;
}

TextTemplate templateOf(const JsonNode &node)
{
    auto parsed = TextTemplate::parse(node.text());
    if (!parsed) {
        failAt(node, u"the template is wrong at its %1"_s.arg(parsed.error()));
    }
    return *std::move(parsed);
}

void checkFieldPath(const ProfileReading &reading, const JsonNode &node, const QString &path)
{
    const qsizetype dot = path.indexOf(u'.');
    const QStringView root = QStringView(path).first(qMax<qsizetype>(dot, 0));
    const QString name = path.sliced(dot + 1);
    if (root == u"derived") {
        if (!reading.derived.contains(name)) {
            failAt(node, u"\"%1\": the profile has no derived value \"%2\""_s.arg(path, name));
        }
    } else if (root == u"values" || root == u"raw" || root == u"labels") {
        if (!reading.fields.contains(name)) {
            failAt(node, u"\"%1\": the profile has no field \"%2\""_s.arg(path, name));
        }
    } else {
        failAt(node, u"\"%1\" is not known here; known are values.*, labels.*, raw.* and derived.*"_s.arg(path));
    }
}

Expression expressionOf(const ProfileReading &reading, const JsonNode &node, ExpressionRoots roots)
{
    auto parsed = Expression::parse(node.text(), roots);
    if (!parsed) {
        failAt(node, u"the expression is wrong: "_s + parsed.error());
    }
    for (const FieldReference &ref : parsed->fields()) {
        const QString &path = ref.path.text();
        if (ref.root == FieldReference::Root::Data) {
            checkFieldPath(reading, node, path);
        } else if (!reading.fields.contains(path) && !reading.derived.contains(path)) {
            failAt(node,
                u"the expression \"%1\" is wrong: the profile has no field or derived value \"%2\""_s.arg(
                    node.text(), path));
        }
    }
    return *std::move(parsed);
}

QString quotedList(const QStringList &names)
{
    return names.isEmpty() ? u"none"_s : u"\""_s + names.join(u"\", \""_s) + u'"';
}

} // namespace ember
