// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/commands.h>

#include <ember/device/formatting.h>

#include <QtCore/QJsonArray>

#include <cmath>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

using Kind = CommandParameter::Kind;

const QString kFahrenheit = u"°F"_s;
constexpr double kLargestWhole = 9007199254740992.0; // 2^53: a JSON number tells them apart

/// What is sent for a value: the raw number nearest to it, half to even. A value without an encoding is sent as it is.
double rawOf(const CommandParameter &parameter, double value)
{
    if (!parameter.encoding || parameter.encoding->scale.isIdentity()) {
        return value;
    }
    return std::nearbyint(parameter.encoding->scale.invert(value));
}

double valueOfRaw(const CommandParameter &parameter, double raw)
{
    return parameter.encoding ? parameter.encoding->decode(Value(raw)).toReal() : raw;
}

bool isWhole(double number)
{
    return std::trunc(number) == number && std::abs(number) < kLargestWhole;
}

QJsonValue numberJson(double number)
{
    return isWhole(number) ? QJsonValue(qint64(number)) : QJsonValue(number);
}

/// "60 °C", as short as it can be said.
QString shown(double value, const QString &unit)
{
    return formatNumber(isWhole(value) ? Value(qint64(value)) : Value(value), -1, unit);
}

/// A limit in the unit of the person: in °F whole where that is the same raw number.
double limitIn(const CommandParameter &parameter, double limit, const QString &unit)
{
    const double converted = toUnit(limit, unit);
    const double whole = std::round(converted);
    if (rawOf(parameter, fromUnit(whole, unit)) == rawOf(parameter, limit)) {
        return unit == kFahrenheit ? whole : converted;
    }
    constexpr double kTenths = 10;
    return std::round(converted * kTenths) / kTenths;
}

std::optional<double> limitOf(int field, std::optional<double> otherwise, const DeviceState &state)
{
    if (field < 0 || state.isEmpty()) {
        return otherwise;
    }
    const Symbol key = state.profile()->fields()[std::size_t(field)].key;
    const Value told = state.field(Symbol::find(QString(u"values."_s + key.text())));
    return told.isNumber() ? std::optional(told.toReal()) : otherwise;
}

Error wrong(const CommandParameter &parameter, const QString &what)
{
    return Error{u"%1: %2"_s.arg(parameter.label, what)};
}

struct Checked
{
    QJsonValue raw;
    QJsonValue value;
};

Result<Checked> checkNumber(
    const CommandParameter &parameter, const DeviceState &state, const CommandArgument &argument)
{
    const QString unit = argument.unit.isEmpty() ? parameter.unit : argument.unit;
    if (!argument.value.isDouble()) {
        return wrong(parameter, u"a number is needed"_s);
    }
    if (unit != parameter.unit && !(unit == kFahrenheit && parameter.unit == u"°C")) {
        return wrong(parameter, u"the unit %1 is not known here; it is %2"_s.arg(unit, parameter.unit));
    }
    const double given = argument.value.toDouble();
    const double raw = rawOf(parameter, fromUnit(given, unit));
    const double value = valueOfRaw(parameter, raw);
    if (parameter.kind == Kind::Integer && !isWhole(given)) {
        return wrong(parameter, u"%1 is not a whole number"_s.arg(shown(given, unit)));
    }
    const ParameterRange range = rangeOf(parameter, state);
    if ((range.least && value < *range.least) || (range.greatest && value > *range.greatest)) {
        return wrong(parameter,
            u"%1 is out of range; it can be %2"_s.arg(shown(given, unit), rangeText(parameter, range, unit)));
    }
    return Checked{numberJson(raw), numberJson(value)};
}

Result<Checked> checkChoice(const CommandParameter &parameter, const QJsonValue &value)
{
    QStringList labels;
    for (const auto &[number, label] : choicesOf(parameter)) {
        const bool isMeant = value.isString() ? value.toString() == label : value.toDouble(NAN) == double(number);
        if (isMeant) {
            return Checked{number, number};
        }
        labels.append(u"\"%1\" (%2)"_s.arg(label).arg(number));
    }
    return wrong(
        parameter, u"%1 cannot be chosen; it can be %2"_s.arg(value.toVariant().toString(), labels.join(u", "_s)));
}

