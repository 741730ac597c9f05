// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/connectionreport.h>

#include <ember/events/event.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QString stateWord(LinkState state)
{
    switch (state) {
    case LinkState::Connecting:
        return u"connecting"_s;
    case LinkState::Connected:
        return u"connected"_s;
    case LinkState::Interrupted:
        return u"interrupted"_s;
    case LinkState::Lost:
        return u"lost"_s;
    case LinkState::Closed:
        return u"closed"_s;
    }
    return {};
}

QJsonArray dropsOf(const LinkStatus &link)
{
    QJsonArray drops;
    for (const LinkDrop &drop : link.drops) {
        QJsonObject object{
            {u"reason"_s, drop.reason}, {u"at"_s, toRfc3339(drop.at)}, {u"stoodSeconds"_s, drop.stoodSeconds}};
        if (!drop.inference.isEmpty()) {
            object.insert(u"inference"_s, drop.inference);
        }
        if (drop.downSeconds) {
            object.insert(u"durationSeconds"_s, *drop.downSeconds);
        }
        if (drop.nextTrySeconds) {
            object.insert(u"nextTrySeconds"_s, *drop.nextTrySeconds);
        }
        drops.append(object);
    }
    return drops;
}

QJsonObject countsOf(const QMap<QString, quint64> &counts)
{
    QJsonObject object;
    for (const auto &[name, count] : counts.asKeyValueRange()) {
        object.insert(name, qint64(count));
    }
    return object;
}

QJsonObject sessionsOf(const SessionLengths &sessions)
{
    if (sessions.count == 0) {
        return {{u"count"_s, 0}};
    }
    return {{u"count"_s, qint64(sessions.count)}, {u"shortestSeconds"_s, sessions.shortest},
        {u"longestSeconds"_s, sessions.longest}, {u"meanSeconds"_s, sessions.total / double(sessions.count)}};
}

QJsonObject commandsOf(const CommandCounts &commands)
{
    return {{u"queued"_s, qint64(commands.queued)}, {u"sent"_s, qint64(commands.sent)},
        {u"acknowledged"_s, qint64(commands.acknowledged)}, {u"expired"_s, qint64(commands.expired)},
        {u"refused"_s, qint64(commands.refused)}, {u"dropped"_s, qint64(commands.dropped)},
        {u"waiting"_s, qint64(commands.waiting)}, {u"unanswered"_s, qint64(commands.unanswered)}};
}

/// The texts of a connection that belong to its owner.
QStringList privateTexts(const QString &url)
{
    QStringList texts;
    if (const Result<ConnectionUrl> parsed = ConnectionUrl::parse(url)) {
        texts << parsed->user << parsed->clientId;
        for (const NamedDevice &device : parsed->devices) {
            texts << device.id << device.additional;
        }
        // As they stand in the address.
        const QString authority = url.section(u"//"_s, 1).section(u'/', 0, 0);
        texts << (url.startsWith(u"navilink:") ? url.section(u':', 1).section(u'?', 0, 0) : QString());
        texts << (authority.contains(u'@') ? authority.section(u'@', 0, -2) : QString());
    }
    texts.removeAll(QString());
    return texts;
}

QString redacted(QString text, const QStringList &texts)
{
    static const QRegularExpression mac(u"\\b([0-9A-Fa-f]{2})[0-9A-Fa-f]{6}([0-9A-Fa-f]{4})\\b"_s);
    for (const QString &one : texts) {
        static const QString edge = u"(?<![\\w-])%1(?![\\w-])"_s; // not inside of another word
        text.replace(QRegularExpression(edge.arg(QRegularExpression::escape(one))), u"***"_s);
    }
    return text.replace(mac, u"\\1******\\2"_s);
}

