// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventtext.h"

#include <ember/device/formatting.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <cmath>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QString text(const Event &event, QStringView field)
{
    return shownText(event.field(field).toString());
}

QString connectionText(const Event &event)
{
    const QString url = text(event, u"url");
    const QString reason = text(event, u"reason");
    QString line = event.name().sliced(event.name().indexOf(u'.') + 1) + u' ' + url;
    line[0] = line[0].toUpper();
    if (!reason.isEmpty()) {
        line += u" · "_s + reason;
    }
    if (const Value next = event.field(u"nextTrySeconds"); next.isNumber()) {
        line += u" · next try in %1\u2009s"_s.arg(next.toReal(), 0, 'f', 1);
    }
    if (const Value silent = event.field(u"silentSeconds"); silent.isNumber()) {
        line += u" · silent for %1\u2009s"_s.arg(silent.toReal(), 0, 'f', 0);
    }
    if (const Value dropped = event.field(u"dropped"); dropped.isNumber()) {
        line
            += u" · messages come faster than they are handled: %1 dropped, %2 of them of %3"_s.arg(dropped.toInteger())
                   .arg(event.field(u"droppedOfTopic").toInteger())
                   .arg(text(event, u"topic"));
    }
    return line;
}

/// "Set the temperature (temperature 60): acknowledged · why".
QString commandText(const Event &event)
{
    QStringList values;
    const QJsonObject parameters = event.data()[u"parameters"].toObject();
    for (auto value = parameters.begin(); value != parameters.end(); ++value) {
        const QString text = value.value().isArray()
            ? QString::fromUtf8(QJsonDocument(value.value().toArray()).toJson(QJsonDocument::Compact))
            : value.value().toVariant().toString();
        values.append(value.key() + u' ' + shownText(text));
    }
    QString line = text(event, u"label");
    line += values.isEmpty() ? u": "_s : u" (%1): "_s.arg(values.join(u", "_s));
    line += event.name().section(u'.', -1);
    const QString reason = text(event, u"reason");
    return reason.isEmpty() ? line : QString(line + u" · "_s + reason);
}

} // namespace

QString ownEventText(const Event &event)
{
    const QString &name = event.name();
    if (name.startsWith("connection."_L1)) {
        return connectionText(event);
    }
    if (name.startsWith("command."_L1)) {
        return commandText(event);
    }
    if (name == "audit.setting_changed"_L1) {
        return u"%1, %2: %3 → %4"_s.arg(
            shownText(event.subject()), text(event, u"setting"), text(event, u"old"), text(event, u"new"));
    }
    if (name == "message.undecodable"_L1) {
        // The reason first: a topic is long, and the column is not.
        return u"%1 · %2 bytes · %3"_s.arg(text(event, u"reason"), text(event, u"size"), text(event, u"topic"));
    }
    if (name == "emitter.handler_failed"_L1) {
        return u"\"%1\" failed on %2: %3"_s.arg(
            text(event, u"handler"), text(event, u"eventName"), text(event, u"message"));
    }
    if (name == "emitter.dead_lettered"_L1) {
        return u"\"%1\" did not handle %2, and is not called again: %3"_s.arg(
            text(event, u"handler"), text(event, u"eventName"), text(event, u"reason"));
    }
    if (name == "emitter.overflowed"_L1) {
        const qint64 lost = event.field(u"refused").toInteger() + event.field(u"droppedOldest").toInteger();
        return u"%1 events were lost: the inbox was full"_s.arg(lost);
    }
    if (name == "emitter.expired"_L1) {
        return u"%1 events came too late: %2"_s.arg(event.field(u"count").toInteger()).arg(text(event, u"names"));
    }
    if (name == "emitter.refused"_L1) {
        const qint64 refused = event.field(u"tooOften").toInteger() + event.field(u"tooLarge").toInteger();
        return u"%1 events were refused: %2"_s.arg(refused).arg(text(event, u"names"));
    }
    if (name == "emberscope.clock_changed"_L1) {
        const double seconds = event.field(u"seconds").toReal();
        return u"The system's clock was set %1 by %2\u2009s; ages and durations go on as they were"_s.arg(
            seconds < 0 ? u"back"_s : u"forward"_s, QString::number(std::abs(seconds), 'f', 0));
    }
    if (name == "emberscope.profile_reloaded"_L1) {
        return u"The profile \"%1\" was read again from %2"_s.arg(text(event, u"profile"), text(event, u"file"));
    }
    if (name == "emberscope.profile_refused"_L1) {
        return u"The changed profile is wrong, the one before stays in use: %1"_s.arg(text(event, u"reason"));
    }
    if (name == "emberscope.started"_L1) {
        return u"Emberscope %1 started"_s.arg(text(event, u"version"));
    }
    if (name == "emberscope.stopped"_L1) {
        return u"Emberscope stopped: %1"_s.arg(text(event, u"reason"));
    }
    constexpr qsizetype kLongest = 200;
    const QString data = QString::fromUtf8(QJsonDocument(event.data()).toJson(QJsonDocument::Compact));
    return shownText(data.size() > kLongest ? data.first(kLongest) + u"…"_s : data);
}

} // namespace ember