Result<Checked> checkDays(const CommandParameter &parameter, const QJsonValue &value)
{
    quint64 known = 0;
    for (const auto &[bit, name] : parameter.encoding->labels) {
        known |= quint64(bit);
    }
    const double number = value.toDouble(-1);
    if (!isWhole(number) || number < 1 || (quint64(number) & ~known) != 0) {
        return wrong(parameter, u"at least one has to be chosen"_s);
    }
    return Checked{qint64(number), qint64(number)};
}

Error wrongCount(const CommandParameter &parameter)
{
    return wrong(parameter,
        u"there can be %1 of them"_s.arg(
            rangeText(parameter, {.least = parameter.least, .greatest = parameter.greatest}, {})));
}

bool countFits(const CommandParameter &parameter, qsizetype count)
{
    return double(count) >= parameter.least.value_or(0)
        && (!parameter.greatest || double(count) <= *parameter.greatest);
}

Result<Checked> check(const CommandParameter &parameter, const DeviceState &state, const CommandArgument &argument);

Result<Checked> checkList(const CommandParameter &parameter, const DeviceState &state, const QJsonValue &value)
{
    const QJsonArray given = value.toArray();
    if (!value.isArray() || !countFits(parameter, given.size())) {
        return wrongCount(parameter);
    }
    QJsonArray raw;
    QJsonArray values;
    for (const QJsonValue entry : given) {
        if (parameter.kind == Kind::Numbers) {
            if (!entry.isDouble() || !isWhole(entry.toDouble())) {
                return wrong(parameter, u"whole numbers are needed"_s);
            }
            raw.append(entry);
            values.append(entry);
            continue;
        }
        QJsonObject rawEntry;
        QJsonObject valueEntry;
        for (const CommandParameter &item : parameter.items) {
            const auto checked = check(item, state, {.value = entry.toObject().value(item.name)});
            if (!checked) {
                return wrong(parameter, u"entry %1, %2"_s.arg(raw.size() + 1).arg(checked.error()));
            }
            rawEntry.insert(item.name, checked->raw);
            valueEntry.insert(item.name, checked->value);
        }
        raw.append(rawEntry);
        values.append(valueEntry);
    }
    return Checked{raw, values};
}

Result<Checked> check(const CommandParameter &parameter, const DeviceState &state, const CommandArgument &argument)
{
    if (argument.value.isUndefined() || argument.value.isNull()) {
        return wrong(parameter, u"a value is needed"_s);
    }
    switch (parameter.kind) {
    case Kind::Choice:
        return checkChoice(parameter, argument.value);
    case Kind::Days:
        return checkDays(parameter, argument.value);
    case Kind::Numbers:
    case Kind::List:
        return checkList(parameter, state, argument.value);
    case Kind::Number:
    case Kind::Integer:
        break;
    }
    return checkNumber(parameter, state, argument);
}

/// Whether the device has sent the message in which it says what it can do.
bool hasSpoken(const MessageDefinition &message, const DeviceState &state)
{
    for (const int field : message.fields) {
        const bool isElsewhereToo = state.profile()->fields()[std::size_t(field)].messages.size() > 1;
        if (!isElsewhereToo && state.fieldState(field).seenAt != EventTime()) {
            return true;
        }
    }
    return false;
}

/// What the device said in the message that tells what it can do; of anything else, the merged state. A key may mean
/// something else in another message: `dhwUse` of a status says whether water is drawn now.
class CapabilityScope final : public Scope
{
public:
    CapabilityScope(const DeviceState &state, int message)
        : m_state(state)
        , m_message(message < 0 ? nullptr : &state.profile()->messages()[std::size_t(message)])
    {
    }
    [[nodiscard]] Value value(const FieldReference &ref, int) const noexcept override
    {
        const auto target = m_state.profile()->path(ref.path);
        const bool isField = target && target->kind != FieldPath::Kind::Derived;
        const int cell = m_message && isField ? m_message->cells[std::size_t(target->index)] : -1;
        if (cell < 0) {
            return m_state.field(ref.path);
        }
        const int field = m_message->fields[std::size_t(cell)];
        const Encoding &encoding = *m_state.profile()->fields()[std::size_t(field)].encoding;
        const ValueState &told = m_state.fieldState(field);
        const Value raw = told.seenAt == EventTime() ? Value() : told.raw.view();
        return target->kind == FieldPath::Kind::Raw  ? raw
            : target->kind == FieldPath::Kind::Value ? encoding.decode(raw)
                                                     : Value(encoding.label(raw));
    }

private:
    const DeviceState &m_state;
    const MessageDefinition *m_message;
};

} // namespace

