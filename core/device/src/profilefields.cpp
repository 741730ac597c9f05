// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "profilereading.h"

#include <algorithm>
#include <map>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

using EncodingMap = QMap<QString, EncodingPtr>;

/// What stands for true, or for false: numbers, texts, JSON's own.
void readWords(
    Encoding &encoding, const JsonNode &node, QStringView key, std::vector<qint64> &numbers, QStringList &texts)
{
    for (const JsonNode *item : listOf(node, key)) {
        if (item->type == JsonNode::Type::Text) {
            texts.append(item->text());
        } else if (item->type == JsonNode::Type::Number) {
            numbers.push_back(item->scalar.toInteger());
        } else if (item->scalar.toBool() == (key == u"true")) {
            encoding.takesBooleans = true;
        } else {
            failAt(*item, u"JSON's true and false stand for themselves"_s);
        }
    }
}

/// The profile's fault list says what the codes mean; a label of the encoding's own goes before it. Of a code with
/// several entries that is the one without a sub-code.
void addFaultLabels(Encoding &encoding, const JsonNode &root)
{
    std::map<qint64, QString> texts(encoding.labels.cbegin(), encoding.labels.cend());
    for (const JsonNode *fault : listOf(root, u"faults")) {
        if (!fault->member(u"subCode")) {
            texts.emplace(intOf(*fault, u"code", 0), textOf(*fault, u"text"));
        }
    }
    encoding.labels.assign(texts.cbegin(), texts.cend());
}

void readLabels(Encoding &encoding, const JsonNode &node)
{
    const JsonNode *const labels = node.member(u"labels");
    if (!labels) {
        return;
    }
    for (std::size_t i = 0; i < labels->keys.size(); ++i) {
        bool ok = false;
        const qint64 number = labels->keys[i].toLongLong(&ok);
        if (!ok) {
            failAt(labels->items[i], u"\"%1\" is not a whole number"_s.arg(labels->keys[i]));
        }
        encoding.labels.emplace_back(number, labels->items[i].text());
    }
    auto sorted = encoding.labels;
    std::sort(sorted.begin(), sorted.end());
    const auto same = [](const auto &a, const auto &b) { return a.first == b.first; };
    if (std::adjacent_find(sorted.begin(), sorted.end(), same) != sorted.end()) {
        failAt(*labels, u"one number has two labels"_s);
    }
    if (encoding.kind != Encoding::Kind::Bits) {
        encoding.labels = std::move(sorted);
    }
}

EncodingPtr encodingOf(const JsonNode &root, const QString &id, const JsonNode &node)
{
    static const QMap<QString, Encoding::Kind> kinds{
        {u"linear"_s, Encoding::Kind::Linear},
        {u"boolean"_s, Encoding::Kind::Boolean},
        {u"tristate"_s, Encoding::Kind::TriState},
        {u"enum"_s, Encoding::Kind::Enumeration},
        {u"bits"_s, Encoding::Kind::Bits},
        {u"integer"_s, Encoding::Kind::Integer},
        {u"text"_s, Encoding::Kind::Text},
    };
    auto encoding = std::make_shared<Encoding>();
    encoding->id = id;
    encoding->kind = kinds.value(textOf(node, u"type"), Encoding::Kind::Integer);
    const JsonNode *const scale = node.member(u"scale");
    const JsonNode *const offset = node.member(u"offset");
    encoding->scale = LinearScale(scale ? scale->scalar.toDouble() : 1.0, offset ? offset->scalar.toDouble() : 0.0);
    encoding->unit = textOf(node, u"unit");
    encoding->decimals = intOf(node, u"decimals", -1);
    readWords(*encoding, node, u"true", encoding->trueValues, encoding->trueTexts);
    readWords(*encoding, node, u"false", encoding->falseValues, encoding->falseTexts);
    if (const JsonNode *const texts = node.member(u"texts")) {
        encoding->trueText = textOf(*texts, u"true", encoding->trueText);
        encoding->falseText = textOf(*texts, u"false", encoding->falseText);
        encoding->nullText = textOf(*texts, u"null", encoding->nullText);
    }
    readLabels(*encoding, node);
    if (boolOf(node, u"faults")) {
        addFaultLabels(*encoding, root);
    }
    return encoding;
}

int groupOf(const ProfileReading &reading, const JsonNode &node)
{
    const auto &groups = reading.content.groups;
    const JsonNode *const group = node.member(u"group");
    if (!group) {
        return -1;
    }
    QStringList known;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (groups[i].id == group->text()) {
            return int(i);
        }
        known.append(groups[i].id);
    }
    failAt(*group, u"there is no group \"%1\"; there are %2"_s.arg(group->text(), quotedList(known)));
}

