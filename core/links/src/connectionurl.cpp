// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/topicfilter.h>
#include <ember/links/bytesize.h>
#include <ember/links/connectionurl.h>
#include <ember/links/simulationoptions.h>

#include "urlparameters.h"

#include <arpa/inet.h>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxUrl = 8192; // characters
constexpr qsizetype kMaxMqttText = 65535; // bytes: MQTT 3.1.1 §1.5.3 counts its texts in 16 bits
constexpr qsizetype kMaxClientId = 256; // bytes; brokers need not take more than 23
constexpr qint64 kMaxPayload = 268'435'455; // bytes: MQTT 3.1.1 §2.2.3, the most a packet can say of itself
constexpr qint64 kMaxPollSeconds = 86'400;

const QString kExamples = u"Write for example sim: or mqtt://host?topic=home/#."_s;

Result<ConnectionUrl> parseSimulator(QStringView rest)
{
    const qsizetype question = rest.indexOf(u'?');
    const QStringView path = question < 0 ? rest : rest.left(question);
    const QStringView query = question < 0 ? QStringView() : rest.mid(question + 1);

    ConnectionUrl url;
    url.kind = ConnectionUrl::Kind::Simulator;
    const Result<QString> profile = url::percentDecoded(path, u"simulated device"_s);
    if (!profile) {
        return Error{profile.error()};
    }
    url.profile = *profile;
    Result<QList<url::Parameter>> parameters
        = url::splitQuery(query, {u"seed"_s, u"speed"_s, u"rate"_s, u"devices"_s, u"fault"_s}, {});
    if (!parameters) {
        return Error{parameters.error()};
    }
    url.simulation = *std::move(parameters);
    const Result<SimulationOptions> options = simulationOptions(url.profile, url.simulation);
    if (!options) {
        return Error{options.error()};
    }
    url.text = u"sim:"_s + rest.toString();
    return url;
}

bool isHostName(QStringView host)
{
    return !host.isEmpty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](QChar c) {
        return c.isLetterOrNumber() || c == u'.' || c == u'-' || c == u'_';
    });
}

// Reads user[:password]. Never repeats a part of it in an error.
Result<bool> readUser(ConnectionUrl &url, QStringView text)
{
    const qsizetype colon = text.indexOf(u':');
    const Result<QString> user = url::percentDecoded(colon < 0 ? text : text.left(colon), u"user name"_s);
    if (!user) {
        return Error{user.error()};
    }
    const Result<QString> password
        = url::percentDecoded(colon < 0 ? QStringView() : text.mid(colon + 1), u"password"_s);
    if (!password) {
        return Error{password.error()};
    }
    if (user->isEmpty() && !password->isEmpty()) {
        return Error{u"There is a password but no user name; write mqtt://USER:PASSWORD@host."_s};
    }
    if (user->toUtf8().size() > kMaxMqttText || password->toUtf8().size() > kMaxMqttText) {
        return Error{u"The user name or the password is longer than MQTT allows (65,535 bytes)."_s};
    }
    url.user = *user;
    url.password = Secret(*password);
    return true;
}

Result<bool> readPort(ConnectionUrl &url, QStringView text)
{
    bool ok = false;
    const uint port = text.toUInt(&ok);
    const bool digits = std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (!ok || !digits || port < 1 || port > 65535) {
        // The text is not shown: with a "/" in a password it is a part of that.
        return Error{u"The port must be a number from 1 to 65535. Write mqtt://host:1883; a “/”, “?” or “@” inside a "
                     u"password is written %2F, %3F, %40."_s};
    }
    url.port = quint16(port);
    return true;
}

// Reads host[:port], an IPv6 address in brackets.
Result<bool> readHost(ConnectionUrl &url, QStringView text)
{
    if (text.isEmpty()) {
        return Error{u"There is no host in the address. "_s + kExamples};
    }
    QStringView rest;
    if (text.startsWith(u'[')) {
        const qsizetype end = text.indexOf(u']');
        const QString address = text.mid(1, std::max<qsizetype>(end - 1, 0)).toString();
        in6_addr parsed{};
        if (end < 0 || inet_pton(AF_INET6, address.toUtf8().constData(), &parsed) != 1) {
            return Error{u"There is no IPv6 address in the brackets. Write for example mqtt://[::1]:1883."_s};
        }
        url.host = address;
        rest = text.mid(end + 1);
        if (!rest.isEmpty() && !rest.startsWith(u':')) {
            return Error{u"Only a port can follow the brackets. Write for example mqtt://[::1]:1883."_s};
        }
    } else {
        const qsizetype colon = text.indexOf(u':');
        if (colon >= 0 && text.indexOf(u':', colon + 1) >= 0) {
            return Error{
                u"There are several “:” in the host. An IPv6 address stands in brackets: mqtt://[::1]:1883."_s};
        }
        url.host = (colon < 0 ? text : text.left(colon)).toString();
        if (!isHostName(url.host)) {
            return Error{
                u"That is no host name. Write for example mqtt://broker.local or mqtt://192.168.1.5:1883; a “@” "
                u"inside a password is written %40."_s};
        }
        rest = colon < 0 ? QStringView() : text.mid(colon);
    }
    return rest.isEmpty() ? Result<bool>(true) : readPort(url, rest.mid(1));
}

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

