// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "profilereading.h"

#include <QtCore/QJsonObject>

#include <algorithm>
#include <array>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// What several commands have in common.
struct Frame
{
    TextTemplate topic;
    QJsonValue body;
    std::vector<AnswerMark> answer;
    std::optional<std::chrono::seconds> answerWithin;
};

/// The frame's members with those of the command, which win; in objects below too.
QJsonValue merged(const QJsonValue &frame, const QJsonValue &own)
{
    if (own.isUndefined()) {
        return frame;
    }
    if (!frame.isObject() || !own.isObject()) {
        return own;
    }
    QJsonObject object = frame.toObject();
    const QJsonObject members = own.toObject();
    for (auto member = members.begin(); member != members.end(); ++member) {
        object.insert(member.key(), merged(object.value(member.key()), member.value()));
    }
    return object;
}

CommandParameter::Kind kindOf(const QString &text)
{
    using Kind = CommandParameter::Kind;
    constexpr std::array<std::pair<QStringView, Kind>, 6> kKinds{
        {{u"number", Kind::Number}, {u"integer", Kind::Integer}, {u"choice", Kind::Choice}, {u"days", Kind::Days},
            {u"numbers", Kind::Numbers}, {u"list", Kind::List}}};
    const auto *const at = std::find_if(kKinds.begin(), kKinds.end(), [&](const auto &k) { return k.first == text; });
    return at == kKinds.end() ? Kind::Number : at->second; // the schema lets no other text pass
}

std::optional<double> numberOf(const JsonNode &node, QStringView key)
{
    const JsonNode *const member = node.member(key);
    return member ? std::optional(member->scalar.toDouble()) : std::nullopt;
}

int fieldOf(const ProfileReading &reading, const JsonNode &node, QStringView key)
{
    const JsonNode *const member = node.member(key);
    if (!member) {
        return -1;
    }
    const int field = reading.fields.value(member->text(), -1);
    if (field < 0) {
        failAt(*member, u"the profile has no field \"%1\""_s.arg(member->text()));
    }
    return field;
}

void checkEncoding(const JsonNode &node, const CommandParameter &parameter)
{
    using Kind = CommandParameter::Kind;
    const auto is
        = [&parameter](Encoding::Kind kind) { return parameter.encoding && parameter.encoding->kind == kind; };
    if (parameter.kind == Kind::Choice && !is(Encoding::Kind::Enumeration)) {
        failAt(node, u"a choice needs an encoding of type enum, whose labels are what is chosen from"_s);
    }
    if (parameter.kind == Kind::Days && !is(Encoding::Kind::Bits)) {
        failAt(node, u"days need an encoding of type bits"_s);
    }
    if (parameter.kind == Kind::Number && parameter.encoding && !is(Encoding::Kind::Linear)) {
        failAt(node, u"a number needs an encoding of type linear, or none"_s);
    }
    if ((parameter.kind == Kind::List) == parameter.items.empty()) {
        failAt(node, u"a list needs \"items\", and only a list has them"_s);
    }
}

std::vector<CommandParameter> parametersOf(const ProfileReading &reading, const JsonNode &command, QStringView key)
{
    std::vector<CommandParameter> parameters;
    for (const JsonNode *node : listOf(command, key)) {
        CommandParameter parameter;
        parameter.name = textOf(*node, u"name");
        parameter.label = textOf(*node, u"label");
        parameter.kind = kindOf(textOf(*node, u"kind"));
        if (const JsonNode *const encoding = node->member(u"encoding")) {
            parameter.encoding = reading.encodings.value(encoding->text());
            if (!parameter.encoding) {
                failAt(*encoding,
                    u"there is no encoding \"%1\"; there are %2"_s.arg(
                        encoding->text(), quotedList(reading.encodings.keys())));
            }
        }
        parameter.unit = textOf(*node, u"unit", parameter.encoding ? parameter.encoding->unit : QString());
        parameter.decimals = parameter.encoding ? parameter.encoding->decimals : -1;
        parameter.least = numberOf(*node, u"min");
        parameter.greatest = numberOf(*node, u"max");
        parameter.leastField = fieldOf(reading, *node, u"minField");
        parameter.greatestField = fieldOf(reading, *node, u"maxField");
        parameter.currentField = fieldOf(reading, *node, u"currentField");
        parameter.items = parametersOf(reading, *node, u"items");
        checkEncoding(*node, parameter);
        const bool isKnown = std::any_of(parameters.begin(), parameters.end(),
            [&](const CommandParameter &other) { return other.name == parameter.name; });
        if (isKnown) {
            failAt(*node, u"there are two parameters \"%1\""_s.arg(parameter.name));
        }
        parameters.push_back(std::move(parameter));
    }
    return parameters;
}

