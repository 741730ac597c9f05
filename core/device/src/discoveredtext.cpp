// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "discoveredtext.h"

#include <ember/device/deviceevents.h>
#include <ember/device/discoveredmessage.h>
#include <ember/device/formatting.h>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kMostFields = 4; // of a message in its line
constexpr qsizetype kLongestPart = 80; // characters of a name or a text there

QString part(const QString &text)
{
    return text.size() <= kLongestPart ? text : QString(text.first(kLongestPart) + u'…');
}

QString nameOf(const Event &event, QStringView topic, QStringView field)
{
    return part(shownText(discoveredName(event.source(), topic, field)));
}

QString messageLine(const Event &event, const DiscoveredMessage &message)
{
    if (!message.head().isEmpty()) {
        return u"%1: %2 bytes that are no text"_s.arg(nameOf(event, message.topic(), u"value"))
            .arg(message.raw().size());
    }
    const auto &fields = message.fields();
    if (fields.empty()) {
        return u"%1: %2"_s.arg(
            nameOf(event, message.topic(), u"value"), message.raw().isEmpty() ? u"empty"_s : u"no fields"_s);
    }
    QStringList parts;
    for (std::size_t i = 0; i < fields.size() && i < kMostFields; ++i) {
        const QString value = formatDiscovered(*message.profile(), fields[i].profileField, message.values()[i].view());
        parts.append(u"%1 %2"_s.arg(nameOf(event, message.topic(), fields[i].name), part(value)));
    }
    QString line = parts.join(u", "_s);
    if (const qint64 more = qint64(fields.size()) - parts.size() + message.omitted(); more > 0) {
        line += u" and %1 more"_s.arg(more);
    }
    // The rest of the topic, where the device's own does not tell the message.
    const QStringView within = topicWithinDevice(event.source(), message.topic());
    const bool isOneValue = fields.size() == 1 && fields.front().name == u"value";
    return within.isEmpty() || isOneValue ? line : u"%1: %2"_s.arg(part(shownText(within.toString())), line);
}

QString changeLine(const Event &event, const Profile &profile)
{
    const QString topic = event.field(u"topic").toString();
    const QString field = event.field(u"field").toString();
    const int index = profile.fieldIndex(Symbol::find(field));
    const Value unit = event.field(u"unit");
    const auto shown = [&](QStringView which) {
        const Value value = event.field(which);
        return part(index < 0 && value.isNumber() ? formatNumber(value, -1, unit.toText())
                                                  : formatDiscovered(profile, index, value));
    };
    return u"%1 %2 → %3"_s.arg(nameOf(event, topic, field), shown(u"old"), shown(u"new"));
}

} // namespace

QString formatDiscovered(const Profile &profile, int profileField, const Value &value)
{
    if (profileField >= 0 && value.hasValue()) {
        return formatValue(profile.fields()[std::size_t(profileField)], value);
    }
    return shownText(value.toString());
}

QString discoveredSummary(const Event &event, const Profile &profile)
{
    if (const DiscoveredMessage *const message = DiscoveredMessage::from(event.payload())) {
        return messageLine(event, *message);
    }
    return event.nameSymbol() == fieldChanged.symbol() ? changeLine(event, profile) : QString();
}

} // namespace ember
