// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "profilereading.h"

#include <algorithm>
#include <initializer_list>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr std::initializer_list<QStringView> kChangeNames
    = {u"field", u"old", u"new", u"unit", u"oldLabel", u"newLabel"};
constexpr std::initializer_list<QStringView> kFaultNames = {u"code", u"subCode", u"text", u"advice"};

bool isOneOf(const QString &text, std::initializer_list<QStringView> names)
{
    return std::find(names.begin(), names.end(), text) != names.end();
}

/// Throws at the first placeholder that can never have a value.
void checkTemplate(const ProfileReading &reading, const JsonNode &node, const TextTemplate &text,
    std::initializer_list<QStringView> ownNames, bool fieldsToo)
{
    for (const auto &placeholder : text.placeholders()) {
        if (isOneOf(placeholder.path, ownNames)) {
            continue;
        }
        if (!fieldsToo) {
            QStringList known;
            for (const QStringView name : ownNames) {
                known.append(name.toString());
            }
            failAt(node, u"{%1} is not known here; known are %2"_s.arg(placeholder.path, quotedList(known)));
        }
        checkFieldPath(reading, node, placeholder.path);
    }
}

FaultReference faultOf(const ProfileReading &reading, const JsonNode &node, ExpressionRoots roots)
{
    FaultReference fault;
    if (const JsonNode *const code = node.member(u"code")) {
        fault.code = expressionOf(reading, *code, roots);
    } else {
        failAt(node, u"a fault needs a \"code\""_s);
    }
    if (const JsonNode *const subCode = node.member(u"subCode")) {
        fault.subCode = expressionOf(reading, *subCode, roots);
    }
    return fault;
}

/// A value of this message that the message does not carry is never there: a mistake, not a condition.
void checkNewFields(const ProfileReading &reading, const JsonNode &node, const EventDefinition &event)
{
    if (event.message < 0) {
        return;
    }
    const MessageDefinition &message = reading.content.messages[std::size_t(event.message)];
    for (const FieldReference &ref : event.when->fields()) {
        if (ref.root != FieldReference::Root::New) {
            continue;
        }
        const int field = reading.fields.value(ref.path.text(), -1);
        const int derived = reading.derived.value(ref.path.text(), -1);
        const bool carried = field >= 0
            ? std::find(message.fields.begin(), message.fields.end(), field) != message.fields.end()
            : std::find(message.derived.begin(), message.derived.end(), derived) != message.derived.end();
        if (!carried) {
            failAt(node, u"message \"%1\" does not carry \"%2\""_s.arg(message.id, ref.path.text()));
        }
    }
}

void readEventData(ProfileReading &reading, const JsonNode &node, EventDefinition &event)
{
    const JsonNode *const data = node.member(u"data");
    if (!data) {
        failAt(node, u"an event needs \"data\""_s);
    }
    if (const JsonNode *const change = data->member(u"change")) {
        event.changedField = reading.fields.value(change->text(), -1);
        event.changedDerived = reading.derived.value(change->text(), -1);
        if (event.changedField < 0 && event.changedDerived < 0) {
            failAt(*change, u"there is no field or derived value \"%1\""_s.arg(change->text()));
        }
    }
    if (const JsonNode *const fault = data->member(u"fault")) {
        event.fault = faultOf(reading, *fault, ExpressionRoots::Profile);
    }
    event.values = boolOf(*data, u"values");
}

void readEvents(ProfileReading &reading)
{
    for (const JsonNode *node : listOf(reading.root, u"events")) {
        EventDefinition event;
        event.name = Symbol::intern(textOf(*node, u"name"));
        if (const JsonNode *const message = node->member(u"message")) {
            event.message = messageIndex(reading, *message, message->text());
        }
        const JsonNode *const when = node->member(u"when");
        if (!when) {
            failAt(*node, u"an event needs a condition \"when\""_s);
        }
        event.when = expressionOf(reading, *when, ExpressionRoots::Profile);
        checkNewFields(reading, *when, event);
        readEventData(reading, *node, event);
        if (const JsonNode *const summary = node->member(u"summary")) {
            event.summary = templateOf(*summary);
            if (event.values) {
                checkTemplate(reading, *summary, event.summary, {}, true);
            } else {
                checkTemplate(reading, *summary, event.summary, event.fault ? kFaultNames : kChangeNames, false);
            }
        }
        reading.content.events.push_back(std::move(event));
    }
}

