// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/connectiontext.h"

#include <QtCore/QByteArray>
#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>
#include <QtCore/QUrl>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

QString encoded(const QString &text, const QByteArray &asItIs = {})
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, asItIs));
}

QString bracketed(const QString &host)
{
    return host.count(u':') > 1 && !host.startsWith(u'[') ? QString(u"["_s + host + u"]"_s) : host;
}

} // namespace

QString brokerUrlText(const BrokerChoices &choices)
{
    QString text = choices.scheme + u"://"_s;
    if (!choices.user.isEmpty() || !choices.password.isEmpty()) {
        text += encoded(choices.user);
        if (!choices.password.isEmpty()) {
            text += u":"_s + encoded(choices.password);
        }
        text += u"@"_s;
    }
    text += bracketed(choices.host.trimmed()) + u":"_s + QString::number(choices.port);

    if (!choices.path.isEmpty()) { // as it stands, `%` codes included
        text += choices.path.startsWith(u'/') ? choices.path : QString(u"/"_s + choices.path);
    }

    QStringList query;
    const auto add = [&query](const QString &name, const QString &value) {
        if (!value.isEmpty()) {
            query << QString(name + u"="_s + encoded(value, "/#+:$,")); // they stand for themselves in our URLs
        }
    };
    add(u"profile"_s, choices.profile);
    add(u"topic"_s, choices.topic.trimmed());
    add(u"device"_s, choices.device.trimmed());
    add(u"ca"_s, choices.ca);
    add(u"cert"_s, choices.cert);
    add(u"key"_s, choices.key);
    add(u"keypassword"_s, choices.keyPassword);
    add(u"mqtt"_s, choices.version);
    add(u"clientid"_s, choices.clientId);
    add(u"session"_s, choices.isSessionKept ? u"persistent"_s : QString());
    return query.isEmpty() ? text : QString(text + u"?"_s + query.join(u'&'));
}

QString hostProblem(const QString &host)
{
    const QString trimmed = host.trimmed();
    if (trimmed.isEmpty()) {
        return QCoreApplication::translate("ember::ConnectionText",
            "The host is missing. Fill in the name or address of the broker, for "
            "example broker.local or 192.168.1.5.");
    }
    const bool misread
        = std::any_of(trimmed.begin(), trimmed.end(), [](QChar c) { return c.isSpace() || u"/?@#&%"_s.contains(c); });
    if (misread) {
        return QCoreApplication::translate("ember::ConnectionText",
            "The host can only be a name or an address. Port, user and topic have "
            "fields of their own.");
    }
    return {};
}

QString accountUrlText(const QString &email)
{
    return u"navilink:"_s + encoded(email, "@+");
}

QString simulatorUrlText(const SimulationOptions &choices, const QString &faults)
{
    const SimulationOptions defaults;
    const auto number = [](double value) { return QString::number(value, 'g', 10); };
    QStringList query;
    if (choices.seed != defaults.seed) {
        query << u"seed=%1"_s.arg(choices.seed);
    }
    if (choices.speed != defaults.speed) {
        query << u"speed=%1"_s.arg(number(choices.speed));
    }
    if (choices.rate) {
        query << u"rate=%1"_s.arg(number(*choices.rate));
    }
    if (choices.devices != defaults.devices) {
        query << u"devices=%1"_s.arg(choices.devices);
    }
    if (!faults.isEmpty()) {
        query << u"fault="_s + encoded(faults, "@,/");
    }
    return query.isEmpty() ? u"sim:"_s : QString(u"sim:navien-nwp500?"_s + query.join(u'&'));
}

} // namespace ember
