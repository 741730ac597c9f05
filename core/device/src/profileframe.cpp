// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "profilereading.h"

#include <ember/device/topicfilter.h>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QStringList topicsOf(const JsonNode &node, QStringView key)
{
    QStringList topics;
    for (const JsonNode *topic : listOf(node, key)) {
        if (!isValidTopicFilter(topic->text())) {
            failAt(*topic,
                u"\"%1\" is not a topic filter; `+` and `#` stand alone in their level, `#` last"_s.arg(topic->text()));
        }
        topics.append(topic->text());
    }
    return topics;
}

TextSource textSourceOf(const JsonNode &node)
{
    TextSource source;
    source.topicSegment = intOf(node, u"topicSegment", -1);
    source.levels = intOf(node, u"levels", 1);
    source.prefix = textOf(node, u"prefix");
    source.startsWith = textOf(node, u"startsWith");
    if (const JsonNode *const path = node.member(u"path")) {
        source.path = jsonPathOf(*path);
    }
    if ((source.topicSegment >= 0) == !source.path.empty()) {
        failAt(node, u"a source is either a \"topicSegment\" or a \"path\""_s);
    }
    return source;
}

void readMatchAndDevice(ProfileReading &reading)
{
    ProfileContent &content = reading.content;
    if (const JsonNode *const match = reading.root.member(u"match")) {
        content.topicFilters = topicsOf(*match, u"topics");
        for (const JsonNode *mark : listOf(*match, u"bodies")) {
            const JsonNode *const path = mark->member(u"path");
            const JsonNode *const equals = mark->member(u"equals");
            content.marks.push_back({jsonPathOf(path ? *path : *mark), equals ? equals->toJson() : QJsonValue()});
        }
    }
    if (const JsonNode *const device = reading.root.member(u"device")) {
        for (const JsonNode *source : listOf(*device, u"id")) {
            content.identity.push_back(textSourceOf(*source));
        }
        if (const JsonNode *const variables = device->member(u"variables")) {
            for (std::size_t i = 0; i < variables->keys.size(); ++i) {
                content.variables.insert(variables->keys[i], textSourceOf(variables->items[i]));
            }
        }
    }
    for (const JsonNode *ignored : listOf(reading.root, u"ignore")) {
        const JsonNode *const path = ignored->member(u"path");
        content.ignored.push_back(jsonPathOf(path ? *path : *ignored));
    }
}

MessageDefinition messageOf(const JsonNode &node, const ProfileContent &content)
{
    MessageDefinition message;
    message.id = textOf(node, u"id");
    message.topics = node.member(u"topics") ? topicsOf(node, u"topics") : content.topicFilters;
    const QString payload = textOf(node, u"payload", u"json"_s);
    message.payload = payload == u"number" ? PayloadKind::Number
        : payload == u"text"               ? PayloadKind::Text
        : payload == u"any"                ? PayloadKind::Any
                                           : PayloadKind::Json;
    for (const JsonNode *path : listOf(node, u"paths")) {
        message.bodies.push_back(jsonPathOf(*path));
    }
    for (const JsonNode *text : listOf(node, u"texts")) {
        message.onlyTexts.append(text->text());
    }
    message.ofKnownDevice = boolOf(node, u"ofKnownDevice");
    message.nested = boolOf(node, u"nested");
    message.complete = boolOf(node, u"complete");
    message.event = Symbol::intern(textOf(node, u"event"));
    const bool isSingle = message.payload == PayloadKind::Number || message.payload == PayloadKind::Text;
    if (isSingle != (node.member(u"field") != nullptr)) {
        failAt(node,
            u"message \"%1\": a payload of kind number or text needs a \"field\", and json and any have none"_s.arg(
                message.id));
    }
    return message;
}