double fromUnit(double value, const QString &unit)
{
    return unit == kFahrenheit ? (value - 32) * 5 / 9 : value;
}

double toUnit(double value, const QString &unit)
{
    return unit == kFahrenheit ? value * 9 / 5 + 32 : value;
}

ParameterRange rangeOf(const CommandParameter &parameter, const DeviceState &state)
{
    return {.least = limitOf(parameter.leastField, parameter.least, state),
        .greatest = limitOf(parameter.greatestField, parameter.greatest, state)};
}

QString rangeText(const CommandParameter &parameter, const ParameterRange &range, const QString &unit)
{
    const QString shownUnit = unit.isEmpty() ? parameter.unit : unit;
    const auto text
        = [&](double limit, const QString &behind) { return shown(limitIn(parameter, limit, shownUnit), behind); };
    if (range.least && range.greatest) {
        return u"%1 to %2"_s.arg(text(*range.least, {}), text(*range.greatest, shownUnit));
    }
    return range.least   ? u"%1 or more"_s.arg(text(*range.least, shownUnit))
        : range.greatest ? u"at most %1"_s.arg(text(*range.greatest, shownUnit))
                         : QString();
}

std::vector<std::pair<qint64, QString>> choicesOf(const CommandParameter &parameter)
{
    std::vector<std::pair<qint64, QString>> choices;
    for (const auto &choice : parameter.encoding ? parameter.encoding->labels : decltype(choices)()) {
        const auto number = double(choice.first);
        if (number >= parameter.least.value_or(number) && number <= parameter.greatest.value_or(number)) {
            choices.push_back(choice);
        }
    }
    return choices;
}

std::optional<double> currentValue(const CommandParameter &parameter, const DeviceState &state, const QString &unit)
{
    const auto value = limitOf(parameter.currentField, std::nullopt, state);
    return value ? std::optional(limitIn(parameter, *value, unit)) : std::nullopt;
}

QString unavailableReason(const CommandDefinition &command, const DeviceState &state)
{
    if (state.isEmpty()) {
        return u"The device has not been heard yet."_s;
    }
    if (command.capabilityMessage >= 0
        && !hasSpoken(state.profile()->messages()[std::size_t(command.capabilityMessage)], state)) {
        return u"The device has not yet told what it can do; wait until it answers."_s;
    }
    if (command.capability && !command.capability->matches(CapabilityScope(state, command.capabilityMessage))) {
        return command.capabilityText.isEmpty() ? u"This device cannot do that."_s : command.capabilityText;
    }
    return {};
}

Result<PreparedCommand> prepareCommand(
    const CommandDefinition &command, const DeviceState &state, const CommandArguments &arguments)
{
    if (const QString reason = unavailableReason(command, state); !reason.isEmpty()) {
        return Error{reason};
    }
    PreparedCommand prepared;
    for (const CommandParameter &parameter : command.parameters) {
        const auto checked = check(parameter, state, arguments.value(parameter.name));
        if (!checked) {
            return Error{checked.error()};
        }
        prepared.raw.insert(parameter.name, checked->raw);
        prepared.parameters.insert(parameter.name, checked->value);
    }
    for (auto own = command.fromDevice.begin(); own != command.fromDevice.end(); ++own) {
        const ValueState &told = state.fieldState(own.value());
        if (!told.isKnown) {
            return Error{u"The device has not yet told its value \"%1\"; wait until it does."_s.arg(
                state.profile()->fields()[std::size_t(own.value())].label)};
        }
        prepared.raw.insert(own.key(), told.raw.view().toJson());
    }
    for (auto argument = arguments.begin(); argument != arguments.end(); ++argument) {
        if (!prepared.parameters.contains(argument.key())) {
            return Error{u"\"%1\" takes no value \"%2\"."_s.arg(command.label, argument.key())};
        }
    }
    return prepared;
}

} // namespace ember
