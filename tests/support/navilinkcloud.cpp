// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "navilinkcloud.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QLocale>

using namespace Qt::StringLiterals;

namespace {

const QString kBase = u"/api/v2.1"_s;
const QByteArray kPage = "<!DOCTYPE html><html><body>Please sign in to the network</body></html>";

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject envelope(const QJsonValue &data)
{
    return {{u"code"_s, 200}, {u"msg"_s, u"SUCCESS"_s}, {u"data"_s, data}};
}

QJsonObject refused(int code, const QString &message)
{
    return {{u"code"_s, code}, {u"msg"_s, message}, {u"data"_s, QJsonValue::Null}};
}

QByteArray headerOf(const QByteArray &head, const QByteArray &name)
{
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).trimmed().toLower() == name) {
            return line.mid(colon + 1).trimmed();
        }
    }
    return {};
}

QJsonObject firmwareOf(const QJsonObject &body, qint64 code, qint64 version, const QJsonValue &downloaded)
{
    return {{u"macAddress"_s, body[u"macAddress"]}, {u"additionalValue"_s, body[u"additionalValue"]},
        {u"deviceType"_s, 52}, {u"deviceGroup"_s, QJsonValue::Null}, {u"curSwCode"_s, code}, {u"curVersion"_s, version},
        {u"downloadedVersion"_s, downloaded}};
}

} // namespace

const QString NaviLinkCloud::kEmail = u"anna+heater@example.org"_s;
const QString NaviLinkCloud::kPassword = u"h3at/pump: %7 &Zq=wX"_s;

NaviLinkCloud::NaviLinkCloud(Certificates &certificates, quint16 webSocketPort)
    : m_authority(certificates.authority())
    , m_webSocketPort(webSocketPort)
    , m_secrets{kPassword.toUtf8()}
    , m_rest(certificates.issue({.name = u"rest"_s, .hosts = {u"localhost"_s}}),
          [this](TlsStream &stream) { serveRest(stream); })
    , m_door(certificates.issue({.name = u"door"_s, .hosts = {u"localhost"_s}}),
          [this](TlsStream &stream) { serveBroker(stream); })
{
}

QString NaviLinkCloud::url(const QString &more, const QString &email) const
{
    return u"navilink:%1?api=https://localhost:%2%3&broker=wss://localhost:%4/mqtt&ca=%5%6"_s.arg(email)
        .arg(m_rest.port())
        .arg(kBase)
        .arg(m_door.port())
        .arg(m_authority, more);
}

void NaviLinkCloud::addDevice(const QString &mac, const QString &additional, const QString &name, int type)
{
    const std::lock_guard lock(m_mutex);
    m_devices.append(
        QJsonObject{{u"deviceInfo"_s,
                        QJsonObject{{u"homeSeq"_s, 4711}, {u"macAddress"_s, mac}, {u"additionalValue"_s, additional},
                            {u"deviceType"_s, type}, {u"deviceName"_s, name}, {u"connected"_s, 2}}},
            {u"location"_s, QJsonObject{{u"state"_s, u"Somewhere"_s}, {u"city"_s, u"Elsewhere"_s}}}});
}

void NaviLinkCloud::setLifetimes(int token, int keys)
{
    const std::lock_guard lock(m_mutex);
    m_tokenLasts = token;
    m_keysLast = keys;
}

void NaviLinkCloud::failNext(const QString &path, Fault fault, int times)
{
    const std::lock_guard lock(m_mutex);
    m_faults[path].append(QList<Fault>(times, fault));
}

void NaviLinkCloud::forgetKeys()
{
    const std::lock_guard lock(m_mutex);
    m_keys.clear();
}

void NaviLinkCloud::forgetTokens()
{
    const std::lock_guard lock(m_mutex);
    m_accessToken.clear();
}

void NaviLinkCloud::dropConnections()
{
    ++m_generation;
}

QList<NaviLinkCloud::Call> NaviLinkCloud::calls() const
{
    const std::lock_guard lock(m_mutex);
    return m_calls;
}

int NaviLinkCloud::count(const QString &path) const
{
    const QList<Call> all = calls();
    return int(std::count_if(all.begin(), all.end(), [&path](const Call &call) { return call.path == path; }));
}

QList<QByteArray> NaviLinkCloud::queries() const
{
    const std::lock_guard lock(m_mutex);
    return m_queries;
}