EncodingPtr encodingNamedBy(const EncodingMap &encodings, const JsonNode &node)
{
    const JsonNode *const name = node.member(u"encoding");
    EncodingPtr encoding = encodings.value(name ? name->text() : QString());
    if (!encoding) {
        failAt(name ? *name : node,
            u"there is no encoding \"%1\"; there are %2"_s.arg(
                name ? name->text() : QString(), quotedList(encodings.keys())));
    }
    return encoding;
}

/// The messages whose whole payload is that field.
std::vector<int> singleValueMessages(const JsonNode &root, const QString &key)
{
    std::vector<int> messages;
    const auto nodes = listOf(root, u"messages");
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (textOf(*nodes[i], u"field") == key) {
            messages.push_back(int(i));
        }
    }
    return messages;
}

FieldDefinition describedField(
    const ProfileReading &reading, const EncodingMap &encodings, const QString &key, const JsonNode &node)
{
    FieldDefinition field;
    field.key = Symbol::intern(key);
    field.label = textOf(node, u"label", key);
    field.encoding = encodingNamedBy(encodings, node);
    field.unit = textOf(node, u"unit", field.encoding->unit);
    field.decimals = intOf(node, u"decimals", field.encoding->decimals);
    field.group = groupOf(reading, node);
    field.hint = textOf(node, u"hint");
    field.primary = boolOf(node, u"primary");
    for (const JsonNode *alias : listOf(node, u"aliases")) {
        field.aliases.append(alias->text());
    }
    return field;
}

/// One field, and behind it in `variants` what the same name means in other messages.
void readField(ProfileReading &reading, const EncodingMap &encodings, const QString &key, const JsonNode &node,
    std::vector<FieldDefinition> &variants)
{
    FieldDefinition field = describedField(reading, encodings, key, node);
    for (const JsonNode *message : listOf(node, u"messages")) {
        field.messages.push_back(messageIndex(reading, *message, message->text()));
    }
    if (field.messages.empty()) {
        field.messages = singleValueMessages(reading.root, key);
    }
    if (field.messages.empty()) {
        field.messages.push_back(0);
    }
    const int index = int(reading.content.fields.size());
    if (const JsonNode *const others = node.member(u"variants")) {
        for (std::size_t i = 0; i < others->keys.size(); ++i) {
            FieldDefinition variant = describedField(reading, encodings, key, others->items[i]);
            variant.messages.push_back(messageIndex(reading, others->items[i], others->keys[i]));
            variant.variantOf = index;
            if (std::find(field.messages.begin(), field.messages.end(), variant.messages.front())
                != field.messages.end()) {
                failAt(others->items[i],
                    u"\"%1\" is already the field itself in message \"%2\""_s.arg(key, others->keys[i]));
            }
            variants.push_back(std::move(variant));
        }
    }
    reading.fields.insert(key, index);
    reading.content.fields.push_back(std::move(field));
}

/// Gives every message its cells.
void layOutMessages(ProfileReading &reading)
{
    auto &fields = reading.content.fields;
    auto &messages = reading.content.messages;
    const auto nodes = listOf(reading.root, u"messages");
    for (std::size_t m = 0; m < messages.size(); ++m) {
        MessageDefinition &message = messages[m];
        message.cells.assign(fields.size(), -1);
        for (std::size_t f = 0; f < fields.size(); ++f) {
            const FieldDefinition &field = fields[f];
            if (std::find(field.messages.begin(), field.messages.end(), int(m)) == field.messages.end()) {
                continue;
            }
            const int cell = int(message.fields.size());
            message.fields.push_back(int(f));
            message.cells[f] = cell;
            if (field.variantOf >= 0) {
                message.cells[std::size_t(field.variantOf)] = cell; // the name leads to what it means here
            }
            for (const QString &name : QStringList{field.key.text()} + field.aliases) {
                const bool isLastName = name.startsWith(u"*.");
                if (isLastName && message.payload != PayloadKind::Any) {
                    const JsonNode *const node = reading.root.member(u"fields")->member(field.key.text());
                    failAt(node ? *node : *nodes[m],
                        u"\"%1\" describes fields of a message of the kind any, and \"%2\" is none"_s.arg(
                            name, message.id));
                }
                auto &names = isLastName ? message.lastNames : message.wireKeys;
                if (!names.emplace(name.sliced(isLastName ? 2 : 0).toStdString(), cell).second) {
                    const JsonNode *const node = reading.root.member(u"fields")->member(field.key.text());
                    failAt(node ? *node : *nodes[m],
                        u"the wire name \"%1\" belongs to two fields of message \"%2\""_s.arg(name, message.id));
                }
            }
        }
        if (const JsonNode *const single = nodes[m]->member(u"field")) {
            message.singleField = reading.fields.value(single->text(), -1);
            if (message.singleField < 0) {
                failAt(*single, u"there is no field \"%1\""_s.arg(single->text()));
            }
            if (message.cells[std::size_t(message.singleField)] < 0) {
                failAt(*single,
                    u"field \"%1\" does not name message \"%2\" in its \"messages\""_s.arg(single->text(), message.id));
            }
        }
    }
}

