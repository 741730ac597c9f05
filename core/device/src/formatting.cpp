// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/formatting.h>

#include "discoveredtext.h"
#include "placeholdertext.h"

#include <ember/device/decodedmessage.h>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr QChar kThinSpace = u'\u2009';

QString bitsText(const Encoding &encoding, qint64 number)
{
    QStringList names;
    quint64 rest = quint64(number);
    for (const auto &[value, name] : encoding.labels) {
        const quint64 bits = quint64(value);
        if (bits != 0 && (rest & bits) == bits) {
            names.append(name);
            rest &= ~bits;
        }
    }
    if (rest != 0) {
        names.append(u"unknown (%1)"_s.arg(rest));
    }
    return names.isEmpty() ? u"none"_s : names.join(u", "_s);
}

/// The decoded value of a field that a template names, and the field that tells how to show it.
std::optional<QString> fieldText(
    const Event &event, const Profile &profile, const FieldPath &path, Symbol symbol, int width)
{
    if (path.kind == FieldPath::Kind::Derived) {
        const Value value = valueOf(event, symbol);
        return value.isAbsent()
            ? std::nullopt
            : std::optional(withWidth(value, width, formatDerived(profile.derived()[std::size_t(path.index)], value)));
    }
    const FieldDefinition *field = &profile.fields()[std::size_t(path.index)];
    Value value;
    Value raw;
    if (const DecodedMessage *const message = decodedMessageOf(event)) {
        const int cell = message->message().cells[std::size_t(path.index)];
        if (cell < 0) {
            return std::nullopt;
        }
        field = &profile.fields()[std::size_t(message->message().fields[std::size_t(cell)])];
        value = message->value(cell);
        raw = message->raw(cell);
    } else {
        value = event.field(Symbol::find(QString(u"values."_s + field->key.text())));
        raw = event.field(Symbol::find(QString(u"raw."_s + field->key.text())));
    }
    return fieldPlaceholderText(*field, path.kind, value, raw, width);
}

/// The text of "old", "code" and the other members of an event's own data.
std::optional<QString> ownText(const Event &event, const Profile &profile, const TextTemplate::Placeholder &placeholder)
{
    static const Symbol fieldName = Symbol::intern(u"field");
    const Value value = event.field(placeholder.symbol);
    if (value.isAbsent()) {
        return std::nullopt;
    }
    QString text = value.isNull() ? u"unknown"_s : shownText(value.toString());
    if (placeholder.path == u"old" || placeholder.path == u"new") {
        const Symbol key = Symbol::find(event.field(fieldName).toText());
        if (const int field = profile.fieldIndex(key); field >= 0) {
            text = formatValue(profile.fields()[std::size_t(field)], value);
        } else if (const int derived = profile.derivedIndex(key); derived >= 0) {
            text = formatDerived(profile.derived()[std::size_t(derived)], value);
        }
    }
    return withWidth(value, placeholder.width, text);
}

/// The template for an event: its message's, or that of the rule that made it.
const TextTemplate *templateFor(const Event &event, const Profile &profile)
{
    static const Symbol fieldName = Symbol::intern(u"field");
    const Symbol name = event.nameSymbol();
    const auto *const message = dynamic_cast<const DecodedMessage *>(event.payload().get());
    if (message) {
        return &message->message().summary;
    }
    const Symbol changed = Symbol::find(event.field(fieldName).toText());
    for (const EventDefinition &definition : profile.events()) {
        const Symbol key = definition.changedField >= 0 ? profile.fields()[std::size_t(definition.changedField)].key
            : definition.changedDerived >= 0            ? profile.derived()[std::size_t(definition.changedDerived)].key
                                                        : Symbol();
        if (definition.name == name && (key.isNull() || key == changed)) {
            return &definition.summary;
        }
    }
    const MessageDefinition *const ofName = profile.messageOfEvent(name);
    return ofName ? &ofName->summary : nullptr;
}

bool disturbsLine(QChar c)
{
    const char16_t u = c.unicode();
    return u < 0x20 || (u >= 0x7f && u < 0xa0) || (u >= 0x2028 && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069);
}

QString escaped(QChar c)
{
    const char16_t u = c.unicode();
    return u == u'\n' ? u"\\n"_s
        : u == u'\r'  ? u"\\r"_s
        : u == u'\t'  ? u"\\t"_s
        : u < 0x100   ? u"\\x%1"_s.arg(uint(u), 2, 16, QLatin1Char('0'))
                      : u"\\u%1"_s.arg(uint(u), 4, 16, QLatin1Char('0'));
}

} // namespace