QList<QByteArray> NaviLinkCloud::refusals() const
{
    const std::lock_guard lock(m_mutex);
    return m_refusals;
}

QList<QByteArray> NaviLinkCloud::secrets() const
{
    const std::lock_guard lock(m_mutex);
    return m_secrets;
}

QDateTime NaviLinkCloud::now() const
{
    return QDateTime::currentDateTimeUtc().addSecs(m_clockOffset);
}

QByteArray NaviLinkCloud::http(int status, const QByteArray &body, const QByteArray &type) const
{
    const QByteArray date = QLocale::c().toString(now(), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s).toLatin1();
    return "HTTP/1.1 " + QByteArray::number(status) + " As it is\r\nDate: " + date + "\r\nContent-Type: " + type
        + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

void NaviLinkCloud::serveRest(TlsStream &stream)
{
    const QByteArray head = stream.readUntil("\r\n\r\n");
    const QByteArray body = stream.readSize(headerOf(head, "content-length").toLongLong());
    const QList<QByteArray> words = head.left(head.indexOf('\r')).split(' ');
    Call call{.path = QString::fromLatin1(words.value(1)),
        .body = QJsonDocument::fromJson(body).object(),
        .authorization = headerOf(head, "authorization")};
    if (words.value(0) != "POST" || !call.path.startsWith(kBase)) {
        stream.write(http(404, json(refused(404, u"NOT_FOUND"_s)), "application/json"));
        return;
    }
    call.path = call.path.mid(kBase.size());
    std::optional<Fault> fault;
    {
        const std::lock_guard lock(m_mutex);
        m_calls.append(call);
        if (QList<Fault> &faults = m_faults[call.path]; !faults.isEmpty()) {
            fault = faults.takeFirst();
        }
    }
    const QByteArray right = fault && fault != Fault::Slow ? QByteArray() : answer(call);
    const auto send = [&](int status, const QByteArray &text) { stream.write(http(status, text, "application/json")); };
    if (!fault) {
        stream.write(right);
        return;
    }
    switch (*fault) {
    case Fault::Unauthorised:
        send(401, json(refused(401, u"UNAUTHORIZED"_s)));
        break;
    case Fault::Unavailable:
        stream.write(http(503, kPage, "text/html"));
        break;
    case Fault::Html:
        stream.write(http(200, kPage, "text/html"));
        break;
    case Fault::BrokenJson:
        send(200, "{\"code\":200,\"msg\":\"SUCCESS\",\"data\":{\"to");
        break;
    case Fault::Redirect:
        stream.write("HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1:1/elsewhere\r\nContent-Length: 0\r\n\r\n");
        break;
    case Fault::Echo:
        send(200, json(refused(500, QString::fromUtf8(body))));
        break;
    case Fault::Slow:
        if (stream.pause(std::chrono::seconds(60))) {
            stream.write(right);
        }
        break;
    case Fault::HangUp:
        break;
    }
}

QByteArray NaviLinkCloud::answer(const Call &call)
{
    const std::lock_guard lock(m_mutex);
    QJsonObject reply;
    if (call.path == u"/user/sign-in") {
        reply = signIn(call.body);
    } else if (call.path == u"/auth/refresh") {
        reply = refresh(call.body);
    } else if (m_accessToken.isEmpty() || call.authorization != m_accessToken) {
        reply = refused(401, u"UNAUTHORIZED"_s);
    } else if (call.path == u"/device/list") {
        reply = deviceList(call.body);
    } else if (call.path == u"/device/info") {
        reply = envelope(QJsonObject{{u"deviceInfo"_s,
            QJsonObject{{u"homeSeq"_s, 4711}, {u"deviceName"_s, u"NWP500"_s}, {u"deviceType"_s, 52},
                {u"installType"_s, u"R"_s}, {u"connected"_s, 2}}}});
    } else if (call.path == u"/device/firmware/info") {
        reply = envelope(QJsonObject{{u"firmwares"_s,
            QJsonArray{firmwareOf(call.body, 33556241, 167837696, 0),
                firmwareOf(call.body, 268435985, 34013184, 34013190),
                firmwareOf(call.body, 268435761, 60454, QJsonValue::Null)}}});
    } else {
        reply = refused(404, u"NOT_FOUND"_s);
    }
    const int code = reply[u"code"].toInt();
    return http(code, json(reply), "application/json");
}

QByteArray NaviLinkCloud::plant(const QByteArray &secret)
{
    m_secrets.append(secret);
    return secret;
}

QJsonObject NaviLinkCloud::signIn(const QJsonObject &body)
{
    if (body[u"userId"].toString() != kEmail || body[u"password"].toString() != kPassword) {
        return refused(401, u"Invalid credentials"_s);
    }
    const QByteArray number = QByteArray::number(++m_issued);
    m_accessToken = plant("eyJhY2Nlc3M.access" + number + "+of/our=own.q7");
    m_refreshToken = plant("eyJyZWZyZXNo.refresh" + number + "+of/our=own.k4");
    const KnownAwsKeys keys{.accessKeyId = plant("ASIASTANDINKEY" + number.rightJustified(6, '0')),
        .secretKey = plant("stand+in/secret" + number + "=Vv9x2"),
        .sessionToken = plant("IQoJ//standin" + number + "+session/token=" + QByteArray(900, 'T') + "==")};
    m_keys.insert(keys.accessKeyId, keys);
    const auto text = [](const QByteArray &secret) { return QString::fromLatin1(secret); };
    return envelope(QJsonObject{
        {u"userInfo"_s, QJsonObject{{u"userType"_s, u"O"_s}, {u"userStatus"_s, u"NORMAL"_s}, {u"userSeq"_s, 815}}},
        {u"legal"_s, QJsonArray()},
        {u"token"_s,
            QJsonObject{{u"idToken"_s, u"eyJpZA.id.x"_s}, {u"accessToken"_s, text(m_accessToken)},
                {u"refreshToken"_s, text(m_refreshToken)}, {u"authenticationExpiresIn"_s, m_tokenLasts},
                {u"accessKeyId"_s, text(keys.accessKeyId)}, {u"secretKey"_s, text(keys.secretKey)},
                {u"sessionToken"_s, text(keys.sessionToken)}, {u"authorizationExpiresIn"_s, m_keysLast}}}});
}

QJsonObject NaviLinkCloud::refresh(const QJsonObject &body)
{
    if (m_refreshToken.isEmpty() || body[u"refreshToken"].toString().toLatin1() != m_refreshToken) {
        return refused(401, u"UNAUTHORIZED"_s);
    }
    const QByteArray number = QByteArray::number(++m_issued);
    m_accessToken = plant("eyJhY2Nlc3M.access" + number + "+of/our=own.q7");
    return envelope(
        QJsonObject{{u"idToken"_s, u"eyJpZA.id.y"_s}, {u"accessToken"_s, QString::fromLatin1(m_accessToken)},
            {u"refreshToken"_s, QString::fromLatin1(m_refreshToken)}, {u"authenticationExpiresIn"_s, m_tokenLasts}});
}

QJsonObject NaviLinkCloud::deviceList(const QJsonObject &body) const
{
    QJsonArray page;
    const int offset = body[u"offset"].toInt();
    for (int i = offset; i < std::min(offset + body[u"count"].toInt(), int(m_devices.size())); ++i) {
        page.append(m_devices[i]);
    }
    return envelope(page);
}

void NaviLinkCloud::serveBroker(TlsStream &stream)
{
    const int generation = m_generation;
    const QByteArray head = stream.readUntil("\r\n\r\n");
    const QList<QByteArray> words = head.left(head.indexOf('\r')).split(' ');
    const QByteArray target = words.value(1);
    QByteArray refusal;
    {
        const std::lock_guard lock(m_mutex);
        m_queries.append(target.mid(target.indexOf('?') + 1));
        const QByteArray id = accessKeyIdOf(target);
        refusal = m_keys.contains(id)
            ? awsRefusal(target, headerOf(head, "host"), m_keys.value(id), "us-east-1", "iotdevicegateway", now())
            : QByteArray("a key that is not known");
        if (!refusal.isEmpty()) {
            m_refusals.append(refusal);
        }
    }
    if (!refusal.isEmpty()) {
        stream.write(http(403, "{\"message\":\"Forbidden\"}", "application/json"));
        return;
    }
    // The query has done its work, and is longer than mosquitto takes.
    QByteArray passed = head;
    passed.replace(target, "/mqtt");
    stream.pipe(m_webSocketPort, passed, [this, generation] { return m_generation != generation; });
}