QStringList namesOf(const std::vector<CommandParameter> &parameters)
{
    QStringList names;
    for (const CommandParameter &parameter : parameters) {
        names.append(parameter.name);
    }
    return names;
}

/// Reads what the node says over what the frame says.
Frame frameOf(const ProfileReading &reading, const JsonNode &node, Frame frame, const QStringList &parameters)
{
    if (const JsonNode *const topic = node.member(u"topic")) {
        checkRequestTemplates(reading, *topic, parameters);
        frame.topic = templateOf(*topic);
    }
    if (const JsonNode *const body = node.member(u"body")) {
        checkRequestTemplates(reading, *body, parameters);
        frame.body = merged(frame.body, body->toJson());
    }
    const JsonNode *const answer = node.member(u"answer");
    if (!answer) {
        return frame;
    }
    if (const auto seconds = numberOf(*answer, u"withinSeconds")) {
        frame.answerWithin = std::chrono::seconds(qint64(*seconds));
    }
    if (answer->member(u"marks")) {
        frame.answer.clear();
    }
    for (const JsonNode *mark : listOf(*answer, u"marks")) {
        const JsonNode *const path = mark->member(u"path");
        const JsonNode *const equals = mark->member(u"equals");
        if (equals) {
            checkRequestTemplates(reading, *equals, parameters);
        }
        frame.answer.push_back({jsonPathOf(path ? *path : *mark), equals ? equals->toJson() : QJsonValue()});
    }
    return frame;
}

void readCapability(const ProfileReading &reading, const JsonNode &node, CommandDefinition &command)
{
    const JsonNode *const capability = node.member(u"capability");
    if (!capability) {
        return;
    }
    if (const JsonNode *const message = capability->member(u"message")) {
        command.capabilityMessage = messageIndex(reading, *message, message->text());
    }
    if (const JsonNode *const when = capability->member(u"when")) {
        command.capability = expressionOf(reading, *when, ExpressionRoots::Message);
    }
    command.capabilityText = textOf(*capability, u"otherwise");
}

CommandDefinition commandOf(
    const ProfileReading &reading, const QString &name, const JsonNode &node, const QMap<QString, Frame> &frames)
{
    CommandDefinition command;
    command.name = name;
    command.label = textOf(node, u"label");
    command.description = textOf(node, u"description");
    command.isQuestion = boolOf(node, u"asksOnly");
    command.risk = textOf(node, u"risk");
    command.parameters = parametersOf(reading, node, u"parameters");
    QStringList names = namesOf(command.parameters);
    if (const JsonNode *const own = node.member(u"fromDevice")) {
        for (const QString &key : own->keys) {
            command.fromDevice.insert(key, fieldOf(reading, *own, key));
            names.append(key);
        }
    }
    readCapability(reading, node, command);
    const JsonNode *const frame = node.member(u"frame");
    if (frame && !frames.contains(frame->text())) {
        failAt(
            *frame, u"there is no command frame \"%1\"; there are %2"_s.arg(frame->text(), quotedList(frames.keys())));
    }
    Frame own = frameOf(reading, node, frames.value(frame ? frame->text() : QString()), names);
    if (own.topic.isEmpty()) {
        failAt(node, u"the command \"%1\" needs a \"topic\", of its own or of its frame"_s.arg(name));
    }
    command.request.id = name;
    command.request.topic = std::move(own.topic);
    command.request.body = own.body;
    command.answer = std::move(own.answer);
    command.answerWithin = own.answerWithin.value_or(command.answerWithin);
    return command;
}

} // namespace

void readCommands(ProfileReading &reading)
{
    QMap<QString, Frame> frames;
    if (const JsonNode *const nodes = reading.root.member(u"commandFrames")) {
        for (std::size_t i = 0; i < nodes->keys.size(); ++i) {
            frames.insert(nodes->keys[i], frameOf(reading, nodes->items[i], {}, {}));
        }
    }
    if (const JsonNode *const nodes = reading.root.member(u"commands")) {
        for (std::size_t i = 0; i < nodes->keys.size(); ++i) {
            reading.content.commands.push_back(commandOf(reading, nodes->keys[i], nodes->items[i], frames));
        }
    }
}

} // namespace ember
