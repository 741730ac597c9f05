// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/expression/nearestname.h>
#include <ember/links/connectionurl.h>
#include <ember/links/simulationoptions.h>

#include "brokerparameters.h"
#include "navilink/navilinkurl.h"
#include "urlparameters.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxUrl = 8192; // characters

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
    if (user->toUtf8().size() > url::kMaxMqttText || password->toUtf8().size() > url::kMaxMqttText) {
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

// Reads what stands between the host and the "?": of a WebSocket the path that is asked for, otherwise of no meaning.
Result<bool> readPath(ConnectionUrl &url, QStringView path)
{
    if (path.contains(u'@')) {
        return Error{u"There is a “@” behind the first “/”. A “/” inside a user name or password is written %2F."_s};
    }
    if (path.contains(u"keypassword=")) { // a path is shown
        return Error{u"The “?” before the parameters is missing: write mqtts://host?cert=…&key=…"_s};
    }
    if (!url.isWebSocket) {
        return true;
    }
    const auto isPlain = [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f && c != u'#'; };
    if (!std::all_of(path.begin(), path.end(), isPlain)) {
        return Error{u"In the path of a WebSocket blanks, “#” and letters beyond ASCII are written as % codes (%20 for "
                     u"a blank)."_s};
    }
    url.path = path.isEmpty() ? u"/mqtt"_s : path.toString();
    return true;
}

struct Scheme
{
    QStringView name;
    quint16 port;
    bool isEncrypted;
    bool isWebSocket;
};
constexpr std::array kSchemes{Scheme{u"mqtt", 1883, false, false}, Scheme{u"mqtts", 8883, true, false},
    Scheme{u"ws", 80, false, true}, Scheme{u"wss", 443, true, true}};

Result<ConnectionUrl> parseMqtt(const Scheme &scheme, QStringView rest)
{
    if (!rest.startsWith(u"//")) {
        return Error{u"“//” is missing after %1:. Write for example %1://host?topic=home/#."_s.arg(scheme.name)};
    }
    rest = rest.mid(2);
    const auto endsAuthority = [](QChar c) { return c == u'/' || c == u'?'; };
    const qsizetype end = std::find_if(rest.begin(), rest.end(), endsAuthority) - rest.begin();
    const QStringView authority = rest.left(end);
    const QStringView tail = rest.mid(end);
    const QStringView path = tail.left(tail.indexOf(u'?') < 0 ? tail.size() : tail.indexOf(u'?'));
    const QStringView query = tail.mid(path.size());

    ConnectionUrl url;
    url.kind = ConnectionUrl::Kind::Mqtt;
    url.port = scheme.port;
    url.isWebSocket = scheme.isWebSocket;
    if (scheme.isEncrypted) {
        url.tls.emplace();
    }
    const qsizetype at = authority.lastIndexOf(u'@');
    const QStringView user = at < 0 ? QStringView() : authority.left(at);
    for (const Result<bool> &read : {readPath(url, path), readUser(url, user), readHost(url, authority.mid(at + 1)),
             url::readBrokerParameters(url, query.mid(1))}) {
        if (!read) {
            return Error{read.error()};
        }
    }
    const QStringView shownUser = user.left(user.indexOf(u':') < 0 ? user.size() : user.indexOf(u':'));
    url.text = scheme.name + u"://"_s + (shownUser.isEmpty() ? QString() : shownUser.toString() + u"@"_s)
        + authority.mid(at + 1).toString() + path.toString() + url::withoutSecrets(query);
    return url;
}

Error unknownKind(const QString &kind)
{
    if (kind == u"file") {
        return {u"file: connections come with a later version; this one knows sim:, mqtt://, mqtts://, ws://, wss:// "
                u"and navilink:."_s};
    }
    const QString nearest
        = nearestFirst(kind, {u"sim"_s, u"mqtt"_s, u"mqtts"_s, u"ws"_s, u"wss"_s, u"navilink"_s}).constFirst();
    const bool hasHost = nearest != u"sim" && nearest != u"navilink";
    return {u"“%1:” is no kind of connection; did you mean %2? "_s.arg(kind, nearest + (hasHost ? u"://"_s : u":"_s))
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
    if (kind == u"navilink") {
        return parseNaviLink(rest);
    }
    const auto *const scheme = std::ranges::find(kSchemes, QStringView(kind), &Scheme::name);
    return scheme != kSchemes.end() ? parseMqtt(*scheme, rest) : Result<ConnectionUrl>(unknownKind(kind));
}

} // namespace ember
