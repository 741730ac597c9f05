// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "navilink/navilinkaccount.h"

#include "navilink/restclient.h"

#include <QtCore/QJsonArray>

#include <algorithm>
#include <ctime>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPage = 20; // devices; the most that may be asked for at once
constexpr int kMaxDevices = 200;
constexpr qsizetype kMaxName = 100; // characters
constexpr int kUsualType = 52; // NWP500
constexpr int kOnline = 2;
constexpr qint64 kClocksAgree = 5; // s: the answer's time has whole seconds and was on its way

bool isMac(const QString &text)
{
    return text.size() == 12 && std::all_of(text.begin(), text.end(), [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
    });
}

/// A number or a text.
QString textOf(const QJsonValue &value)
{
    return value.toVariant().toString();
}

} // namespace

NaviLinkAccount::NaviLinkAccount(QString email, Secret password, std::chrono::milliseconds listFresh)
    : m_email(std::move(email))
    , m_password(std::move(password))
    , m_listFresh(listFresh)
{
}

NaviLinkAccount::Moment NaviLinkAccount::now()
{
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

bool NaviLinkAccount::isOver(const std::optional<Moment> &expires)
{
    return expires && now() >= *expires - kEarly;
}

std::optional<NaviLinkAccount::Moment> NaviLinkAccount::expiry(const QJsonObject &token, const QString &name)
{
    bool isNumber = false;
    const qint64 seconds = textOf(token.value(name)).toLongLong(&isNumber);
    constexpr qint64 kLongest = 31'536'000; // a year
    return isNumber && seconds > 0 ? std::optional(now() + std::chrono::seconds(std::min(seconds, kLongest)))
                                   : std::nullopt;
}

bool NaviLinkAccount::isAuthorised() const
{
    return m_session && !isOver(m_session->keysExpire) && !isOver(m_session->tokenExpires);
}

std::optional<AccountFailure> NaviLinkAccount::authorise(RestClient &rest)
{
    if (m_password.isEmpty()) {
        return AccountFailure{u"there is no password for the account; connect it anew and give one"_s, true};
    }
    if (!m_session || isOver(m_session->keysExpire)) {
        return signIn(rest);
    }
    return isOver(m_session->tokenExpires) ? refresh(rest) : std::nullopt;
}

std::optional<AccountFailure> NaviLinkAccount::signIn(RestClient &rest)
{
    m_session.reset();
    const RestAnswer answer
        = rest.post(u"/user/sign-in"_s, {{u"userId"_s, m_email}, {u"password"_s, m_password.reveal()}});
    noteTime(answer);
    if (answer.failure) {
        return signInFailure(*answer.failure);
    }
    const QJsonObject token = answer.data.toObject().value(u"token"_s).toObject();
    const auto text = [&token](const QString &name) { return token.value(name).toString(); };
    Session session{.accessToken = Secret(text(u"accessToken"_s)),
        .refreshToken = Secret(text(u"refreshToken"_s)),
        .keys = {.accessKeyId = text(u"accessKeyId"_s).toUtf8(),
            .secretKey = Secret(text(u"secretKey"_s)),
            .sessionToken = Secret(text(u"sessionToken"_s))},
        .tokenExpires = expiry(token, u"authenticationExpiresIn"_s),
        .keysExpire = expiry(token, u"authorizationExpiresIn"_s)};
    if (session.accessToken.isEmpty() || session.keys.accessKeyId.isEmpty() || session.keys.secretKey.isEmpty()) {
        return AccountFailure{
            u"NaviLink let us in but gave no keys for its broker; perhaps it has changed. It is tried "
            u"again"_s};
    }
    m_session = std::move(session);
    ++m_signIns;
    return std::nullopt;
}

AccountFailure NaviLinkAccount::signInFailure(const RestFailure &failure) const
{
    const auto says
        = [&failure](QLatin1StringView word) { return failure.message.contains(word, Qt::CaseInsensitive); };
    const bool isTheirs = failure.status >= 500; // whatever it says
    if (!isTheirs
        && (failure.isUnauthorised() || says("invalid"_L1) || says("unauthorized"_L1) || says("USER_NOT_FOUND"_L1))) {
        return {u"NaviLink refused the e-mail address “%1” or its password; check both, they are those of the NaviLink "
                u"app"_s.arg(m_email),
            true};
    }
    return {u"signing in at NaviLink failed: %1"_s.arg(failure.reason), failure.permanent};
}

std::optional<AccountFailure> NaviLinkAccount::refresh(RestClient &rest)
{
    const RestAnswer answer = rest.post(u"/auth/refresh"_s, {{u"refreshToken"_s, m_session->refreshToken.reveal()}});
    noteTime(answer);
    const QJsonObject token = answer.data.toObject();
    const QString accessToken = token.value(u"accessToken"_s).toString();
    if (answer.failure && (answer.failure->status == 0 || answer.failure->status >= 500)) {
        return AccountFailure{u"the session at NaviLink could not be renewed: %1"_s.arg(answer.failure->reason),
            answer.failure->permanent};
    }
    if (answer.failure || accessToken.isEmpty()) {
        return signIn(rest);
    }
    // What the answer lacks stays as it was; the broker's keys always do.
    m_session->accessToken = Secret(accessToken);
    if (const QString next = token.value(u"refreshToken"_s).toString(); !next.isEmpty()) {
        m_session->refreshToken = Secret(next);
    }
    m_session->tokenExpires = expiry(token, u"authenticationExpiresIn"_s);
    ++m_refreshes;
    return std::nullopt;
}

RestAnswer NaviLinkAccount::ask(RestClient &rest, const QString &path, const QJsonObject &body)
{
    RestAnswer answer = rest.post(path, body, m_session->accessToken);
    noteTime(answer);
    if (!answer.failure || !answer.failure->isUnauthorised()) {
        return answer;
    }
    if (const auto failure = refresh(rest)) {
        return {.failure = RestFailure{.reason = failure->reason, .permanent = failure->permanent}};
    }
    answer = rest.post(path, body, m_session->accessToken);
    if (answer.failure && answer.failure->isUnauthorised()) {
        distrust();
        answer.failure->reason
            = u"NaviLink does not accept the session that it has just given us (401); a new one follows"_s;
    }
    return answer;
}

std::optional<AccountFailure> NaviLinkAccount::listDevices(RestClient &rest)
{
    if (m_listedAt && now() - *m_listedAt < m_listFresh) {
        return std::nullopt;
    }
    const QList<AccountDevice> before = std::exchange(m_devices, {});
    for (int offset = 0; offset < kMaxDevices; offset += kPage) {
        const RestAnswer answer
            = ask(rest, u"/device/list"_s, {{u"offset"_s, offset}, {u"count"_s, kPage}, {u"userId"_s, m_email}});
        const bool isKnown = !before.isEmpty() && m_session;
        if (answer.failure || !answer.data.isArray()) {
            m_devices = before;
            m_problem = answer.failure ? u"the devices could not be asked for: %1"_s.arg(answer.failure->reason)
                                       : u"the list of devices that NaviLink gave is none; perhaps it has changed"_s;
            return isKnown ? std::nullopt
                           : std::optional(AccountFailure{m_problem, answer.failure && answer.failure->permanent});
        }
        const QJsonArray page = answer.data.toArray();
        for (const QJsonValue entry : page) {
            readDevices(entry.toObject().value(u"deviceInfo"_s).toObject());
        }
        if (page.size() < kPage) {
            break;
        }
    }
    for (AccountDevice &device : m_devices) {
        const auto known = std::ranges::find(before, device.id, &AccountDevice::id);
        if (known != before.end()) {
            device.firmware = known->firmware;
            device.installType = known->installType;
        }
    }
    m_problem.clear();
    m_listedAt = m_devices.isEmpty() ? std::nullopt : std::optional(now());
    return std::nullopt;
}

void NaviLinkAccount::readDevices(const QJsonObject &entry)
{
    const QString id = entry.value(u"macAddress"_s).toString().toLower();
    const bool isKnown = std::ranges::find(m_devices, id, &AccountDevice::id) != m_devices.end();
    if (isMac(id) && !isKnown && m_devices.size() < kMaxDevices) {
        const QString name = entry.value(u"deviceName"_s).toString().simplified().left(kMaxName);
        m_devices.append({.id = id,
            .name = name,
            .type = entry.value(u"deviceType"_s).toInt(kUsualType),
            .online = entry.value(u"connected"_s).toInt() == kOnline,
            .additional = textOf(entry.value(u"additionalValue"_s)),
            .installType = {},
            .firmware = {}});
    }
}

void NaviLinkAccount::askDetails(RestClient &rest)
{
    for (AccountDevice &device : m_devices) {
        if (m_detailed.contains(device.id)) {
            continue;
        }
        const QJsonObject which{
            {u"macAddress"_s, device.id}, {u"additionalValue"_s, device.additional}, {u"userId"_s, m_email}};
        const RestAnswer info = ask(rest, u"/device/info"_s, which);
        const RestAnswer firmware = m_session ? ask(rest, u"/device/firmware/info"_s, which) : info;
        if (info.failure || firmware.failure) {
            m_problem = u"information about the devices could not be asked for: %1"_s.arg(
                (info.failure ? info : firmware).failure->reason);
            return; // the next attempt asks again
        }
        const QJsonObject told = info.data.toObject().value(u"deviceInfo"_s).toObject();
        device.online = told.value(u"connected"_s).toInt(device.online ? kOnline : 0) == kOnline;
        device.installType = told.value(u"installType"_s).toString().left(kMaxName);
        for (const QJsonValue part : firmware.data.toObject().value(u"firmwares"_s).toArray()) {
            const qint64 downloaded = part[u"downloadedVersion"].toInteger();
            device.firmware.append({.code = part[u"curSwCode"].toInteger(),
                .version = part[u"curVersion"].toInteger(),
                .downloaded = downloaded > 0 ? std::optional(downloaded) : std::nullopt});
        }
        m_detailed.append(device.id);
        m_problem.clear();
    }
}

void NaviLinkAccount::noteTime(const RestAnswer &answer)
{
    if (answer.serverTime.isValid()) {
        const qint64 offset = QDateTime::currentDateTimeUtc().secsTo(answer.serverTime);
        m_clockOffset = qAbs(offset) > kClocksAgree ? offset : 0;
    }
}

QDateTime NaviLinkAccount::cloudTime() const
{
    return QDateTime::currentDateTimeUtc().addSecs(m_clockOffset);
}

AccountStatus NaviLinkAccount::status() const
{
    AccountStatus status{.signIns = m_signIns,
        .refreshes = m_refreshes,
        .keysExpireAt = {},
        .devices = m_devices,
        .unread = 0,
        .problem = m_problem};
    if (m_session && m_session->keysExpire) {
        const Moment left = *m_session->keysExpire - now();
        status.keysExpireAt = eventTimeNow() + std::chrono::duration_cast<std::chrono::microseconds>(left);
    }
    return status;
}

} // namespace ember