DerivedDefinition::Alternative alternativeOf(const ProfileReading &reading, const JsonNode &node, int message)
{
    DerivedDefinition::Alternative alternative;
    for (const JsonNode *key : listOf(node, u"requires")) {
        const int field = reading.fields.value(key->text(), -1);
        const int cell = field < 0 ? -1 : reading.content.messages[std::size_t(message)].cells[std::size_t(field)];
        if (cell < 0) {
            failAt(*key,
                u"message \"%1\" has no field \"%2\""_s.arg(
                    reading.content.messages[std::size_t(message)].id, key->text()));
        }
        alternative.required.push_back(cell);
    }
    if (const JsonNode *const when = node.member(u"when")) {
        alternative.when = expressionOf(reading, *when, ExpressionRoots::Message);
    }
    const JsonNode *const expression = node.member(u"expression");
    if (!expression) {
        failAt(node, u"a derived value needs an \"expression\""_s);
    }
    alternative.expression = expressionOf(reading, *expression, ExpressionRoots::Message);
    for (const FieldReference &ref : alternative.expression->fields()) {
        if (ref.path.text().startsWith(u"derived.")) {
            failAt(*expression, u"a derived value is computed from values.*, raw.* and labels.* only"_s);
        }
    }
    return alternative;
}

void readDerived(ProfileReading &reading, const QString &key, const JsonNode &node)
{
    if (reading.fields.contains(key)) {
        failAt(node, u"\"%1\" is the name of a field already"_s.arg(key));
    }
    DerivedDefinition derived;
    derived.key = Symbol::intern(key);
    derived.label = textOf(node, u"label", key);
    derived.unit = textOf(node, u"unit");
    derived.decimals = intOf(node, u"decimals", -1);
    derived.group = groupOf(reading, node);
    derived.hint = textOf(node, u"hint");
    derived.primary = boolOf(node, u"primary");
    const JsonNode *const message = node.member(u"message");
    derived.message = message ? messageIndex(reading, *message, message->text()) : 0;
    if (const JsonNode *const minimum = node.member(u"minimum")) {
        derived.minimum = minimum->scalar.toDouble();
    }
    if (node.member(u"alternatives")) {
        for (const JsonNode *alternative : listOf(node, u"alternatives")) {
            derived.alternatives.push_back(alternativeOf(reading, *alternative, derived.message));
        }
    } else {
        derived.alternatives.push_back(alternativeOf(reading, node, derived.message));
    }
    const int index = int(reading.content.derived.size());
    reading.derived.insert(key, index);
    auto &ofMessage = reading.content.messages[std::size_t(derived.message)].derived;
    derived.cell = int(ofMessage.size());
    ofMessage.push_back(index);
    reading.content.derived.push_back(std::move(derived));
}

void fillGroups(ProfileContent &content)
{
    const auto add = [&content](int group, FieldPath member) {
        if (group >= 0) {
            content.groups[std::size_t(group)].members.push_back(member);
        }
    };
    for (std::size_t i = 0; i < content.fields.size(); ++i) {
        add(content.fields[i].group, {FieldPath::Kind::Value, int(i)});
    }
    for (std::size_t i = 0; i < content.derived.size(); ++i) {
        add(content.derived[i].group, {FieldPath::Kind::Derived, int(i)});
    }
}

} // namespace

void readFields(ProfileReading &reading)
{
    EncodingMap &encodings = reading.encodings;
    if (const JsonNode *const nodes = reading.root.member(u"encodings")) {
        for (std::size_t i = 0; i < nodes->keys.size(); ++i) {
            encodings.insert(nodes->keys[i], encodingOf(reading.root, nodes->keys[i], nodes->items[i]));
        }
    }
    std::vector<FieldDefinition> variants;
    if (const JsonNode *const nodes = reading.root.member(u"fields")) {
        for (std::size_t i = 0; i < nodes->keys.size(); ++i) {
            readField(reading, encodings, nodes->keys[i], nodes->items[i], variants);
        }
    }
    auto &fields = reading.content.fields;
    fields.insert(fields.end(), variants.begin(), variants.end());
    layOutMessages(reading);
    if (const JsonNode *const nodes = reading.root.member(u"derived")) {
        for (std::size_t i = 0; i < nodes->keys.size(); ++i) {
            readDerived(reading, nodes->keys[i], nodes->items[i]);
        }
    }
    fillGroups(reading.content);
}

} // namespace ember