Result<bool> readParameter(ConnectionUrl &url, const QString &name, const QString &value)
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
    } else if (name == u"maxpayload") {
        const Result<qint64> bytes = parseByteSize(value);
        if (!bytes || *bytes < 1 || *bytes > kMaxPayload) {
            return Error{
                bytes ? u"“maxpayload” must be from 1 byte to 255MiB."_s : u"“maxpayload”: "_s + bytes.error()};
        }
        url.maxPayload = *bytes;
    }
    return true;
}

Result<ConnectionUrl> parseMqtt(QStringView rest)
{
    if (!rest.startsWith(u"//")) {
        return Error{u"“//” is missing after mqtt:. Write for example mqtt://host?topic=home/#."_s};
    }
    rest = rest.mid(2);
    const auto endsAuthority = [](QChar c) { return c == u'/' || c == u'?'; };
    const qsizetype end = std::find_if(rest.begin(), rest.end(), endsAuthority) - rest.begin();
    const QStringView authority = rest.left(end);
    const QStringView tail = rest.mid(end);
    const QStringView path = tail.left(tail.indexOf(u'?') < 0 ? tail.size() : tail.indexOf(u'?'));
    if (path.contains(u'@')) {
        return Error{u"There is a “@” behind the first “/”. A “/” inside a user name or password is written %2F."_s};
    }

    ConnectionUrl url;
    url.kind = ConnectionUrl::Kind::Mqtt;
    const qsizetype at = authority.lastIndexOf(u'@');
    const QStringView user = at < 0 ? QStringView() : authority.left(at);
    if (const Result<bool> read = readUser(url, user); !read) {
        return Error{read.error()};
    }
    if (const Result<bool> read = readHost(url, authority.mid(at + 1)); !read) {
        return Error{read.error()};
    }
    Result<QList<url::Parameter>> parameters = url::splitQuery(tail.mid(path.size() + 1),
        {u"topic"_s, u"profile"_s, u"device"_s, u"poll"_s, u"clientid"_s, u"maxpayload"_s}, {u"topic"_s, u"device"_s});
    if (!parameters) {
        return Error{parameters.error()};
    }
    for (const auto &[name, value] : *parameters) {
        if (const Result<bool> read = readParameter(url, name, value); !read) {
            return Error{read.error()};
        }
    }
    const QStringView shownUser = user.left(user.indexOf(u':') < 0 ? user.size() : user.indexOf(u':'));
    url.text = u"mqtt://"_s + (shownUser.isEmpty() ? QString() : shownUser.toString() + u"@"_s)
        + rest.mid(at + 1).toString();
    return url;
}

Error unknownKind(const QString &kind)
{
    static const QStringList later{u"mqtts"_s, u"ws"_s, u"wss"_s, u"navilink"_s, u"file"_s};
    if (later.contains(kind)) {
        return {u"%1: connections come with a later version; this one knows sim: and mqtt://."_s.arg(kind)};
    }
    const QString nearest = url::nearestFirst(kind, {u"sim"_s, u"mqtt"_s}).constFirst();
    return {u"“%1:” is no kind of connection; did you mean %2? "_s.arg(
                kind, nearest + (nearest == u"sim" ? u":"_s : u"://"_s))
        + kExamples};
}

} // namespace

Result<ConnectionUrl> ConnectionUrl::parse(QStringView text)
{
    text = text.trimmed();
    if (text.isEmpty()) {
        return Error{u"There is no address. "_s + kExamples};
    }
    if (text.size() > kMaxUrl) {
        return Error{u"The address is longer than %1 characters."_s.arg(kMaxUrl)};
    }
    if (std::any_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; })) {
        return Error{u"There is a control character (a line break, perhaps) in the address; take it out."_s};
    }
    const qsizetype colon = text.indexOf(u':');
    const QString kind = text.left(std::max<qsizetype>(colon, 0)).toString().toLower();
    const bool isWord = !kind.isEmpty() && kind.size() <= 16
        && std::all_of(kind.begin(), kind.end(), [](QChar c) { return c >= u'a' && c <= u'z'; });
    if (!isWord) {
        // Nothing of it is repeated: who knows what it is.
        return Error{u"That is no address of a connection. "_s + kExamples};
    }
    const QStringView rest = text.mid(colon + 1);
    if (kind == u"sim") {
        return parseSimulator(rest);
    }
    return kind == u"mqtt" ? parseMqtt(rest) : Result<ConnectionUrl>(unknownKind(kind));
}

} // namespace ember