QJsonValue redacted(const QJsonValue &value, const QStringList &texts)
{
    if (value.isString()) {
        return redacted(value.toString(), texts);
    }
    if (value.isArray()) {
        QJsonArray list;
        for (const QJsonValue one : value.toArray()) {
            list.append(redacted(one, texts));
        }
        return list;
    }
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        QJsonObject clean;
        for (auto member = object.begin(); member != object.end(); ++member) {
            clean.insert(redacted(member.key(), texts), redacted(member.value(), texts));
        }
        return clean;
    }
    return value;
}

QJsonObject accountOf(const AccountStatus &account)
{
    QJsonArray devices;
    for (const AccountDevice &device : account.devices) {
        QJsonObject object{
            {u"id"_s, device.id}, {u"name"_s, device.name}, {u"type"_s, device.type}, {u"online"_s, device.online}};
        QJsonArray firmware;
        for (const AccountFirmware &part : device.firmware) {
            QJsonObject told{{u"code"_s, part.code}, {u"version"_s, part.version}};
            if (part.downloaded) {
                told.insert(u"downloaded"_s, *part.downloaded);
            }
            firmware.append(told);
        }
        if (!firmware.isEmpty()) {
            object.insert(u"firmware"_s, firmware);
        }
        devices.append(object);
    }
    QJsonObject object{
        {u"signIns"_s, qint64(account.signIns)}, {u"refreshes"_s, qint64(account.refreshes)}, {u"devices"_s, devices}};
    if (account.unread > 0) {
        object.insert(u"unread"_s, qint64(account.unread));
    }
    if (account.keysExpireAt) {
        const auto left = *account.keysExpireAt - eventTimeNow();
        object.insert(u"keysExpireInSeconds"_s, std::max(0.0, std::chrono::duration<double>(left).count()));
    }
    if (!account.problem.isEmpty()) {
        object.insert(u"problem"_s, account.problem);
    }
    return object;
}

} // namespace

QJsonObject connectionReport(const LinkStatus &link)
{
    QJsonObject connection{{u"url"_s, link.url}, {u"state"_s, stateWord(link.state)},
        {u"established"_s, qint64(link.established)}, {u"interrupted"_s, qint64(link.interrupted)},
        {u"resumed"_s, qint64(link.resumed)}, {u"drops"_s, dropsOf(link)}, {u"attempts"_s, qint64(link.attempts)},
        {u"sessions"_s, sessionsOf(link.sessions)}};
    const auto addText = [&](const QString &key, const QString &text) {
        if (!text.isEmpty()) {
            connection.insert(key, text);
        }
    };
    addText(u"reason"_s, link.reason);
    addText(u"inference"_s, link.inference);
    if (link.stoodSeconds) {
        connection.insert(u"stoodSeconds"_s, *link.stoodSeconds);
    }
    if (link.nextTryAt) {
        const auto left = *link.nextTryAt - eventTimeNow();
        connection.insert(u"nextTrySeconds"_s, std::max(0.0, std::chrono::duration<double>(left).count()));
    }
    addText(u"doing"_s, link.doing);
    if (link.account) {
        connection.insert(u"account"_s, accountOf(*link.account));
    }
    if (!link.dropsByReason.isEmpty()) {
        connection.insert(u"dropsByReason"_s, countsOf(link.dropsByReason));
    }
    if (!link.droppedByTopic.isEmpty()) {
        connection.insert(u"droppedByTopic"_s, countsOf(link.droppedByTopic));
    }
    if (link.commands != CommandCounts()) {
        connection.insert(u"commands"_s, commandsOf(link.commands));
    }
    if (link.identityConflicts > 0) {
        connection.insert(u"identityConflicts"_s, qint64(link.identityConflicts));
    }
    return connection;
}

QByteArray redactedDiagnostics(const LinkStatus &link)
{
    QStringList texts = privateTexts(link.url);
    for (const AccountDevice &device : link.account ? link.account->devices : QList<AccountDevice>()) {
        texts << device.name;
    }
    texts.removeAll(QString());
    const QJsonValue clean = redacted(QJsonValue(connectionReport(link)), texts);
    return QJsonDocument(clean.toObject()).toJson(QJsonDocument::Indented);
}

} // namespace ember