QString shownText(const QString &text)
{
    const bool isLong = text.size() > kLongestShown;
    if (!isLong && std::none_of(text.begin(), text.end(), disturbsLine)) {
        return text;
    }
    qsizetype end = std::min(text.size(), kLongestShown);
    if (isLong && text[end - 1].isHighSurrogate()) {
        --end;
    }
    QString shown;
    for (const QChar c : QStringView(text).first(end)) {
        shown += disturbsLine(c) ? escaped(c) : QString(c);
    }
    return isLong ? u"%1… (%2 characters)"_s.arg(shown).arg(text.size()) : shown;
}

QString formatNumber(const Value &number, int decimals, QStringView unit)
{
    if (!number.isNumber()) {
        return {};
    }
    QString text = decimals < 0 ? number.toString() : QString::number(number.toReal(), 'f', decimals);
    const bool isZero = std::none_of(text.begin(), text.end(), [](QChar c) { return c >= u'1' && c <= u'9'; });
    if (isZero && text.startsWith(u'-')) {
        text.remove(0, 1); // -0.04 with one decimal
    }
    return unit.isEmpty() ? text : QString(text + kThinSpace + unit);
}

QString formatValue(const FieldDefinition &field, const Value &value)
{
    const Encoding &encoding = *field.encoding;
    if (value.isAbsent()) {
        return {};
    }
    if (value.isNull()) {
        return encoding.nullText;
    }
    switch (encoding.kind) {
    case Encoding::Kind::Boolean:
    case Encoding::Kind::TriState:
        return value.toBoolean() ? encoding.trueText : encoding.falseText;
    case Encoding::Kind::Enumeration: {
        const QStringView label = encoding.label(value);
        return label.isNull() ? u"unknown (%1)"_s.arg(value.toInteger()) : label.toString();
    }
    case Encoding::Kind::Bits:
        return bitsText(encoding, value.toInteger());
    case Encoding::Kind::Linear:
    case Encoding::Kind::Integer:
        return formatNumber(value, field.decimals, field.unit);
    case Encoding::Kind::Text:
        break;
    }
    return shownText(value.toString());
}

QString formatDerived(const DerivedDefinition &derived, const Value &value)
{
    switch (value.type()) {
    case Value::Type::Absent:
        return {};
    case Value::Type::Null:
        return u"unknown"_s;
    case Value::Type::Boolean:
        return value.toBoolean() ? u"on"_s : u"off"_s;
    case Value::Type::Integer:
    case Value::Type::Real:
        return formatNumber(value, derived.decimals, derived.unit);
    case Value::Type::Text:
        break;
    }
    return shownText(value.toString());
}

QString withWidth(const Value &value, int width, const QString &text)
{
    if (width <= 0 || !value.isNumber()) {
        return text;
    }
    const qint64 number = value.toInteger();
    const QString digits = QString::number(number < 0 ? 0 - quint64(number) : quint64(number));
    return (number < 0 ? u"-"_s : QString()) + digits.rightJustified(width, u'0');
}

std::optional<QString> fieldPlaceholderText(
    const FieldDefinition &field, FieldPath::Kind kind, const Value &value, const Value &raw, int width)
{
    if (kind == FieldPath::Kind::Raw) {
        return raw.isAbsent() ? std::nullopt : std::optional(withWidth(raw, width, shownText(raw.toString())));
    }
    const bool hasLabels = field.encoding->kind == Encoding::Kind::Enumeration;
    if (value.isAbsent() || (kind == FieldPath::Kind::Label && !hasLabels)) {
        return std::nullopt;
    }
    return withWidth(value, width, formatValue(field, value));
}

Value valueOf(const Event &event, Symbol path) noexcept
{
    const DecodedMessage *const message = decodedMessageOf(event);
    return message ? message->field(path) : event.field(path);
}

QString summary(const Event &event, const Profile &known)
{
    // A message is read by the edition of the profile that decoded it: its cells mean nothing to another one.
    const DecodedMessage *const message = decodedMessageOf(event);
    const Profile &profile = message ? *message->profile() : known;
    if (QString line = message ? QString() : discoveredSummary(event, profile); !line.isEmpty()) {
        return line;
    }
    const TextTemplate *const text = templateFor(event, profile);
    if (!text) {
        return {};
    }
    const auto filled = text->fill([&](const TextTemplate::Placeholder &placeholder) -> std::optional<QString> {
        const auto path = profile.path(placeholder.symbol);
        const auto value = path ? fieldText(event, profile, *path, placeholder.symbol, placeholder.width)
                                : ownText(event, profile, placeholder);
        return value.value_or(u"unknown"_s);
    });
    return filled.value_or(QString());
}

} // namespace ember