void checkOnlyNew(const JsonNode &node, const Expression &expression)
{
    for (const FieldReference &ref : expression.fields()) {
        if (ref.root == FieldReference::Root::Old) {
            failAt(node, u"an alarm stands on what is, so it knows only new.*, not \"old.%1\""_s.arg(ref.path.text()));
        }
    }
}

void readAlarms(ProfileReading &reading)
{
    for (const JsonNode *node : listOf(reading.root, u"alarms")) {
        AlarmDefinition alarm;
        const JsonNode *const when = node->member(u"when");
        if (!when) {
            failAt(*node, u"an alarm needs a condition \"when\""_s);
        }
        alarm.when = expressionOf(reading, *when, ExpressionRoots::Profile);
        checkOnlyNew(*when, *alarm.when);
        alarm.text = textOf(*node, u"text");
        alarm.advice = textOf(*node, u"advice");
        if (const JsonNode *const fault = node->member(u"fault")) {
            alarm.fault = faultOf(reading, *fault, ExpressionRoots::Profile);
            checkOnlyNew(*fault, *alarm.fault->code);
            if (alarm.fault->subCode) {
                checkOnlyNew(*fault, *alarm.fault->subCode);
            }
        } else if (alarm.text.isEmpty()) {
            failAt(*node, u"an alarm needs a \"fault\" or a \"text\""_s);
        }
        reading.content.alarms.push_back(std::move(alarm));
    }
}

void readFaults(ProfileReading &reading)
{
    auto &faults = reading.content.faults;
    for (const JsonNode *node : listOf(reading.root, u"faults")) {
        FaultDefinition fault;
        const JsonNode *const code = node->member(u"code");
        const JsonNode *const subCode = node->member(u"subCode");
        fault.code = code ? code->scalar.toInteger() : 0;
        fault.subCode = subCode ? std::optional(subCode->scalar.toInteger()) : std::nullopt;
        fault.text = textOf(*node, u"text");
        fault.advice = textOf(*node, u"advice");
        const bool known = std::any_of(faults.begin(), faults.end(),
            [&](const FaultDefinition &other) { return other.code == fault.code && other.subCode == fault.subCode; });
        if (known) {
            failAt(*node, u"fault %1 has two entries for the same sub-code"_s.arg(fault.code));
        }
        faults.push_back(std::move(fault));
    }
}

void checkSentence(const ProfileReading &reading, const JsonNode &node, const SentenceDefinition &sentence)
{
    for (const auto &placeholder : sentence.text.placeholders()) {
        if (placeholder.path.startsWith(u"since.")) {
            checkFieldPath(reading, node, placeholder.path.sliced(6));
        } else if (!sentence.fault || !isOneOf(placeholder.path, kFaultNames)) {
            checkFieldPath(reading, node, placeholder.path);
        }
    }
}

void readSentences(ProfileReading &reading)
{
    for (const JsonNode *node : listOf(reading.root, u"sentences")) {
        SentenceDefinition sentence;
        if (const JsonNode *const when = node->member(u"when")) {
            sentence.when = expressionOf(reading, *when, ExpressionRoots::Message);
        }
        if (const JsonNode *const fault = node->member(u"fault")) {
            sentence.fault = faultOf(reading, *fault, ExpressionRoots::Message);
        }
        if (const JsonNode *const text = node->member(u"text")) {
            sentence.text = templateOf(*text);
            checkSentence(reading, *text, sentence);
        }
        reading.content.sentences.push_back(std::move(sentence));
    }
}

} // namespace

void readRules(ProfileReading &reading)
{
    const auto nodes = listOf(reading.root, u"messages");
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (const JsonNode *const summary = nodes[i]->member(u"summary")) {
            reading.content.messages[i].summary = templateOf(*summary);
            checkTemplate(reading, *summary, reading.content.messages[i].summary, {}, true);
        }
    }
    readEvents(reading);
    readAlarms(reading);
    readFaults(reading);
    readSentences(reading);
}

} // namespace ember