void readMessages(ProfileReading &reading)
{
    auto &messages = reading.content.messages;
    for (const JsonNode *node : listOf(reading.root, u"messages")) {
        MessageDefinition message = messageOf(*node, reading.content);
        const bool known = std::any_of(
            messages.begin(), messages.end(), [&](const MessageDefinition &other) { return other.id == message.id; });
        if (known) {
            failAt(*node, u"there are two messages with the id \"%1\""_s.arg(message.id));
        }
        messages.push_back(std::move(message));
    }
}

void readGroups(ProfileReading &reading)
{
    auto &groups = reading.content.groups;
    for (const JsonNode *node : listOf(reading.root, u"groups")) {
        GroupDefinition group{textOf(*node, u"id"), textOf(*node, u"label"), {}};
        const bool known = std::any_of(
            groups.begin(), groups.end(), [&](const GroupDefinition &other) { return other.id == group.id; });
        if (known) {
            failAt(*node, u"there are two groups with the id \"%1\""_s.arg(group.id));
        }
        groups.push_back(std::move(group));
    }
}

void checkPlaceholders(
    const ProfileReading &reading, const JsonNode &node, const TextTemplate &text, const QStringList &parameters)
{
    for (const auto &placeholder : text.placeholders()) {
        const bool isParameter
            = placeholder.path.startsWith(u"param.") && parameters.contains(placeholder.path.sliced(6));
        if (!isParameter && !isRequestPlaceholder(placeholder.path)) {
            QStringList known{
                u"{device}"_s, u"{clientId}"_s, u"{session}"_s, u"{nowMs}"_s, u"{var.*}"_s}; // design.md §4
            for (const QString &parameter : parameters) {
                known.append(u"{param.%1}"_s.arg(parameter));
            }
            failAt(node, u"{%1} is not known in a request; known are %2"_s.arg(placeholder.path, known.join(u' ')));
        }
        if (placeholder.path.startsWith(u"var.") && !reading.content.variables.contains(placeholder.path.sliced(4))) {
            failAt(node,
                u"{%1}: \"device.variables\" has no \"%2\"; it has %3"_s.arg(
                    placeholder.path, placeholder.path.sliced(4), quotedList(reading.content.variables.keys())));
        }
    }
}

void readRequests(ProfileReading &reading)
{
    auto &requests = reading.content.requests;
    for (const JsonNode *node : listOf(reading.root, u"requests")) {
        RequestTemplate request;
        request.id = textOf(*node, u"id");
        if (const JsonNode *const topic = node->member(u"topic")) {
            request.topic = templateOf(*topic);
            checkRequestTemplates(reading, *topic);
        }
        if (const JsonNode *const body = node->member(u"body")) {
            checkRequestTemplates(reading, *body);
            request.body = body->toJson();
        }
        request.whenFound = textOf(*node, u"when", u"found"_s) == u"found";
        request.intervalSeconds = intOf(*node, u"intervalSeconds", 0);
        request.poll = boolOf(*node, u"poll");
        const bool known = std::any_of(
            requests.begin(), requests.end(), [&](const RequestTemplate &other) { return other.id == request.id; });
        if (known) {
            failAt(*node, u"there are two requests with the id \"%1\""_s.arg(request.id));
        }
        requests.push_back(std::move(request));
    }
}

} // namespace

void checkRequestTemplates(const ProfileReading &reading, const JsonNode &node, const QStringList &parameters)
{
    if (node.type == JsonNode::Type::Text) {
        checkPlaceholders(reading, node, templateOf(node), parameters);
    }
    for (const JsonNode &item : node.items) {
        checkRequestTemplates(reading, item, parameters);
    }
}

void readFrame(ProfileReading &reading)
{
    ProfileContent &content = reading.content;
    content.id = Symbol::intern(textOf(reading.root, u"id"));
    content.version = intOf(reading.root, u"version", 0);
    content.name = textOf(reading.root, u"name");
    readMatchAndDevice(reading);
    readMessages(reading);
    readGroups(reading);
    readRequests(reading);
}

} // namespace ember
