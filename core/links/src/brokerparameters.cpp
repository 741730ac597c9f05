// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "brokerparameters.h"

#include "urlparameters.h"

#include <ember/device/topicfilter.h>
#include <ember/links/bytesize.h>

#include <algorithm>

namespace ember::url {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxClientId = 256; // bytes; brokers need not take more than 23
constexpr qint64 kMaxPayload = 268'435'455; // bytes: MQTT 3.1.1 §2.2.3, the most a packet can say of itself
constexpr qint64 kMaxPollSeconds = 86'400;

const QString kKeyPassword = u"keypassword"_s;
const QStringList kOfTls{u"ca"_s, u"cert"_s, u"key"_s, kKeyPassword, u"keypasswordfile"_s};

Result<bool> readDevice(ConnectionUrl &url, const QString &value)
{
    const qsizetype colon = value.indexOf(u':');
    const NamedDevice device{
        .id = colon < 0 ? value : value.left(colon), .additional = colon < 0 ? QString() : value.mid(colon + 1)};
    const auto breaksTopic = [](QChar c) { return c == u'/' || c == u'+' || c == u'#'; };
    if (device.id.isEmpty() || std::any_of(value.begin(), value.end(), breaksTopic)) {
        return Error{u"“device” must be an id, or an id and its additional value, without “/”, “+” or “#”: "
                     u"device=aabbccddeeff:5322."_s};
    }
    url.devices.append(device);
    return true;
}

Result<bool> readPoll(ConnectionUrl &url, const QString &value)
{
    url.poll = value != u"off";
    if (url.poll) {
        bool ok = false;
        const qint64 seconds = value.toLongLong(&ok);
        if (!ok || seconds < 1 || seconds > kMaxPollSeconds) {
            return Error{u"“poll” must be a number of seconds from 1 to 86400, or off."_s};
        }
        url.pollInterval = std::chrono::seconds(seconds);
    }
    return true;
}

Result<bool> readVersion(ConnectionUrl &url, const QString &value)
{
    if (value != u"5" && value != u"3.1.1") {
        return Error{
            u"“mqtt” is the version to speak: 5 or 3.1.1; without it 5, and 3.1.1 where a broker does not know "
            u"that."_s};
    }
    url.version = value == u"5" ? MqttVersion::V5 : MqttVersion::V311;
    return true;
}

void readTls(TlsChoices &tls, const QString &name, const QString &value)
{
    if (name == kKeyPassword) {
        tls.keyPassword = Secret(value);
        return;
    }
    QString &file = name == u"ca" ? tls.caFile
        : name == u"cert"         ? tls.certFile
        : name == u"key"          ? tls.keyFile
                                  : tls.keyPasswordFile;
    file = value;
}

// What goes with what.
Result<bool> checkTogether(const ConnectionUrl &url)
{
    if (url.isSessionKept && url.clientId.isEmpty()) {
        return Error{u"“session=persistent” needs a “clientid”: the broker finds the session by it."_s};
    }
    if (!url.tls) {
        return true;
    }
    const TlsChoices &tls = *url.tls;
    const bool hasKeyPassword = !tls.keyPassword.isEmpty() || !tls.keyPasswordFile.isEmpty();
    if (tls.certFile.isEmpty() && (!tls.keyFile.isEmpty() || hasKeyPassword)) {
        return Error{u"There is a “key” or its password, but no “cert”, the certificate that belongs to it."_s};
    }
    if (!tls.keyPassword.isEmpty() && !tls.keyPasswordFile.isEmpty()) {
        return Error{u"“keypassword” and “keypasswordfile” say the same; leave one out."_s};
    }
    return true;
}

} // namespace

Result<bool> readBrokerParameter(ConnectionUrl &url, const QString &name, const QString &value)
{
    if (name == u"profile") {
        url.profile = value;
    } else if (name == u"topic") {
        if (!isValidTopicFilter(value) || value.toUtf8().size() > kMaxMqttText) {
            return Error{u"“%1” is no topic filter: “+” must stand alone between two “/”, “#” alone at the end, as in "
                         u"home/+/temperature or home/#."_s.arg(value.left(200))};
        }
        url.topics.append(value);
    } else if (name == u"device") {
        return readDevice(url, value);
    } else if (name == u"poll") {
        return readPoll(url, value);
    } else if (name == u"clientid") {
        if (value.toUtf8().size() > kMaxClientId) {
            return Error{u"“clientid” is longer than 256 bytes."_s};
        }
        url.clientId = value;
    } else if (name == u"mqtt") {
        return readVersion(url, value);
    } else if (name == u"session") {
        if (value != u"clean" && value != u"persistent") {
            return Error{u"“session” is clean or persistent."_s};
        }
        url.isSessionKept = value == u"persistent";
    } else if (name == u"maxpayload") {
        const Result<qint64> bytes = parseByteSize(value);
        if (!bytes || *bytes < 1 || *bytes > kMaxPayload) {
            return Error{
                bytes ? u"“maxpayload” must be from 1 byte to 255MiB."_s : u"“maxpayload”: "_s + bytes.error()};
        }
        url.maxPayload = *bytes;
    } else if (url.tls) {
        readTls(*url.tls, name, value);
    }
    return true;
}

Result<bool> readBrokerParameters(ConnectionUrl &url, QStringView query)
{
    static const QStringList known = QStringList{u"topic"_s, u"profile"_s, u"device"_s, u"poll"_s, u"clientid"_s,
                                         u"maxpayload"_s, u"mqtt"_s, u"session"_s}
        + kOfTls;
    const Result<QList<Parameter>> parameters = splitQuery(query, known, {u"topic"_s, u"device"_s});
    if (!parameters) {
        return Error{parameters.error()};
    }
    for (const auto &[name, value] : *parameters) {
        if (!url.tls && kOfTls.contains(name)) {
            return Error{u"“%1” is for encrypted connections, which begin with mqtts:// or wss://."_s.arg(name)};
        }
        if (const Result<bool> read = readBrokerParameter(url, name, value); !read) {
            return Error{read.error()};
        }
    }
    return checkTogether(url);
}

QString withoutSecrets(QStringView query)
{
    QStringList shown;
    for (const QStringView part : query.mid(1).split(u'&')) {
        if (part.left(part.indexOf(u'=')) != kKeyPassword) {
            shown.append(part.toString());
        }
    }
    const QString text = shown.join(u'&');
    return query.isEmpty() ? QString() : u"?"_s + text;
}

} // namespace ember::url
