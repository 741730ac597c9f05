// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/devicestate.h>

#include "faultdata.h"
#include "placeholdertext.h"

#include <ember/device/formatting.h>

#include <QtCore/QDateTime>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr QStringView kSince = u"since.";

class StateScope final : public Scope
{
public:
    explicit StateScope(const DeviceState &state) noexcept
        : m_state(state)
    {
    }
    [[nodiscard]] Value value(const FieldReference &ref, int) const noexcept override
    {
        return m_state.field(ref.path);
    }

private:
    const DeviceState &m_state;
};

QDateTime localTime(EventTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count() / 1000);
}

const ValueState &stateAt(const DeviceState &state, const FieldPath &path)
{
    return path.kind == FieldPath::Kind::Derived ? state.derivedState(path.index) : state.fieldState(path.index);
}

/// "10:32"; with the day if it is not the day of the latest message.
std::optional<QString> sinceText(const DeviceState &state, const QString &path)
{
    const auto target = state.profile()->path(Symbol::find(path));
    if (!target || !stateAt(state, *target).isKnown) {
        return std::nullopt;
    }
    const ValueState &value = stateAt(state, *target);
    const QDateTime changed = localTime(value.changedAt);
    const bool isToday = changed.date() == localTime(state.lastMessageAt()).date();
    const QString moment = changed.toString(isToday ? u"HH:mm"_s : u"yyyy-MM-dd HH:mm"_s);
    return value.isChangeSeen ? moment : u"before "_s + moment;
}

std::optional<QString> faultText(const std::optional<FaultData> &fault, const TextTemplate::Placeholder &placeholder)
{
    if (!fault) {
        return std::nullopt;
    }
    if (placeholder.path == u"code") {
        return withWidth(fault->code, placeholder.width, QString::number(fault->code));
    }
    if (placeholder.path == u"subCode") {
        return fault->subCode
            ? std::optional(withWidth(*fault->subCode, placeholder.width, QString::number(*fault->subCode)))
            : std::nullopt;
    }
    if (placeholder.path == u"text") {
        return fault->text;
    }
    return placeholder.path == u"advice" ? std::optional(fault->advice) : std::nullopt;
}

std::optional<QString> placeholderText(
    const DeviceState &state, const std::optional<FaultData> &fault, const TextTemplate::Placeholder &placeholder)
{
    if (placeholder.path.startsWith(kSince)) {
        return sinceText(state, placeholder.path.sliced(kSince.size()));
    }
    const auto target = state.profile()->path(placeholder.symbol);
    if (!target) {
        return faultText(fault, placeholder);
    }
    const Value value = state.field(placeholder.symbol);
    if (target->kind == FieldPath::Kind::Derived) {
        const DerivedDefinition &derived = state.profile()->derived()[std::size_t(target->index)];
        return value.isAbsent() ? std::nullopt
                                : std::optional(withWidth(value, placeholder.width, formatDerived(derived, value)));
    }
    const FieldDefinition &field = state.profile()->fields()[std::size_t(target->index)];
    const Value raw = state.fieldState(target->index).raw.view();
    const Value decoded
        = target->kind == FieldPath::Kind::Label && raw.hasValue() ? field.encoding->decode(raw) : value;
    return fieldPlaceholderText(field, target->kind, decoded, raw.hasValue() ? raw : Value(), placeholder.width);
}

} // namespace

QStringList sentences(const DeviceState &state)
{
    QStringList list;
    if (state.isEmpty()) {
        return list;
    }
    const StateScope scope(state);
    for (const SentenceDefinition &sentence : state.profile()->sentences()) {
        if (sentence.when && !sentence.when->matches(scope)) {
            continue;
        }
        const auto fault = sentence.fault ? faultData(*state.profile(), *sentence.fault, scope) : std::nullopt;
        const auto text = sentence.text.fill(
            [&](const TextTemplate::Placeholder &placeholder) { return placeholderText(state, fault, placeholder); });
        if (text) {
            list.append(*text);
        }
    }
    return list;
}

} // namespace ember
